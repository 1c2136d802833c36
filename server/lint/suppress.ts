import type { Report, Rule } from "../../rules/define.ts";
import { nearest } from "../../rules/shared/nearest.ts";
import type { Span, Text } from "../syntax/text.ts";
import { readDirectives, type CommentLanguage, type Directive, type SourceComment } from "./suppression-comments.ts";

interface Reported extends Report {
  rule: string;
}

export interface SuppressInput<F> {
  /** Everything found in the file, cross-file rules included. */
  findings: readonly F[];
  comments: readonly SourceComment[];
  text: Text;
  language: CommentLanguage;
  /** All rules, those that are off included. */
  rules: readonly Rule[];
  /** True for a rule that looked at this file in this run: of the others nobody knows whether their suppression is used. */
  ran: (id: string) => boolean;
}

export interface Suppressed<F> {
  kept: F[];
  suppressed: F[];
  /** `unused_suppression` and `suppression_without_reason`. */
  problems: Reported[];
}

/**
 * Takes out the findings that a comment of the file suppresses: `# l9: ignore[id] reason` behind the line where a finding starts or ends, or
 * on a line of its own above it, and `# l9: ignore-file[id] reason` at the top of the file.
 */
export function suppress<F extends { rule: string; span: Span }>(input: SuppressInput<F>): Suppressed<F> {
  const { findings, text } = input;
  const directives = readDirectives(input.comments, text, input.language);
  if (directives.length === 0) return { kept: [...findings], suppressed: [], problems: [] };
  const byId = new Map(input.rules.map((rule) => [rule.id, rule]));
  const used = new Map<Directive, Set<string>>(directives.map((directive) => [directive, new Set()]));
  const places = placesOf(directives);
  const kept: F[] = [];
  const suppressed: F[] = [];
  for (const finding of findings) {
    const near = byId.get(finding.rule)?.unsuppressible ? undefined : places.get(finding.rule);
    const matching = near ? candidates(near, finding.span, text).filter((one) => covers(one, finding.span, text)) : [];
    for (const directive of matching) used.get(directive)?.add(finding.rule);
    (matching.length > 0 ? suppressed : kept).push(finding);
  }
  const problems = directives.flatMap((directive) => judge(directive, used.get(directive) as Set<string>, byId, input));
  return { kept, suppressed, problems };
}

/** The directives that name a rule, by the last line that they speak of. */
interface Places {
  file: Directive[];
  byLine: Map<number, Directive[]>;
  /** The lines, sorted when first needed. */
  lines: number[] | null;
}

function placesOf(directives: readonly Directive[]): Map<string, Places> {
  const places = new Map<string, Places>();
  for (const directive of directives) {
    for (const id of new Set(directive.ids.map((named) => named.id))) {
      let of = places.get(id);
      if (!of) places.set(id, (of = { file: [], byLine: new Map(), lines: null }));
      if (directive.scope === "file") of.file.push(directive);
      else {
        const there = of.byLine.get(directive.line);
        if (there) there.push(directive);
        else of.byLine.set(directive.line, [directive]);
      }
    }
  }
  return places;
}

/** Those that may cover a place: comments of one run of lines end at the same line, so that the next end at or below a line is the only one for it. */
function candidates(places: Places, at: Span, text: Text): Directive[] {
  const first = text.position(at.start).line;
  const last = text.position(Math.max(at.start, at.end - 1)).line;
  const lines = (places.lines ??= [...places.byLine.keys()].sort((a, b) => a - b));
  let low = 0;
  for (let high = lines.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as number) < first) low = middle + 1;
    else high = middle;
  }
  const next = lines[low];
  const near = new Set([...(next === undefined ? [] : [next]), last]);
  return [...places.file, ...[...near].flatMap((line) => places.byLine.get(line) ?? [])];
}

function covers(directive: Directive, at: Span, text: Text): boolean {
  if (directive.scope === "file") return !directive.misplaced;
  const first = text.position(at.start).line;
  // What is said of a whole file stands at its start, which is the comment above the first line.
  const own = directive.ownLine ? text.position(directive.span.start).line : directive.line;
  if (own <= first && first <= directive.line) return true;
  // A formatter moves the comment of a call over several lines behind its closing bracket.
  return !directive.ownLine && text.position(Math.max(at.start, at.end - 1)).line === directive.line;
}

function judge(
  directive: Directive,
  used: ReadonlySet<string>,
  byId: ReadonlyMap<string, Rule>,
  { ran }: Pick<SuppressInput<unknown>, "ran">,
): Reported[] {
  const unused = directive.ids.filter(({ id }) => {
    if (used.has(id)) return false;
    const rule = byId.get(id);
    return !rule || rule.unsuppressible === true || directive.misplaced || ran(id);
  });
  const problems: Reported[] = [];
  if (directive.ids.length === 0 || (unused.length > 0 && unused.length === directive.ids.length)) {
    const [only] = unused;
    const message =
      directive.ids.length === 0
        ? `This suppression names no rule, so it suppresses nothing: write \`l9: ignore[rule_id] reason\`, or remove it.`
        : unused.length === 1 && only
          ? whyUnused(only.id, directive, byId)
          : `No finding of ${unused.map(({ id }) => `\`${id}\``).join(", ")} is suppressed by this comment: remove it.`;
    problems.push({
      rule: "unused_suppression",
      at: directive.span,
      message,
      fix: { title: "Remove the suppression", safety: "safe", edits: [{ span: directive.removal, text: "" }] },
    });
    return problems;
  }
  for (const { id, span, removal } of unused) {
    problems.push({
      rule: "unused_suppression",
      at: span,
      message: whyUnused(id, directive, byId),
      fix: { title: `Remove \`${id}\` from the suppression`, safety: "safe", edits: [{ span: removal, text: "" }] },
    });
  }
  if (!directive.reason) {
    problems.push({
      rule: "suppression_without_reason",
      at: directive.span,
      message: `This suppression has no reason: write behind the bracket why ${directive.ids.map(({ id }) => `\`${id}\``).join(", ")} does not count here.`,
    });
  }
  return problems;
}

function whyUnused(id: string, directive: Directive, byId: ReadonlyMap<string, Rule>): string {
  const rule = byId.get(id);
  if (!rule) {
    const near = nearest(id, [...byId.keys()]);
    return `There is no rule \`${id}\`, so nothing is suppressed${near ? `; did you mean \`${near}\`?` : ": remove it."}`;
  }
  if (rule.unsuppressible) return `\`${id}\` can not be suppressed: remove this comment and mend what it reports.`;
  if (directive.misplaced)
    return "`l9: ignore-file` counts only above the first statement of the file: move it there, or use `l9: ignore` at the line.";
  const where = directive.scope === "file" ? "in this file" : "at this line";
  return `There is no finding of \`${id}\` ${where}, so this suppression hides nothing but a later one: remove it.`;
}
