import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { enclosingFunction } from "../../code/read.ts";

/** What import statements bind, wherever they stand. */
export const imports: FactExtractor = {
  import_statement: emitImports,
  import_from_statement: emitImports,
};

function emitImports(node: Node, context: FactContext): void {
  const { all } = context.module.scopesOf(context.unit);
  const importTime = enclosingFunction(node) === null;
  const { typeChecking, guarded } = surroundings(node);
  for (const scope of all) {
    for (const list of scope.bindings.values()) {
      for (const binding of list) {
        if (binding.statement !== node || !binding.target) continue;
        context.emit("imports", {
          span: context.span(binding.node),
          statement: context.span(node),
          module: binding.target.module,
          name: binding.target.name,
          as: binding.name,
          importTime,
          typeChecking,
          guarded,
        });
      }
    }
  }
}

function surroundings(node: Node): { typeChecking: boolean; guarded: boolean } {
  let typeChecking = false;
  let guarded = false;
  for (let up = node.parent; up; up = up.parent) {
    if (up.type === "if_statement" && /(^|\.)TYPE_CHECKING$/.test(up.child("condition")?.text ?? "")) typeChecking = true;
    if (
      up.type === "try_statement" &&
      up.children.some((child) => /^except\s*\(?[^:]*\b(ImportError|ModuleNotFoundError)\b/.test(child.text))
    )
      guarded = true;
  }
  return { typeChecking, guarded };
}
