import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { callArguments, lastName, walk } from "../../code/read.ts";
import { wordsOf } from "../frameworks/words.ts";
import { calledName } from "./called-names.ts";

/** What asks for a function to run before a handler. */
const ASKING = new Set(wordsOf("python", "auth").flatMap(({ asks = [] }) => asks));

/**
 * The names of what `Depends(…)` and `Security(…)` inside a node ask for: of a function, a class, an instance's class, or a variable that
 * holds one (`bearer = HTTPBearer()`), by their last names. `Depends()` with nothing in it asks for the class of its annotation.
 */
export function dependencyNames(node: Node, module: ModuleNames): string[] {
  const names: string[] = [];
  walk(node, (inner) => {
    const name = inner.type === "call" ? askedFor(inner, module) : null;
    if (name && !names.includes(name)) names.push(name);
  });
  return names;
}

/** What one `Depends(…)` asks for; the empty text where it can not be told, null for any other call. */
export function askedFor(call: Node, module: ModuleNames): string | null {
  const callee = lastName(call.child("function"));
  if (callee === null || !ASKING.has(callee)) return null;
  const { positional, keywords } = callArguments(call);
  const dependency = positional[0] ?? keywords.find(({ name }) => name === "dependency")?.value;
  return (dependency ? calledName(dependency, module) : annotationOf(call)) ?? "";
}

function annotationOf(call: Node): string | null {
  const type = call.parent?.child("type");
  return type ? (/([A-Za-z_]\w*)\W*$/.exec(type.text)?.[1] ?? null) : null;
}

/** The parameters of a function as a call counts them. */
export function parameterNames(definition: Node): string[] {
  return (definition.child("parameters")?.operands ?? [])
    .map((parameter) => (parameter.child("name") ?? parameter.operands[0] ?? parameter).text)
    .filter((parameter, at) => at > 0 || !/^(self|cls)$/.test(parameter));
}
