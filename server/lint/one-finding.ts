import type { Rule } from "../../rules/define.ts";
import type { Finding } from "./finding.ts";

/**
 * One defect, one finding: where two rules found the same range and one yields to the other, the more specific one stands and
 * names the other in `data.also`. Findings of one file, in any order; the order is kept.
 */
export function oneFindingPerDefect(findings: readonly Finding[], rules: ReadonlyMap<string, Rule>): Finding[] {
  const byRange = new Map<string, Finding[]>();
  for (const finding of findings) {
    const range = `${finding.span.start} ${finding.span.end}`;
    const list = byRange.get(range);
    if (list) list.push(finding);
    else byRange.set(range, [finding]);
  }
  const gone = new Set<Finding>();
  for (const list of byRange.values()) {
    if (list.length < 2) continue;
    for (const finding of list) {
      const winner = list.find((other) => rules.get(finding.rule)?.yieldsTo?.includes(other.rule));
      if (winner) gone.add(finding);
    }
    if (list.every((finding) => !gone.has(finding))) continue;
    for (const finding of list) {
      if (gone.has(finding)) continue;
      const also = list.filter((other) => gone.has(other) && yieldsAtLast(other.rule, finding.rule, rules)).map((other) => other.rule);
      if (also.length > 0) finding.data = { ...finding.data, also: [...new Set(also)].sort() };
    }
  }
  return findings.filter((finding) => !gone.has(finding));
}

/** Follows the chain: `unlisted_import` yields to `import_source`, which yields to `forbidden_import`. */
function yieldsAtLast(from: string, to: string, rules: ReadonlyMap<string, Rule>): boolean {
  return (rules.get(from)?.yieldsTo ?? []).some((next) => next === to || yieldsAtLast(next, to, rules));
}
