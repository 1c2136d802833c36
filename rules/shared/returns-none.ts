import { decorators, decoratorTarget, lastName, stringValue, walk, type Node } from "../../server/code/index.ts";

/**
 * True when a function can return nothing but None, and shows it: no `return` with a value, no `yield`, a body that does something
 * and comes to an end. A body of `...`, a docstring or `raise NotImplementedError` says nothing of what overrides return.
 */
export function returnsNone(definition: Node): boolean {
  const body = definition.child("body");
  if (!body || isAbstract(definition)) return false;
  const statements = body.operands.filter((statement) => !isDocumentation(statement));
  const last = statements.at(-1);
  // What ends in a `raise` may never return at all.
  if (!last || neverEnds(last)) return false;
  let none = true;
  walk(body, (node) => {
    if (!none || /^(function_definition|class_definition|lambda|ERROR)$/.test(node.type)) {
      if (node.type === "ERROR") none = false;
      return false;
    }
    if (node.type === "yield" || (node.type === "return_statement" && node.operands.some((value) => value.type !== "none")))
      none = false;
    return none;
  });
  return none;
}

function isAbstract(definition: Node): boolean {
  return decorators(definition).some((decorator) => /^abstract/.test(lastName(decoratorTarget(decorator)) ?? ""));
}

/** A string or `...` standing alone. */
function isDocumentation(statement: Node): boolean {
  const [only] = statement.type === "expression_statement" ? statement.operands : [];
  return only !== undefined && (only.type === "ellipsis" || stringValue(only) !== null);
}

function neverEnds(statement: Node): boolean {
  if (statement.type === "raise_statement") return true;
  return (
    statement.type === "while_statement" &&
    /^(True|1)$/.test(statement.child("condition")?.text ?? "") &&
    !/\bbreak\b/.test(statement.text)
  );
}
