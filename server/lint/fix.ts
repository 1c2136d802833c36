import type { Edit, Fix, Safety } from "../../rules/define.ts";
import { applyEdits, FixNet } from "./damage/damage.ts";
import type { Finding } from "./finding.ts";
import type { Linter } from "./linter.ts";
import { isReadable } from "./load-typescript.ts";

/** Rounds after which fixing stops even if something is left to do. */
const MAX_ROUNDS = 20;

/** What became of a text. */
export interface Fixed {
  text: string;
  /** Fixes applied. */
  applied: number;
  /** Findings of the fixed text whose fix would have broken it, and why: they stay. */
  left: LeftOut[];
}

/** A fix that is not applied. */
export interface LeftOut {
  finding: Finding;
  fix: Fix;
  /** What it would break; follows "left out:". */
  why: string;
}

/** Applies every fix up to the given safety until none is left; overlapping ones wait for the next round, what would break the text is left out. */
export function fixText(linter: Linter, path: string, text: string, safety: Safety): Fixed {
  let applied = 0;
  let current = text;
  let left: LeftOut[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const findings = linter.checkText(path, current);
    const selected = selectEdits(findings, safety, new FixNet(path, current));
    ({ left } = selected);
    if (selected.taken.length === 0) break;
    const next = applyEdits(current, selected.edits);
    if (next === current) break;
    applied += selected.taken.length;
    current = next;
  }
  return { text: current, applied, left };
}

/** The findings of one file as they are shown: a fix that would break its file is no longer there, and `leftOut` says why. */
export function checkWithSoundFixes(linter: Linter, path: string): Finding[] {
  const findings = linter.check(path);
  if (!findings.some(({ fix }) => fix)) return findings;
  const { kept, files } = linter;
  const read = files.read(path);
  const work = (): (string | null)[] => damages(linter, path, findings);
  const isAlone = !files.isOpen(path) && findings.every(({ fix }) => fix?.path === undefined);
  const given = [isReadable(path), findings.map(({ fix }) => fix && [fix.safety, fix.edits])];
  const found = kept && "text" in read && isAlone ? kept.computed("fixes", { path, text: read.text, given }, work) : work();
  return findings.map((finding, at) => {
    const why = found[at] ?? null;
    if (!finding.fix || why === null) return finding;
    return { ...finding, fix: null, data: { ...finding.data, fixLeftOut: { title: finding.fix.title, why } } };
  });
}

/** For each finding what its fix would break; null where it has none, and where it can be offered. */
function damages(linter: Linter, path: string, findings: readonly Finding[]): (string | null)[] {
  const read = linter.files.read(path);
  const net = "text" in read ? new FixNet(path, read.text) : null;
  const own = findings.filter(({ fix }) => fix?.path === undefined);
  // Few files have a fix that fails: those that go together are looked at together.
  const together = net ? choose(own, "unsafe", null) : null;
  const sound = new Set(together && net?.damage(together.edits) === null ? together.taken : []);
  return findings.map((finding) => {
    if (!finding.fix || sound.has(finding)) return null;
    return finding.fix.path === undefined && net ? net.damage(finding.fix.edits) : fixDamage(linter, finding, finding.fix);
  });
}

/** What the fix of a finding would break in the file that it changes; null where it can be offered. */
export function fixDamage(linter: Linter, { path }: Finding, fix: Fix): string | null {
  const target = fix.path ?? path;
  const read = linter.files.read(target);
  return "problem" in read ? read.problem : new FixNet(target, read.text).damage(fix.edits);
}

/** Why a fix of a finding was left out, as `checkWithSoundFixes` says it; null where none was. */
export function leftOut({ data }: Finding): { title: string; why: string } | null {
  const said = data.fixLeftOut as { title: string; why: string } | undefined;
  return said ?? null;
}

interface Selected {
  /** Sorted by place. */
  edits: Edit[];
  /** Whose fixes the edits are. */
  taken: Finding[];
  left: LeftOut[];
}

/** The edits of all fixes that do not overlap an earlier one and break nothing. */
function selectEdits(findings: readonly Finding[], safety: Safety, net: FixNet): Selected {
  // A key that is renamed may be the one whose absence another fix would fill with a stub: what was asked for by name goes first.
  const asked = findings.filter(({ fix }) => fix?.safety === "unsafe" && fix.path === undefined);
  const first = safety === "unsafe" && asked.length > 0 ? select(asked, safety, net) : null;
  if (first && first.taken.length > 0) return first;
  const rest = select(first ? findings.filter((finding) => !asked.includes(finding)) : findings, safety, net);
  return { ...rest, left: [...(first?.left ?? []), ...rest.left] };
}

function select(findings: readonly Finding[], safety: Safety, net: FixNet): Selected {
  const all = choose(findings, safety, null);
  // Only where they break something together is each looked at.
  return all.edits.length === 0 || net.damage(all.edits) === null ? all : choose(findings, safety, net);
}

/** @param net asked of each fix beside those taken before it; null to take what does not overlap */
function choose(findings: readonly Finding[], safety: Safety, net: FixNet | null): Selected {
  const selected: Selected = { edits: [], taken: [], left: [] };
  for (const finding of findings) {
    const { fix } = finding;
    // A fix of another file is taken by hand, where both are seen.
    if (!fix || fix.path !== undefined || (fix.safety === "unsafe" && safety === "safe")) continue;
    const fresh = fix.edits.filter((edit) => !beside(edit, selected.edits).some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => beside(edit, selected.edits).some((other) => overlap(edit, other)))) continue;
    if (net === null) {
      for (const edit of fresh) selected.edits.splice(placeOf(edit, selected.edits), 0, edit);
      selected.taken.push(finding);
      continue;
    }
    const edits = sorted([...selected.edits, ...fresh]);
    if (net.damage(edits) !== null) {
      // What only does not go with the others waits for the next round.
      const why = net.damage(fix.edits);
      if (why !== null) selected.left.push({ finding, fix, why });
      continue;
    }
    selected.edits = edits;
    selected.taken.push(finding);
  }
  return selected;
}

/** Of edits that are sorted and do not overlap, those that one could meet: a file may have thousands of them. */
function beside(edit: Edit, edits: readonly Edit[]): Edit[] {
  const at = placeOf(edit, edits);
  return edits.slice(Math.max(0, at - 1), at + 1);
}

/** The index of the first of the sorted edits that begins no earlier. */
function placeOf({ span }: Edit, edits: readonly Edit[]): number {
  let low = 0;
  let high = edits.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edits[middle] as Edit).span.start < span.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sorted(edits: Edit[]): Edit[] {
  return edits.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function sameEdit(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

/** Two insertions at one place overlap too: their order would be a guess. */
function overlap(a: Edit, b: Edit): boolean {
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
