import type { ModuleKind } from "../facts/spec/types.ts";

/** The parts of a schema whose names are taken, where they stand in it, and what they are. */
export const SCHEMA_PARTS = {
  asyncapi: {
    channels: { take: "keys", paths: [["channels"]], what: "What messages are sent over, by the keys of `channels`." },
    operations: { take: "keys", paths: [["operations"]], what: "What is sent and received, by the keys of `operations`." },
    messages: { take: "keys", paths: [["components", "messages"]], what: "Messages, by the keys of `components.messages`." },
  },
  openapi: {
    paths: { take: "keys", paths: [["paths"]], what: "Routes as they are written, by the keys of `paths`." },
    schemas: { take: "keys", paths: [["components", "schemas"]], what: "Models, by the keys of `components.schemas`." },
  },
  mcp: {
    tools: { take: "values", paths: [["tools", "*", "name"]], what: "Tools, each by its `name`." },
    prompts: { take: "values", paths: [["prompts", "*", "name"]], what: "Prompts, each by its `name`." },
    resources: { take: "values", paths: [["resources", "*", "uri"]], what: "Resources, each by its `uri`." },
  },
} as const;

/** Where one set of members of an agreement is read: one of the keys behind `file` and `files` says what, the schema which go together. */
export interface AgreementSource {
  /** From the workspace folder. */
  file?: string | undefined;
  /** Globs from the workspace folder. */
  files?: string[] | undefined;
  keys?: string | string[] | undefined;
  values?: string | string[] | undefined;
  calls?: string | undefined;
  decorated?: string | undefined;
  argument?: number | string | undefined;
  settings?: string | undefined;
  asyncapi?: keyof (typeof SCHEMA_PARTS)["asyncapi"] | undefined;
  openapi?: keyof (typeof SCHEMA_PARTS)["openapi"] | undefined;
  mcp?: keyof (typeof SCHEMA_PARTS)["mcp"] | undefined;
  specs?: ModuleKind | "any" | undefined;
  names?: string | undefined;
}

/** Sets that must agree, as the configuration has them. */
export interface AgreementRow {
  id: string;
  why?: string | undefined;
  docs?: string | undefined;
  severity?: "error" | "warning" | "info" | undefined;
  direction?: "equal" | "subset" | undefined;
  except?: string[] | undefined;
  sources: AgreementSource[];
  /** Absolute path of the configuration file that has it. */
  from?: string | undefined;
}

/** The keys that say what a source is; each has exactly one. */
export const SOURCE_KINDS = [
  "keys",
  "values",
  "calls",
  "decorated",
  "settings",
  "asyncapi",
  "openapi",
  "mcp",
  "specs",
  "names",
] as const;
