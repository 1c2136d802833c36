import { enclosingFunction, operator, unwrap, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { isAllow } from "../shared/allow.ts";
import { decides, isPolicyLoop } from "../shared/evaluation.ts";

/** Words of a condition that asks whether anything was found or granted. */
const MATCH = /polic|rule|match|decision|verdict|result|effect|permi|allow|grant|approv|authori/i;

export default defineRule({
  id: "default_allow",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "An evaluation that ends in allow when no policy matches, or an error that is swallowed into allow.",
  why: "Governance denies by default and fails closed: a policy file that is missing or broken must not open the door.",
  instead: "End the evaluation in deny, and deny when policies can not be loaded.",
  examples: [
    {
      bad: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    for policy in self._policies:\n        if policy.matches(request):\n            return policy.effect\n    return Decision.ALLOW\n",
      good: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    for policy in self._policies:\n        if policy.matches(request):\n            return policy.effect\n    return Decision.DENY\n",
    },
  ],
  python: {
    function_definition(node, context) {
      if (context.kind !== "governance" || context.isTest || !decides(node)) return;
      const name = node.child("name");
      const body = node.child("body");
      const last = body && lastReturn(body);
      if (!name || !body || !last) return;
      if (endsInAllow(last, node, context) && isOpen(last, body)) {
        context.report({
          at: { start: node.start, end: (node.child("return_type") ?? node.child("parameters") ?? name).end },
          message: `\`${name.text}\` allows what no policy decides: governance denies by default. Return a denial at the end.`,
          related: [{ at: last, message: "this answer is given when nothing matched" }],
        });
      }
    },
    except_clause(node, context) {
      if (context.kind !== "governance" || context.isTest) return;
      const definition = enclosingFunction(node);
      if (!definition || definition.type !== "function_definition") return;
      const answer = allowInside(node, decides(definition)) ?? swallowedBefore(node, definition, context);
      if (!answer) return;
      const name = definition.child("name")?.text ?? "the function";
      context.report({
        at: headOf(node),
        message: `An error in \`${name}\` is swallowed and the answer is allow: a policy that can not be read then opens the door. Deny, or let the error through.`,
        related: [{ at: answer, message: "the answer after the error" }],
      });
    },
  },
});

/** The `return` that is reached when nothing before it answered; through `else`, `case _`, `with` and `try`. */
function lastReturn(block: Node): Node | null {
  const statement = block.operands.at(-1);
  switch (statement?.type) {
    case "return_statement":
      return statement;
    case "if_statement":
    case "for_statement":
    case "while_statement": {
      const otherwise = statement.children.findLast((child) => child.type === "else_clause")?.child("body");
      return otherwise ? lastReturn(otherwise) : null;
    }
    case "with_statement":
    case "try_statement": {
      const body = statement.child("body");
      return body && lastReturn(body);
    }
    case "match_statement": {
      const clause = statement.child("body")?.operands.at(-1);
      const catchesAll = clause?.operands.some((child) => child.type === "case_pattern" && child.text === "_");
      const body = clause?.child("consequence");
      return catchesAll && body ? lastReturn(body) : null;
    }
    default:
      return null;
  }
}

function endsInAllow(statement: Node, definition: Node, context: CodeContext): boolean {
  const value = statement.operands[0] ? unwrap(statement.operands[0]) : null;
  if (!value) return false;
  if (value.type === "conditional_expression") {
    const condition = value.operands[1];
    // `DENY if not granted else ALLOW` allows what was granted.
    if (condition && isNegated(condition) && MATCH.test(condition.text)) return false;
  }
  if (value.type === "identifier") return startsAsAllow(value, definition, context);
  return isAllow(value, true);
}

/** `decision = Decision.ALLOW` at the top, changed only on a match. */
function startsAsAllow(name: Node, definition: Node, context: CodeContext): boolean {
  const [first, ...others] = context.bindings(name).filter(({ value }) => value !== null);
  const body = definition.child("body");
  if (!first?.value || !body || first.scope.node !== definition || !isAllow(first.value, true)) return false;
  const isAtTop = (statement: Node): boolean => statement.parent?.parent === body;
  if (!isAtTop(first.statement) || others.some(({ statement }) => isAtTop(statement))) return false;
  return others.length > 0 || changesAttribute(name.text, body);
}

/** `result.allowed = …` somewhere below. */
function changesAttribute(name: string, body: Node): boolean {
  let found = false;
  walk(body, (node) => {
    const target = node.type === "assignment" ? node.child("left") : null;
    if (target?.type === "attribute" && target.child("object")?.text === name) found = true;
    return !found;
  });
  return found;
}

/** Nothing before the last answer makes sure that something granted the request. */
function isOpen(last: Node, body: Node): boolean {
  const value = last.operands[0] ? unwrap(last.operands[0]) : null;
  if (value?.type === "identifier" || value?.type === "conditional_expression" || value?.type === "boolean_operator") return true;
  const statements = body.operands.filter(
    ({ type, operands }) => !(type === "expression_statement" && operands[0]?.type === "string"),
  );
  if (statements.length === 1 && statements[0] === last) return true;
  let policies = false;
  let denial = false;
  let guard = false;
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition") return false;
    if (node.type === "for_statement") policies ||= isPolicyLoop(node) && answers(node);
    if (node.type === "case_clause" && !encloses(node, last)) denial ||= answers(node);
    if (node.type !== "if_statement" && node.type !== "elif_clause") return true;
    const condition = node.child("condition");
    const consequence = node.child("consequence");
    if (!condition || !consequence || !answers(consequence)) return true;
    if (isNegated(condition)) guard ||= MATCH.test(condition.text);
    else denial = true;
    return true;
  });
  return policies || (denial && !guard);
}

function encloses(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Returns or raises somewhere inside. */
function answers(block: Node): boolean {
  let found = false;
  walk(block, (node) => {
    if (node.type === "function_definition" || node.type === "lambda") return false;
    if (node.type === "return_statement" || node.type === "raise_statement") found = true;
    return !found;
  });
  return found;
}

/** `not x`, `x is None`, `x not in y`, `x != y`; of an `or` any part. */
function isNegated(expression: Node): boolean {
  const node = unwrap(expression);
  if (node.type === "not_operator") return true;
  if (node.type === "boolean_operator") return node.operands.some(isNegated);
  if (node.type !== "comparison_operator") return false;
  const how = operator(node);
  return (
    how === "not in" ||
    how === "!=" ||
    how === "is not" ||
    (/^(?:is|==)$/.test(how) && /^(?:None|False|0)$/.test(node.operands[1]?.text ?? ""))
  );
}

/** The return or assignment in a handler that means allow. */
function allowInside(clause: Node, plain: boolean): Node | null {
  let found: Node | null = null;
  walk(clause, (node) => {
    if (found || node.type === "function_definition" || node.type === "lambda") return false;
    const value = node.type === "return_statement" ? node.operands[0] : null;
    if (value && isAllow(value, plain)) found = node;
    if (node.type === "assignment" && isAllowAssignment(node)) found = node;
    return true;
  });
  return found;
}

function isAllowAssignment(node: Node): boolean {
  const value = node.child("right");
  const flag = /(?:^|[._])(?:is_)?(?:allowed|permitted|granted|approved|authorized)$/.test(node.child("left")?.text ?? "");
  return value !== null && isAllow(value, flag);
}

/** A handler that only passes or logs, in a function whose last answer is allow. */
function swallowedBefore(clause: Node, definition: Node, context: CodeContext): Node | null {
  const body = definition.child("body");
  const last = body && decides(definition) ? lastReturn(body) : null;
  if (!body || !last || last.start < clause.end || answers(clause)) return null;
  // Then the function itself is the finding.
  if (!endsInAllow(last, definition, context) || isOpen(last, body)) return null;
  return last;
}

/** `except OSError as error`, without the block. */
function headOf(clause: Node): { start: number; end: number } {
  const parts = clause.children.filter((child) => child.type !== "block" && child.type !== "comment");
  return { start: clause.start, end: parts.at(-1)?.end ?? clause.start + "except".length };
}
