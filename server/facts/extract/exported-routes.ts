import type { Node } from "../../syntax/tree.ts";
import { callArguments, isFunction, unwrap } from "../../code/read.ts";
import type { FactContext } from "../context.ts";
import { calledName, handlerName, middlewareNames } from "./called-names.ts";
import { routingWords } from "./routing-words.ts";

/** Functions that are routes because their file exports them: `export async function POST(request) {}`, `export const GET = signed(handle)`. */
export function exportedRoutes(node: Node, context: FactContext): void {
  for (const part of node.operands) {
    if (part.type === "function_definition") emit(part.child("name"), part, context);
    else if (part.type === "export_specifier") emit(part.operands[1] ?? null, part.operands[0] ?? null, context);
    else if (part.type === "variable_declaration")
      for (const assignment of part.operands) emit(assignment.child("left"), assignment.child("right"), context);
  }
}

function emit(name: Node | null, value: Node | null, context: FactContext): void {
  if (name?.type !== "identifier" || !value) return;
  for (const { name: framework, routing } of routingWords(name).rows) {
    const { exports = {} } = routing.files ?? {};
    const method = Object.hasOwn(exports, name.text) ? exports[name.text] : undefined;
    if (method === undefined) continue;
    const plain = unwrap(value);
    // What wraps the function runs before it.
    const wrapper = plain.type === "call" ? [plain.child("function") as Node, ...callArguments(plain).positional] : [];
    const isInline = isFunction(plain) || wrapper.some((part) => isFunction(unwrap(part)));
    context.emit("routes", {
      kind: "route",
      router: { name: framework, within: null, imported: null },
      file: framework,
      methods: [method],
      path: [],
      methodSpan: null,
      pathSpan: null,
      span: context.span(name),
      handler: isInline ? name.text : (handlerName(plain, context.module) ?? calledName(plain, context.module)),
      handlerSpan: isInline ? context.span(name) : null,
      dependencies: middlewareNames(wrapper, context.module),
    });
  }
}
