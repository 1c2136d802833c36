import {
  calleeName,
  callArguments,
  decorators,
  decoratorTarget,
  enclosingFunction,
  lastName,
  stringValue,
  unwrap,
  walk,
  type Node,
} from "../../server/code/index.ts";
import { branchesOf } from "../../server/code/expressions.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { logCall } from "../shared/loggers.ts";

const EVENT = /^[a-z][a-z0-9]*(?:[_.][a-z0-9]+)*$/;
const THREAD = /^thread_(?:id|uuid)$/;
const ROUTE = /^(?:get|post|put|patch|delete|head|options|route|api_route|websocket)$/;
const HANDLER_NAME = /^_*(?:handle|on|process|receive)_|_handler$|^_*handle$/;
const BINDS = /^(?:bind|bind_contextvars|bound_contextvars|new|bind_threadlocal)$/;

/** The library that the profile imports for logging. */
function throughLogger({ project }: Pick<CodeContext, "project">): string {
  const module = project.profile.required_imports.logging?.module;
  return module === undefined ? "" : ` through ${module}`;
}

export default defineRule({
  id: "unstructured_log",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "A `print`, a log entry whose event is a sentence or a built text, or a handler that logs without its thread id.",
  why: "Logs are searched by event name and thread; a sentence with values inside is a new event every time.",
  instead: 'Log a fixed snake_case event and give the values as keywords: `logger.info("order_received", thread_uuid=…)`.',
  examples: [
    { bad: 'logger.info(f"Order {order_id} received")\n', good: 'logger.info("order_received", order_id=order_id)\n' },
    { bad: 'print("received")\n', good: 'logger.info("order_received")\n' },
  ],
  python: {
    call(node, context) {
      const callee = node.child("function");
      if (callee?.type === "identifier" && callee.text === "print") {
        if (context.resolve(callee) === "print" && !isProgram(node)) {
          context.report({
            at: node,
            message: `\`print\` writes a line that no log search finds. Log a snake_case event with keywords${throughLogger(context)}.`,
          });
        }
        return;
      }
      const log = logCall(node, context);
      const problem = log?.event ? badEvent(log.event) : null;
      if (!log?.event || !problem) return;
      context.report({
        at: log.event,
        message: `The event of this log entry is ${problem}: it can not be searched or counted. Use a fixed snake_case name and give the values as keywords${suggestion(log.event)}.`,
      });
    },
    function_definition(node, context) {
      const name = node.child("name");
      if (!name || !isHandler(node)) return;
      const thread = threadOf(node);
      if (thread === null) return;
      let logs = 0;
      let withThread = false;
      walk(node, (inner) => {
        if (inner.type !== "call") return;
        const log = logCall(inner, context);
        if (log) logs++;
        const keywords = log ? log.keywords : BINDS.test(calleeName(inner) ?? "") ? callArguments(inner).keywords : [];
        if (log?.open || keywords.some((keyword) => tellsThread(keyword))) withThread = true;
      });
      if (logs === 0 || withThread) return;
      context.report({
        at: name,
        message: `\`${name.text}\` has \`${thread}\` and logs without it: its entries can not be joined to their conversation. Add \`${thread}=${thread}\` to the log calls, or bind it once.`,
      });
    },
  },
});

/** Under `if __name__ == "__main__"` the output of a program is meant. */
function isProgram(node: Node): boolean {
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === "if_statement" && /__name__\s*==|==\s*__name__/.test(up.child("condition")?.text ?? "")) return true;
  }
  return false;
}

/** What is wrong with an event, for the message; null for a snake_case name and for what can not be told. */
function badEvent(expression: Node): string | null {
  const event = unwrap(expression);
  const text = stringValue(event);
  if (text !== null) return EVENT.test(text) ? null : /\s/.test(text.trim()) ? "a sentence" : "no snake_case name";
  switch (event.type) {
    case "conditional_expression":
      return (
        branchesOf(event)
          .map(badEvent)
          .find((problem) => problem !== null) ?? null
      );
    case "string":
    case "concatenated_string":
      return "an f-string";
    case "binary_operator":
      return hasText(event) ? "a text put together" : null;
    case "call":
      return calleeName(event) === "format" && hasText(event) ? "a text put together" : null;
    default:
      return null;
  }
}

function hasText(node: Node): boolean {
  let found = false;
  walk(node, (inner) => {
    if (inner.type === "string") found = true;
    return !found && inner.type !== "argument_list";
  });
  return found;
}

/** `, for example "order_received"`, made of the words that the entry begins with. */
function suggestion(event: Node): string {
  const words = (
    event.text
      .replace(/^[a-zA-Z]*["']+/, "")
      .replace(/\{[^}]*\}|%[sdrf]|["'].*$/g, " ")
      .match(/[A-Za-z0-9]+/g) ?? []
  )
    .filter((word) => !/^(?:the|a|an|is|was|for|of|to|with|in|on|has|been)$/i.test(word))
    .slice(0, 4);
  const name = words.join("_").toLowerCase();
  return EVENT.test(name) && name.length > 3 ? `, for example \`"${name}"\`` : "";
}

/** A route, or a function whose name says that it handles something. */
function isHandler(definition: Node): boolean {
  if (HANDLER_NAME.test(definition.child("name")?.text ?? "")) return true;
  return decorators(definition).some((decorator) => {
    const target = decoratorTarget(decorator);
    return target?.type === "attribute" && ROUTE.test(lastName(target) ?? "");
  });
}

/** The name under which the function itself holds a thread id: a parameter, or a variable of its own. */
function threadOf(definition: Node): string | null {
  let found: string | null = null;
  for (const parameter of definition.child("parameters")?.operands ?? []) {
    const name = parameter.type === "identifier" ? parameter : (parameter.child("name") ?? parameter.operands[0]);
    if (name && THREAD.test(name.text)) found ??= name.text;
  }
  const body = definition.child("body");
  if (body && !found) {
    walk(body, (node) => {
      const target =
        node.type === "assignment" ? node.child("left") : node.type === "named_expression" ? node.child("name") : null;
      if (target?.type === "identifier" && THREAD.test(target.text) && enclosingFunction(node) === definition)
        found ??= target.text;
      return found === null;
    });
  }
  return found;
}

/** `thread_uuid=…`, or `extra={"thread_id": …}`. */
function tellsThread({ name, value }: { name: string; value: Node }): boolean {
  return /thread/.test(name) || (name === "extra" && /thread/.test(value.text));
}
