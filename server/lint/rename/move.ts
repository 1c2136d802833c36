import { basename, dirname, join, normalize, sep } from "node:path";
import type { Edit } from "../../../rules/define.ts";
import { isCode, isDocument } from "../../facts/languages.ts";
import { isInside } from "../../project/folders-above.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import { whyNotWritten } from "../../project/writable.ts";
import type { Linter } from "../linter.ts";
import { dottedName, movedImports, type Moves } from "./moved-imports.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** What has to change with files that get another path. */
export interface Moving {
  /** By absolute path, as it is before the move; sorted. */
  readonly edits: ReadonlyMap<string, readonly Edit[]>;
  /** What is left to the user, as sentences. */
  readonly left: readonly string[];
}

/**
 * The edits that keep specs, documents and imports right when files or folders move: what `module.repo` and a test's `test` name, imports of both languages, names of
 * modules in texts. Nothing is changed.
 * @param renamed absolute paths, of files or folders
 */
export function moving(linter: Linter, renamed: readonly { from: string; to: string }[]): Moving {
  const known = new Set([...linter.workspace.sources, ...linter.workspace.modules.flatMap(({ files }) => files)]);
  const moves = new Map(
    [...known].flatMap((path) => {
      const move = renamed.find(({ from }) => path === from || path.startsWith(from + sep));
      return move ? [[path, move.to + path.slice(move.from.length)] as const] : [];
    }),
  );
  const edits = new Map<string, Edit[]>();
  const left: string[] = [];
  const add = (path: string, made: readonly Edit[]): void => {
    if (made.length > 0) edits.set(path, [...(edits.get(path) ?? []), ...made]);
  };
  for (const owner of linter.workspace.modules) {
    const paths = movedPaths(owner, renamed);
    const documents = owner.files.filter(isDocument);
    for (const path of new Set([owner.spec.path, ...documents])) add(path, inWords(linter.files.text(path), paths));
    // What a document tells to write to wire the module in.
    const names = documents.length > 0 ? movedNames(owner.root.folder, moves) : [];
    for (const path of documents) add(path, inWords(linter.files.text(path), names));
    for (const { to } of paths)
      if (to.startsWith("../"))
        left.push(`\`${to}\` lies outside of the root of \`${owner.spec.id ?? ""}\`, whose spec can not list it.`);
  }
  const names = new Set([...moves.keys()].map(importedName));
  for (const path of linter.workspace.sources) {
    const text = isCode(path) ? linter.files.text(path) : "";
    if (!moves.has(path) && ![...names].some((name) => text.includes(name))) continue;
    const imports = linter.facts(path)?.imports;
    if (!imports) continue;
    const made = movedImports({ path, text, imports, roots: rootsOf(linter, path), moves });
    add(path, made.edits);
    for (const statement of made.left) left.push(`\`${shown(linter, path)}\` has \`${statement}\`: change it by hand.`);
  }
  for (const [path, list] of edits) {
    const why = whyNotWritten(linter.root, shown(linter, path));
    if (why !== null) {
      edits.delete(path);
      left.push(`\`${shown(linter, path)}\` names what moves and ${why}.`);
    } else edits.set(path, distinct(list));
  }
  return { edits, left };
}

/** The folders that absolute imports of a file start from. */
function rootsOf(linter: Linter, path: string): string[] {
  const root = linter.workspace.rootOf(path).folder;
  const roots = [root, join(root, "src"), linter.root];
  return [...new Set(roots)].filter((folder) => isInside(folder, path));
}

/** The paths of a spec that move, as it writes them; those of its folders too. */
function movedPaths(
  { root, spec }: ModuleFiles,
  renamed: readonly { from: string; to: string }[],
): { from: string; to: string }[] {
  const bases = [root.folder, ...(spec.rootPath ? [join(root.folder, spec.rootPath)] : [])];
  const written = new Set([...spec.allowedNewFiles, ...spec.allowedModifiedFiles].map(({ text }) => text));
  return [...written].flatMap((text) => {
    for (const base of bases) {
      const path = normalize(join(base, text));
      const move = renamed.find(({ from }) => path === from || path.startsWith(from + sep));
      if (move)
        return [
          {
            from: text,
            to: pathFrom(base, move.to + path.slice(move.from.length)),
          },
        ];
    }
    return [];
  });
}

/** The dotted names of modules of Python that move. */
function movedNames(root: string, moves: Moves): { from: string; to: string }[] {
  return [...moves].flatMap(([old, next]) => {
    const [from, to] = [dottedName(root, old), dottedName(root, next)];
    return from?.includes(".") && to ? [{ from, to }] : [];
  });
}

/** Every place of a text that names a path or a module, as a word of its own. */
function inWords(text: string, paths: readonly { from: string; to: string }[]): Edit[] {
  return paths.flatMap(({ from, to }) => {
    const edits: Edit[] = [];
    for (let at = to.startsWith("../") ? -1 : text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) {
      const end = at + from.length;
      const isWord =
        !/[\w/.-]$/.test(text.slice(0, at).replace(/(?<=^|[\s"'`([,])\.\/$/, "")) &&
        !/^(?:[\w/-]|\.\w)/.test(text.slice(end, end + 2));
      if (isWord) edits.push({ span: { start: at, end }, text: to });
    }
    return edits;
  });
}

/** What every import of a file has in it. */
function importedName(path: string): string {
  const name = basename(path).replace(/\..*$/, "");
  return name === "__init__" || name === "index" ? basename(dirname(path)) : name;
}

function shown({ root }: Linter, path: string): string {
  return pathFrom(root, path);
}

/** Two modules may list one file. */
function distinct(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [edit.span.start, edit])).values()].sort((a, b) => a.span.start - b.span.start);
}
