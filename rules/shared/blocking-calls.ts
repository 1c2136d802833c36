import { calleeName, enclosingFunction, isAsync, lastName, stringValue, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { heldClass } from "./held-class.ts";

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

/** Names that of the standard library's classes only paths have. */
const READS_AND_WRITES = new Set(["read_text", "read_bytes", "write_text", "write_bytes"]);
/** What asks the disk of a path and is a common name elsewhere. */
const DISK = new Set(
  (
    "open mkdir rmdir touch unlink rename replace iterdir glob rglob walk exists stat lstat is_file is_dir is_symlink is_mount " +
    "chmod lchmod symlink_to hardlink_to link_to samefile resolve readlink owner group copy copy_into move move_into"
  ).split(" "),
);
const HTTP_METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "request", "send", "stream"]);
const CLIENT_CLASS = /^(?:requests\.(?:sessions\.)?Session|httpx\.Client)$/;
const PATH_CLASS = /^pathlib\.(?:Path|PosixPath|WindowsPath)$/;
/** Libraries whose paths are awaited. */
const ASYNC_PATHS = ["anyio", "trio", "aiofiles", "aiopath", "aiopathlib"];

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
  const method = lastName(callee) ?? "";
  const receiver = callee.child("object");
  if (READS_AND_WRITES.has(method) || DISK.has(method)) {
    const held = heldClass(receiver, context);
    // A class that nothing in the file brings is the one of that name that everybody knows.
    const isPath = held !== null && (PATH_CLASS.test(held) || (held === "Path" && context.bindingsNamed(held).length === 0));
    if (held !== null) return isPath ? FILES : null;
    // Of what nothing is known: an awaited path is one of a library that the file imports.
    return READS_AND_WRITES.has(method) &&
      !isHandedOn(call) &&
      !ASYNC_PATHS.some((name) => context.isImported(name)) &&
      !isOwnMethod(receiver)
      ? FILES
      : null;
  }
  if (HTTP_METHODS.has(method) && CLIENT_CLASS.test(heldClass(receiver, context) ?? "")) return HTTP;
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

/** Given to what awaits it: `gather(x())`, `create_task(x())`, `wait_for(x(), 5)`. */
function isHandedOn(call: Node): boolean {
  const list = call.parent?.type === "argument_list" ? call.parent : call.parent?.parent;
  const taker = list?.type === "argument_list" && list.parent?.type === "call" ? calleeName(list.parent) : null;
  return /^(?:gather|create_task|ensure_future|wait_for|wait|shield|as_completed|run_coroutine_threadsafe|start_soon|spawn)$/.test(
    taker ?? "",
  );
}

/** `self.read_text()`, `super().read_text()`: a method of the writer's own. */
function isOwnMethod(receiver: Node | null): boolean {
  return receiver !== null && /^(?:self|cls|super\(.*\))$/.test(receiver.text);
}

/** `"w"` and the like in an `open` call: what is written. */
export function openMode(call: Node): string | null {
  const list = call.child("arguments")?.operands ?? [];
  const keyword = list.find((argument) => argument.type === "keyword_argument" && argument.child("name")?.text === "mode");
  return stringValue(keyword ? keyword.child("value") : (list[1] ?? null));
}
