import { ancestor, calleeName, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext, type Related } from "../define.ts";

/** A call that asks the model for the next step: by its own name, or by what it is called on. */
const ASKS = /^_*(?:execute_reasoning|reason\w*|call_(?:aios|llm|model)|next_step|think)$/;
const ASKS_OF = /^_*(?:run|call|complete|completions?|chat|create|generate|invoke|execute|step|predict|plan)$/;
const MODEL = /aios|llm|openai|anthropic|(?:^|[._])model(?:$|[._])|runtime/i;
/** What a loop does with the answer: it calls tools. */
const TOOLS = /^(?:tool_calls?|tool_id|tool_results?|dispatch\w*|(?:call|run|execute|invoke)_tools?|_call_tool)$/;
const LIMIT = /^_*max_(?:iterations|turns|steps|rounds|loops)$/i;

export default defineRule({
  id: "own_runtime_loop",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "An executor module with a reasoning loop of its own, where the repository has a shared one.",
  why: "Bounds, audit packets and tool dispatch live in the shared loop; a second one drifts from it.",
  instead: "Hand the task to the shared executor.",
  examples: [
    {
      bad: "while True:\n    step = await self._aios_runtime.execute_reasoning(context)\n    await self._registry.dispatch(step.tool_id, step.arguments)\n",
      good: "result = await self._executor.start_agent_task(task)\n",
    },
  ],
  python: { while_statement: visit, for_statement: visit },
});

function visit(node: Node, context: CodeContext): void {
  if (context.kind !== "executor" || context.isTest || isInReasoningLoop(node, context)) return;
  if (!isReasoningLoop(node, context)) return;
  const shared = context.project.contracts.executor.loop;
  if (shared.value === null) return;
  const owner = ownerOf(node);
  // The repository's loop itself, in its own file or in an extract of it.
  if (shared.evidence.some(({ path, says }) => path === context.path || says.startsWith(`${owner}:`))) return;
  const [evidence] = shared.evidence;
  const name = evidence?.says.split(":")[0] ?? "the shared executor";
  const related: Related[] = evidence?.span ? [{ path: evidence.path, at: evidence.span, message: "the repository's loop" }] : [];
  const head = node.child(node.type === "while_statement" ? "condition" : "right");
  context.report({
    at: { start: node.start, end: head?.end ?? node.end },
    message: `\`${owner}\` has a reasoning loop of its own, but the repository's is \`${name}\`: bounds, audit and tool dispatch would differ. Hand the task to the shared executor.`,
    related,
  });
}

function isInReasoningLoop(node: Node, context: CodeContext): boolean {
  let outer = ancestor(node, "while_statement", "for_statement", "function_definition");
  while (outer && outer.type !== "function_definition") {
    if (isReasoningLoop(outer, context)) return true;
    outer = ancestor(outer, "while_statement", "for_statement", "function_definition");
  }
  return false;
}

/** Asks a model each round, and calls tools or counts its rounds. */
function isReasoningLoop(loop: Node, { project }: CodeContext): boolean {
  const request = project.contracts.nameOf("tool_request");
  let asks = false;
  let tools = false;
  walk(loop, (node) => {
    if (node.type === "function_definition" || node.type === "class_definition") return false;
    if (node.type === "call" && isModelCall(node)) asks = true;
    if (node.type === "identifier" && (TOOLS.test(node.text) || LIMIT.test(node.text) || node.text === request)) tools = true;
    return true;
  });
  return asks && tools;
}

function isModelCall(call: Node): boolean {
  const name = calleeName(call) ?? "";
  if (ASKS.test(name)) return true;
  const receiver = call.child("function")?.child("object");
  return receiver !== null && receiver !== undefined && ASKS_OF.test(name) && MODEL.test(receiver.text);
}

/** `OrdersExecutor._run`: the class and function around. */
function ownerOf(node: Node): string {
  const definition = ancestor(node, "function_definition");
  const owner = definition && ancestor(definition, "class_definition");
  const names = [owner?.child("name")?.text, definition?.child("name")?.text].filter((name) => name !== undefined);
  return names.length > 0 ? names.join(".") : "This module";
}
