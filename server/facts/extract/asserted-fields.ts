import { calleeName, fieldRead, operator, stringValue, unwrap, walk } from "../../code/index.ts";
import type { Node } from "../../syntax/tree.ts";

/** Names of functions that assert for a test. */
const ASSERTING = /^_*(?:assert|check|verify|validate|ensure|expect|should)/;
/** Calls that may fail a test in ways that are not read here. */
const MAY_ASSERT = /assert|raises|fail|check|verify|validate|ensure|expect|should|^(?:search|match|isinstance)$/i;

/**
 * The fields that a helper of Python's tests looks at, where each of its assertions only asks whether one is true, there, or says that it went
 * well: `assert result.ok is True`. Undefined for any other function, and for one that may assert in another way.
 */
export function assertedFields(definition: Node): string[] | undefined {
  const body = definition.child("body");
  if (definition.source.language !== "python" || !body || !ASSERTING.test(definition.child("name")?.text ?? "")) return undefined;
  const fields: string[] = [];
  let isPlain = true;
  walk(body, (node) => {
    if (node.type === "assert_statement") {
      const field = fieldOf(node.operands[0] ?? null);
      if (field === null) isPlain = false;
      else fields.push(field);
    } else if (node.type === "raise_statement" || node.type === "function_definition" || node.type === "lambda") isPlain = false;
    else if (node.type === "call" && MAY_ASSERT.test(calleeName(node) ?? "assert")) isPlain = false;
    return isPlain && node.type !== "assert_statement";
  });
  return isPlain && fields.length > 0 ? fields : undefined;
}

function fieldOf(condition: Node | null): string | null {
  const node = condition && unwrap(condition);
  if (!node) return null;
  if (node.type !== "comparison_operator") return fieldRead(node)?.written ?? null;
  const [left, right, more] = node.operands;
  if (!left || !right || more || !/^(?:==|is|is not)$/.test(operator(node)) || !saysWell(right)) return null;
  return fieldRead(left)?.written ?? null;
}

/** `True`, `None` behind `is not`, 200, a plain text. */
function saysWell(value: Node): boolean {
  if (value.type === "integer") return /^2\d\d$/.test(value.text);
  return /^(?:true|none)$/.test(value.type) || stringValue(value) !== null;
}
