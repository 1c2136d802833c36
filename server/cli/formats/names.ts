/** What `l9 check --format` can write. Nothing else stands here: the argument parser reads it at every start. */
export const FORMATS = [
  "text",
  "json",
  "sarif",
  "github",
  "gitlab",
  "rdjsonl",
  "junit",
  "markdown",
  "agent",
  "blockers",
] as const;
export type Format = (typeof FORMATS)[number];
