import type { BackendName } from "../project/backends.ts";

/** The flags of `l9 generate`. */
export interface GenerateFlags {
  backend?: BackendName;
  command?: string;
  url?: string;
  model?: string;
  module?: string;
  dryRun?: boolean;
  report?: string;
  maxRepairs?: number;
  verify?: string;
  yes?: boolean;
  keep?: string[];
  stat?: boolean;
  root?: string;
  config?: string;
  format: "text" | "json";
}
