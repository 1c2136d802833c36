import { type GenerationTask, InventionRequired } from "../../../backend.ts";
import { authHeaders } from "./auth-headers.ts";
import { KnownContracts } from "./contracts.ts";
import { environmentOf } from "./environment.ts";
import { executorOf } from "./executor.ts";
import { governanceOf } from "./governance.ts";
import { layoutOf } from "./layout.ts";
import { isFieldName, namesOf, pythonName } from "./names.ts";
import { isAios, isSubstrate, outboundOf, type Outbound } from "./outbound.ts";
import type { Held } from "./forms.ts";
import { packetsOf, typesOf } from "./packets.ts";
import { policyOf } from "./policy.ts";
import { askedOf, Questions } from "./questions.ts";
import { runtimeOf } from "./runtime.ts";
import { signingOf } from "./signature.ts";
import { readSpecValues, type InboundSpec, type SpecValues } from "./spec.ts";
import { substrateOf } from "./substrate.ts";
import { toolOf, type ToolDesign } from "./tool.ts";
import type { Design, Dedupe, EventField } from "./shape.ts";

const DEFAULT_TTL = 3600;
const STANDARD_FIELD = "correlation_id";

export function designOf(task: GenerationTask): Design {
  const { module, contracts: found } = task;
  if (module.language !== "python") {
    throw new InventionRequired(
      `The template writes Python; the spec asks for ${module.language}.`,
      "module.language",
      "Generate this module with another backend (`--backend model`), or is Python meant?",
    );
  }
  const { kind } = module;
  if (!isKind(kind)) throw new Error(`no kind: ${kind}`);
  const spec = readSpecValues(task.spec.value);
  const names = namesOf(module.id, kind);
  const contracts = new KnownContracts(task);
  const identity = found.tool_identity.value ?? "tool_id";
  const routes = spec.inbound.filter(({ route }) => route !== null);
  const questions = new Questions();
  questions.part(() => checkInbound(spec, kind, routes));
  const headers = questions.part(() => askedOf(routes, authHeaders));
  const signing = questions.part(() => {
    headers();
    return signingOf(routes, spec.prose);
  });
  const dedupe = questions.part(() => dedupeOf(spec, found.idempotency.value));
  const keyFields = questions.part(() => keyFieldsOf(spec, dedupe, kind));
  const types = questions.part(() => typesOf(spec.emits, names.py, kind));
  const external = spec.outbound.some((call) => !isAios(call) && !isSubstrate(call));
  const environment = questions.part(() => environmentOf(spec, names, external));
  const outbound = questions.part(() => outboundOf(spec.outbound, environment(), names));
  const substrate = questions.part(() => {
    const known = dedupe();
    return substrateOf(contracts, known !== null && known.mechanism !== "memory_cache", [types().out]);
  });
  questions.part(() => checkEmits(spec, kind, types().error, outbound()));
  const tool = questions.part(() => (kind === "tool" ? toolOf(contracts, identity, spec, dedupe(), outbound()) : null));
  const governance = questions.part(() =>
    kind === "governance"
      ? governanceOf(
          contracts,
          spec,
          environment(),
          dedupe(),
          spec.inbound.map(({ name }) => pythonName(name)),
        )
      : null,
  );
  const executor = questions.part(() =>
    kind === "executor" ? executorOf(task, contracts, identity, spec, dedupe, keyFields, policyOf(spec, kind).loop) : null,
  );
  const packets = questions.part(() => {
    const called = tool();
    return packetsOf(contracts, spec, {
      correlation: called ? correlationHeld(called) : { kind: "text" },
      parent: { kind: substrate().write.idType === "UUID" ? "maybe uuid" : "maybe text" },
      tool: module.id,
      types: types(),
    });
  });
  const runtime = questions.part(() => (outbound().aios ? runtimeOf(contracts, identity, module.id) : null));
  const fields = questions.part(() =>
    fieldsOf({ dedupe: dedupe(), keyFields: keyFields(), outbound: outbound(), routes, kind, contracts }),
  );
  const layout = questions.part(() => layoutOf(task.manifest, spec.rootPath, names.py, kind));
  questions.settle();
  return {
    task,
    spec,
    names,
    kind,
    identity,
    pydantic: task.runtime.pydantic ?? 1,
    contracts,
    layout: layout(),
    environment: environment(),
    outbound: outbound(),
    policy: policyOf(spec, kind),
    packets: packets(),
    substrate: substrate(),
    runtime: runtime(),
    tool: tool(),
    governance: governance(),
    executor: executor(),
    dedupe: dedupe(),
    routes,
    fields: fields(),
    keyFields: keyFields(),
    attachments: spec.acceptance.some(({ name }) => /attachment/.test(name)),
    signing: signing(),
  };
}

const KINDS: ReadonlySet<string> = new Set(["adapter", "tool", "service", "governance", "executor"]);

function isKind(kind: string): kind is Design["kind"] {
  return KINDS.has(kind);
}

/** The type of what joins a call to the rest: its correlation id, or where calls have none their own. */
function correlationHeld({ request }: ToolDesign): Held {
  const kind = request.correlation?.kind ?? request.callKind;
  return kind === "uuid" ? { kind, version: null } : { kind };
}

const FROM_PYTHON: Readonly<Partial<Record<Design["kind"], string>>> = {
  service: "A service",
  governance: "A governance module",
  executor: "An executor",
};

function checkInbound(spec: SpecValues, kind: Design["kind"], routes: readonly InboundSpec[]): void {
  const ask = (issue: string, question: string, at?: number): InventionRequired =>
    new InventionRequired(issue, `module.interfaces.inbound${at === undefined ? "" : `.${at}`}`, question);
  if (spec.inbound.length === 0) throw ask("The spec names no way into the module.", "How is the module called?");
  const names = new Set<string>();
  askedOf<() => void, void>(
    [
      () => {
        if (kind === "tool" && routes.length > 0)
          throw ask(
            "A tool is called by its tool id, but the spec gives it an HTTP route.",
            "Is it an adapter, or is the route to go?",
          );
        if (kind === "tool" && spec.inbound.length > 1)
          throw ask("One module is one tool, but the spec names several ways into it.", "Which of them is the tool?");
        if (kind === "adapter" && routes.length === 0)
          throw ask("An adapter answers HTTP requests, but no inbound entry has a route.", "Which route does it answer?");
        const called = FROM_PYTHON[kind];
        if (called !== undefined && routes.length > 0)
          throw ask(
            `${called} is called from Python, but the spec gives it an HTTP route.`,
            "Is it an adapter, or is the route to go?",
          );
        if (kind === "executor" && spec.inbound.length > 1)
          throw ask(
            "An executor runs the tasks that it is given, but the spec names several ways into it.",
            "Which of them is given the tasks?",
          );
      },
      ...spec.inbound.map(({ name, route, method, payloadType }, at) => () => {
        const isTwice = names.has(pythonName(name));
        names.add(pythonName(name));
        if (isTwice) throw ask(`Two inbound entries are named \`${name}\`.`, "What is the other one called?", at);
        if (route && /\.\.\.|…|\{\{|<[^>]*>/.test(route))
          throw ask(`The route of \`${name}\` is a placeholder (\`${route}\`).`, `Which path does \`${name}\` answer?`, at);
        if (route && !/^(?:GET|POST|PUT|PATCH|DELETE)$/.test(method))
          throw ask(`\`${name}\` answers ${method}, which no request of this kind uses.`, "Which method is meant?", at);
        if (/xml|protobuf|multipart|binary|octet/i.test(payloadType))
          throw ask(`Nothing tells how a ${payloadType} body is read into fields.`, "Is JSON or a form meant?", at);
      }),
    ],
    (check) => check(),
  );
}

/** A type for failures is of use where something may fail once the request is known and can be stored. */
function checkEmits({ emits }: SpecValues, kind: Design["kind"], error: string | null, { aios, client }: Outbound): void {
  if (error === null || aios || client || (kind !== "adapter" && kind !== "service")) return;
  throw new InventionRequired(
    `\`${error}\` is declared, but nothing that this module does fails behind the point where a request is known: it calls neither AIOS nor another service, what is no request is refused before, and a packet that can not be written is none.`,
    "module.packet_contract.emits",
    "Which call may fail (`module.interfaces.outbound`), or is the type to go?",
    { stub: `emits: [${emits.filter((type) => type !== error).join(", ")}]` },
  );
}

function dedupeOf({ idempotency }: SpecValues, mechanism: string | null): Dedupe | null {
  if (!idempotency.enabled || mechanism === "none" || mechanism === null) return null;
  const { primary, fallback, onDuplicate } = idempotency;
  const ask = (issue: string, key: string, question: string): InventionRequired =>
    new InventionRequired(issue, `module.idempotency.${key}`, question, {
      stub: `${key}: ${key === "dedupe_key" ? "{ primary: event_id }" : "return_cached_response"}`,
    });
  if (primary === null)
    throw ask(
      "Deliveries are to be told apart, but the spec names no field to tell them by.",
      "dedupe_key",
      "Which field of a request tells two deliveries apart?",
    );
  const hashed = fallback !== null && /hash|sha|digest|fingerprint/.test(fallback);
  for (const name of hashed || fallback === null ? [primary] : [primary, fallback]) {
    if (!isFieldName(name))
      throw ask(`\`${name}\` is no name of a field.`, "dedupe_key", "Which field of a request tells two deliveries apart?");
  }
  const reject = /reject|conflict|409|error|fail/.test(onDuplicate);
  if (!reject && !/cache|same|replay|return|ok|ack|ignore|skip|drop|silent|no_?op/.test(onDuplicate)) {
    throw ask(
      `Nothing tells what \`on_duplicate: ${onDuplicate}\` does.`,
      "on_duplicate",
      "Is a second delivery answered with the first answer (return_cached_response), or refused (reject)?",
    );
  }
  return {
    mechanism: mechanism as Dedupe["mechanism"],
    key: primary,
    fallback: hashed ? null : fallback,
    hashed,
    reject,
    ttlSeconds: idempotency.ttlSeconds ?? DEFAULT_TTL,
  };
}

/** @param deduped by what deliveries are told apart, which is asked for where nothing else tells conversations apart */
function keyFieldsOf(spec: SpecValues, deduped: () => Dedupe | null, kind: Design["kind"]): string[] {
  const odd = spec.keyFields.find((name) => !isFieldName(name));
  if (odd !== undefined)
    throw new InventionRequired(
      `\`${odd}\` is no name of a field.`,
      "module.threading.key_fields",
      "Which fields of a request make up a conversation?",
    );
  if (spec.keyFields.length > 0) return spec.keyFields;
  // A tool call may bring its thread; toolOf asks where it does not.
  if (kind === "tool") return [];
  const dedupe = deduped();
  if (dedupe && dedupe.fallback === null && !dedupe.hashed) return [dedupe.key];
  throw new InventionRequired(
    "Nothing tells which conversation a request belongs to.",
    "module.threading.key_fields",
    "Which fields of a request make up the key of its thread?",
    { stub: "threading:\n  key_fields: [conversation_id]" },
  );
}

function fieldsOf({
  dedupe,
  keyFields,
  outbound,
  routes,
  kind,
  contracts,
}: Pick<Design, "dedupe" | "keyFields" | "outbound" | "routes" | "kind" | "contracts">): EventField[] {
  // An executor is given the contracts' own task.
  if (kind === "executor") return [];
  const fields = new Map<string, EventField>();
  const add = (name: string, required: boolean, doc: string): void => {
    const known = fields.get(name);
    if (!known) fields.set(name, { name, required, doc });
    else known.required ||= required;
  };
  const request = kind === "tool" ? contracts.model("tool_request") : null;
  const ofRequest = (name: string): boolean => request?.fields.some((field) => field.name === name) === true;
  if (dedupe && !ofRequest(dedupe.key)) add(dedupe.key, dedupe.fallback === null && !dedupe.hashed, "Tells two deliveries apart");
  if (dedupe?.fallback && !ofRequest(dedupe.fallback))
    add(dedupe.fallback, true, `Tells deliveries without \`${dedupe.key}\` apart`);
  if (kind !== "tool") add(STANDARD_FIELD, false, "Joins everything that belongs to one exchange");
  for (const name of keyFields) if (!ofRequest(name)) add(name, true, "Part of the thread's key");
  for (const { route } of routes)
    for (const [, name] of (route ?? "").matchAll(/\{(\w+)(?::\w+)?\}/g)) add(name as string, true, "Part of the path");
  for (const { role, parameters, name: call } of outbound.client?.calls ?? []) {
    for (const { name, setting } of role === "action" ? [] : parameters)
      if (!setting) add(name, true, `Names what \`${call}\` is about`);
  }
  const odd = [...fields.keys()].find((name) => !isFieldName(name));
  if (odd !== undefined)
    throw new InventionRequired(
      `\`${odd}\` is no name of a field.`,
      "module.interfaces.inbound",
      "Which field of the request is meant?",
    );
  return [...fields.values()];
}
