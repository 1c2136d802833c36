import type { FixedText, LeftOutFix } from "../fuzz/fixed-texts.ts";
import type { Task, Verdict } from "../fuzz/judges.ts";

/** What a sweep has seen. */
export class Tally {
  /** Texts that had a fix and were judged. */
  texts = 0;
  /** Texts after a fix, or after all of them, that were judged. */
  changes = 0;
  /** Single fixes judged, by the rule. */
  readonly fixes = new Map<string, number>();
  /** What the net left out, by rule, kind of fix and reason, names in backquotes left away. */
  readonly left = new Map<string, number>();
  readonly failures: string[] = [];

  add(name: string, { before, after }: Task, verdict: Verdict): void {
    if (verdict === null || after.length === 0) return;
    this.texts++;
    verdict.forEach((wrong, at) => {
      const { what, rule, text } = after[at] as FixedText;
      this.changes++;
      if (rule !== null) this.fixes.set(rule, (this.fixes.get(rule) ?? 0) + 1);
      if (wrong !== null) this.failures.push(`${name}: ${what}: it ${wrong}\n${difference(before, text)}`);
    });
  }

  addLeft(name: string, before: string, left: readonly LeftOutFix[]): void {
    for (const { rule, safety, what, why } of left) {
      const kind = `${rule} (${safety}): ${why.replace(/`[^`]*`/g, "`…`")}`;
      this.left.set(kind, (this.left.get(kind) ?? 0) + 1);
      // A safe fix that breaks its file is a fault of the rule, caught or not; from which root an import starts, no rule can know.
      if (safety === "safe" && !why.includes("seen from two folders"))
        this.failures.push(`${name}: ${what} is left out: ${why}\n${JSON.stringify(before.slice(0, 400))}`);
    }
  }

  report(): string {
    const counted = (of: ReadonlyMap<string, number>): string =>
      [...of]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `  ${String(count).padStart(6)} ${name}`)
        .join("\n");
    return [
      `${this.texts} texts, ${this.changes} changes judged, ${this.failures.length} wrong`,
      counted(this.fixes),
      ...(this.left.size > 0 ? ["left out by the net:", counted(this.left)] : []),
    ].join("\n");
  }
}

/** The lines around the first difference of two texts. */
function difference(before: string, after: string): string {
  const old = before.split("\n");
  const now = after.split("\n");
  const at = old.findIndex((line, index) => line !== now[index]);
  const last = old.findLastIndex((line, index) => line !== now[index - old.length + now.length]);
  const from = Math.max(0, at - 4);
  const to = Math.min(last + 5, at + 30);
  return `before ${JSON.stringify(old.slice(from, to).join("\n"))}\nafter  ${JSON.stringify(now.slice(from, to - old.length + now.length).join("\n"))}`;
}
