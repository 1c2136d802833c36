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
  const alternatives = new Map<readonly Binding[], boolean>();
  for (const { binding, replacedBy } of found) {
    if (!isRemovable(binding) || (!replacedBy && isAlternative(binding, context.module, reported, alternatives))) continue;
    const names = removable.get(binding.statement) ?? new Set();
    removable.set(binding.statement, names.add(importClause(binding)));
  }
  const gone = new Set<Node>();
  for (const [statement, names] of removable)
    if (statement.childrenIn("name").every((name) => names.has(name))) gone.add(statement);
  const fixes = new Map<Node, FixMaker>();
  const isPackage = /(^|[\\/])__init__\.pyi?$/.test(context.path);
  for (const { binding, replacedBy } of found) {
    const at = importClause(binding);
    const names = removable.get(binding.statement);
    const inPackage = isPackage && binding.scope.kind === "module";
    context.report({
      at,
      message: messageFor(binding, replacedBy, inPackage),
      related: replacedBy ? [{ at: replacedBy.node, message: `\`${binding.name}\` is bound again here` }] : [],
      fix: names?.has(at) ? fixOf(fixes, binding.statement, names, gone)(at, inPackage) : undefined,
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
function isAlternative(
  { name, scope }: Binding,
  module: ModuleNames,
  reported: ReadonlySet<Binding>,
  known: Map<readonly Binding[], boolean>,
): boolean {
  const all = (scope.kind === "module" ? module.bindings : scope.bindings).get(name) ?? [];
  let is = known.get(all);
  if (is === undefined) known.set(all, (is = all.some((other) => other.target && !other.through && !reported.has(other))));
  return is;
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

type FixMaker = (at: Node, inPackage: boolean) => Fix | undefined;

/** Unused names of one statement that each have the fix of all; of more, the first one has it. */
const MANY = 50;

/** One statement, one fix: all unused names of it go together, so that two fixes never leave a comma between them. */
function fixOf(made: Map<Node, FixMaker>, statement: Node, names: ReadonlySet<Node>, gone: ReadonlySet<Node>): FixMaker {
  let fix = made.get(statement);
  if (!fix) made.set(statement, (fix = fixMaker(statement, names, gone)));
  return fix;
}

function fixMaker(statement: Node, names: ReadonlySet<Node>, gone: ReadonlySet<Node>): FixMaker {
  const [first] = names;
  const hasFix = (at: Node): boolean => names.size <= MANY || at === first;
  // What a package imports may be what others import from it.
  const safety = (inPackage: boolean): Fix["safety"] => (inPackage ? "unsafe" : "safe");
  if (names.size > 1 && holdsSuppression(statement)) {
    // A name that a comment keeps must not go with its neighbours: one at a time, each rewriting the whole statement.
    return (at, inPackage) => {
      if (!hasFix(at)) return undefined;
      const edits = [asOneEdit(statement, removeImport(statement, new Set([at]), gone))];
      return { title: `Remove the unused import \`${at.text}\``, safety: safety(inPackage), edits };
    };
  }
  const edits = removeImport(statement, names, gone);
  const title =
    names.size > MANY
      ? `Remove the ${names.size} unused imports of this statement`
      : `Remove the unused import${names.size > 1 ? "s" : ""} ${[...names].map((name) => `\`${name.text}\``).join(", ")}`;
  return (at, inPackage) => (hasFix(at) ? { title, safety: safety(inPackage), edits } : undefined);
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
