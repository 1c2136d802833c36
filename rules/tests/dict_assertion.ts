import { callArguments, calleeName, lastName, stringValue, unwrap, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { isModel } from "../shared/members.ts";
import { dictKeys } from "../shared/packets.ts";
import { receiverOf } from "../shared/receivers.ts";

const DUMPS = /^(?:model_dump|dict|to_dict|as_dict|asdict)$/;
const RECORD = /^(?:call_args|await_args)$/;
const RECORDS = /^(?:call_args_list|await_args_list|mock_calls)$/;

export default defineRule({
  id: "dict_assertion",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "A test that asserts on a key of a dict where the value has a contract model.",
  why: "A key is only text: the test passes for a dict that no model would accept, and says nothing when a field is renamed.",
  instead: "Assert on the model's attribute, and that the value is that model.",
  examples: [
    {
      bad: 'def test_order(packet):\n    assert packet.model_dump()["packet_type"] == "orders.in"\n',
      good: 'def test_order(packet):\n    assert packet.packet_type == "orders.in"\n',
    },
  ],
  python: {
    assert_statement(node, context) {
      const [condition] = node.operands;
      if (!context.isTest || !condition) return;
      let done = false;
      walk(condition, (part) => {
        if (done || part.type === "lambda") return false;
        const read = keyRead(part);
        const found = read && modelBehind(read.value, read.key, context, 0);
        if (!read || !found) return;
        done = true;
        context.report({
          at: part,
          message: `\`${short(part)}\` reads a key where the value is ${found}: assert on \`.${read.key}\` of the model.`,
          data: { key: read.key },
        });
      });
    },
  },
});

/** `x["key"]`, `x.get("key")`, `"key" in x`. */
function keyRead(node: Node): { key: string; value: Node } | null {
  if (node.type === "subscript") {
    const key = stringValue(node.child("subscript"));
    const value = node.child("value");
    return key !== null && value ? { key, value } : null;
  }
  if (node.type === "call") {
    const callee = node.child("function");
    const object = callee?.type === "attribute" && calleeName(node) === "get" ? callee.child("object") : null;
    const key = stringValue(callArguments(node).positional[0] ?? null);
    return object && key !== null ? { key, value: object } : null;
  }
  if (node.type === "comparison_operator") {
    const [left, right] = node.operands;
    const key = stringValue(left ?? null);
    const between = left && right ? node.source.text.value.slice(left.end, right.start) : "";
    return key !== null && right && /\bin\b/.test(between) ? { key, value: right } : null;
  }
  return null;
}

/** What the value is, when it has a contract model: a model's dump, a packet that a mock was given, something named and shaped like one. */
function modelBehind(expression: Node, key: string, context: CodeContext, depth: number): string | null {
  const node = unwrap(expression);
  const packet = context.project.contracts.nameOf("packet");
  if (node.type === "call") {
    const name = calleeName(node) ?? "";
    const callee = node.child("function");
    if (!DUMPS.test(name)) return null;
    const source =
      name === "asdict" && callArguments(node).positional[0]
        ? (callArguments(node).positional[0] as Node)
        : (callee?.child("object") ?? null);
    // A dump of what the test built itself is what the test is about.
    if (!source || isBuilt(source, context)) return null;
    const receiver = receiverOf(source, context);
    if (receiver) return isModel(receiver.class) ? `a \`${receiver.class.name}\` made into a dict` : null;
    // Only pydantic models have these two.
    return name === "model_dump" || (name === "dict" && callArguments(node).positional.length === 0)
      ? "a model made into a dict"
      : null;
  }
  if (isArgumentOfSink(node, context)) return `what a packet function was given, a \`${packet}\``;
  if (node.type !== "identifier" || depth > 0) return null;
  const binding = context.binding(node);
  if (binding?.kind === "parameter" || (binding?.kind === "assignment" && binding.value)) {
    const value = binding.kind === "parameter" ? null : unwrap(binding.value as Node);
    if (value) {
      const found = modelBehind(value, key, context, depth + 1);
      if (found) return found;
      if (value.type === "dictionary" && dictKeys(value).size > 0) return null;
    }
    const receiver = receiverOf(node, context);
    return receiver && isModel(receiver.class) && receiver.class.fields.some(({ name }) => name === key)
      ? `a \`${receiver.class.name}\``
      : null;
  }
  return null;
}

/** `Report(…)`, `Report.model_validate(…)`, or a name of the test that is bound to one. */
function isBuilt(source: Node, context: CodeContext): boolean {
  const node = unwrap(source);
  const value = node.type === "identifier" ? (context.binding(node)?.value ?? null) : node;
  const made = value && unwrap(value);
  const callee = made?.type === "call" ? made.child("function") : null;
  const named = callee?.type === "attribute" ? callee.child("object") : null;
  return [callee, named].some((name) => /^_*[A-Z]/.test(lastName(name) ?? ""));
}

/** `service.write_packet.call_args[0][0]`, `….await_args.args[0]`, `….call_args.kwargs["packet"]`, `….call_args_list[0].args[0]`. */
function isArgumentOfSink(node: Node, context: CodeContext): boolean {
  const { packets } = context.project.profile;
  const steps: string[] = [];
  let at: Node = node;
  for (;;) {
    if (at.type === "subscript") {
      const index = at.child("subscript");
      steps.unshift(stringValue(index) ?? index?.text ?? "");
    } else if (at.type === "attribute") {
      const name = at.child("attribute")?.text ?? "";
      if (RECORD.test(name) || RECORDS.test(name)) {
        const method = at.child("object");
        const sink = method?.type === "attribute" ? (method.child("attribute")?.text ?? "") : (method?.text ?? "");
        if (!packets.sinks.includes(sink)) return false;
        const rest = RECORDS.test(name) ? steps.slice(1) : steps;
        return rest.length === 2 && /^(?:0:0|args:0|1:packet|kwargs:packet)$/.test(rest.join(":"));
      }
      steps.unshift(name);
    } else return false;
    const inner: Node | null = at.child(at.type === "subscript" ? "value" : "object");
    if (!inner) return false;
    at = unwrap(inner);
  }
}

function short(node: Node): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
