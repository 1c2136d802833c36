/** What tells mypy or pyright to look away, and how far. */
export type IgnoreKind = "line" | "file";

export interface IgnoreDirective {
  /** From its `#` to the last character that belongs to it, counted from the comment's start. */
  start: number;
  end: number;
  kind: IgnoreKind;
  /** Where the next part of the comment starts, or the comment ends. */
  partEnd: number;
  /** What the part becomes without what hides errors: null where nothing is left of it. */
  rest: string | null;
}

// CPython and mypy take `# type: ignore` at a comment's start with any white space, pyright after any `#`.
const TYPE_IGNORE = /^#\s*type:\s*ignore(?![\w\u0080-\uffff-])(?:\[[^\]#]*\])?/;
const PYRIGHT_IGNORE = /^#\s*pyright:\s*ignore(?![\w\u0080-\uffff-])(?:\[[^\]#]*\])?/;
const FILE_LEVEL = /^#\s*(pyright|mypy):\s*(.*\S)/;

// The compiler looks no further than the word: `@ts-ignore-next-line` and `@ts-ignored` count as well. Of `@ts-nocheck` it takes the whole word.
const LINE = /^\/\/\/?\s*(@ts-(?:ignore|expect-error|nocheck(?![\w-])))/;
const BLOCK = /^\s*[/*]*\s*(@ts-(?:ignore|expect-error|nocheck(?![\w-])))/;

/** What tells the TypeScript compiler to look away: of a line comment its start, of a block comment its last line. */
export function compilerDirective(comment: string): Pick<IgnoreDirective, "start" | "end" | "kind"> | null {
  const isLine = comment.startsWith("//");
  const lastLine = isLine ? 0 : Math.max(comment.lastIndexOf("\n"), comment.lastIndexOf("\r")) + 1;
  const match = (isLine ? LINE : BLOCK).exec(comment.slice(lastLine));
  const directive = match?.[1];
  if (!match || !directive) return null;
  const end = lastLine + match[0].length;
  return { start: end - directive.length, end, kind: directive === "@ts-nocheck" ? "file" : "line" };
}

/** The directives of one comment token, each part between two `#` read on its own: `# noqa  # type: ignore[arg-type]  # see #12`. */
export function ignoreDirectives(comment: string): IgnoreDirective[] {
  const found: IgnoreDirective[] = [];
  for (let start = 0; start >= 0 && start < comment.length;) {
    const next = comment.indexOf("#", start + 1);
    const partEnd = next < 0 ? comment.length : next;
    const directive = readPart(comment.slice(start, partEnd));
    if (directive) found.push({ start, end: start + directive.length, kind: directive.kind, partEnd, rest: directive.rest });
    start = next;
  }
  return found;
}

function readPart(part: string): { length: number; kind: IgnoreKind; rest: string | null } | null {
  const line = TYPE_IGNORE.exec(part) ?? PYRIGHT_IGNORE.exec(part);
  if (line) return { length: line[0].length, kind: "line", rest: null };
  const file = FILE_LEVEL.exec(part);
  if (!file) return null;
  const [whole, checker, options] = file as unknown as [string, string, string];
  const all = splitOptions(options);
  const kept = all.filter((option) => !(checker === "mypy" ? hidesFromMypy(option) : hidesFromPyright(option)));
  if (kept.length === all.length) return null;
  return { length: whole.length, kind: "file", rest: kept.length > 0 ? `# ${checker}: ${kept.join(", ")}` : null };
}

/** At the commas that stand in no quotes: `disable-error-code="a,b", strict`. */
function splitOptions(options: string): string[] {
  return (options.match(/(?:"[^"]*"|'[^']*'|[^,])+/g) ?? []).map((option) => option.trim()).filter(Boolean);
}

function hidesFromMypy(option: string): boolean {
  const [name = "", value] = option.split("=").map((side) => side.trim().replaceAll("-", "_").toLowerCase());
  if (name === "disable_error_code") return true;
  return name === "ignore_errors" && (value === undefined || /^(true|yes|on|1)$/.test(value));
}

function hidesFromPyright(option: string): boolean {
  return /^(basic|off|report\w+\s*=\s*["']?(false|none)["']?)$/i.test(option);
}
