import { Random } from "../../fixtures/random.ts";
import type { Finding } from "../../../server/lint/finding.ts";
import { firstDifference } from "../same.ts";
import { Session } from "../session.ts";
import { filesOf } from "./module-of.ts";
import { excerpt, type Language } from "./real-texts.ts";
import { typing } from "./typing.ts";

/** Edits of one session. */
export const EDITS = 100;

/** After so many edits every file is compared; after each of the others that which was edited, and those that it says it affects. */
const ALL_FILES = 10;

/** What came of a session. */
export interface Outcome {
  edits: number;
  /** Lists of findings that were compared. */
  compared: number;
  /** Findings in them. */
  findings: number;
  /** Edits after which the file did not parse. */
  broken: number;
  /** The first difference, with what is needed to see it again; null where there is none. */
  difference: string | null;
}

/**
 * A user edits real text, and now and then another file of its module. After every edit what an editor shows, of each file what the linter said when it last
 * named it, is compared with what a new linter says of the texts as they are. TypeScript that does not parse keeps the findings of the last text that
 * did: then only the error is compared, and everything again once it parses.
 */
export function typedSession(language: Language, texts: readonly string[], seed: number, edits = EDITS): Outcome {
  const random = new Random(seed);
  const real = excerpt(random.pick(texts), random);
  const others = Array.from({ length: 4 }, () => random.pick(texts));
  const files = filesOf(language, real, random);
  const kept = new Session(Object.fromEntries(files));
  const shown = new Map(files.map(([name]) => [name, kept.check(name)]));
  const now = new Map(files);
  const writers = new Map(files.map(([name, text]) => [name, typing(text, others, random)]));
  const outcome: Outcome = { edits: 0, compared: 0, findings: 0, broken: 0, difference: null };
  let [name] = files[0] as [string, string];
  try {
    for (; outcome.edits < edits; outcome.edits++) {
      name = (random.chance(0.1) ? random.pick(files) : files[0])?.[0] ?? name;
      const text = writers.get(name)?.next(shown.get(name)?.some(isSyntax) === true).value ?? "";
      now.set(name, text);
      const affected = new Set([kept.path(name), ...kept.set(name, text)]);
      for (const [other] of files) if (affected.has(kept.path(other))) shown.set(other, kept.check(other));
      if (shown.get(name)?.some(isSyntax)) outcome.broken++;
      const fresh = new Session(Object.fromEntries(now));
      try {
        const keeps = files.some(([other]) => /\.tsx?$/.test(other) && fresh.check(other).some(isSyntax));
        for (const [other] of files) {
          if (!affected.has(kept.path(other)) && outcome.edits % ALL_FILES !== 0) continue;
          if (keeps && !/\.tsx?$/.test(other)) continue;
          const right = fresh.check(other);
          outcome.findings += right.length;
          outcome.compared++;
          const compared = keeps ? errorsAlone : (found: readonly Finding[] = []) => found;
          const differs = firstDifference(compared(shown.get(other)), compared(right));
          if (differs !== null) throw new Error(`${other}: ${differs}`);
        }
      } finally {
        fresh.dispose();
      }
    }
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    outcome.difference = `${language}, seed ${seed}, edit ${outcome.edits}, of ${name}: ${what}\ntexts: ${JSON.stringify([...now])}`;
  } finally {
    kept.dispose();
  }
  return outcome;
}

function isSyntax({ rule }: Finding): boolean {
  return rule === "code_syntax" || rule === "spec_syntax";
}

function errorsAlone(findings: readonly Finding[] = []): unknown[] {
  return findings.filter(isSyntax).map(({ rule, span }) => [rule, span.start, span.end]);
}
