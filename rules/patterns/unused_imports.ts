import { defineRule, type Edit, type FileContext, type Fix } from "../define.ts";
import type { Binding, Node, ModuleNames } from "../../server/code/index.ts";
import { removeImport } from "../shared/import-removal.ts";
import { importClause, unusedImports } from "../shared/unused-bindings.ts";
import { checkTypeScript } from "./unused_imports-typescript.ts";

export default defineRule({
  id: "unused_imports",
  family: "patterns",
  check: "no_unused_imports",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "An import that nothing in the file uses.",
  why: "An unused import is a dependency that the module does not have, and often the trace of a contract that was imported and then not honoured.",
  instead: "Remove it, use it, list it in `__all__`, or write `from x import y as y` where the module passes it on.",
  examples: [
    { bad: "import json\nimport uuid\n\nkey = uuid.NAMESPACE_DNS\n", good: "import uuid\n\nkey = uuid.NAMESPACE_DNS\n" },
  ],
  tags: ["unnecessary"],
  code: {
    file(context) {
      if (context.module.source.language === "python") checkPython(context);
      else checkTypeScript(context);
    },
  },
});

function checkPython(context: FileContext): void {
  const found = unusedImports(context.module);
  if (found.length === 0) return;
  const reported = new Set(found.map(({ binding }) => binding));
  const removable = new Map<Node, Set<Node>>();
  for (const { binding, replacedBy } of found) {
    if (!isRemovable(binding) || (!replacedBy && isAlternative(binding, context.module, reported))) continue;
    const names = removable.get(binding.statement) ?? new Set();
    removable.set(binding.statement, names.add(importClause(binding)));
  }
  const gone = new Set<Node>();
  for (const [statement, names] of removable)
    if (statement.childrenIn("name").every((name) => names.has(name))) gone.add(statement);
  const isPackage = /(^|[\\/])__init__\.pyi?$/.test(context.path);
  for (const { binding, replacedBy } of found) {
    const at = importClause(binding);
    const names = removable.get(binding.statement);
    const inPackage = isPackage && binding.scope.kind === "module";
    context.report({
      at,
      message: messageFor(binding, replacedBy, inPackage),
      related: replacedBy ? [{ at: replacedBy.node, message: `\`${binding.name}\` is bound again here` }] : [],
      fix: names?.has(at) ? makeFix(binding.statement, at, names, gone, inPackage) : undefined,
    });
  }
}

/**
 * Not where the import is a question (`try` and `except ImportError`), and not in a statement that the parser could not read whole:
 * what belongs to which block is a guess there.
 */
function isRemovable({ statement }: Binding): boolean {
  for (let up = statement.parent; up; up = up.parent) if (up.type === "ERROR") return false;
  return (statement.parent === null || statement.parent.type === "block") && importGuard(statement) === null;
}

/** One of several ways to import the name: without it the others would be found in turn, and the choice between them lost. */
function isAlternative({ name, scope }: Binding, module: ModuleNames, reported: ReadonlySet<Binding>): boolean {
  const all = (scope.kind === "module" ? module.bindings : scope.bindings).get(name) ?? [];
  return all.some((other) => other.target && !other.through && !reported.has(other));
}

function messageFor(binding: Binding, replacedBy: Binding | null, inPackage: boolean): string {
  const { name, target } = binding;
  const what = `\`${importClause(binding).text}\` is imported${target?.name === null ? "" : ` from \`${target?.module}\``}`;
  if (replacedBy)
    return `${what}, then \`${name}\` is given another value before anything uses it: remove this import, or the other binding.`;
  if (importGuard(binding.statement) === "ImportError")
    return `${what} only to see whether it is there: \`importlib.util.find_spec\` asks that without importing it.`;
  if (!inPackage) return `${what} but never used: remove the import.`;
  const isSubmodule = target?.bindsTop === true && target.module.includes(".");
  const reexport = isSubmodule ? "" : `import it \`as ${name}\` or `;
  return `${what} but not used here: where the package passes it on, ${reexport}list \`${name}\` in \`__all__\`; else remove it.`;
}

/** The exception that a `try` around an import catches; then the import itself is the question asked, and removing it changes the answer. */
function importGuard(statement: Node): "ImportError" | "any" | null {
  let child = statement;
  for (let up = statement.parent; up; child = up, up = up.parent) {
    if (up.type === "function_definition" || up.type === "class_definition") return null;
    if (up.type !== "try_statement" || child.field !== "body") continue;
    const caught = up.children
      .filter((handler) => handler.type === "except_clause" || handler.type === "except_group_clause")
      .map((handler) => handler.child("value")?.text ?? "");
    if (caught.some((text) => /\b(ImportError|ModuleNotFoundError)\b/.test(text))) return "ImportError";
    if (caught.some((text) => text === "" || /\b(Exception|BaseException)\b/.test(text))) return "any";
  }
  return null;
}

/** One statement, one fix: all unused names of it go together, so that two fixes never leave a comma between them. */
function makeFix(statement: Node, at: Node, names: ReadonlySet<Node>, gone: ReadonlySet<Node>, inPackage: boolean): Fix {
  // What a package imports may be what others import from it.
  const safety = inPackage ? "unsafe" : "safe";
  if (names.size > 1 && holdsSuppression(statement)) {
    // A name that a comment keeps must not go with its neighbours: one at a time, each rewriting the whole statement.
    const edits = removeImport(statement, new Set([at]), gone);
    return { title: `Remove the unused import \`${at.text}\``, safety, edits: [asOneEdit(statement, edits)] };
  }
  const list = [...names].map((name) => `\`${name.text}\``).join(", ");
  return {
    title: names.size > 1 ? `Remove the unused imports ${list}` : `Remove the unused import ${list}`,
    safety,
    edits: removeImport(statement, names, gone),
  };
}

function holdsSuppression(statement: Node): boolean {
  const { text } = statement.source;
  const { line } = text.position(statement.start);
  const end = text.lineEnd(text.position(statement.end).line);
  return /#\s*l9:/.test(text.value.slice(text.offset({ line: Math.max(0, line - 1), character: 0 }), end));
}

function asOneEdit({ start, end, source }: Node, edits: readonly Edit[]): Edit {
  let text = "";
  let at = start;
  for (const { span, text: replacement } of edits) {
    text += source.text.value.slice(at, span.start) + replacement;
    at = span.end;
  }
  return { span: { start, end }, text: text + source.text.value.slice(at, end) };
}
