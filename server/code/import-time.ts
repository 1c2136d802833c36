import type { Node } from "../syntax/tree.ts";
import { isClassField } from "./definitions.ts";
import { ancestor, isFunction, isNew, lastName, modifiers, operator, unwrap } from "./read.ts";

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
    if (isFunction(up) && child.field === "body" && !isCalledOnTheSpot(up)) return false;
    const condition = up.type === "if_statement" || up.type === "elif_clause" ? up.child("condition") : null;
    if (condition && child.field === "consequence" && isDeferred(condition, "then")) return false;
    if (condition && child.field === "alternative" && isDeferred(condition, "else")) return false;
    // What a generator gives is made when it is asked: here, where it is handed to a call.
    if (up.type === "generator_expression" && child.field === "body" && !isArgument(up)) return false;
    // A bound is evaluated when it is first asked for, as is the value of `type`.
    if (up.type === "type_parameter" && child.type === "type" && up.field === "type_parameters") return false;
  }
  return ancestor(node, "type_alias_statement") === null;
}

function isArgument(generator: Node): boolean {
  const { parent } = generator;
  return (
    parent?.type === "argument_list" ||
    parent?.type === "call" ||
    parent?.type === "for_in_clause" ||
    parent?.type === "for_statement"
  );
}

/** Nobody imports what stands in this branch: a program's start, or what is there for type checkers. */
function isDeferred(condition: Node, branch: "then" | "else"): boolean {
  const test = unwrap(condition);
  if (branch === "then" && test.type === "boolean_operator" && operator(test) === "and")
    return test.operands.some((part) => isDeferred(part, branch));
  const text = test.text.replace(/\s/g, "");
  return branch === "then"
    ? /^(?:__name__==["']__main__["']|["']__main__["']==__name__|(?:typing\.|t\.)?TYPE_CHECKING)$/.test(text)
    : /^(?:__name__!=["']__main__["']|["']__main__["']!=__name__|not(?:typing\.|t\.)?TYPE_CHECKING)$/.test(text);
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

/** `(() => { … })()`, `(lambda: …)()`. */
export function isCalledOnTheSpot(definition: Node): boolean {
  let callee = definition;
  while (callee.parent?.type === "parenthesized_expression") callee = callee.parent;
  return callee.field === "function" && callee.parent?.type === "call" && !isNew(callee.parent);
}

/** `import.meta.main`, `require.main === module`, `import.meta.url === …`. */
function isMainTest(test: Node | null): boolean {
  const meta = ({ type, children: [object] }: Node): boolean => type === "attribute" && object?.type === "meta_property";
  if (test?.type !== "comparison_operator") return test !== null && meta(test) && lastName(test) === "main";
  return test.operands.some(
    (side) => side.type === "attribute" && (lastName(side) === "main" || (meta(side) && lastName(side) === "url")),
  );
}
