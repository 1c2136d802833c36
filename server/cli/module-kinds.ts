/** The kinds of modules that `l9 init --kind` begins. */
export const KINDS = ["adapter", "tool", "service", "executor", "governance"] as const;
export type Kind = (typeof KINDS)[number];
