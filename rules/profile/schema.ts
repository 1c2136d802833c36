import { z } from "zod";
import { explained } from "./explained.ts";
import { addenda, gates, instructions, lookupTables, spaceFiles } from "./sections.ts";

/** An import that generated code must not hold: a module with all that is below it, or one name of a module. */
const forbiddenImport = z.strictObject({
  /** Dotted, in TypeScript also as it is imported; `builtins` for a builtin function such as `print`, `globalThis` for a global such as `console.log`. */
  module: z.string(),
  name: z.string().optional(),
  /** What to use in its place: a module, or another name of the same module. */
  instead: z.string().optional(),
  /** Functions of the module to those of `instead` that take the same arguments and mean the same: what a fix may rewrite. */
  renames: z.record(z.string(), z.string()).optional(),
  why: z.string().optional(),
  /** The address of a page that says more. */
  docs: z.url({ protocol: /^https?$/ }).optional(),
  /** Every name of the module is in the module of `instead` under the same name: a fix may import from there. */
  same_names: z.boolean().optional(),
  /** Globs of the files that the row speaks of, from the workspace folder; without, all of them. */
  in: z.array(z.string()).min(1).optional(),
  /** Globs of files that it does not speak of. */
  not_in: z.array(z.string()).min(1).optional(),
  /** The day from which it holds (`2027-01-31`), and the day from which it is no warning any more. A row that a rule sees with `until` is one that still warns. */
  since: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** The rule that reports it in place of `forbidden_import`. */
  reported_by: z.string().optional(),
  /** The language whose module it is, where another has one of the same name that is meant for something else. */
  language: explained({ python: "A module of Python.", typescript: "A module of TypeScript." }).optional(),
});

/** The shape of the profile: every table of the generator document, by its own key in lower case. */
export const profileSchema = z.strictObject({
  ...instructions,
  ...gates,
  ...lookupTables,
  ...spaceFiles,
  ...addenda,
  forbidden_imports: z.array(forbiddenImport),
  /** Last words of the names of classes that are services: building one at import time makes a singleton. */
  service_words: z.array(z.string()),
  /** Dotted classes and functions that build a service under a name that does not say so. */
  service_constructors: z.array(z.string()),
  /** Classes that only sound like services. */
  service_lookalikes: z.array(z.string()),
  /** Dotted functions (builtins by their own name) that stop the event loop, by what they wait for. */
  blocking_calls: z.strictObject({
    sleep: z.array(z.string()),
    files: z.array(z.string()),
    http: z.array(z.string()),
    subprocess: z.array(z.string()),
  }),
  /** Values that stand for "nothing known": as the seed of an id they send everything to one place. `*` at the end stands for any rest. */
  placeholder_seeds: z.array(z.string()),
  /** Fields that nothing but a contract model has: a mock that is given one stands for a model. */
  contract_fields: z.array(z.string()),
  /** Fields that only say that something went well: a test of nothing else proves no contract. */
  status_only_fields: z.array(z.string()),
  /** What an executor's result holds where no contract tells. */
  executor_result_fields: z.array(z.string()),
  /** What a packet is, and who takes one. */
  packets: z.strictObject({
    /** Functions whose first argument is a packet. */
    sinks: z.array(z.string()),
    /** Keywords that take a packet, whatever is called. */
    keywords: z.array(z.string()),
    /** Variables and attributes that hold a packet; `*` at the start stands for any beginning. */
    names: z.array(z.string()),
  }),
  /** What names a conversation's thread. */
  thread_identity: z.strictObject({
    /** Variables, attributes, keywords and keys; leading underscores aside. */
    names: z.array(z.string()),
    /** Dotted functions that make another id on every call. */
    random: z.array(z.string()),
    /** The same in TypeScript: module, then the exported name; a global by its own name. */
    random_in_typescript: z.array(z.string()),
  }),
  /** Variables that every machine has: reading one is no drift. */
  ambient_environment: z.array(z.string()),
  /** Variables that a bundler replaces by their values: constants of the built program. `*` at the end stands for any rest. */
  build_time_environment: z.array(z.string()),
  /** TOOL_IDENTITY_CANON: which field names a tool, which only shows it, and where identity is used. */
  tool_identity_canon: z.strictObject({
    canonical_field: z.string(),
    /** Fields a repository may use as identity; all but the canonical one are rivals. */
    options: z.array(z.string()),
    /** Fields for people to read. */
    display_field: z.array(z.string()),
    /** Models whose fields must agree. */
    models: z.array(z.string()),
    /** Functions that find, allow or run a tool by its identity; `*` at the end stands for any rest. */
    identity_calls: z.array(z.string()),
    /** Methods of a collection that take a key as their first argument. */
    lookup_methods: z.array(z.string()),
    /** Places that must all use one field. */
    alignment_required: z.array(z.string()),
    /** The way of a tool's identity through the program, in order. */
    spine: z.array(z.string()),
    blocker_if: z.string(),
  }),
});

export type Profile = z.infer<typeof profileSchema>;
