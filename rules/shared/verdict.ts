/** What an asserted expression says: a contract, or nothing but that something went well. */
export interface Verdict {
  contract: boolean;
  /** What was looked at, in the user's words; for the message of a finding. */
  subjects: string[];
  /** Questions whose answer is asserted: `is_open` of `assert door.is_open()`, with a minus in front under `not`. */
  answers: string[];
}

export const CONTRACT: Verdict = { contract: true, subjects: [], answers: [] };

/** The verdict of several expressions that are asserted together. */
export function join(verdicts: readonly Verdict[]): Verdict {
  return {
    contract: verdicts.some(({ contract }) => contract),
    subjects: [...new Set(verdicts.flatMap(({ subjects }) => subjects))],
    answers: verdicts.flatMap(({ answers }) => answers),
  };
}

/** The same with its questions answered the other way round. */
export function negate(verdict: Verdict): Verdict {
  return { ...verdict, answers: verdict.answers.map((answer) => (answer.startsWith("-") ? answer.slice(1) : `-${answer}`)) };
}

/**
 * True when one question is asserted to be answered yes here and no there: that tells two cases apart, which no status does.
 * @param fieldOf a question's name as the profile spells its fields
 */
export function discriminates(
  verdicts: readonly Verdict[],
  statusFields: readonly string[],
  fieldOf: (answer: string) => string = (answer) => answer,
): boolean {
  const answers = new Set(verdicts.flatMap((verdict) => verdict.answers));
  return [...answers].some((answer) => answers.has(`-${answer}`) && !statusFields.includes(fieldOf(answer)));
}
