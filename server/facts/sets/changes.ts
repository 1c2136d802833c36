import { callArguments, stringValue, unwrap, walk } from "../../code/read.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import type { Node } from "../../syntax/tree.ts";
import { NotExact } from "../agreements.ts";
import type { Reader, ReadSet, Take } from "./expressions.ts";

/** Methods that change a collection in place. */
const CHANGING =
  /^(?:update|setdefault|pop|popitem|clear|append|extend|insert|remove|discard|add|intersection_update|difference_update|__setitem__|__delitem__|set|delete|push|unshift|shift|splice)$/;

/** What a file adds to a collection that it declares: `HANDLERS["x"] = handle`. Throws a `NotExact` where more than a key is added, or not when the module is loaded. */
export function changesOf(module: ModuleNames, name: string, take: Take, reader: Reader): ReadSet["items"] {
  const added: ReadSet["items"] = [];
  for (const { node: statement } of module.units) {
    if (!statement.text.includes(name)) continue;
    walk(statement, (node) => {
      const target = changed(node, name);
      if (!target || !isModuleName(module, target)) return;
      const [left, right] = [node.child("left"), node.child("right")];
      const key =
        node.type === "assignment" && left?.type === "subscript" && enclosingDefinition(node) === null && isAtTop(node)
          ? left.child("subscript")
          : null;
      if (!key || stringValue(key) === null || !right) throw new NotExact(`\`${name}\` is changed by the program`, { at: node });
      added.push(reader.text(take === "keys" ? key : right));
    });
  }
  return added;
}

/** The collection that a node changes. */
function changed(node: Node, name: string): Node | null {
  if (node.type === "assignment") {
    const left = node.child("left");
    return left?.type === "subscript" || left?.type === "attribute" ? ofName(left.operands[0], name) : null;
  }
  if (node.type === "augmented_assignment") {
    const left = node.child("left") ?? node.operands[0];
    return ofName(left?.type === "subscript" ? left.operands[0] : left, name);
  }
  if (node.type === "delete_statement") return ofName(node.operands[0]?.operands[0], name);
  if (node.type !== "call") return null;
  const callee = node.child("function");
  const method = callee?.type === "attribute" ? (callee.child("attribute")?.text ?? "") : "";
  if (callee && CHANGING.test(method)) return ofName(callee.child("object") ?? undefined, name);
  return method === "assign" ? ofName(callArguments(node).positional[0], name) : null;
}

function ofName(node: Node | undefined, name: string): Node | null {
  const inner = node && unwrap(node);
  return inner?.type === "identifier" && inner.text === name ? inner : null;
}

/** The name means what the module declares, not a parameter or local variable. */
function isModuleName(module: ModuleNames, name: Node): boolean {
  return module.bindingsOf(name.text, name).some(({ scope }) => scope.kind === "module");
}

function isAtTop(node: Node): boolean {
  return node.parent?.type === "expression_statement" && (node.parent.parent === null || node.parent.parent.type === "program");
}
