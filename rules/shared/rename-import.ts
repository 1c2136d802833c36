import { isInComment, wholeLine } from "../../server/code/index.ts";
import type { Binding, Node, ModuleNames, Reference } from "../../server/code/index.ts";
import type { Edit, Fix } from "../define.ts";
import { importPlace, usesOf } from "./import-uses.ts";

/**
 * Imports another name of the same module and renames every use. None where that could change what the name means: it is bound
 * twice, exported through `__all__`, or the new name is taken.
 */
export function renameImport(binding: Binding, to: string, module: ModuleNames): Fix | undefined {
  const { statement, target } = binding;
  if (!target || statement.type !== "import_from_statement" || isRebound(binding, module)) return undefined;
  const place = nameIn(statement, binding);
  if (!place) return undefined;
  const title = `Use ${to}`;
  const imported = place.type === "aliased_import" ? place.child("name") : place;
  if (!imported) return undefined;
  if (place.type === "aliased_import") return { title, safety: "safe", edits: [{ span: imported, text: to }] };
  if (isExported(binding.name, module)) return undefined;
  const taken = bindingsNamed(to, module);
  const known = taken.find(
    (other) => other.target?.module === target.module && other.target.name === to && other.scope.kind === binding.scope.kind,
  );
  if (taken.length > (known ? 1 : 0)) return undefined;
  const first = known ? removal(statement, place, module) : { span: imported, text: to };
  if (!first) return undefined;
  const edits = [first, ...usesOf([binding], module).flatMap((use) => renamed(use, to))];
  return { title, safety: "safe", edits };
}

/**
 * Imports another name of another module, where that is all the statement imports, and renames every use. Not safe: what the other module has under that
 * name may be used in another way.
 */
export function replaceImport(binding: Binding, to: { module: string; name: string }, module: ModuleNames): Fix | undefined {
  const { statement } = binding;
  const from = statement.child("module_name");
  const names = statement.childrenIn("name");
  const [name] = names;
  if (!from || !name || names.length > 1 || statement.type !== "import_from_statement" || isRebound(binding, module))
    return undefined;
  const isAliased = name.type === "aliased_import";
  if (!isAliased && (isExported(binding.name, module) || bindingsNamed(to.name, module).some((other) => other !== binding)))
    return undefined;
  const imported = isAliased ? name.child("name") : name;
  if (!imported) return undefined;
  const uses = isAliased ? [] : usesOf([binding], module).flatMap((use) => renamed(use, to.name));
  const edits = [{ span: from, text: to.module }, { span: imported, text: to.name }, ...uses];
  return { title: `Use ${to.name} of ${to.module}`, safety: "unsafe", edits };
}

/** Bound by anything but this import where it is read. */
export function isRebound(binding: Binding, module: ModuleNames): boolean {
  const all = module.bindingsOf(binding.name, binding.node);
  return all.length !== 1 || all[0] !== binding;
}

/** Bindings of a name in any scope of the file. */
export function bindingsNamed(name: string, module: ModuleNames): Binding[] {
  return module.units.flatMap((unit) => module.scopesOf(unit).all.flatMap((scope) => [...(scope.bindings.get(name) ?? [])]));
}

/** `__all__` names it: other files import it from here. */
function isExported(name: string, module: ModuleNames): boolean {
  return (module.bindings.get("__all__") ?? []).some(({ statement }) => new RegExp(`["']${name}["']`).test(statement.text));
}

function nameIn(statement: Node, binding: Binding): Node | null {
  const place = importPlace(statement, binding);
  return place === statement ? statement.child("name") : place;
}

/** The edits that rename one use; inside a quoted annotation every whole word. */
function renamed({ node, name, quoted }: Reference, to: string): Edit[] {
  if (!quoted) return [{ span: { start: node.start, end: node.end }, text: to }];
  const edits: Edit[] = [];
  for (const match of node.text.matchAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, "g"))) {
    const start = node.start + match.index;
    edits.push({ span: { start, end: start + name.length }, text: to });
  }
  return edits;
}

/** Takes a name out of an import that already holds its replacement, or the whole statement when it is all it imports. */
export function removal(statement: Node, name: Node, module: ModuleNames): Edit | null {
  const names = statement.childrenIn("name");
  const { value } = module.source.text;
  if (names.length < 2) return lineRemoval(statement, value);
  const at = names.indexOf(name);
  const next = names[at + 1];
  const span = next ? { start: name.start, end: next.start } : { start: (names[at - 1] as Node).end, end: name.end };
  // A comment between the names belongs to one of them: leave that to a person.
  return value.slice(span.start, span.end).includes("#") ? null : { span, text: "" };
}

/** Only for a statement at module level, alone on its lines: taking it out of a block could leave the block empty. */
function lineRemoval(statement: Node, text: string): Edit | null {
  const after = /^[ \t]*(?:\r\n|\r|\n|$)/.exec(text.slice(statement.end));
  const before = statement.start === 0 || /[\r\n\ufeff]$/.test(text.slice(0, statement.start));
  if (statement.parent || !after || !before) return null;
  return { span: wholeLine(text, statement, (at) => isInComment(statement.source.units, at)), text: "" };
}
