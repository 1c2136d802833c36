import type { Binding, ModuleNames, Node } from "../../server/code/index.ts";
import type { Edit, Fix } from "../define.ts";
import { isRebound } from "./rename-import.ts";

/**
 * Imports from the module that another one has moved to, all names the same: `from old.clients import a, b` and `import old.clients as c`. None where the old
 * path stands at the uses too (`old.clients.a`). Not safe: that the names mean the same is said by whoever wrote the row.
 */
export function moveImport(binding: Binding, { from, to }: { from: string; to: string }, module: ModuleNames): Fix | undefined {
  const { statement } = binding;
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(to) || isRebound(binding, module)) return undefined;
  const edits =
    statement.type === "import_from_statement" ? fromEdits(statement, from, to) : importEdits(statement, binding, from, to);
  return edits.length > 0 ? { title: `Import from ${to}`, safety: "unsafe", edits } : undefined;
}

function fromEdits(statement: Node, from: string, to: string): Edit[] {
  const source = statement.child("module_name");
  if (!source || source.type !== "dotted_name") return [];
  const moved = movedName(source.text, from, to);
  if (moved !== null) return [{ span: source, text: moved }];
  // `from old import clients`: the module itself, under the last part of its name.
  const names = statement.childrenIn("name");
  const [parent, last] = splitLast(from);
  const [newParent, newLast] = splitLast(to);
  const [name] = names;
  const imported = name?.type === "aliased_import" ? name.child("name") : name;
  const isModule = names.length === 1 && source.text === parent && imported?.text === last && last === newLast;
  return isModule && newParent !== "" ? [{ span: source, text: newParent }] : [];
}

function importEdits(statement: Node, binding: Binding, from: string, to: string): Edit[] {
  const aliased = statement
    .childrenIn("name")
    .find((name) => name.type === "aliased_import" && name.child("alias")?.text === binding.name);
  const name = aliased?.child("name");
  const moved = name ? movedName(name.text, from, to) : null;
  return name && moved !== null ? [{ span: name, text: moved }] : [];
}

/** A module at or below the one that moved, where it is now. */
function movedName(name: string, from: string, to: string): string | null {
  return name === from || name.startsWith(`${from}.`) ? `${to}${name.slice(from.length)}` : null;
}

function splitLast(name: string): [string, string] {
  const at = name.lastIndexOf(".");
  return [name.slice(0, Math.max(0, at)), name.slice(at + 1)];
}
