import {
  enclosingFunction,
  isAsync,
  lastName,
  stringValue,
  unwrap,
  walk,
  type Binding,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** A call that stops the event loop: what it does, and what to use in its place. */
export interface BlockingCall {
  does: string;
  instead: string;
  /** Reads or writes files. */
  files: boolean;
}

const IN_THREAD = "`await asyncio.to_thread(…)`";
const FILES: BlockingCall = { does: "blocks on the disk", instead: IN_THREAD, files: true };
const SUBPROCESS: BlockingCall = {
  does: "waits for another process",
  instead: "`await asyncio.create_subprocess_exec(…)`",
  files: false,
};
const HTTP: BlockingCall = { does: "blocks on the network", instead: "the injected `httpx.AsyncClient`", files: false };

const PATH_METHODS = new Set(["read_text", "read_bytes", "write_text", "write_bytes"]);
const HTTP_METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"]);
const CLIENT_CLASS = /^(?:requests\.(?:sessions\.)?[sS]ession|httpx\.Client)$/;
const PATH_CLASS = /^(?:pathlib\.)(?:Path|PosixPath|WindowsPath)$/;

/** How a call in an `async def` blocks; null when it does not, or when another thread or an async library does it. */
export function blockingCall(call: Node, context: CodeContext): BlockingCall | null {
  const definition = enclosingFunction(call);
  if (definition?.type !== "function_definition" || !isAsync(definition)) return null;
  const callee = call.child("function");
  if (!callee || isAwaited(call)) return null;
  const dotted = context.resolve(callee);
  if (dotted !== null) {
    const known = byName(dotted, callee, context);
    if (known) return known;
  }
  if (callee.type !== "attribute") return null;
  const method = callee.child("attribute")?.text ?? "";
  const receiver = callee.child("object");
  if (!receiver) return null;
  // Only pathlib has these names; `anyio.Path` has them too, but is awaited.
  if (PATH_METHODS.has(method)) return FILES;
  if (method === "open" && isPath(receiver, context, 0)) return FILES;
  if (HTTP_METHODS.has(method) && isSyncClient(receiver, context)) return HTTP;
  return null;
}

function byName(dotted: string, callee: Node, context: CodeContext): BlockingCall | null {
  const { blocking_calls: rows } = context.project.profile;
  for (const [kind, names] of Object.entries(rows)) {
    if (!names.includes(dotted)) continue;
    // A name without a dot is a builtin, unless the file binds it.
    if (!dotted.includes(".") && (callee.type !== "identifier" || context.binding(callee))) continue;
    if (kind === "files") return FILES;
    if (kind === "subprocess") return SUBPROCESS;
    if (kind === "http") return HTTP;
    return { does: "stops the event loop", instead: "`await asyncio.sleep(…)`", files: false };
  }
  return null;
}

/** `await x()`, `async with x()`, `async for … in x()`. */
function isAwaited(call: Node): boolean {
  for (let up = call.parent; up; up = up.parent) {
    if (up.type === "await") return true;
    if (up.type === "with_statement" || up.type === "for_statement" || up.type === "for_in_clause")
      return /^async\b/.test(up.text);
    if (!/^(?:parenthesized_expression|with_clause|with_item|as_pattern)$/.test(up.type)) return false;
  }
  return false;
}

/** `Path(…)`, `Path(…) / "x"`, `path.parent`, or a name bound to or annotated as one. */
function isPath(expression: Node, context: CodeContext, depth: number): boolean {
  const node = unwrap(expression);
  if (depth > 4) return false;
  if (node.type === "call") return PATH_CLASS.test(context.resolve(node.child("function")) ?? "");
  if (node.type === "binary_operator") return isPath(node.operands[0] ?? node, context, depth + 1);
  if (node.type === "attribute") {
    const object = node.child("object");
    return (
      object !== null && /^(?:parent|parents)$/.test(node.child("attribute")?.text ?? "") && isPath(object, context, depth + 1)
    );
  }
  if (node.type !== "identifier") return false;
  const binding = context.binding(node);
  if (!binding) return false;
  if (binding.annotation && PATH_CLASS.test(context.resolve(binding.annotation) ?? "")) return true;
  return binding.value !== null && isPath(binding.value, context, depth + 1);
}

/** A `requests.Session` or `httpx.Client`: made here, bound to a name, annotated, or kept on `self` by the class around. */
function isSyncClient(receiver: Node, context: CodeContext): boolean {
  const node = unwrap(receiver);
  if (isClientConstruction(node, context)) return true;
  if (node.type === "identifier") return isClientBinding(context.binding(node), context);
  if (node.type !== "attribute" || node.child("object")?.text !== "self") return false;
  const attribute = node.child("attribute")?.text;
  let found = false;
  for (let up: Node | null = node.parent; up && !found; up = up.parent) {
    if (up.type !== "class_definition") continue;
    walk(up, (inner) => {
      if (found || inner.type !== "assignment" || !isAttribute(inner.child("left"), attribute)) return !found;
      const type = inner.child("type");
      const value = inner.child("right");
      found =
        (type !== null && CLIENT_CLASS.test(context.resolve(type) ?? "")) ||
        (value !== null &&
          (isClientConstruction(unwrap(value), context) ||
            (value.type === "identifier" && isClientBinding(context.binding(value), context))));
      return true;
    });
    break;
  }
  return found;
}

function isAttribute(target: Node | null, name: string | undefined): boolean {
  if (target?.type === "identifier")
    return target.text === name && target.parent?.parent?.parent?.parent?.type === "class_definition";
  return target?.type === "attribute" && target.child("object")?.text === "self" && lastName(target) === name;
}

function isClientConstruction(node: Node, context: CodeContext): boolean {
  return node.type === "call" && CLIENT_CLASS.test(context.resolve(node.child("function")) ?? "");
}

function isClientBinding(binding: Binding | null, context: CodeContext): boolean {
  if (!binding) return false;
  if (binding.annotation && CLIENT_CLASS.test(context.resolve(binding.annotation) ?? "")) return true;
  return binding.value !== null && isClientConstruction(unwrap(binding.value), context);
}

/** `"w"` and the like in an `open` call: what is written. */
export function openMode(call: Node): string | null {
  const list = call.child("arguments")?.operands ?? [];
  const keyword = list.find((argument) => argument.type === "keyword_argument" && argument.child("name")?.text === "mode");
  return stringValue(keyword ? keyword.child("value") : (list[1] ?? null));
}
