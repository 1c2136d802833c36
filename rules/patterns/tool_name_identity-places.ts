import { ancestor, calleeName, containerName, type Node } from "../../server/code/index.ts";
import { profileName } from "../../server/code/spelling.ts";
import type { CodeContext } from "../define.ts";

/** Collections keyed by what a person reads: log fields, metric labels, texts to show. */
const DISPLAY_CONTAINER =
  /(^|_)(logs?|log_\w+|metrics?|counts?|counters?|stats|labels?|display\w*|titles?|icons?|rows?|columns?|params?|headers?|translations?)$/i;
/** Collections that may hold the tools that are known or allowed: a text is asked for a part of itself by the same method. */
const TOOL_CONTAINER = /tool|allow|approv|permit|grant|enabled|disabled|denied|blocked|regist|binding/;
/** Methods of `Map`, `Set` and registries that look a key up or store under it. */
export const LOOKUPS = ["get", "has", "set", "delete"];
/** `resolve` of promises, paths and modules has nothing to do with tools. */
const OTHER_RESOLVERS = /^(?:Promise|path|posix|win32|require|import\.meta|url)$/;
/** What a test asserts is what it shows. */
const ASSERTIONS = /^(?:assert|ok|expect|is)$/;

/** Methods of query builders; their comparisons are SQL. */
const SQL_METHODS = new Set([
  "where",
  "filter",
  "filter_by",
  "having",
  "join",
  "outerjoin",
  "on",
  "select_from",
  "order_by",
  "group_by",
]);

const SQL_FUNCTIONS = /^(sqlalchemy|sqlmodel)\.(.*\.)?(and_|or_|not_|select|case)$/;

/** `resolve(…)` of a promise, `path.resolve(…)`. */
export function isOtherResolver(callee: string, called: Node | null): boolean {
  if (called?.source.language !== "typescript" || !/resolve$/i.test(callee)) return false;
  return called.type !== "attribute" || OTHER_RESOLVERS.test(called.child("object")?.text ?? "");
}

/** What a collection is called, as the profile spells it. */
function containerIn(container: Node | null): string {
  const name = containerName(container);
  return container && name !== null ? profileName(name, container.source) : "";
}

/** True for collections keyed by what a person reads. */
export function isDisplay(container: Node | null): boolean {
  return DISPLAY_CONTAINER.test(containerIn(container));
}

/** A test's assertion: it shows what a field holds. */
export function isAsserted(node: Node, { isTest }: CodeContext): boolean {
  if (!isTest) return false;
  const call = node.source.language === "typescript" ? ancestor(node, "call") : null;
  return ancestor(node, "assert_statement") !== null || (call !== null && ASSERTIONS.test(calleeName(call) ?? ""));
}

/** A condition of a query: its fields are columns. */
export function isSql(node: Node, context: CodeContext): boolean {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "lambda") return false;
    if (up.type !== "call") continue;
    const callee = up.child("function");
    if (callee?.type === "attribute" && SQL_METHODS.has(calleeName(up) ?? "")) return true;
    if (SQL_FUNCTIONS.test(context.resolve(callee) ?? "")) return true;
  }
  return false;
}

/** True for collections that may hold the tools that are known or allowed. */
export function holdsTools(container: Node): boolean {
  return TOOL_CONTAINER.test(containerIn(container));
}
