import { lastName, operator, stringValue, unwrap, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";

const AGENT_NAME = /^_*(?:agent|agent_?(?:id|name|key|slug|uuid))$|_agent_?(?:id|name)$/i;
/** What identifies an agent when it is read from `agent`. */
const OF_AGENT = /^(?:id|name|key|slug|agent_id|agent_name)$/;
const TEXT_TESTS = /^(?:startswith|endswith)$/;

export default defineRule({
  id: "per_agent_logic",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "An executor module that branches on the id of one particular agent.",
  why: "The executor runs every agent by one loop; what one agent does differently belongs into its configuration or its tools.",
  instead: "Read the difference from the agent's configuration, or bind another tool to it.",
  examples: [
    {
      bad: '# module_id: orders.executor\ndef limit(agent_id: str) -> int:\n    return 3 if agent_id == "sales" else 10\n',
      good: "# module_id: orders.executor\ndef limit(agent: AgentConfig) -> int:\n    return agent.max_iterations\n",
    },
  ],
  python: {
    comparison_operator(node, context) {
      if (context.kind !== "executor" || context.isTest) return;
      const how = operator(node);
      const [left, right] = node.operands;
      if (!left || !right || !/^(?:==|!=|in|not in|is|is not)$/.test(how)) return;
      const [agent, others] = isAgent(left)
        ? [left, right]
        : isAgent(right) && !how.includes("in")
          ? [right, left]
          : [null, null];
      if (!agent || !others) return;
      const named = literals(others, context);
      if (named.length > 0) report(node, agent, named, context);
    },
    case_clause(node, context) {
      if (context.kind !== "executor" || context.isTest) return;
      const subject = node.parent?.parent?.child("subject");
      if (!subject || !isAgent(subject)) return;
      for (const pattern of node.operands.filter((child) => child.type === "case_pattern")) {
        const named = patternLiterals(pattern);
        if (named.length > 0) report(pattern, subject, named, context);
      }
    },
    call(node, context) {
      if (context.kind !== "executor" || context.isTest) return;
      const callee = node.child("function");
      const receiver = callee?.type === "attribute" ? callee.child("object") : null;
      if (!receiver || !TEXT_TESTS.test(lastName(callee) ?? "") || !isAgent(receiver)) return;
      const [argument] = node.child("arguments")?.operands ?? [];
      const named = argument ? literals(argument, context) : [];
      if (named.length > 0) report(node, receiver, named, context);
    },
  },
});

function report(at: Node, agent: Node, named: readonly string[], context: CodeContext): void {
  const which = named.map((name) => `\`"${name}"\``).join(", ");
  context.report({
    at,
    message: `The executor treats agent ${which} differently from all others (\`${agent.text}\`): each new agent then needs a change here. Move the difference into the agent's configuration or tools.`,
  });
}

/** `agent_id`, `task.agent_id`, `agent.id`, `data["agent_id"]`, `data.get("agent_id")`. */
function isAgent(expression: Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "identifier":
      return AGENT_NAME.test(node.text);
    case "attribute": {
      const name = lastName(node) ?? "";
      const owner = lastName(node.child("object"));
      return AGENT_NAME.test(name) || (OF_AGENT.test(name) && owner !== null && /^_*agent$|_agent$/i.test(owner));
    }
    case "subscript":
      return AGENT_NAME.test(stringValue(node.child("subscript")) ?? "");
    case "call": {
      const callee = node.child("function");
      const method = lastName(callee) ?? "";
      const [key] = node.child("arguments")?.operands ?? [];
      if (method === "get") return AGENT_NAME.test(stringValue(key ?? null) ?? "");
      const receiver = callee?.type === "attribute" ? callee.child("object") : null;
      if (/^(?:lower|upper|casefold|strip)$/.test(method)) return receiver !== null && isAgent(receiver);
      return method === "str" && key !== undefined && isAgent(key);
    }
    default:
      return false;
  }
}

/** The texts that an expression is: a literal, a collection of them, or a constant of the file that holds one. The empty text names nobody. */
function literals(expression: Node, context: CodeContext, depth = 0): string[] {
  const node = unwrap(expression);
  const value = stringValue(node);
  if (value !== null) return value === "" ? [] : [value];
  if (node.type === "tuple" || node.type === "list" || node.type === "set")
    return node.operands.flatMap((item) => literals(item, context, depth));
  if (node.type === "call" && /^(?:frozenset|set|tuple)$/.test(node.child("function")?.text ?? "")) {
    return (node.child("arguments")?.operands ?? []).flatMap((item) => literals(item, context, depth));
  }
  if (node.type !== "identifier" || depth > 2) return [];
  const all = context.bindings(node);
  const [binding] = all;
  return all.length === 1 && binding?.value && binding.kind === "assignment" ? literals(binding.value, context, depth + 1) : [];
}

function patternLiterals(pattern: Node): string[] {
  const value = stringValue(pattern);
  if (value !== null) return value === "" ? [] : [value];
  if (!/^(?:case_pattern|union_pattern|as_pattern)$/.test(pattern.type)) return [];
  return pattern.operands.flatMap(patternLiterals);
}
