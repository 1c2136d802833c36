import type { BackendName } from "../project/backends.ts";
import { UsageError } from "./usage-error.ts";

/** The flags of `l9 generate`. */
export interface GenerateFlags {
  backend?: BackendName;
  command?: string;
  url?: string;
  model?: string;
  module?: string;
  /** Print what would be written and write nothing. */
  dryRun?: boolean;
  report?: string;
  /** A blocked run's report, whose draft is the first one. */
  resume?: string;
  maxRepairs?: number;
  verify?: string;
  yes?: boolean;
  keep?: string[];
  /** A dry run that counts lines. */
  stat?: boolean;
  root?: string;
  config?: string;
  format: "text" | "json";
}

/** Each of these flags says something to one backend alone, so it asks for that one. */
const BACKEND_OF = { command: "command", url: "model", model: "model", module: "module" } as const;

/** The backend that the flags ask for; undefined where they leave it to the configuration. */
export function backendAsked(flags: GenerateFlags): BackendName | undefined {
  const given = (["command", "model", "url", "module"] as const).filter((flag) => flags[flag] !== undefined);
  const [first] = given;
  const asked = flags.backend ?? (first && BACKEND_OF[first]);
  const other = given.find((flag) => BACKEND_OF[flag] !== asked);
  if (other === undefined) return asked;
  throw new UsageError(
    flags.backend === undefined
      ? `--${first} asks for the backend ${asked}, and --${other} for the backend ${BACKEND_OF[other]}: give one of the two`
      : `--${other} says nothing to the backend ${asked}: give --backend ${BACKEND_OF[other]}, or leave --${other} out`,
  );
}
