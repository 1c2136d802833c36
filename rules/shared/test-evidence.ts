import type { Contracts } from "../../server/facts/contracts.ts";
import type { FactKinds } from "../../server/facts/python/index.ts";
import type { Module } from "../../server/facts/project.ts";
import type { Profile } from "../profile/schema.ts";

type TestFact = FactKinds["tests"];
type Assertion = TestFact["assertions"][number];
type Operand = Assertion["left"];
type Origin = Operand["origins"][number];

/** A row of TEST_ASSERTION_CATEGORIES that a test proves, and the fields it does so by. */
export interface Proof {
  row: string;
  fields: string[];
}

/** The names that evidence is looked for by. */
export interface EvidenceNames {
  /** Methods that take a packet. */
  sinks: readonly string[];
  /** Functions that run a tool. */
  dispatch: RegExp;
  /** What identifies a tool. */
  identity: string;
  /** Fields of RuntimeContext; empty when it is not known. */
  contextFields: readonly string[];
  /** Fields that only say that something went well. */
  statusFields: readonly string[];
}

export function evidenceNames(profile: Profile, contracts: Contracts): EvidenceNames {
  const context = contracts.required("RuntimeContext");
  return {
    sinks: profile.packets.sinks,
    dispatch: /^dispatch/,
    identity: contracts.identity.value ?? profile.tool_identity_canon.canonical_field,
    contextFields: context.status === "found" ? context.class.fields.map(({ name }) => name) : [],
    statusFields: ["success", "ok", "status", "completed", "error"],
  };
}

/** The categories that a module of this kind must prove. */
export function neededCategories(module: Pick<Module, "kind" | "spec">): string[] {
  const { kind, spec } = module;
  switch (kind) {
    case "tool":
      return ["dispatch", "packets"];
    case "executor":
      return ["runtime", "dispatch", "packets", "idempotency"];
    case "adapter": {
      const authenticated = spec.inbound.some(({ auth }) => auth !== null && auth.text !== "none");
      const callsAios = spec.outbound.some(
        ({ name, endpoint }) => /aios/i.test(`${name?.text ?? ""} ${endpoint?.text ?? ""}`) || endpoint?.text === "/chat",
      );
      return [
        "packets",
        ...(authenticated ? ["signature"] : []),
        ...(spec.idempotency?.enabled ? ["idempotency"] : []),
        ...(callsAios ? ["runtime"] : []),
      ];
    }
    default:
      return ["packets"];
  }
}

const WORDS: Readonly<Record<string, RegExp>> = {
  stale_timestamp_401: /stale|expired|old|fresh|timestamp|skew|replay/,
  missing_headers_401: /missing|without|absent|header|lacks|omit/,
  invalid_returns_401: /invalid|wrong|bad|forged|tampered|unauthori[sz]ed|signature|token|key/,
};

/** Every row that a test proves, by "What proves a test category". */
export function provedRows(test: TestFact, names: EvidenceNames): Proof[] {
  const proofs = new Map<string, Set<string>>();
  const prove = (row: string, ...fields: string[]): void => {
    const known = proofs.get(row) ?? new Set();
    for (const field of fields) known.add(field);
    proofs.set(row, known);
  };
  for (const assertion of test.assertions) fieldRows(assertion, names, prove);
  threadRows(test, prove);
  dispatchRows(test, names, prove);
  deliveryRows(test, names, prove);
  return [...proofs].map(([row, fields]) => ({ row, fields: [...fields] }));
}

type Prove = (row: string, ...fields: string[]) => void;

function sides({ left, right }: Assertion): Operand[] {
  return [left, ...right];
}

function isPacket(origin: Origin, names: EvidenceNames): boolean {
  return origin.of === "call" && names.sinks.includes(origin.name);
}

function isAios(origin: Origin): boolean {
  return origin.of === "call" && (/aios|runtime/i.test(origin.receiver) || /reasoning|aios/i.test(origin.name));
}

function isInstanceOf(origin: Origin, name: string): boolean {
  return origin.of === "instance" && origin.name.split(".").at(-1) === name;
}

function mentions(operand: Operand, name: string): boolean {
  return operand.mentions.some((mention) => mention.split(".").at(-1) === name);
}

const COMPARES = new Set<Assertion["form"]>(["equal", "unequal", "contains", "isinstance", "order"]);

/** Compared with nothing but None proves no more than that something is there. */
function comparesValue({ form, right }: Assertion): boolean {
  return COMPARES.has(form) && !right.every(({ text }) => text === "None");
}

function fieldRows(assertion: Assertion, names: EvidenceNames, prove: Prove): void {
  const { form } = assertion;
  if (form === "called_with") {
    for (const origin of assertion.left.origins) {
      if (isAios(origin) && assertion.right.some((side) => side.mentions.length > 0 || side.constant))
        prove("context_schema", ...assertion.keywords);
      if (isPacket(origin, names) && assertion.right.some((side) => mentions(side, "PacketEnvelopeIn")))
        prove("PacketEnvelopeIn_used", "packet");
    }
  }
  if (!comparesValue(assertion)) return;
  const [left, ...right] = sides(assertion);
  for (const side of sides(assertion)) {
    for (const origin of side.origins) {
      const [first, second] = origin.path;
      if (isPacket(origin, names)) {
        if (form === "isinstance" && right.some((other) => mentions(other, "PacketEnvelopeIn")))
          prove("PacketEnvelopeIn_used", "isinstance");
        if (first === "packet_type" || (first === "payload" && second !== undefined))
          prove("PacketEnvelopeIn_used", origin.path.join("."));
        if (first === "metadata" && second !== undefined) prove("metadata_fields", origin.path.join("."));
      }
      const isContext = isAios(origin) || isInstanceOf(origin, "RuntimeContext");
      const known = names.contextFields.length === 0 || names.contextFields.includes(first ?? "");
      if (isContext && first !== undefined && known) prove("context_schema", origin.path.join("."));
      if ((isContext && first === "tools") || /tools?$/.test(side.text)) {
        if (sides(assertion).some((other) => other !== side && mentions(other, "ToolBinding")))
          prove("tools_are_ToolBinding", "tools");
      }
      if (isInstanceOf(origin, "ToolCallResult") && first !== undefined && !names.statusFields.includes(first))
        prove("ToolCallResult_validated", first);
    }
  }
  if (form === "equal" && left) {
    for (const other of right) links(left, other, names, prove);
  }
}

/** An id on one side and what it came from, or what it must equal, on the other. */
function links(left: Operand, right: Operand, names: EvidenceNames, prove: Prove): void {
  const ends = (operand: Operand, name: string): Origin[] => operand.origins.filter((origin) => origin.path.at(-1) === name);
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (
      ends(one, "correlation_id").some(
        (origin) => isPacket(origin, names) || isAios(origin) || origin.of === "response" || origin.of === "call",
      ) &&
      one.text !== other.text
    ) {
      prove("correlation_id", "correlation_id");
    }
  }
  const packetPaths = (operand: Operand): string[] =>
    operand.origins
      .filter((origin) => isPacket(origin, names) && origin.path.length > 0)
      .map(({ path }) => path.at(-1) as string);
  const [a, b] = [packetPaths(left), packetPaths(right)];
  if (left.text === right.text) return;
  for (const field of a) {
    if (/thread|correlation|lineage|parent|causation|trace/.test(field) && b.includes(field)) prove("correlation_links", field);
  }
  // `outbound.provenance.parent_packet == packet_ids[0]`: the out-packet names the in-packet.
  for (const [one, other] of [
    [a, right],
    [b, left],
  ] as const) {
    if (one.some((field) => /parent|lineage|causation/.test(field)) && !other.constant) prove("correlation_links", ...one);
  }
}

function isThread(operand: Operand): boolean {
  return /thread/i.test(operand.text) || operand.origins.some(({ path }) => /thread/i.test(path.join(".")));
}

function threadRows(test: TestFact, prove: Prove): void {
  const equal = test.assertions.filter(({ form }) => form === "equal");
  for (const assertion of equal) {
    const [left, ...right] = sides(assertion);
    if (!left) continue;
    if (sides(assertion).some(({ text }) => /\.version$/.test(text)) && sides(assertion).some(({ text }) => text === "5"))
      prove("thread_uuid_is_UUIDv5", "version");
    if (right.some((other) => (isThread(left) && mentions(other, "uuid5")) || (isThread(other) && mentions(left, "uuid5"))))
      prove("thread_uuid_is_UUIDv5", "thread_uuid");
    else if ([left, ...right].some((side) => mentions(side, "uuid5")) && test.words.includes("thread"))
      prove("thread_uuid_is_UUIDv5", "uuid5");
  }
  const sameKey = equal.some(
    (assertion) =>
      sides(assertion).every((side) => !side.constant) && (sides(assertion).some(isThread) || test.words.includes("thread")),
  );
  const otherKey = test.assertions.some(
    (assertion) => assertion.form === "unequal" && sides(assertion).every((side) => !side.constant),
  );
  if (sameKey && otherKey && test.words.includes("thread")) prove("thread_uuid_is_UUIDv5", "thread_uuid");
}

function dispatchRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  const isDispatch = (origin: Origin): boolean => origin.of === "call" && names.dispatch.test(origin.name);
  let isRequest = false;
  const fields = new Set<string>();
  for (const assertion of test.assertions) {
    if (assertion.form === "called_with" && assertion.left.origins.some(isDispatch)) {
      const identity =
        assertion.keywords.includes(names.identity) ||
        assertion.right.some(({ text }) => new RegExp(`\\b${names.identity}\\s*=`).test(text));
      if (identity) prove("identity_field_used", names.identity);
      if (assertion.right.some((side) => mentions(side, "ToolCallRequest"))) prove("ToolCallRequest_schema", "ToolCallRequest");
    }
    if (!comparesValue(assertion)) continue;
    for (const side of sides(assertion)) {
      for (const origin of side.origins.filter(isDispatch)) {
        if (assertion.form === "isinstance" && assertion.right.some((other) => mentions(other, "ToolCallRequest")))
          isRequest = true;
        const [first] = origin.path;
        if (first !== undefined) fields.add(first);
        if (assertion.form === "equal" && first === names.identity) prove("identity_field_used", names.identity);
        if (
          assertion.form === "equal" &&
          first === undefined &&
          sides(assertion).some((other) => other !== side && mentions(other, "ToolCallRequest"))
        )
          prove("ToolCallRequest_schema", "ToolCallRequest");
      }
    }
  }
  const beside = [...fields].filter((field) => field !== names.identity && field !== "call_id");
  if (isRequest && beside.length > 0) prove("ToolCallRequest_schema", ...beside);
}

/** What a test does with requests: accepted, refused, sent twice. */
function deliveryRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  const refused = test.assertions.some(
    (assertion) =>
      comparesValue(assertion) &&
      sides(assertion).some(isStatus) &&
      sides(assertion).some(({ text }) => /\b401\b|HTTP_401|UNAUTHORIZED/.test(text)),
  );
  if (refused) {
    const row = Object.keys(WORDS).find((candidate) => nameWords(test).some((word) => WORDS[candidate]?.test(word)));
    if (row) prove(row, "status_code");
    return;
  }
  const failed = test.assertions.some(
    (assertion) => sides(assertion).some(isStatus) && sides(assertion).some(({ text }) => /^[45]\d\d$/.test(text)),
  );
  if (failed) return;
  const isEffect = (origin: Origin): boolean =>
    isPacket(origin, names) ||
    isAios(origin) ||
    (origin.of === "call" && (names.dispatch.test(origin.name) || /client|http|api/i.test(origin.receiver)));
  const effects = test.assertions.filter(
    (assertion) =>
      assertion.form !== "not_called" &&
      (comparesValue(assertion) || /^called/.test(assertion.form)) &&
      sides(assertion).some(({ origins }) => origins.some(isEffect)),
  );
  const delivers = test.deliveries > 0 || effects.some((assertion) => assertion.form !== "called");
  const twice =
    test.deliveries > 1 ||
    test.seeds.some((seed) => /^(?:search|get|find|query|lookup)_/.test(seed)) ||
    test.words.includes("duplicate");
  const counted = (origin: Origin): boolean =>
    origin.of === "count" &&
    (isPacket({ ...origin, of: "call" }, names) || isAios({ ...origin, of: "call" }) || names.dispatch.test(origin.name));
  const noSecond = test.assertions.some(
    ({ form, left, right }) =>
      ((form === "not_called" || form === "called" || form === "called_with") && left.origins.some(isEffect)) ||
      (form === "equal" && [left, ...right].some(({ origins }) => origins.some(counted))),
  );
  if (twice && noSecond) prove("duplicate_returns_ok", "call count");
  if (!delivers || effects.length === 0) return;
  const shown = effects.flatMap((assertion) =>
    sides(assertion).flatMap(({ origins }) => origins.filter(isEffect).map((origin) => origin.path.join(".") || origin.name)),
  );
  prove("valid_passes", ...new Set(shown));
  prove("first_processes_fully", ...new Set(shown));
}

function isStatus({ text }: Operand): boolean {
  return /status_code|\.status\b/.test(text);
}

function nameWords(test: TestFact): string[] {
  return test.name.toLowerCase().split(/_+/);
}
