import type { Node } from "../../syntax/tree.ts";
import { dictEntries, fieldRead } from "../../code/fields.ts";
import { calleeName, keywordArgument, stringValue, unwrap } from "../../code/read.ts";
import { profileName } from "../../code/spelling.ts";

/** Classes of OpenAI clients and of our own that describe a function. */
const FUNCTION_CLASS = /^Function(Definition|Def|Tool|Schema|Spec)(Param)?$/;

const FUNCTION_VARIABLE = /^(function|func)(_(schema|def|definition|spec))?$/;

/**
 * The expression that becomes the `name` of a function in a tool schema for a model, when the node gives one: a dict entry or
 * keyword `name` of `{"type": "function", "function": {"name": …}}`, of the flat forms `{"type": "function", "name": …}` and `{"name": …,
 * "parameters": …}`, of `FunctionDefinition(name=…)`, or an assignment to `schema["function"]["name"]`.
 */
export function functionNameValue(node: Node): Node | null {
  if (node.type === "assignment") {
    const left = node.child("left");
    const field = left?.type === "subscript" ? fieldRead(left) : null;
    if (field?.name !== "name" || !field.owner) return null;
    const owner = fieldRead(field.owner);
    return owner && FUNCTION_VARIABLE.test(owner.name) ? node.child("right") : null;
  }
  const { parent } = node;
  if (node.type === "pair") {
    const isName = stringValue(node.child("key")) === "name" && parent?.type === "dictionary";
    return isName && isFunctionSchema(parent) ? node.child("value") : null;
  }
  if (node.type === "keyword_argument" && node.child("name")?.text === "name") {
    const call = parent?.parent;
    if (call?.type !== "call") return null;
    const described =
      call.child("function")?.text === "dict" ? isFunctionSchema(call) : FUNCTION_CLASS.test(calleeName(call) ?? "");
    return described ? node.child("value") : null;
  }
  return null;
}

function isFunctionSchema(dict: Node): boolean {
  const entries = dictEntries(dict) ?? [];
  const has = (name: string): boolean => entries.some(({ key }) => key !== null && profileName(key, dict.source) === name);
  if (entries.some(({ key, value }) => key === "type" && stringValue(value) === "function")) return true;
  if (has("parameters") || has("input_schema")) return true;
  let up = dict.parent;
  while (up?.type === "parenthesized_expression" || up?.type === "cast") up = up.parent;
  if (up?.type === "pair") return stringValue(up.child("key")) === "function";
  if (up?.type === "keyword_argument") return up.child("name")?.text === "function";
  return up?.type === "assignment" && FUNCTION_VARIABLE.test(fieldRead(up.child("left"))?.name ?? "");
}

/** What a name is made from, looked for through one function of the repository's own: `to_function_name(tool.tool_id)`, `re.sub(a, b, tool.tool_id)`. */
export function nameSources(value: Node): Node[] {
  const node = unwrap(value);
  if (node.type !== "call" || fieldRead(node)) return [node];
  const positional = node.child("arguments")?.operands.filter((argument) => argument.type !== "keyword_argument") ?? [];
  const keyword = keywordArgument(node, "name");
  const receiver = node.child("function")?.child("object");
  return [...positional, ...(keyword ? [keyword] : []), ...(positional.length === 0 && receiver ? [receiver] : [])];
}
