import type { Node } from "../../syntax/tree.ts";
import type { FactContext } from "../context.ts";
import { enclosingFunction, lastName } from "../../code/read.ts";
import type { RouterName } from "../kinds-http.ts";

/** A name by which routers and applications go, where it can not be seen what it is. */
const ROUTER_NAME = /(^|_)(router|app|api|application)$/i;

/** The router class that a call constructs, by its last name. */
export function constructed(call: Node, context: FactContext): string | null {
  const name = context.module.resolve(call.child("function"))?.split(".").at(-1) ?? null;
  return name !== null && /^(APIRouter|FastAPI|Starlette|Router)$/.test(name) ? name : null;
}

/** What an expression names, when it is a router or application; `any` where the call around it says so. */
export function routerName(node: Node, context: FactContext, any = false): RouterName | null {
  const { module } = context;
  if (node.type === "call") {
    const callee = node.child("function");
    const name = callee && lastName(callee);
    if (!callee || !name) return null;
    const imported = isImport(callee, context) ? module.resolve(callee) : null;
    return { name: `${name}()`, within: null, imported: imported === null ? null : `${imported}()` };
  }
  if (node.type !== "identifier" && node.type !== "attribute") return null;
  if (isImport(node, context)) {
    return any || ROUTER_NAME.test(lastName(node) ?? "")
      ? { name: node.text, within: null, imported: module.resolve(node) }
      : null;
  }
  const binding = node.type === "identifier" ? module.binding(node.text, node) : null;
  const call = binding?.value?.type === "call" ? binding.value : null;
  const made = call ? constructed(call, context) : null;
  if (!made && !any && !ROUTER_NAME.test(lastName(node) ?? "")) return null;
  // A variable that holds what a factory made.
  if (!made && call) {
    const factory = routerName(call, context, any);
    if (factory) return factory;
  }
  return {
    name: node.text,
    within: node.type === "identifier" && binding ? scopeName(binding.scope.function?.node ?? null) : functionName(node),
    imported: null,
  };
}

function isImport(node: Node, context: FactContext): boolean {
  let first = node;
  for (let object = first.child("object"); object; object = first.child("object")) first = object;
  return first.type === "identifier" && (context.module.binding(first.text, first)?.target ?? null) !== null;
}

export function functionName(node: Node): string | null {
  return scopeName(enclosingFunction(node));
}

function scopeName(definition: Node | null): string | null {
  return definition?.child("name")?.text ?? null;
}
