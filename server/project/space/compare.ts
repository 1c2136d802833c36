import type { ClassFact, FieldFact, FunctionFact, FileFacts } from "../../facts/kinds.ts";
import type { ExtractDifference, SpaceExtract } from "../../facts/space.ts";
import type { Span } from "../../syntax/text.ts";
import { placeInSpaceFile } from "./facts.ts";

/** A comment or a lone `...` that stands for members which are left out. */
const ELISION =
  /^\s*(?:\.\.\.|#\s*(?:\.\.\.|…)?\s*|#.*(?:\.\.\.|…)\s*|#.*\b(?:omitted|elided|unchanged|left out|snip(?:ped)?|truncated|abridged|(?:other|more|further|remaining) (?:methods?|fields?|members?)|rest of)\b.*)$/i;

/**
 * How an extract differs from the file it names. Definitions are compared, not bytes: an extract may leave out functions and classes, method
 * bodies, and, where it says so, members of a class. Order, comments, docstrings, blank lines, quotes and decorators do not count.
 *
 * @param said the extract's facts; @param holds the workspace file's facts
 */
export function compareExtract(extract: SpaceExtract, said: FileFacts, holds: FileFacts): ExtractDifference[] {
  const differences: ExtractDifference[] = [];
  const report = (difference: Omit<ExtractDifference, "span"> & { span: Span }): void => {
    differences.push({ ...difference, span: placeInSpaceFile(extract, difference.span) });
  };
  for (const own of said.classes) {
    if (own.within !== null && said.functions.some((around) => around.name === own.within?.split(".").at(-1))) continue;
    const candidates = holds.classes.filter((other) => other.qualified === own.qualified);
    if (candidates.length === 0) {
      report({
        name: own.qualified,
        what: "class",
        how: "gone",
        inExtract: own.name,
        inFile: null,
        span: own.span,
        fileSpan: null,
      });
      continue;
    }
    // A class that is defined twice (under `if` and `else`) is what one of the definitions says.
    const results = candidates.map((other) => compareClass(own, other, extract.excerpt || leavesOut(extract.code, own)));
    for (const difference of results.reduce((best, result) => (result.length < best.length ? result : best))) report(difference);
  }
  for (const own of said.functions) {
    if (own.owner !== null || own.within !== null) continue;
    const candidates = holds.functions.filter(
      (other) => other.name === own.name && other.owner === null && other.within === null,
    );
    const difference = compareFunction(own, candidates, "function", own.name);
    if (difference) report(difference);
  }
  return differences;
}

/**
 * True when an extract is a run of whole top-level statements of its file, letter by letter. Most are; nothing needs to be parsed to see that
 * they do not differ.
 */
export function isVerbatim(extract: string, file: string): boolean {
  const code = plainLines(extract);
  const text = plainLines(file);
  if (code === "") return true;
  if (/^\s/.test(code)) return false;
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1)) {
    const startsLine = at === 0 || text[at - 1] === "\n";
    const rest = text.slice(at + code.length);
    // What follows must not continue the last statement, and must not be the rest of a string or of a bracket that the extract cut.
    if (startsLine && /^(?:\n\s*)*(?:\n(?:(?:async )?def |class |@|[A-Z_]+ ?[:=]|from |import |#)|$)/.test(rest)) return true;
  }
  return false;
}

/** Line endings, a BOM and white space at the lines' ends do not count. */
function plainLines(text: string): string {
  return text
    .replace(/^\ufeff/, "")
    .replace(/[ \t]*\r?\n/g, "\n")
    .trimEnd()
    .replace(/^\n+/, "");
}

function compareClass(own: ClassFact, other: ClassFact, excerpt: boolean): ExtractDifference[] {
  const differences: ExtractDifference[] = [];
  const name = (member: string): string => `${own.qualified}.${member}`;
  // Attributes that a service sets in `__init__` are no part of what it offers.
  const ownFields = own.fields.filter((field) => isDeclared(field, own));
  const otherFields = other.fields.filter((field) => isDeclared(field, other));
  for (const field of ownFields) {
    const counterpart = otherFields.find((candidate) => candidate.name === field.name);
    if (!counterpart)
      differences.push({
        name: name(field.name),
        what: "field",
        how: "gone",
        inExtract: fieldText(field),
        inFile: null,
        span: field.span,
        fileSpan: null,
      });
    else if (!sameField(field, counterpart)) {
      const texts = { inExtract: fieldText(field), inFile: fieldText(counterpart) };
      differences.push({
        name: name(field.name),
        what: "field",
        how: "changed",
        ...texts,
        span: field.span,
        fileSpan: counterpart.span,
      });
    }
  }
  for (const method of own.methods) {
    const candidates = other.methods.filter((candidate) => candidate.name === method.name);
    const difference = compareFunction(method, candidates, "method", name(method.name));
    if (difference) differences.push(difference);
  }
  if (excerpt) return differences;
  for (const field of otherFields) {
    if (ownFields.some((candidate) => candidate.name === field.name)) continue;
    differences.push({
      name: name(field.name),
      what: "field",
      how: "new",
      inExtract: null,
      inFile: fieldText(field),
      span: own.span,
      fileSpan: field.span,
    });
  }
  for (const method of other.methods) {
    if (method.name.startsWith("_") || own.methods.some((candidate) => candidate.name === method.name)) continue;
    differences.push({
      name: name(method.name),
      what: "method",
      how: "new",
      inExtract: null,
      inFile: signature(method),
      span: own.span,
      fileSpan: method.span,
    });
  }
  return differences;
}

/** False for what `__init__` sets: it stands between the head of `__init__` and the next method. */
function isDeclared(field: FieldFact, owner: ClassFact): boolean {
  const method = owner.methods.findLast(({ span }) => span.start < field.span.start);
  return method?.name !== "__init__";
}

function compareFunction(
  own: FunctionFact,
  candidates: readonly FunctionFact[],
  what: "method" | "function",
  name: string,
): ExtractDifference | null {
  const [first] = candidates;
  if (!first) return { name, what, how: "gone", inExtract: signature(own), inFile: null, span: own.span, fileSpan: null };
  if (candidates.some((other) => sameFunction(own, other))) return null;
  return {
    name,
    what,
    how: "changed",
    inExtract: signature(own),
    inFile: signature(first),
    span: own.span,
    fileSpan: first.span,
  };
}

function sameFunction(a: FunctionFact, b: FunctionFact): boolean {
  if (a.async !== b.async || a.parameters.length !== b.parameters.length || !sameText(a.returns?.text, b.returns?.text))
    return false;
  return a.parameters.every((parameter, at) => {
    const other = b.parameters[at];
    return (
      other !== undefined &&
      parameter.name === other.name &&
      parameter.kind === other.kind &&
      sameText(parameter.annotation?.text, other.annotation?.text) &&
      sameDefault(parameter.default, other.default)
    );
  });
}

function sameField(a: FieldFact, b: FieldFact): boolean {
  return sameText(a.annotation?.text, b.annotation?.text) && sameDefault(a.default, b.default);
}

/** `...` in an extract stands for any default. */
function sameDefault(inExtract: string | null, inFile: string | null): boolean {
  if (inExtract === "..." && inFile !== null) return true;
  return sameText(inExtract, inFile);
}

function sameText(a: string | null | undefined, b: string | null | undefined): boolean {
  return normal(a) === normal(b);
}

function normal(text: string | null | undefined): string {
  return (text ?? "")
    .replace(/\s+/g, "")
    .replaceAll("'", '"')
    .replace(/,([)\]}])/g, "$1");
}

function fieldText(field: FieldFact): string {
  return `${field.name}${field.annotation ? `: ${field.annotation.text}` : ""}${field.default === null ? "" : ` = ${field.default}`}`;
}

function signature(method: FunctionFact): string {
  const stars: Record<string, string> = { "var-positional": "*", "var-keyword": "**" };
  const parameters = method.parameters.map(({ name, kind, annotation, default: initial }) => {
    const typed = annotation ? `${name}: ${annotation.text}` : name;
    return `${stars[kind] ?? ""}${typed}${initial === null ? "" : ` = ${initial}`}`;
  });
  return `${method.async ? "async " : ""}def ${method.name}(${parameters.join(", ")})${method.returns ? ` -> ${method.returns.text}` : ""}`;
}

/** The class's body holds, at its own level, a line that stands for members which are not shown. */
export function leavesOut(code: string, own: ClassFact): boolean {
  const lineStart = code.lastIndexOf("\n", own.header.start - 1) + 1;
  const classIndent = indentOf(code.slice(lineStart, own.header.start));
  let bodyIndent: number | null = null;
  let first = true;
  for (let at = own.header.end; at < code.length;) {
    const next = code.indexOf("\n", at);
    const end = next < 0 ? code.length : next;
    const line = code.slice(at, end).replace(/\r$/, "");
    at = end + 1;
    if (first) {
      if (/^\s*:\s*\.\.\.\s*(?:#.*)?$/.test(line)) return true;
      first = false;
      continue;
    }
    if (line.trim() === "") continue;
    const indent = indentOf(line);
    const comment = /^\s*#/.test(line);
    if (indent <= classIndent && !comment) break;
    if (!comment) bodyIndent ??= indent;
    const ownLevel =
      bodyIndent === null ? indent > classIndent : comment ? indent > classIndent && indent <= bodyIndent : indent === bodyIndent;
    if (ownLevel && ELISION.test(line)) return true;
  }
  return false;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** True when a line of the code stands for something that is left out. */
export function isElided(code: string): boolean {
  let above = ":";
  return code.split("\n").some((line) => {
    const trimmed = line.trim();
    // A lone `...` under a head or a docstring is a body; anywhere else it stands for more of the same.
    if (ELISION.test(line) && (trimmed !== "..." || !/(?::|"""|'''|["'])$/.test(above))) return true;
    if (trimmed !== "") above = trimmed;
    return false;
  });
}
