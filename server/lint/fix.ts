import type { Edit, Safety } from "../../rules/define.ts";
import type { Finding } from "./finding.ts";
import type { Linter } from "./linter.ts";

/** Rounds after which fixing stops even if something is left to do. */
const MAX_ROUNDS = 20;

/** Applies every fix up to the given safety until none is left; overlapping ones wait for the next round. */
export function fixText(linter: Linter, path: string, text: string, safety: Safety): { text: string; applied: number } {
  let applied = 0;
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const findings = linter.checkText(path, current);
    const { edits, fixes } = selectEdits(findings, safety);
    if (fixes === 0) break;
    const next = applyEdits(current, edits);
    if (next === current) break;
    applied += fixes;
    current = next;
  }
  return { text: current, applied };
}

/** The edits of all fixes that do not overlap an earlier one, sorted by place; a fix is taken whole or not at all. */
export function selectEdits(findings: readonly Finding[], safety: Safety): { edits: Edit[]; fixes: number } {
  // A key that is renamed may be the one whose absence another fix would fill with a stub: what was asked for by name goes first.
  const isAsked = ({ fix }: Finding): boolean => fix?.safety === "unsafe" && fix.path === undefined;
  if (safety === "unsafe" && findings.some(isAsked)) return select(findings.filter(isAsked), safety);
  return select(findings, safety);
}

function select(findings: readonly Finding[], safety: Safety): { edits: Edit[]; fixes: number } {
  const taken: Edit[] = [];
  let fixes = 0;
  for (const { fix } of findings) {
    // A fix of another file is taken by hand, where both are seen.
    if (!fix || fix.path !== undefined || (fix.safety === "unsafe" && safety === "safe")) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...fresh);
    fixes++;
  }
  return { edits: taken.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end), fixes };
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: replacement } of edits) {
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Two insertions at one place overlap too: their order would be a guess. */
function overlap(a: Edit, b: Edit): boolean {
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
