import { fieldPath } from "../../server/facts/extract/tests/field-path.ts";
import {
  comparesValue,
  fieldOfModel,
  isAios,
  isAnything,
  isDispatch,
  isPacket,
  mentionsModel,
  sides,
  type Assertion,
  type Operand,
  type Origin,
  type Prove,
  type TestFact,
} from "./assertions.ts";
import type { EvidenceNames } from "./evidence-names.ts";

/** What a test proves of the runtime: the context, its tools, the thread, the correlation. */
export function runtimeRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  for (const assertion of test.assertions) {
    contextRow(assertion, test, names, prove);
    toolsRow(assertion, names, prove);
    correlationRow(assertion, names, prove);
  }
  threadRow(test, prove);
}

function contextRow(assertion: Assertion, test: TestFact, names: EvidenceNames, prove: Prove): void {
  const { form, left, right, keywords } = assertion;
  const known = (field: string): boolean => names.contextFields.length === 0 || names.contextFields.includes(field);
  if (form === "called_with" && left.origins.some((origin) => isAios(origin, names))) {
    const values = right.slice(right.length - keywords.length);
    const fields = keywords.filter(
      (keyword, at) => !isAnything(values[at]?.text ?? "ANY") && names.contextFields.includes(keyword),
    );
    const whole = right.some((side) => mentionsModel(side, "runtime_context", names));
    if (whole || fields.length > 0) prove("context_schema", ...(fields.length > 0 ? fields : [names.nameOf("runtime_context")]));
  }
  if (!comparesValue(assertion)) return;
  for (const side of sides(assertion)) {
    const field = fieldOfModel(side, "runtime_context", test, names);
    if (field !== null && known(field)) prove("context_schema", field);
    for (const origin of side.origins) {
      if (!isAios(origin, names)) continue;
      const path = fieldPath(origin).filter((step, at) => at > 0 || step !== "json");
      if (path[0] !== undefined && known(path[0])) prove("context_schema", path.join("."));
      // The whole context, compared with one that the test builds.
      else if (
        path.length === 0 &&
        form === "equal" &&
        sides(assertion).some((other) => other !== side && mentionsModel(other, "runtime_context", names))
      )
        prove("context_schema", names.nameOf("runtime_context"));
    }
  }
}

function toolsRow(assertion: Assertion, names: EvidenceNames, prove: Prove): void {
  if (assertion.form !== "isinstance" && assertion.form !== "equal" && assertion.form !== "contains") return;
  for (const side of sides(assertion)) {
    const isTools =
      /\btools?(?:\[[^\]]*\])?$/.test(side.text) || side.origins.some((origin) => fieldPath(origin).includes("tools"));
    if (isTools && sides(assertion).some((other) => other !== side && mentionsModel(other, "tool_binding", names)))
      prove("tools_are_ToolBinding", "tools");
  }
}

/** The id that was given in is the one found on the packet, the call or the answer: two outputs that agree do not show that. */
function correlationRow(assertion: Assertion, names: EvidenceNames, prove: Prove): void {
  const { form, keywords, left, right } = assertion;
  const isOutput = (origin: Origin): boolean => origin.of === "call" || origin.of === "response";
  if (
    form === "called_with" &&
    left.origins.some((origin) => isPacket(origin, names) || isAios(origin, names) || isDispatch(origin, names))
  ) {
    const at = keywords.indexOf("correlation_id");
    if (at >= 0 && !isAnything(right[right.length - keywords.length + at]?.text ?? "ANY"))
      prove("correlation_id", "correlation_id");
  }
  if (form !== "equal" && form !== "contains") return;
  const all = sides(assertion);
  for (const side of all) {
    const found = side.origins.some((origin) => isOutput(origin) && isCorrelation(fieldPath(origin).at(-1)));
    const given = all.some(
      (other) => other !== side && other.text !== "None" && !isAnything(other.text) && !other.origins.some(isOutput),
    );
    if (found && given) prove("correlation_id", "correlation_id");
  }
}

/** `correlation_id`, and the header that carries it. */
function isCorrelation(name: string | undefined): boolean {
  return name !== undefined && /(?:^|_)correlation_id$/.test(name.toLowerCase().replace(/\W+/g, "_"));
}

function isThread({ text, origins }: Operand): boolean {
  return /thread/i.test(text) || origins.some((origin) => /thread/i.test(fieldPath(origin).join(".")));
}

function threadRow(test: TestFact, prove: Prove): void {
  const about = test.words.includes("thread");
  const equal = test.assertions.filter(({ form }) => form === "equal");
  for (const assertion of equal) {
    const all = sides(assertion);
    const version = all.find(({ text }) => /\.version$/.test(text));
    // `packet_id.version == 5` says nothing of the thread.
    if (
      version &&
      all.some(({ text }) => text === "5") &&
      (isThread(version) || (about && !/packet|event|call/i.test(version.text)))
    )
      prove("thread_uuid_is_UUIDv5", "version");
    const computed = all.find(({ mentions }) => mentions.some((mention) => /(?:^|\.)uuid5$/.test(mention)));
    if (computed && (all.some((side) => side !== computed && isThread(side)) || about))
      prove("thread_uuid_is_UUIDv5", "thread_uuid");
  }
  const unequal = test.assertions.filter(({ form }) => form === "unequal");
  const same = equal.filter((assertion) => comparesThreads(assertion, about));
  const other = unequal.filter((assertion) => comparesThreads(assertion, about));
  // Same key, same thread, and another key, another one: the two comparisons speak of the same things.
  if (
    same.some((one) =>
      other.some((two) => sides(one).some((a) => sides(two).some((b) => a.text === b.text || (isThread(a) && isThread(b))))),
    )
  )
    prove("thread_uuid_is_UUIDv5", "thread_uuid");
}

/** Two values that are computed, and are not one and the same variable. */
function comparesThreads(assertion: Assertion, about: boolean): boolean {
  const all = sides(assertion);
  if (all.some(({ constant, text }) => constant || /\bstatus_code$/.test(text))) return false;
  const [first, second] = all;
  if (first?.text === second?.text && !first?.text.includes("(")) return false;
  return about || all.some(isThread);
}
