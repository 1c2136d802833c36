import {
  decorators,
  decoratorTarget,
  isFunction,
  lastName,
  modifiers,
  stringValue,
  walk,
  type Node,
} from "../../server/code/index.ts";

/**
 * True when a function can return nothing, and shows it: no `return` with a value, no `yield`, a body that does something and comes to an end. A body
 * that is empty, or of `...`, a docstring or a `raise`, says nothing of what overrides return.
 */
export function returnsNothing(definition: Node): boolean {
  const body = definition.child("body");
  const isPython = definition.source.language === "python";
  if (body?.type !== "block" || (isPython ? isAbstract(definition) : modifiers(definition).includes("*"))) return false;
  // What ends in a `raise` may never return at all.
  const last = body.operands.findLast((statement) => !isDocumentation(statement));
  if (!last || neverEnds(last)) return false;
  let nothing = true;
  walk(body, (node) => {
    if (!nothing || isFunction(node) || node.type === "class_definition") return false;
    const gives = node.type === "return_statement" && node.operands.some((value) => !isPython || value.type !== "none");
    if (gives || node.type === "yield" || node.type === "ERROR") nothing = false;
    return nothing;
  });
  return nothing;
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
  const condition = statement.child("condition");
  switch (statement.type) {
    case "raise_statement":
      return true;
    case "while_statement":
      return /^(?:[Tt]rue|1)$/.test(condition?.text ?? "") && !/\bbreak\b/.test(statement.text);
    case "for_statement":
      // `for (;;)`
      return !condition && !statement.child("right") && !/\bbreak\b/.test(statement.text);
    default:
      return false;
  }
}
