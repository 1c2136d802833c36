import type { Rule } from "../../rules/define.ts";
import type { Finding } from "./finding.ts";

/**
 * One defect, one finding: where two rules found the same range and one yields to the other, the more specific one stands and
 * names the other in `data.also`. A finding on an imported name also yields to one on the whole import statement. Findings of one
 * file, in any order; the order is kept.
 */
export function oneFindingPerDefect(findings: readonly Finding[], rules: ReadonlyMap<string, Rule>): Finding[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byRule.get(finding.rule);
    if (list) list.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const winners = new Map<Finding, Finding>();
  for (const [id, yielding] of byRule) {
    const rule = rules.get(id);
    const candidates = (rule?.yieldsTo ?? []).flatMap((other) => byRule.get(other) ?? []);
    if (candidates.length === 0) continue;
    const byRange = new Map(candidates.map((candidate) => [range(candidate), candidate]));
    const around = rule?.family === "imports" ? coverage(candidates) : null;
    for (const finding of yielding) {
      const winner = byRange.get(range(finding)) ?? around?.(finding);
      if (winner) winners.set(finding, winner);
    }
  }
  if (winners.size === 0) return [...findings];
  for (const [finding, direct] of winners) {
    // What gave way may have given way to a finding that gives way itself.
    let winner = direct;
    for (let next = winners.get(winner); next; next = winners.get(winner)) winner = next;
    const also = Array.isArray(winner.data.also) ? (winner.data.also as string[]) : [];
    winner.data = { ...winner.data, also: [...new Set([...also, finding.rule])].sort() };
  }
  return findings.filter((finding) => !winners.has(finding));
}

function range({ span }: Finding): string {
  return `${span.start} ${span.end}`;
}

/** Which finding lies around another one: of those that begin before it, the one that reaches furthest. */
function coverage(outer: readonly Finding[]): (inner: Finding) => Finding | undefined {
  const sorted = [...outer].sort((a, b) => a.span.start - b.span.start);
  const furthest: Finding[] = [];
  for (const finding of sorted) {
    const before = furthest.at(-1);
    furthest.push(before && before.span.end >= finding.span.end ? before : finding);
  }
  return ({ span }) => {
    let low = 0;
    for (let high = sorted.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as Finding).span.start <= span.start) low = middle + 1;
      else high = middle;
    }
    const found = furthest[low - 1];
    return found && span.end <= found.span.end ? found : undefined;
  };
}
