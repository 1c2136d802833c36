import fc from "fast-check";
import { expect, it } from "vitest";
import { Askers } from "../../server/lint/askers.ts";
import type { ContractWatch } from "../../server/lint/code-file.ts";
import type { Answers } from "../../server/project/contracts/store.ts";

const step = fc.oneof(
  fc.record({
    path: fc.constantFrom("a.py", "b.py", "c.py"),
    asked: fc.array(fc.tuple(fc.constantFrom("p", "q", "r"), fc.constantFrom(1, 2, 3)), { maxLength: 3 }),
  }),
  fc.record({ forgotten: fc.constantFrom("a.py", "b.py", "c.py") }),
);

it("knows the files whose answers no longer hold, whatever was noted and forgotten before", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.dictionary(fc.constantFrom("p", "q", "r"), fc.constantFrom(1, 2, 3)),
      (steps, now) => {
        const askers = new Askers();
        const plain = new Map<string, Answers>();
        for (const one of steps) {
          if ("path" in one) {
            askers.set(one.path, new Map(one.asked));
            plain.set(one.path, new Map(one.asked));
          } else {
            askers.delete(one.forgotten);
            plain.delete(one.forgotten);
          }
        }
        const holds = (answers: Answers): boolean => [...answers].every(([question, answer]) => now[question] === answer);
        const watch: Pick<ContractWatch, "holds"> = { holds };
        const expected = [...plain].filter(([, answers]) => !holds(answers)).map(([path]) => path);
        expect([...askers.stale(watch)].sort()).toEqual(expected.sort());
        askers.clear();
        expect(askers.stale(watch).size).toBe(0);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
