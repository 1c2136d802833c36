import { execFileSync } from "node:child_process";
import { join } from "node:path";
import typescript from "typescript";
import { parseAllDocuments } from "yaml";
import { PYTHON } from "../oracles/stdlib.ts";
import { readMarkdown } from "../../server/syntax/markdown.ts";
import { parseTypeScript, TypeScriptTree } from "../../server/syntax/typescript.ts";
import type { FixedText } from "./fixed-texts.ts";

/** A text and what fixes made of it. */
export interface Task {
  before: string;
  after: readonly FixedText[];
}

/** What is wrong with each of the texts after, in words; null for the whole task where the text before can not be judged. */
export type Verdict = (string | null)[] | null;

/** Asks Python itself. Texts that it does not take before any change are not judged. */
export function judgePython(tasks: readonly Task[]): Verdict[] {
  const input = JSON.stringify(tasks);
  const options = { input, encoding: "utf8", maxBuffer: 1 << 28 } as const;
  return JSON.parse(execFileSync(PYTHON, [join(import.meta.dirname, "..", "fuzz", "programs.py")], options)) as Verdict[];
}

/** Asks the compiler's own parser and the one that the rules' exact halves use. */
export function judgeTypeScript(file: string, { before, after }: Task): Verdict {
  const was = readTypeScript(file, before);
  if (was.isBroken) return null;
  return after.map(({ text, same }) => {
    const now = readTypeScript(file, text);
    if (now.isBroken) return "no longer parses";
    return same === "means" && tokensOf(now.source) !== tokensOf(was.source) ? "means something else" : null;
  });
}

function readTypeScript(file: string, text: string): { isBroken: boolean; source: typescript.SourceFile } {
  const { ScriptTarget, createSourceFile } = typescript;
  const source = createSourceFile(file, text, ScriptTarget.Latest, true);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
  return { isBroken: parseDiagnostics.length > 0 || !(parseTypeScript(file, text) instanceof TypeScriptTree), source };
}

/** What is written, comments left out. */
function tokensOf(source: typescript.SourceFile): string {
  const tokens: string[] = [];
  const visit = (node: typescript.Node): void => {
    const children = node.getChildren(source);
    // Between elements white space with a line end is nothing.
    const written =
      node.kind === typescript.SyntaxKind.JsxText ? node.getFullText(source).replace(/\s*\n\s*/g, "") : node.getText(source);
    const isEmpty = node.kind === typescript.SyntaxKind.JsxExpression && /^\{\s*(?:\/\*[\s\S]*\*\/)?\s*\}$/.test(written);
    if (isEmpty) return;
    if (children.length === 0 && written !== "") tokens.push(`${node.kind} ${written}`);
    for (const child of children) visit(child);
  };
  visit(source);
  return tokens.join("\n");
}

/** Their fixes add keys and items, and leave every value that is there. */
const ADDING = new Set(["missing_spec_key", "env_drift", "packet_type_drift"]);

/**
 * Asks the YAML parser: no error more than before, and no value lost where a fix only adds. In Markdown every fenced block of YAML is asked about, and none
 * may be left open.
 */
export function judgeSpec(path: string, { before, after }: Task): Verdict {
  const was = yamlErrors(path, before);
  const values = was.length === 0 ? yamlValues(path, before) : [];
  return after.map(({ text, rule }) => {
    const now = yamlErrors(path, text);
    if (now.length > was.length) return `is broken: ${now.join("; ")}`;
    if (rule === null || !ADDING.has(rule)) return null;
    const kept = new Set(yamlValues(path, text));
    const lost = values.filter((value) => !kept.has(value));
    return lost.length > 0 ? `loses ${lost.join(", ")}` : null;
  });
}

/** `module.repo.allowed_new_files.0: "a.py"` for every value that says something. */
function yamlValues(path: string, text: string): string[] {
  const values: string[] = [];
  const collect = (value: unknown, at: string): void => {
    if (value === null || value === undefined || value === "") return;
    if (typeof value !== "object") values.push(`${at}: ${JSON.stringify(value)}`);
    else for (const [key, inner] of Object.entries(value)) collect(inner, `${at}.${key}`);
  };
  yamlTexts(path, text).forEach((source, block) =>
    parseAllDocuments(source).forEach((document, at) => collect(document.toJS(), `${block} ${at}`)),
  );
  return values;
}

function yamlTexts(path: string, text: string): string[] {
  if (!path.endsWith(".md")) return [text];
  return readMarkdown(text)
    .blocks.filter(({ language }) => /^ya?ml$/.test(language))
    .map(({ content, indent }) => text.slice(content.start, content.end).replace(new RegExp(`^[ \\t]{0,${indent}}`, "gm"), ""));
}

function yamlErrors(path: string, text: string): string[] {
  const open = path.endsWith(".md") && readMarkdown(text).blocks.some(({ closed }) => !closed) ? ["a block is left open"] : [];
  const errors = yamlTexts(path, text).flatMap((source) => [...parseAllDocuments(source)].flatMap((document) => document.errors));
  return [...errors.map(({ message }) => message), ...open];
}
