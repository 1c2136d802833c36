import { fieldPath } from "../../server/facts/extract/tests/field-path.ts";
import {
  comparesValue,
  fieldOfModel,
  isAnything,
  isDispatch,
  mentionsModel,
  sides,
  type Assertion,
  type Prove,
  type TestFact,
} from "./assertions.ts";
import type { EvidenceNames } from "./evidence-names.ts";

/** What a test proves of the dispatch: the identity it is called with, the request it is given, the result it answers. */
export function dispatchRows(test: TestFact, names: EvidenceNames, prove: Prove): void {
  const fields = new Set<string>();
  let isRequest = false;
  for (const assertion of test.assertions) {
    calledWith(assertion, names, prove);
    resultRow(assertion, test, names, prove);
    if (!comparesValue(assertion)) continue;
    for (const side of sides(assertion)) {
      const others = sides(assertion).filter((other) => other !== side);
      const asRequest = others.some((other) => mentionsModel(other, "tool_request", names));
      for (const origin of side.origins.filter((candidate) => isDispatch(candidate, names))) {
        const [first] = fieldPath(origin);
        const isKey = origin.path[0]?.startsWith("[") === true && !origin.dumped;
        if (assertion.form === "isinstance" && asRequest) isRequest = true;
        if (assertion.form === "equal" && first === undefined && asRequest)
          prove("ToolCallRequest_schema", names.nameOf("tool_request"));
        // `call_args.kwargs["tool_id"]` is an argument; `request["arguments"]` is a dict, which the same keys do not make a request.
        if (first !== undefined && !isKey) fields.add(first);
        if (assertion.form === "equal" && first === names.identity) prove("identity_field_used", names.identity);
        const byPlace = names.identityByPlace && first === undefined && others.some(({ text }) => /^["']/.test(text));
        if (assertion.form === "equal" && byPlace) prove("identity_field_used", names.identity);
      }
    }
  }
  const beside = [...fields].filter((field) => field !== names.identity && field !== "call_id");
  if (isRequest && beside.length > 0) prove("ToolCallRequest_schema", ...beside);
}

function calledWith({ form, left, right, keywords }: Assertion, names: EvidenceNames, prove: Prove): void {
  if (form !== "called_with" || !left.origins.some((origin) => isDispatch(origin, names))) return;
  const values = right.slice(right.length - keywords.length);
  const places = right.slice(0, right.length - keywords.length);
  const keyword = keywords.some((name, at) => name === names.identity && !isAnything(values[at]?.text ?? "ANY"));
  const inside = right.some(({ text }) => new RegExp(`\\b${names.identity}\\s*=(?!=)\\s*(?!(?:\\w+\\.)*ANY\\b)`).test(text));
  const place =
    names.identityByPlace &&
    places[0] !== undefined &&
    (places[0].constant || /id$/i.test(places[0].text)) &&
    !isAnything(places[0].text);
  if (keyword || inside || place) prove("identity_field_used", names.identity);
  if (right.some((side) => mentionsModel(side, "tool_request", names)))
    prove("ToolCallRequest_schema", names.nameOf("tool_request"));
}

/** A field of the result, or the whole of it; whether it went well is not its schema. */
function resultRow(assertion: Assertion, test: TestFact, names: EvidenceNames, prove: Prove): void {
  if (!comparesValue(assertion) || assertion.form === "isinstance") return;
  for (const side of sides(assertion)) {
    const answered = side.origins.filter(({ of, name }) => of === "result" && names.dispatch.test(name));
    const field =
      fieldOfModel(side, "tool_result", test, names) ??
      answered.map((origin) => fieldPath(origin)[0]).find((first) => first !== undefined);
    if (field !== undefined && field !== null && !names.statusFields.includes(field)) prove("ToolCallResult_validated", field);
    const whole = side.origins.some(({ of, path }) => (of === "result" || of === "response") && path.length === 0);
    if (
      whole &&
      assertion.form === "equal" &&
      sides(assertion).some((other) => other !== side && mentionsModel(other, "tool_result", names))
    )
      prove("ToolCallResult_validated", names.nameOf("tool_result"));
  }
}
