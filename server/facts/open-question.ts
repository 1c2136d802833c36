/** What generation would have to make up of a spec, or a gate of it that is going to close. */
export interface OpenQuestion {
  /** Where in the spec the missing fact belongs, as a dotted path; of an item of a list with its number from 0 (`module.acceptance.required.2`). */
  readonly specKey: string;
  readonly issue: string;
  /** What is asked, or what to do. */
  readonly question: string;
  /** An answer as YAML, from the key on, with its value to be filled in; null where none is usual. */
  readonly stub: string | null;
  /** Where generation would stop. */
  readonly phase: string;
}
