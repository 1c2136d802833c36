import type { Node } from "../syntax/tree.ts";
import { isClassField } from "./definitions.ts";
import { ancestor, isFunction, isNew, lastName, modifiers } from "./read.ts";

/**
 * True when a node is evaluated while its module is imported: module level, nested blocks, decorators and class bodies. Not functions, `if __name__ ==
 * "__main__"`, `if TYPE_CHECKING`; in TypeScript neither types, members of instances and `if (import.meta.main)`, but what a function called on the spot does.
 */
export function isImportTime(node: Node): boolean {
  return node.source.language === "python" ? whenImported(node) : whenLoaded(node);
}

function whenImported(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (isFunction(up) && child.field === "body") return false;
    if (up.type === "if_statement" && child.field === "consequence" && isDeferredCondition(up.child("condition"))) return false;
  }
  return ancestor(node, "type_alias_statement") === null;
}

function isDeferredCondition(condition: Node | null): boolean {
  const text = condition?.text.replace(/\s/g, "") ?? "";
  return (
    /^\(?(__name__==["']__main__["']|["']__main__["']==__name__)\)?$/.test(text) || /^(typing\.|t\.)?TYPE_CHECKING$/.test(text)
  );
}

function whenLoaded(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    // The key and the decorators of a method are none of its body.
    if (isFunction(up) && child.field !== "name" && child.field !== "decorator" && !isCalledOnTheSpot(up)) return false;
    if (isClassField(up) && child.field === "right" && !modifiers(up).includes("static")) return false;
    if (up.type === "if_statement" && child.field === "consequence" && isMainTest(up.child("condition"))) return false;
    if (/^(?:type|ts_type_alias_declaration|ts_interface_declaration|ts_type_parameter_instantiation)$/.test(up.type))
      return false;
  }
  return true;
}

/** `(() => { … })()`. */
export function isCalledOnTheSpot(definition: Node): boolean {
  return definition.field === "function" && definition.parent?.type === "call" && !isNew(definition.parent);
}

/** `import.meta.main`, `require.main === module`, `import.meta.url === …`. */
function isMainTest(test: Node | null): boolean {
  const meta = ({ type, children: [object] }: Node): boolean => type === "attribute" && object?.type === "meta_property";
  if (test?.type !== "comparison_operator") return test !== null && meta(test) && lastName(test) === "main";
  return test.operands.some(
    (side) => side.type === "attribute" && (lastName(side) === "main" || (meta(side) && lastName(side) === "url")),
  );
}
