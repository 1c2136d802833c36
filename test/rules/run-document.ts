import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readCases } from "../../server/cli/rule-cases/case.ts";
import { runCase } from "../../server/cli/rule-cases/run-case.ts";
import { asked } from "./asked.ts";

/** Holds every case of a document against the rules it is about; `server/cli/rule-cases/case.ts` tells how to read one. */
export function runDocument(name: string, path: string, rules: readonly string[]): void {
  describe(name, () => {
    for (const testCase of readCases(readFileSync(path, "utf8"))) {
      it(`${testCase.title} (line ${testCase.line})`, async () => {
        const { problems, missing, unexpected, unlikeFixed } = await runCase(testCase, {
          select: (own) => [...rules, ...own],
          questions: asked,
          trusted: true,
        });
        expect(problems).toEqual([]);
        expect({ missing, unexpected }).toEqual({ missing: [], unexpected: [] });
        for (const { expected, found } of unlikeFixed) expect(found).toBe(expected);
      });
    }
  });
}
