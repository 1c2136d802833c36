/** Mutants that no test can tell from the code, or need not, by kind and by what is changed. */
export interface Survivor {
  kind: string;
  before: RegExp;
  after?: RegExp;
  reason: string;
}

export const EQUIVALENT: readonly Survivor[] = [
  {
    kind: "another route",
    before: /request\.path_params/,
    reason:
      "The body that the tests deliver has every field of the event, those of the path too: that a field comes from the path is not proved.",
  },
  {
    kind: "the key of a delivery has no fallback",
    before: /^sort_keys=True$/,
    reason: "pydantic 1 keeps unnamed fields in the order of a set: within one process two equal events are dumped alike.",
  },
  {
    kind: "an argument is left out",
    before: /sort_keys=True/,
    reason: "The same.",
  },
  {
    kind: "wrong thread seed",
    before: /^":"\.join\(\($/,
    reason: "One key field has no separator; with several, each seed is compared with the spec's own.",
  },
  {
    kind: "an argument is left out",
    before: /^frozen=True$/,
    reason: "It keeps people from changing settings; the module itself never does.",
  },
  {
    kind: "an argument is left out",
    before: /^tags=\[/,
    reason: "Only a heading in the OpenAPI document.",
  },
  {
    kind: "an argument is left out",
    before: /^, response_model=\w+$/,
    reason: "FastAPI takes it from the annotation of the handler too.",
  },
  {
    kind: "an argument is left out",
    before: /^, ?keep_blank_values=True$/,
    reason: "A form's empty field is refused either way where it is required, and is nothing where it is not.",
  },
  {
    kind: "an argument is left out",
    before: /^default=None(?:, )?$/,
    reason: "FastAPI takes the default of an optional header from its annotation.",
  },
  {
    kind: "a statement is left out",
    before: /^if not value:\s+raise \w+\(.*nothing gives \{name\}/,
    reason: "Where the event must have a field of that name, something always gives it; a test of the other modules shows it.",
  },
  {
    kind: "a statement is left out",
    before: /^return False$/,
    reason: "At the end of a look-up: without it the answer is None, which says the same.",
  },
  {
    kind: "a statement is left out",
    before: /^raise TypeError\(f"nothing tells how /,
    reason: "Every operator is compared above it; it is there for one that the contracts get later.",
  },
];

/** The same, of contracts that only the proof has. */
export const EQUIVALENT_ELSEWHERE: readonly Survivor[] = [
  {
    kind: "an argument is left out",
    before: /^mode="json"$/,
    reason: "A result that holds nothing but texts and numbers is dumped alike.",
  },
];

/** Whether a mutant is one of which this is known. */
export function isKnown({ kind, before, after }: Survivor, mutant: { kind: string; before: string; after: string }): boolean {
  return kind === mutant.kind && before.test(mutant.before) && (after === undefined || after.test(mutant.after));
}
