import { calleeName, callArguments, lastName, stringValue, unwrap, type Node } from "../../server/code/index.ts";

const ALLOW_MEMBER = /^(?:ALLOW(?:ED)?|PERMIT(?:TED)?|GRANT(?:ED)?|APPROVED?)$/i;
const ALLOW_TEXT = /^(?:allow(?:ed)?|permit(?:ted)?|grant(?:ed)?|approved?)$/i;
const ALLOW_CALL = /^_*(?:allow(?:ed)?|permit(?:ted)?|grant(?:ed)?|approve)(?:_|$)/;
const FLAG = /^(?:is_)?(?:allow(?:ed)?|permit(?:ted)?|granted?|approved|authorized)$/;
const VERDICT = /^(?:decision|effect|outcome|result|verdict|action|status)$/;

/**
 * True for an expression that means "allowed": `Decision.ALLOW`, `"allow"`, `PolicyDecision(allowed=True)`, `{"effect": "allow"}`.
 * @param plain the function answers by `True`, which then means it too
 */
export function isAllow(expression: Node, plain: boolean): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "true":
      return plain;
    case "string":
      return ALLOW_TEXT.test(stringValue(node) ?? "");
    case "attribute": {
      const name = lastName(node) ?? "";
      if (name === "value" || name === "name") return isAllow(node.child("object") as Node, false);
      // `Decision.ALLOW` names a member; `decision.allowed` is a value that was computed.
      return ALLOW_MEMBER.test(name) && /^[A-Z]/.test(lastName(node.child("object")) ?? "");
    }
    case "call":
      return isAllowCall(node);
    case "dictionary":
      return node.operands.some((pair) => meansAllow(stringValue(pair.child("key")) ?? "", pair.child("value")));
    case "tuple":
    case "expression_list": {
      const [first] = node.operands;
      return first !== undefined && isAllow(first, plain);
    }
    case "conditional_expression": {
      const otherwise = node.operands[2];
      return otherwise !== undefined && isAllow(otherwise, plain);
    }
    case "boolean_operator": {
      const right = node.operands[1];
      return right !== undefined && /\bor\b/.test(node.text) && isAllow(right, plain);
    }
    default:
      return false;
  }
}

function isAllowCall(call: Node): boolean {
  const name = calleeName(call) ?? "";
  const { positional, keywords } = callArguments(call);
  if (keywords.some((keyword) => meansAllow(keyword.name, keyword.value))) return true;
  if (keywords.some((keyword) => FLAG.test(keyword.name) || VERDICT.test(keyword.name))) return false;
  // `self._allow(…)`, `Decision.allow(…)`: a maker of answers; `policy.allows(…)` asks.
  if (ALLOW_CALL.test(name)) return true;
  const [first] = positional;
  return /^[A-Z]/.test(name) && first !== undefined && isAllow(first, /Decision|Result|Verdict/.test(name));
}

function meansAllow(name: string, value: Node | null): boolean {
  if (!value) return false;
  if (FLAG.test(name)) return unwrap(value).type === "true";
  return VERDICT.test(name) && isAllow(value, false);
}
