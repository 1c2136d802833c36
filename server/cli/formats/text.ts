import { createColors } from "picocolors";
import type { Finding } from "../../lint/finding.ts";
import { leftOut } from "../../lint/fix.ts";
import type { Text } from "../../syntax/text.ts";
import { type CheckResult, countBySeverity, plural, shownRange } from "../result.ts";
import { visible, visibleLines, visiblePath } from "../../syntax/visible.ts";

type Colors = ReturnType<typeof createColors>;

/** Lines of a source excerpt that are as wide as this are cut around the finding. */
const EXCERPT_WIDTH = 120;
/** A finding over more lines than this shows the first ones. */
const EXCERPT_LINES = 3;

/** Findings in files that were not asked about are told in one line each, and no more than this. */
const MOST_ELSEWHERE = 10;

/** For people: the place, the message, the source with the range marked, what to do, and a closing line of counts. */
export function formatText(result: CheckResult, { color, quiet }: { color: boolean; quiet: boolean }): string {
  const colors = createColors(color);
  const explained = new Set<string>();
  const blocks = (findings: readonly Finding[]): string[] => findings.map((finding) => block(result, finding, colors, explained));
  const here = result.findings.filter(({ path }) => !result.elsewhere.has(path));
  const elsewhere = result.findings.filter(({ path }) => result.elsewhere.has(path));
  const summary = quiet ? [] : [summaryLine(result, colors)];
  return [...blocks(here), ...alsoBroken(result, elsewhere, colors), ...summary].map((part) => `${part}\n`).join("\n");
}

const WEIGHTS: readonly Finding["severity"][] = ["error", "warning", "info"];

/** What is found in other files than those that were asked about: enough to know of it, the worst first, and where to look. */
function alsoBroken(result: CheckResult, findings: readonly Finding[], colors: Colors): string[] {
  if (findings.length === 0) return [];
  const worstFirst = [...findings].sort((a, b) => WEIGHTS.indexOf(a.severity) - WEIGHTS.indexOf(b.severity));
  const lines = worstFirst.slice(0, MOST_ELSEWHERE).map((finding) => {
    const { start } = shownRange(result.textOf(finding.path), finding.span);
    return `  ${head(result, finding, start, colors)} ${visible(finding.message)}`;
  });
  const more = findings.length - lines.length;
  const rest = more > 0 ? [`  … and ${more} more: l9 check without a path shows all.`] : [];
  return [[colors.bold("Also broken, in files of the same modules or with the same contracts:"), ...lines, ...rest].join("\n")];
}

function head(result: CheckResult, finding: Finding, start: { line: number; column: number }, colors: Colors): string {
  const place = colors.bold(`${visiblePath(result.shown(finding.path))}:${start.line}:${start.column}`);
  return `${place} ${severityName(finding, colors)} ${colors.bold(`[${finding.rule}]`)}`;
}

/** @param explained rules whose remedy has been shown: of many findings of one rule the first tells it, the message says the rest */
function block(result: CheckResult, finding: Finding, colors: Colors, explained: Set<string>): string {
  const text = result.textOf(finding.path);
  const { start } = shownRange(text, finding.span);
  const lines = [head(result, finding, start, colors), `  ${visible(finding.message)}`];
  const gutter = String(shownRange(text, finding.span).end.line).length;
  lines.push(...excerpt(text, finding, colors, gutter));
  for (const related of finding.related) {
    const place = shownRange(result.textOf(related.path), related.span).start;
    lines.push(
      `  ${colors.dim("see")} ${visiblePath(result.shown(related.path))}:${place.line}:${place.column}: ${visible(related.message)}`,
    );
  }
  const rule = result.rules.find((candidate) => candidate.id === finding.rule);
  const without = leftOut(finding);
  if (finding.fix) {
    const { path, safety } = finding.fix;
    // A fix of another file is for the editor, which shows both.
    const flag = path !== undefined ? `in ${visiblePath(result.shown(path))}` : safety === "safe" ? "--fix" : "--unsafe-fixes";
    lines.push(`  ${colors.cyan("fix")}  ${visible(finding.fix.title)} (${flag})`);
  } else if (without) lines.push(`  ${colors.cyan("fix")}  ${visible(`"${without.title}" is left out: ${without.why}`)}`);
  else if (rule && rule.instead !== "" && !explained.has(rule.id))
    lines.push(`  ${colors.cyan("do")}   ${visible(rule.instead)}`);
  explained.add(finding.rule);
  return lines.join("\n");
}

function severityName(finding: Finding, colors: Colors): string {
  switch (finding.severity) {
    case "error":
      return colors.red("error");
    case "warning":
      return colors.yellow("warning");
    case "info":
      return colors.blue("info");
  }
}

function excerpt(text: Text, finding: Finding, colors: Colors, gutter: number): string[] {
  if (text.value === "") return [];
  const start = text.position(finding.span.start);
  const end = text.position(finding.span.end);
  const last = Math.min(end.line, start.line + EXCERPT_LINES - 1);
  const lines: string[] = [];
  for (let line = start.line; line <= last; line++) {
    const source = text.line(line).replace(/^\ufeff/, " ");
    const from = line === start.line ? start.character : source.search(/\S|$/);
    const to = Math.max(line === end.line ? end.character : source.trimEnd().length, from + 1);
    const { shown, lead, marked } = cut(source, from, to);
    if (marked === 0) continue;
    lines.push(`  ${colors.dim(`${String(line + 1).padStart(gutter)} |`)} ${shown}`);
    lines.push(`  ${colors.dim(`${" ".repeat(gutter)} |`)} ${" ".repeat(lead)}${mark(finding, "^".repeat(marked), colors)}`);
  }
  if (last < end.line)
    lines.push(
      `  ${colors.dim(`${" ".repeat(gutter)} | … ${end.line - last} more ${end.line - last === 1 ? "line" : "lines"}`)}`,
    );
  return lines;
}

function mark(finding: Finding, carets: string, colors: Colors): string {
  return finding.severity === "error"
    ? colors.red(carets)
    : finding.severity === "warning"
      ? colors.yellow(carets)
      : colors.blue(carets);
}

/** The part of a line around a range as a terminal shows it, with the columns where the carets stand. */
function cut(source: string, from: number, to: number): { shown: string; lead: number; marked: number } {
  let left = 0;
  if (from > EXCERPT_WIDTH - 20) left = Math.max(0, from - 40);
  const right = Math.min(source.length, left + EXCERPT_WIDTH);
  const prefix = left > 0 ? "…" : "";
  const suffix = right < source.length ? "…" : "";
  const inside = printable(source.slice(left, right));
  const lead = prefix.length + width(printable(source.slice(left, Math.min(from, right))));
  const marked = Math.max(1, width(printable(source.slice(Math.min(from, right), Math.min(to, right)))));
  return { shown: `${prefix}${inside}${suffix}`, lead, marked };
}

/** Tabs become spaces; nothing in a file can move the cursor or change colours. */
function printable(text: string): string {
  return visible(text.replaceAll("\t", "    "));
}

/** Columns a terminal uses: wide characters and emoji take two, combining marks none. */
function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (/^\p{Mark}+$/u.test(segment)) continue;
    columns +=
      /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** How many findings there are in how many files, and what is not shown. */
export function summaryLine(result: CheckResult, colors: Colors = createColors(false)): string {
  if (result.nothing !== null) return visibleLines(result.nothing);
  const { errors, warnings, infos } = countBySeverity(result.findings);
  const parts = [
    ...(errors > 0 ? [colors.red(plural(errors, "error"))] : []),
    ...(warnings > 0 ? [colors.yellow(plural(warnings, "warning"))] : []),
    ...(infos > 0 ? [colors.blue(`${infos} info`)] : []),
  ];
  const found =
    parts.length > 0
      ? `${parts.join(", ")} in ${plural(result.checked, "file")}`
      : `No findings in ${plural(result.checked, "file")}`;
  const safe = result.findings.filter((finding) => finding.fix?.safety === "safe").length;
  const unsafe = result.findings.filter((finding) => finding.fix?.safety === "unsafe").length;
  const notes = [
    ...(result.fixed > 0 ? [`${plural(result.fixed, "fix", "fixes")} applied`] : []),
    ...(safe > 0 ? [`${safe} fixable with --fix`] : []),
    ...(unsafe > 0 ? [`${unsafe} with --unsafe-fixes`] : []),
    ...(result.old > 0 ? [`${result.old} that were there before not shown`] : []),
    ...(result.known > 0 ? [`${result.known} in the baseline not shown`] : []),
    ...(result.pruned > 0 ? [`${result.pruned} taken out of the baseline`] : []),
  ];
  return `${found}${notes.length > 0 ? `; ${notes.join(", ")}` : ""}.`;
}
