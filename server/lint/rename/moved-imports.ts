import { dirname, join, relative, sep } from "node:path";
import type { Edit } from "../../../rules/define.ts";
import { isTypeScript } from "../../facts/languages.ts";
import type { ImportFact } from "../../facts/kinds.ts";
import { writtenIn } from "./written-code.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** Where each moved file goes, by the path that it had. */
export type Moves = ReadonlyMap<string, string>;

/** What an import of a moved file becomes. */
export interface MovedImports {
  readonly edits: readonly Edit[];
  /** Statements that would have to be written otherwise, as they stand. */
  readonly left: readonly string[];
}

interface Importing {
  /** The file as it is, and where it will be: it may move itself. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly ImportFact[];
  /** The folders that absolute names start from, the nearest first. */
  readonly roots: readonly string[];
  readonly moves: Moves;
}

/** The imports of a file, and the names of modules in its texts, for files that are somewhere else afterwards. */
export function movedImports(file: Importing): MovedImports {
  return isTypeScript(file.path) ? inTypeScript(file) : inPython(file);
}

/** The endings under which a file of TypeScript is imported: its own, that of what it is compiled to, none. */
const SUFFIX = /\.(?:d\.)?[cm]?[jt]sx?$/;

function inTypeScript({ path, text, moves }: Importing): MovedImports {
  const from = dirname(path);
  const to = dirname(moves.get(path) ?? path);
  const plain = new Map([...moves].map(([old, next]) => [old.replace(SUFFIX, ""), next]));
  const edits = writtenIn(path, text).flatMap((written): Edit[] => {
    if ((written.form !== "module" && written.form !== "text") || !/^\.{1,2}\//.test(written.value)) return [];
    const target = join(from, written.value);
    const suffix = SUFFIX.exec(target)?.[0] ?? "";
    const base = target.slice(0, target.length - suffix.length);
    const index = plain.get(join(base, "index"));
    const next = plain.get(base) ?? index;
    // Texts that look like paths are the program's own business, unless they name a file that moves.
    if (next === undefined && (written.form === "text" || from === to)) return [];
    const goal = next === undefined ? base : index === undefined ? next.replace(SUFFIX, "") : dirname(index);
    const made = pathFrom(to, goal) + suffix;
    const value = made.startsWith(".") ? made : `./${made}`;
    return value === written.value ? [] : [{ span: { start: written.start, end: written.end }, text: value }];
  });
  return { edits, left: [] };
}

function inPython(file: Importing): MovedImports {
  const edits: Edit[] = [];
  const left: string[] = [];
  const seen = new Set<number>();
  for (const fact of file.imports) {
    if (seen.has(fact.statement.start)) continue;
    seen.add(fact.statement.start);
    const statement = file.text.slice(fact.statement.start, fact.statement.end);
    const whole = file.imports.filter(({ statement: { start } }) => start === fact.statement.start);
    const made = rewritten(file, statement, whole);
    if (made === "left") left.push(statement.split(/\r|\n/)[0] ?? "");
    else
      edits.push(
        ...made.map(({ span, text }) => ({
          span: { start: span.start + fact.statement.start, end: span.end + fact.statement.start },
          text,
        })),
      );
  }
  return { edits: [...edits, ...inTexts(file)].sort((a, b) => a.span.start - b.span.start), left };
}

/** The edits of one statement, from its start. */
function rewritten(file: Importing, statement: string, facts: readonly ImportFact[]): Edit[] | "left" {
  const from = /^from(\s+)([.\w]+)/.exec(statement);
  if (!from) {
    const moved = facts.filter(({ module }) => targetOf(file, module) !== null);
    const [only] = facts;
    if (moved.length === 0 || !only) return [];
    // `import a.b` is used by its whole name; `import a.b as c` is not.
    if (facts.length > 1 || !/\sas\s/.test(statement)) return "left";
    const at = statement.indexOf(only.module);
    return [{ span: { start: at, end: at + only.module.length }, text: targetOf(file, only.module) ?? only.module }];
  }
  const [, space = "", module = ""] = from;
  const span = { start: 4 + space.length, end: 4 + space.length + module.length };
  const whole = targetOf(file, module);
  if (whole !== null) return [{ span, text: whole }];
  const parts = facts.flatMap((fact) => {
    const next =
      fact.name === null || fact.name === "*" ? null : targetOf(file, `${module}${module.endsWith(".") ? "" : "."}${fact.name}`);
    return next === null ? [] : [{ fact, next }];
  });
  if (parts.length === 0) return [];
  const edits = parts.map(({ fact, next }) => {
    const cut = next.lastIndexOf(".");
    const name = next.slice(cut + 1);
    const own = file.text.slice(fact.span.start, fact.span.end);
    const text = /\sas\s/.test(own) ? own.replace(/^\w+/, name) : name === fact.name ? own : `${name} as ${fact.as}`;
    const at = fact.span.start - fact.statement.start;
    return {
      module: next.slice(0, cut + (/^\.+$/.test(next.slice(0, cut + 1)) ? 1 : 0)),
      span: { start: at, end: at + own.length },
      own,
      text,
    };
  });
  const moved = edits.some((edit) => edit.module !== module);
  if (moved && (edits.length < facts.length || new Set(edits.map((edit) => edit.module)).size > 1)) return "left";
  const names = edits.filter(({ own, text }) => own !== text).map(({ span: at, text }) => ({ span: at, text }));
  return moved ? [{ span, text: edits[0]?.module ?? module }, ...names] : names;
}

/** `patch("api.orders.client")`: a text that begins with the name of a module that moves. */
function inTexts({ path, text, roots, moves }: Importing): Edit[] {
  const [root = ""] = roots;
  const names = [...moves].flatMap(([old, next]) => {
    const [before, after] = [dottedName(root, old), dottedName(root, next)];
    return before?.includes(".") && after ? [{ before, after }] : [];
  });
  if (names.length === 0) return [];
  return writtenIn(path, text).flatMap(({ form, value, start }): Edit[] => {
    const found = names.find(({ before }) => form === "text" && (value === before || value.startsWith(`${before}.`)));
    return found ? [{ span: { start, end: start + found.before.length }, text: found.after }] : [];
  });
}

/** What a dotted module is called afterwards; null where it does not move, as seen from this file. */
function targetOf({ path, roots, moves }: Importing, module: string): string | null {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const names = module.slice(dots).split(".").filter(Boolean);
  const own = moves.get(path) ?? path;
  if (dots > 0) {
    const up = (folder: string): string => join(folder, ...Array.from({ length: dots - 1 }, () => ".."));
    const base = join(up(dirname(path)), ...names);
    const moved = goal(moves, base);
    if (moved === null && dirname(own) === dirname(path)) return null;
    const next = relative(dirname(own), moved ?? base).split(sep);
    const ups = next.filter((name) => name === "..").length;
    const rest = next.filter((name) => name !== ".." && name !== "");
    const made = ".".repeat(ups + 1) + rest.join(".");
    return made === module ? null : made;
  }
  for (const root of roots) {
    const moved = goal(moves, join(root, ...names));
    if (moved !== null) return dottedName(root, `${moved}.py`);
  }
  return null;
}

/** Where a module goes, without its suffix. */
function goal(moves: Moves, base: string): string | null {
  const next = moves.get(`${base}.py`) ?? moves.get(`${base}.pyi`);
  if (next !== undefined) return next.replace(/\.pyi?$/, "");
  const inside = moves.get(join(base, "__init__.py"));
  return inside === undefined ? null : dirname(inside);
}

/** What a file of Python is imported as from a root; null for what is no module there. */
export function dottedName(root: string, path: string): string | null {
  const inside = relative(root, path).split(sep);
  if (inside[0] === ".." || !/\.pyi?$/.test(path)) return null;
  const names = inside.join(".").replace(/(?:\.__init__)?\.pyi?$/, "");
  return /^[\w.]+$/.test(names) ? names : null;
}
