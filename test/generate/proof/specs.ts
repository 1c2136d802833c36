import { parse, stringify } from "yaml";
import { randomOf } from "../random.ts";
import { EXECUTORS, GOVERNANCES, SAMPLES, type Shape } from "./shapes.ts";

/** A spec of the proof, and what was drawn for it. */
export interface ProofSpec {
  /** From 1. */
  number: number;
  kind: string;
  /** What tells it from the others, for the table. */
  auth: string;
  idempotency: string;
  routes: string;
  outbound: string;
  errors: string;
  contracts: string;
  shape: Shape;
  module: string;
  text: string;
}

type Random = () => number;
type Module = Record<string, unknown>;
/** What is drawn of a spec, with what it needs of variables and what its author wants proved. */
interface Drawn {
  about: string;
  module: Module;
  environment?: readonly string[];
  acceptance?: readonly string[];
}

const KINDS = ["adapter", "tool", "service", "executor", "governance"];
const THINGS = ["parcel", "invoice", "ticket", "refund", "booking", "meter", "claim", "visit", "alarm", "quote"];

/** Specs that are always the same for a seed: kinds in turn, everything else by chance. */
export function proofSpecs(seed: number, count: number): ProofSpec[] {
  const random = randomOf(seed);
  // The first numbers of near seeds are near.
  for (let at = 0; at < 8; at++) random();
  return Array.from({ length: count }, (_, at) => specOf(at + 1, KINDS[at % KINDS.length] ?? "adapter", random));
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function specOf(number: number, kind: string, random: Random): ProofSpec {
  const thing = pick(THINGS, random);
  const shape = pick(kind === "executor" ? EXECUTORS : kind === "governance" ? GOVERNANCES : SAMPLES, random);
  const id = `${thing}_${kind === "adapter" ? "webhook" : kind}`;
  const outbound = outboundOf(kind, thing, random);
  const auth = kind === "adapter" ? authOf(thing, random) : NOTHING;
  const routes = routesOf(kind, thing, auth, shape, random);
  const idempotency = idempotencyOf(kind, thing, shape, random);
  const errors = errorsOf(kind, outbound.about !== "-", idempotency.about, random);
  const drawn = [auth, routes, idempotency, outbound, errors];
  const required = drawn.flatMap(({ environment }) => environment ?? []);
  const { thread, environment: given, interfaces, notes_for_generators: notes } = shape.spec;
  const module: Module = {
    id,
    name: `${thing} ${kind}`.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    purpose: `Looks after each ${thing}, and keeps what it does in the memory substrate.`,
    kind,
    language: "python",
    repo: { root_path: ".", allowed_new_files: filesOf(kind, id, outbound.about, random) },
    interfaces: { ...(interfaces ?? routes.module), ...outbound.module },
    ...idempotency.module,
    threading: {
      strategy: "uuidv5",
      key_fields: thread ?? pick([[`${thing}_id`], ["customer", `${thing}_id`]], random),
    },
    packet_contract: {
      emits: emitsOf(id, kind, outbound.about !== "-", random),
      requires_metadata: shape.files ? [] : ["tool_id", "thread_uuid", "correlation_id"],
    },
    ...errors.module,
    ...(typeof given === "string"
      ? { environment: parse(given) as unknown }
      : required.length > 0
        ? { environment: { required } }
        : {}),
    ...(notes ? { notes_for_generators: notes } : {}),
    acceptance: { required: [...new Set([...namesOf(kind), ...drawn.flatMap(({ acceptance }) => acceptance ?? [])])] },
  };
  return {
    number,
    kind,
    auth: auth.about,
    idempotency: idempotency.about,
    routes: kind === "adapter" ? routes.about : "-",
    outbound: outbound.about,
    errors: errors.about,
    contracts: shape.about,
    shape,
    module: id,
    text: stringify({ schema_version: "3.0.0", module }, { lineWidth: 0 }),
  };
}

const NOTHING: Drawn = { about: "-", module: {} };

function authOf(thing: string, random: Random): Drawn {
  const own = thing.toUpperCase();
  const header = thing.charAt(0).toUpperCase() + thing.slice(1);
  const late = pick([true, false], random);
  const time = late ? [`X-${header}-Timestamp`] : [];
  const stale = late ? ["stale_timestamp_rejected"] : [];
  return pick<Drawn>(
    [
      { about: "none", module: { auth: "none" } },
      {
        about: `bearer${late ? ", time" : ""}`,
        module: { auth: "bearer", headers: ["Authorization", ...time] },
        environment: [`${own}_WEBHOOK_TOKEN`],
        acceptance: ["invalid_token_rejected", ...stale],
      },
      {
        about: `api_key${late ? ", time" : ""}`,
        module: { auth: "api_key", headers: [`X-${header}-Key`, ...time] },
        environment: [`${own}_INBOUND_API_KEY`],
        acceptance: ["invalid_key_rejected", "missing_headers_rejected", ...stale],
      },
      {
        about: "hmac-sha256",
        module: { auth: "hmac-sha256", headers: [`X-${header}-Signature`, `X-${header}-Timestamp`] },
        environment: [`${own}_SIGNING_SECRET`],
        acceptance: ["invalid_signature_rejected", "stale_timestamp_rejected"],
      },
    ],
    random,
  );
}

function routesOf(kind: string, thing: string, auth: Drawn, { spec }: Shape, random: Random): Drawn {
  if (spec.interfaces) return NOTHING;
  if (kind === "tool") return { about: "-", module: { inbound: [{ name: `${thing}_tool`, payload_type: "ToolCallRequest" }] } };
  if (kind === "governance")
    return {
      about: "-",
      module: { inbound: pick([["decide"], ["decide", "preview"]], random).map((name) => ({ name, payload_type: "JSON" })) },
    };
  if (kind === "service") return { about: "-", module: { inbound: [{ name: `${thing}_event`, payload_type: "JSON" }] } };
  const form = pick(["JSON", "JSON", "form"], random);
  const route = { name: `${thing}_event`, method: "POST", route: `/webhooks/${thing}s`, ...auth.module, payload_type: form };
  const closed = {
    ...route,
    name: `${thing}_closed`,
    method: pick(["PUT", "POST"], random),
    route: `/${thing}s/{${thing}_id}/closed`,
  };
  const two = pick([true, false, false], random);
  return {
    about: `${two ? `POST, ${closed.method} with a part of the path` : "POST"}${form === "form" ? ", forms" : ""}`,
    module: { inbound: two ? [route, closed] : [route] },
  };
}

function idempotencyOf(kind: string, thing: string, { mechanisms, spec }: Shape, random: Random): Drawn {
  if (kind === "governance") return { about: "-", module: { idempotency: { enabled: false } } };
  const mechanism = pick(kind === "executor" ? mechanisms : [...mechanisms, "none"], random);
  if (mechanism === "none") return { about: "none", module: { idempotency: { enabled: false, mechanism } } };
  const refused = pick([true, false], random);
  const hashed = kind !== "executor" && kind !== "tool" && pick([true, false, false], random);
  const primary = spec.key ?? (kind === "tool" ? "call_id" : "event_id");
  const what = kind === "executor" ? "task" : kind === "tool" ? "call" : thing;
  return {
    about: `${mechanism}, ${refused ? "refused" : "answered again"}${hashed ? ", else a digest" : ""}`,
    module: {
      idempotency: {
        enabled: true,
        mechanism,
        dedupe_key: { primary, ...(hashed ? { fallback: "payload_hash" } : {}) },
        on_duplicate: refused ? "reject" : "return_cached_response",
      },
    },
    acceptance: [refused ? `duplicate_${what}_refused` : `duplicate_${what}_deduped`],
  };
}

function outboundOf(kind: string, thing: string, random: Random): Drawn {
  if (kind === "executor" || kind === "governance") return NOTHING;
  const call = {
    name: `send_${thing}`,
    endpoint: `/${thing}s/{${thing}_id}`,
    method: pick(["POST", "PUT"], random),
    timeout_seconds: 5,
    retry: pick([true, false], random),
  };
  const read = { name: `get_${thing}`, endpoint: `/${thing}s/{${thing}_id}`, method: "GET", timeout_seconds: 5 };
  const aios = { name: "aios_runtime_call", endpoint: "/chat", method: "POST" };
  const environment = ["PARTNER_BASE_URL", "PARTNER_ACCESS_TOKEN"];
  const calls: Drawn[] = [
    { about: "one call", module: { outbound: [call] }, environment, acceptance: [`${thing}_sent`] },
    { about: "two calls", module: { outbound: [read, call] }, environment },
  ];
  if (kind === "tool") return pick(calls, random);
  return pick<Drawn>(
    [
      NOTHING,
      { about: "AIOS", module: { outbound: [aios] } },
      { about: "AIOS, one call", module: { outbound: [aios, call] }, environment },
      ...calls,
    ],
    random,
  );
}

function errorsOf(kind: string, calls: boolean, idempotency: string, random: Random): Drawn {
  const base = pick(["fail_closed", "fail_closed", "best_effort"], random);
  const one = kind === "governance" || kind === "executor" ? "fail_closed" : base;
  const category = (status: number, action: string): unknown => ({ status, action });
  const rows: Record<string, unknown> = {};
  if (kind !== "executor" && kind !== "governance" && random() < 0.5)
    rows.invalid_payload = category(pick([400, 422], random), "reject");
  if (calls && random() < 0.6)
    rows.downstream_failure = random() < 0.5 ? category(502, "return_error") : category(200, "log_and_continue");
  if (random() < 0.4) rows.storage_failure = category(503, "return_error");
  if (kind === "executor" && random() < 0.6) rows.runtime_failure = category(pick([502, 500], random), "return_error");
  if (kind === "governance" && random() < 0.6) rows.policy_unavailable = category(503, "reject");
  if (idempotency.includes("refused") && random() < 0.6) rows.duplicate_request = category(409, "reject");
  const names = Object.keys(rows);
  return {
    about: [one, ...names.map((name) => `${name} ${(rows[name] as { status: number }).status}`)].join(", "),
    module: { error_policy: { default: one, ...(names.length > 0 ? { categories: rows } : {}) } },
    acceptance: "storage_failure" in rows ? ["storage_failure_reported"] : [],
  };
}

function filesOf(kind: string, id: string, outbound: string, random: Random): string[] {
  const more = pick([true, false], random);
  const tests = [`tests/test_${id}.py`, `docs/${id}.md`];
  const calls = outbound.includes("call");
  switch (kind) {
    case "adapter":
      return [
        `api/${id}_adapter.py`,
        `api/routes/${id}.py`,
        ...(calls ? [`api/clients/${id}_client.py`] : []),
        ...(more ? [`api/${id}_schemas.py`, `tests/test_${id}_auth.py`] : []),
        ...tests,
      ];
    case "tool":
      return [`tools/${id}.py`, ...(more ? [`tools/${id}_client.py`] : []), ...tests];
    case "executor":
      return [`core/agents/${id}.py`, ...tests];
    case "governance":
      return [`core/governance/${id}.py`, ...(more ? [`core/governance/${id}_policies.py`] : []), ...tests];
    default:
      return [`core/${id}.py`, ...(more && calls ? [`core/${id}_client.py`] : []), ...tests];
  }
}

/** @param calls something may fail, and so there may be packets of failures */
function emitsOf(id: string, kind: string, calls: boolean, random: Random): string[] {
  const types = [`${id}.in`, `${id}.out`, `${id}.error`];
  if (kind === "governance") return pick([types, [`${id}.decision`], [`${id}.decision`, `${id}.error`]], random);
  return kind === "executor" || calls ? types : types.slice(0, 2);
}

/** What the author of any spec of a kind wants proved. */
function namesOf(kind: string): string[] {
  switch (kind) {
    case "tool":
      return ["tool_called_by_tool_id", "call_and_result_packets_written"];
    case "executor":
      return ["task_runs_to_its_result", "loop_failure_reported", "thread_uuid_is_deterministic"];
    case "governance":
      return ["denied_by_default", "first_match_wins_by_priority", "load_failure_denies", "decision_is_audited"];
    default:
      return ["valid_event_processed", "thread_uuid_is_deterministic", "packets_share_thread_and_correlation"];
  }
}
