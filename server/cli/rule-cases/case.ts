/**
 * Reads the rule documents of this folder. A document is `<rule id>.md`; a `##` heading is a case; a fenced block is a file:
 *
 *     ## a random id for a thread
 *     ```python path=api/x.py crlf
 *     thread_id = uuid4()
 *     #           ^^^^^^^ error: [random_uuid] part of the message
 *     ```
 *
 * An expectation is a comment line below the offending line. Its carets draw the range on that line; `#^^^` starts at column 0;
 * carets followed by `+N` say that the range ends N lines further down. Where drawing can not work (tabs, emoji, files without lines)
 * `# @4-11 error: …` gives the zero-based UTF-16 columns, `# @4-2+3 …` an end three lines further down. Several expectations may follow
 * one line. Expectation lines are taken out before the check. Every finding must be expected and every expectation found.
 *
 * Words after the language on the fence: `path=P` (default `module.py`, `spec.yaml`, `module.ts`), `crlf`, `cr` (every line ends at a lone carriage return), `bom`, `tabs` (four leading
 * spaces become a tab), `fixed` or `fixed=unsafe` (what the preceding block of the same path becomes under --fix / --unsafe-fixes), `config`
 * (the block is `l9.config.yaml`), `rules=a,b` (checked in this case beside the document's own rule; `rules=all` for every rule), `scope=modules` (default `all`). A block with a
 * path below `.l9/rules/` holds rules of the case's own, which all run.
 */
import type { Severity } from "../../../rules/define.ts";

export interface Expectation {
  line: number;
  startColumn: number;
  endLine: number;
  /** Null where the drawing does not tell (a range over several lines). */
  endColumn: number | null;
  severity: Severity;
  rule: string;
  message: string;
}

export interface CaseFile {
  path: string;
  /** As the program reads it: expectations taken out, line endings and BOM applied. */
  text: string;
  expectations: Expectation[];
}

export interface Case {
  title: string;
  line: number;
  files: CaseFile[];
  fixed: { path: string; text: string; unsafe: boolean }[];
  config: string | null;
  rules: string[];
  scope: "all" | "modules";
}

const EXPECTATION =
  /^(?<lead>\s*(?:#|\/\/))(?<draw>\s*(?:\^+(?:\+\d+)?|@\d+-\d+(?:\+\d+)?))\s+(?<severity>error|warning|info): \[(?<rule>[\w-]+)\]\s*(?<message>.*)$/;

const CONFIG = "l9.config.yaml";

const DEFAULT_PATHS: Record<string, string> = {
  python: "module.py",
  py: "module.py",
  yaml: "spec.module-spec.yaml",
  ts: "module.ts",
  tsx: "module.tsx",
  typescript: "module.ts",
  markdown: "Module-Spec-case.md",
};

export function readCases(document: string): Case[] {
  const cases: Case[] = [];
  let current: Case | null = null;
  const lines = document.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string;
    const heading = /^## (.*)$/.exec(line);
    if (heading) {
      current = { title: heading[1] as string, line: at + 1, files: [], fixed: [], config: null, rules: [], scope: "all" };
      cases.push(current);
      continue;
    }
    const fence = /^(`{3,})(\w*)\s*(.*)$/.exec(line);
    if (!fence || !current) continue;
    const body: string[] = [];
    for (at++; at < lines.length && lines[at] !== fence[1]; at++) body.push(lines[at] as string);
    addBlock(current, fence[2] as string, (fence[3] as string).split(/\s+/).filter(Boolean), body);
  }
  return cases;
}

function addBlock(into: Case, language: string, words: string[], body: string[]): void {
  const option = (name: string): string | undefined => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const path = option("path") ?? DEFAULT_PATHS[language] ?? "file.txt";
  into.rules.push(...(option("rules")?.split(",") ?? []));
  if (option("scope") === "modules") into.scope = "modules";
  if (words.includes("config")) {
    const file = readFile(CONFIG, body, (kept) => kept.map((line) => `${line}\n`).join(""));
    into.config = file.text;
    into.files.push(file);
    return;
  }
  const encode = (kept: string[]): string => {
    const indented = words.includes("tabs")
      ? kept.map((line) => line.replace(/^(?: {4})+/, (spaces) => "\t".repeat(spaces.length / 4)))
      : kept;
    const eol = words.includes("crlf") ? "\r\n" : words.includes("cr") ? "\r" : "\n";
    const text = indented.map((line) => line + eol).join("");
    return words.includes("bom") ? `\ufeff${text}` : text;
  };
  const unsafe = option("fixed") === "unsafe";
  if (words.includes("fixed") || unsafe) {
    into.fixed.push({ path, text: encode(body), unsafe });
    return;
  }
  into.files.push(readFile(path, body, encode));
}

/** A block without its expectations. */
function readFile(path: string, body: readonly string[], encode: (kept: string[]) => string): CaseFile {
  const kept: string[] = [];
  const expectations: Expectation[] = [];
  for (const line of body) {
    const match = EXPECTATION.exec(line);
    if (match?.groups) expectations.push(expectation(match.groups, Math.max(0, kept.length - 1)));
    else kept.push(line);
  }
  return { path, text: encode(kept), expectations };
}

function expectation(groups: Record<string, string>, line: number): Expectation {
  const lead = groups.lead as string;
  const draw = groups.draw as string;
  const rest = {
    line,
    severity: groups.severity as Severity,
    rule: groups.rule as string,
    message: (groups.message as string).trim(),
  };
  const columns = /@(\d+)-(\d+)(?:\+(\d+))?/.exec(draw);
  if (columns)
    return { ...rest, startColumn: Number(columns[1]), endColumn: Number(columns[2]), endLine: line + Number(columns[3] ?? 0) };
  const carets = /\^+/.exec(draw) as RegExpExecArray;
  const more = Number(/\+(\d+)/.exec(draw)?.[1] ?? 0);
  // `#^^^`: the comment mark stands on column 0, which the range covers.
  const startColumn = carets.index === 0 && lead === "#" ? 0 : lead.length + carets.index;
  return {
    ...rest,
    startColumn,
    endColumn: more > 0 ? null : lead.length + carets.index + carets[0].length,
    endLine: line + more,
  };
}
