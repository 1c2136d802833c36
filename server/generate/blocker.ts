import type { Draft } from "./backend.ts";

/** BLOCKERS: why a run stopped. `question` stands in place of `proposed_fix` where only a person can answer. */
export interface Blocker {
  blocker: "HARD_STOP" | "SPEC_BLOCKER" | "CONTRACT_UNCLEAR" | "INVENTION_REQUIRED";
  /** Relative to the workspace folder. */
  file: string;
  /** From 1. */
  line: number;
  issue: string;
  proposed_fix?: string;
  question?: string;
  /** Where in the spec the missing fact belongs, and an answer as YAML whose value is to be filled in. */
  spec_key?: string;
  stub?: string;
}

export const PHASES = [
  "0_READ",
  "1_PARSE",
  "2_EXTRACT",
  "3_PLAN",
  "4_GENERATE",
  "5_DOCUMENT",
  "6_VALIDATE",
  "7_EVIDENCE",
  "8_ATTEST",
] as const;

export type Phase = (typeof PHASES)[number];

/** A phase's gate is closed: the run ends here and nothing is written. */
export class Blocked extends Error {
  readonly phase: Phase;
  readonly blockers: readonly Blocker[];
  /** What was refused, where there was a draft already. */
  readonly draft: Draft | null;

  constructor(phase: Phase, blockers: readonly Blocker[], draft: Draft | null = null) {
    super(`${phase} is blocked: ${blockers.map(({ issue }) => issue).join(" ")}`);
    this.name = "Blocked";
    this.phase = phase;
    this.blockers = blockers;
    this.draft = draft;
  }
}
