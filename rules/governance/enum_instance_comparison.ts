import { ancestor, lastName, operator, stringValue, unwrap, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";

const OPERATOR_NAME = /^_*(?:\w+_)?(?:operator|op)$/;
const MEMBER = /^[A-Z][A-Z0-9_]*$/;

export default defineRule({
  id: "enum_instance_comparison",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A policy's operator compared through an instance or with a bare text instead of with the Enum class.",
  why: "A text that is misspelled matches nothing and nobody notices; a member read through an instance breaks when the value is a plain text.",
  instead: "Compare with the member of the class: `condition.operator is ConditionOperator.EQUALS`.",
  examples: [
    {
      bad: '# module_id: policy.governance\ndef holds(condition: Condition) -> bool:\n    return condition.operator == "equals"\n',
      good: "# module_id: policy.governance\ndef holds(condition: Condition) -> bool:\n    return condition.operator is ConditionOperator.EQUALS\n",
    },
  ],
  python: {
    comparison_operator(node, context) {
      if (context.kind !== "governance" || context.isTest || parsesOperator(node)) return;
      const [left, right] = node.operands;
      const how = operator(node);
      if (!left || !right || !/^(?:==|!=|is|is not|in|not in)$/.test(how)) return;
      const problem =
        through(left, context) ?? through(right, context) ?? withText(left, right, how) ?? withText(right, left, how);
      if (problem) report(node, problem, context);
    },
    case_clause(node, context) {
      if (context.kind !== "governance" || context.isTest || parsesOperator(node)) return;
      const subject = node.parent?.parent?.child("subject");
      if (!subject || !isOperator(subject)) return;
      for (const pattern of node.operands.filter((child) => child.type === "case_pattern")) {
        const text = textIn(pattern);
        if (text !== null) report(pattern, { written: subject.text, with: `the text \`"${text}"\`` }, context);
      }
    },
  },
});

interface Problem {
  /** The operator as written. */
  written: string;
  with: string;
}

function report(at: Node, { written, with: other }: Problem, context: CodeContext): void {
  context.report({
    at,
    message: `\`${written}\` is compared with ${other}: a misspelled or changed member goes unnoticed. Compare with the member of the Enum class, such as \`ConditionOperator.EQUALS\`.`,
  });
}

/** `condition.operator.EQUALS`: a member read through an instance. */
function through(expression: Node, context: CodeContext): Problem | null {
  const node = unwrap(expression);
  const member =
    node.type === "attribute" && /^(?:value|name)$/.test(lastName(node) ?? "") ? (node.child("object") ?? node) : node;
  const holder = member.type === "attribute" && MEMBER.test(lastName(member) ?? "") ? member.child("object") : null;
  if (!holder || !isOperator(holder) || /^[A-Z]/.test(lastName(holder) ?? "")) return null;
  // `op = ConditionOperator` is the class under another name, `import operator` a module.
  const binding = holder.type === "identifier" ? context.binding(holder) : null;
  if (binding && (binding.target || binding.kind === "class" || /^[A-Z]/.test(lastName(binding.value) ?? ""))) return null;
  return { written: holder.text, with: `\`${member.text}\`, a member read through an instance` };
}

/** An operator on one side, a text (or several) on the other. */
function withText(side: Node, other: Node, how: string): Problem | null {
  if (!isOperator(side)) return null;
  const inner = unwrap(other);
  if (/in$/.test(how)) {
    if (!/^(?:tuple|list|set)$/.test(inner.type)) return null;
    const texts = inner.operands.map(stringValue);
    return texts.length > 0 && texts.every((text) => text !== null) ? { written: unwrap(side).text, with: "bare texts" } : null;
  }
  const text = stringValue(inner);
  return text ? { written: unwrap(side).text, with: `the text \`"${text}"\`` } : null;
}

/** `condition.operator`, `op`, `operator.value`, `data["operator"]`, `data.get("operator")`, `str(operator)`, `operator.lower()`. */
function isOperator(expression: Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "identifier":
      return OPERATOR_NAME.test(node.text);
    case "attribute": {
      const name = lastName(node) ?? "";
      if (OPERATOR_NAME.test(name)) return true;
      const object = node.child("object");
      return /^(?:value|name)$/.test(name) && object !== null && isOperator(object);
    }
    case "subscript":
      return OPERATOR_NAME.test(stringValue(node.child("subscript")) ?? "");
    case "call": {
      const callee = node.child("function");
      const [first] = node.child("arguments")?.operands ?? [];
      const receiver = callee?.type === "attribute" ? callee.child("object") : null;
      const name = lastName(callee) ?? "";
      if (receiver && name === "get") return OPERATOR_NAME.test(stringValue(first ?? null) ?? "");
      if (receiver && /^(?:lower|upper|strip|casefold)$/.test(name)) return isOperator(receiver);
      return !receiver && name === "str" && first !== undefined && isOperator(first);
    }
    default:
      return false;
  }
}

function textIn(pattern: Node): string | null {
  const text = stringValue(pattern);
  if (text) return text;
  if (!/^(?:case_pattern|union_pattern|as_pattern)$/.test(pattern.type)) return null;
  for (const part of pattern.operands) {
    const found = textIn(part);
    if (found !== null) return found;
  }
  return null;
}

/** Turning a text into a member is the one place where texts are compared. */
function parsesOperator(node: Node): boolean {
  const definition = ancestor(node, "function_definition");
  if (!definition) return false;
  return (
    /Operator\b/.test(definition.child("return_type")?.text ?? "") ||
    /^_*(?:parse|coerce|normali[sz]e|to)_\w*op(?:erator)?$/.test(definition.child("name")?.text ?? "")
  );
}
