import { z } from "zod";
import { rules } from "../../rules/index.ts";
import { profileSchema, type Profile } from "../../rules/profile/schema.ts";
import { explained } from "../../rules/profile/explained.ts";
import { slowGlob } from "../code/quick-pattern.ts";
import { agreements } from "./agreement-schema.ts";
import { BACKEND_MEANINGS } from "./backends.ts";
import { contractSourcesKey } from "./contract-sources-schema.ts";
import { contractsKey } from "./contracts-schema.ts";
import { extendsKey } from "./extends-schema.ts";
import { overridesOf } from "./profile-overrides.ts";

/** Bytes; reading a larger file would end the parser's process, so no configuration may allow it. */
const LARGEST_FILE_SIZE = 8 * 1024 * 1024;

/** Of a file at or below the folder: neither absolute nor with a step upwards, on any system. */
const BASELINE_NAME = /^(?![/\\]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$)).*[^/\\]\.json$/;

/** A pattern that could stall the program on a long path is no pattern. */
function refuseSlow(pattern: string, context: z.RefinementCtx, path: PropertyKey[] = []): void {
  const slow = slowGlob(pattern);
  if (slow === null) return;
  const message = `matching this pattern could take hours, as ${slow}: write it as several`;
  context.addIssue({ code: "custom", message, path });
}

const glob = z.string().superRefine((pattern, context) => refuseSlow(pattern, context));

const globs = z.array(glob);

const severity = z.enum(["off", "info", "warning", "error"]);

/** A rule that threw must show: it can neither be switched off nor lowered. */
const ruleSeverity = (id: string): z.ZodType => (id === "internal_error" ? z.literal("error") : severity);

/**
 * Rules of the repository's own are as good: whether there is such a rule is looked at where they are known. The ids have the JSON Schema say
 * once what stands at several places.
 */
const severities = z
  .object(Object.fromEntries(rules.map((rule) => [rule.id, ruleSeverity(rule.id).optional().describe(rule.what)])))
  .catchall(severity)
  .meta({ id: "severities" });

type Rows = Profile["forbidden_imports"];

const profile = overridesOf(profileSchema)
  .superRefine((tables, context) => {
    const { forbidden_imports: change = [] } = tables as { forbidden_imports?: Rows | Record<string, Rows> };
    const lists: [PropertyKey[], Rows][] = Array.isArray(change)
      ? [[[], change]]
      : Object.entries(change).map(([key, rows]) => [[key], rows]);
    for (const [under, rows] of lists)
      for (const [at, row] of rows.entries())
        for (const key of ["in", "not_in"] as const)
          for (const [index, pattern] of (row[key] ?? []).entries())
            refuseSlow(pattern, context, ["forbidden_imports", ...under, at, key, index]);
  })
  .meta({ id: "profile" });

/** The shape of `l9.config.yaml`: every key is optional. */
export const configSchema = z.strictObject({
  extends: extendsKey,
  scope: explained({
    modules: "specs and the code generated from them",
    contracts: "every other file too, for the rules about contracts and the repository's own",
    all: "every rule in every included file",
  })
    .optional()
    .describe(
      "modules: specs and the code generated from them; contracts: every other file too, for the rules about contracts and the repository's own; all: every rule in every included file",
    ),
  include: globs.optional().describe("globs of the files that count, beside .gitignore; default: all"),
  exclude: globs.optional().describe("globs of files and folders to leave out, beside .gitignore"),
  space: z.array(z.string()).optional().describe("folders that hold Space files"),
  contracts_from: explained({ workspace: "the file of the workspace, as it is now", space: "the extract that the Space holds" })
    .optional()
    .describe("what counts where a file of the workspace and its extract in the Space differ"),
  rules: severities.optional().describe("severity of a rule, or off"),
  profile: profile.optional().describe("rows of the generator document's tables, added, replaced or removed"),
  overrides: z
    .array(
      z.strictObject({
        files: globs.min(1).describe("globs of the files, from the workspace folder"),
        rules: severities.optional().describe("severity of a rule in these files, or off"),
        profile: profile.optional().describe("rows that hold in these files, over those of the whole workspace"),
      }),
    )
    .optional()
    .describe("what holds in some files alone; of several that name a file the later ones count"),
  agreements: agreements.optional().describe("sets that must agree, each read from two files or more"),
  contracts: contractsKey,
  model_aliases: z
    .record(z.string(), z.string())
    .optional()
    .meta({ deprecated: true })
    .describe("deprecated, use `contracts`: the same by the generator document's names"),
  contract_sources: contractSourcesKey,
  injected: z
    .record(z.string(), z.string())
    .optional()
    .describe("the name under which a service is injected to the contract service it is"),
  baseline: z
    .string()
    .regex(BASELINE_NAME)
    .optional()
    .describe("the file of findings that are known and not shown; a .json file in the configuration's folder or below it"),
  max_file_size: z.int().positive().max(LARGEST_FILE_SIZE).optional().describe("bytes; a larger file is not checked"),
  rule_pages: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("the address of the folder where the rules' pages are published; without it they are files beside the program"),
  generate: z
    .strictObject({
      backend: explained(BACKEND_MEANINGS).optional().describe("what writes the module"),
      max_repairs: z.int().min(0).max(20).optional().describe("how often a draft with findings goes back to the backend"),
      verify: z.string().min(1).optional().describe("a command that must succeed on the draft"),
      command: z.string().min(1).optional().describe("the program of the backend `command`"),
      url: z.url().optional().describe("the address of the backend `model`"),
      model: z.string().min(1).optional().describe("the model's name at that address"),
      module: z.string().min(1).optional().describe("the JavaScript module of the backend `module`"),
      agents: explained({
        "dry-run": "it is shown what would be generated",
        write: "it may have files written that do not exist yet; counts in your own settings only",
      })
        .optional()
        .describe("what a coding agent may have `l9 mcp` do: show what would be generated, or write files that do not exist yet"),
    })
    .optional()
    .describe("how `l9 generate` works"),
});

export type ConfigFile = z.infer<typeof configSchema>;
