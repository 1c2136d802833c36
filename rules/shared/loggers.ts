import { callArguments, calleeName, lastName, unwrap, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

const METHODS = new Set(["debug", "info", "warning", "warn", "error", "critical", "fatal", "exception", "msg", "log"]);
const ASYNC_METHODS = new Set([
  "adebug",
  "ainfo",
  "awarning",
  "awarn",
  "aerror",
  "acritical",
  "afatal",
  "aexception",
  "amsg",
  "alog",
]);
const LOGGER_NAME = /^_*(?:logger|log|LOGGER|LOG)$|_(?:logger|log|LOGGER)$/;
const MAKES_LOGGER = /(?:^|\.)(?:get_?[lL]ogger|wrap_logger)$/;
/** Methods that give the same logger with more context. */
const DERIVES = /^(?:bind|new|unbind|try_unbind|getChild|opt)$/;

/** One call that writes a log entry. */
export interface LogCall {
  /** The first argument that says what happened; null when there is none. */
  event: Node | null;
  /** The keywords, `extra=` taken apart is left to the reader. */
  keywords: { name: string; value: Node }[];
  /** `**context` may bring any key. */
  open: boolean;
}

/** Reads `logger.info("event", key=value)`; null for any other call. */
export function logCall(call: Node, context: CodeContext): LogCall | null {
  const callee = call.child("function");
  const receiver = callee?.type === "attribute" ? callee.child("object") : null;
  const method = calleeName(call) ?? "";
  if (!receiver || !(METHODS.has(method) || ASYNC_METHODS.has(method)) || !isLogger(receiver, context)) return null;
  const { positional, keywords, dictionarySplat } = callArguments(call);
  const event =
    positional[/^a?log$/.test(method) ? 1 : 0] ?? keywords.find(({ name }) => name === "event" || name === "msg")?.value ?? null;
  return { event, keywords, open: dictionarySplat };
}

/** `logger`, `self._logger`, `structlog.get_logger()`, `logger.bind(x=1)`, or a name bound to one of these. */
export function isLogger(expression: Node, context: CodeContext, depth = 0): boolean {
  const node = unwrap(expression);
  if (depth > 8) return false;
  if (node.type === "call") {
    const callee = node.child("function");
    if (!callee) return false;
    if (MAKES_LOGGER.test(context.resolve(callee) ?? callee.text)) return true;
    const object = callee.type === "attribute" ? callee.child("object") : null;
    return object !== null && DERIVES.test(calleeName(node) ?? "") && isLogger(object, context, depth + 1);
  }
  const name = lastName(node);
  if (name === null) return false;
  if (node.type === "identifier") {
    const binding = context.binding(node);
    if (binding?.value && binding.value.type === "call") {
      return (
        isLogger(binding.value, context, depth + 1) || (LOGGER_NAME.test(name) && !isCallOfKnownLibrary(binding.value, context))
      );
    }
    // `from math import log` and the like bind the name to something else.
    if (binding?.target) return LOGGER_NAME.test(name) && !/^(?:math|numpy|cmath)\./.test(`${binding.target.module}.`);
  }
  return LOGGER_NAME.test(name);
}

/** `log = open("x")`: a name that sounds like a logger and holds something else. */
function isCallOfKnownLibrary(call: Node, context: CodeContext): boolean {
  const name = context.resolve(call.child("function"));
  return name === "open" || name === "list" || name === "dict" || name === "set";
}
