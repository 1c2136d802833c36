import type { Node } from "../../../syntax/tree.ts";
import type { ModuleNames } from "../../../code/names/module-names.ts";
import { ancestor, calleeName, lastName, unwrap, walk } from "../../../code/read.ts";
import type { Binding } from "../../../code/names/scopes.ts";
import type { Origin } from "../../kinds-tests.ts";

/** A list that a nested function fills with what it is given: the function stands in for the method it is set as. */
export function recordedBy(binding: Binding): Origin[] {
  const empty =
    binding.value && /^(?:list|dictionary|set)$/.test(unwrap(binding.value).type) && unwrap(binding.value).operands.length === 0;
  const test = empty ? ancestor(binding.node, "function_definition") : null;
  if (!test) return [];
  const found: Origin[] = [];
  walk(test, (node) => {
    if (
      node.type !== "call" ||
      !/^(?:append|add)$/.test(calleeName(node) ?? "") ||
      lastName(node.child("function")?.child("object") ?? null) !== binding.name
    )
      return;
    const recorder = ancestor(node, "function_definition");
    const name = recorder?.child("name")?.text;
    if (!recorder || recorder === test || !name) return;
    found.push({ of: "call", name: methodSetTo(test, name) ?? name, receiver: "", path: [] });
  });
  return found;
}

/** `self.packets.append(packet)` in a method of a fake class: the attribute holds what the method was given. */
export function recordedIn(className: string, attribute: string, module: ModuleNames): Origin[] {
  const definition = className.includes(".")
    ? undefined
    : module.global(className).find(({ kind }) => kind === "class")?.statement;
  const found: Origin[] = [];
  if (!definition) return found;
  walk(definition, (node) => {
    const isAppend = node.type === "call" && /^(?:append|add)$/.test(calleeName(node) ?? "");
    const target = isAppend ? node.child("function")?.child("object") : node.type === "assignment" ? node.child("left") : null;
    if (target?.type !== "attribute" || target.child("object")?.text !== "self" || target.child("attribute")?.text !== attribute)
      return;
    const method = ancestor(node, "function_definition")?.child("name")?.text;
    if (method && method !== "__init__") found.push({ of: "call", name: method, receiver: className, path: [] });
  });
  return found;
}

/** `service.write_packet.side_effect = store` or `service.write_packet = store`: the method a function stands in for. */
function methodSetTo(test: Node, recorder: string): string | null {
  let method: string | null = null;
  walk(test, (node) => {
    if (node.type !== "assignment" || node.child("right")?.text !== recorder) return;
    const left = node.child("left");
    method = left?.child("attribute")?.text === "side_effect" ? lastName(left.child("object")) : lastName(left ?? null);
  });
  return method;
}
