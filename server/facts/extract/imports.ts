import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { isImportTime } from "../../code/import-time.ts";
import { enclosingFunction, stringValue } from "../../code/read.ts";

/** What import statements bind, wherever they stand. */
export const imports: FactExtractor = {
  import_statement: emitImports,
  import_from_statement: emitImports,
  import_declaration(node, context) {
    const whole = /^import\s+type\b(?!\s*(?:,|from\s*["']))/.test(node.text);
    const specifiers = node.operands.filter(({ type }) => type.endsWith("_specifier"));
    for (const specifier of specifiers) {
      const names = specifier.operands;
      const isNamed = specifier.type === "import_specifier";
      emit(specifier, node, context, {
        name: isNamed ? nameOf(names[0]) : specifier.type === "import_default_specifier" ? "default" : null,
        as: names.at(-1)?.text ?? "",
        typeOnly: whole || (isNamed && isTypeOnly(specifier)),
      });
    }
    const source = sourceIn(node);
    if (specifiers.length === 0 && source) emit(source, node, context, { name: null, as: "", typeOnly: whole });
  },
  export_all_declaration(node, context) {
    const source = sourceIn(node);
    const as = node.operands[0]?.type === "identifier" ? "" : "*";
    if (source) emit(source, node, context, { name: "*", as, typeOnly: /^export\s+type\b/.test(node.text) });
  },
  export_named_declaration(node, context) {
    if (!sourceIn(node)) return;
    const whole = /^export\s+type\b/.test(node.text);
    for (const specifier of node.operands.filter(({ type }) => type === "export_specifier"))
      emit(specifier, node, context, { name: nameOf(specifier.operands[0]), as: "", typeOnly: whole || isTypeOnly(specifier) });
  },
  ts_import_equals_declaration(node, context) {
    const [id, reference] = node.operands;
    if (id && reference?.type === "ts_external_module_reference")
      emit(node, node, context, { name: null, as: id.text, typeOnly: /^import\s+type\b(?!\s*=)/.test(node.text) }, reference);
  },
  call(node, context) {
    const callee = node.child("function");
    const list = node.child("arguments");
    const first = list?.operands[0];
    if (node.source.language === "python" || callee?.text !== "require" || !list || first?.type !== "string") return;
    if (stringValue(first) === null || context.module.bindingsOf("require", callee).length > 0) return;
    const left = node.parent?.type === "assignment" ? node.parent.child("left") : null;
    emit(first, node, context, { name: null, as: left?.type === "identifier" ? left.text : "", typeOnly: false }, list);
  },
  import_expression(node, context) {
    const source = sourceIn(node);
    if (source) emit(source, node, context, { name: null, as: "", typeOnly: false });
  },
};

/** The text that names a module directly below a node. */
function sourceIn(node: Node): Node | null {
  return node.operands.find((part) => part.type === "string" && stringValue(part) !== null) ?? null;
}

function nameOf(name: Node | undefined): string {
  return name?.type === "identifier" ? name.text : (stringValue(name ?? null) ?? "");
}

/** `type X`, `type X as Y`; not `type as X`, which binds something called `type`. */
function isTypeOnly({ text }: Node): boolean {
  return /^type\s+\S/.test(text) && !/^type\s+as\s+\S+$/.test(text);
}

interface Imported {
  name: string | null;
  as: string;
  typeOnly: boolean;
}

function emit(at: Node, statement: Node, context: FactContext, { name, as, typeOnly }: Imported, holder = statement): void {
  context.emit("imports", {
    span: context.span(at),
    statement: context.span(statement),
    module: stringValue(sourceIn(holder)) ?? "",
    name,
    as,
    importTime: isImportTime(statement),
    typeChecking: typeOnly,
    guarded: false,
  });
}

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
