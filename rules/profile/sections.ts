import { z } from "zod";
import { explained } from "./explained.ts";

// The generator document's own tables, by its sections A to E; each key is the document's in lower case. Tables of names that
// rules look for beside them stand in `schema.ts`.

const text = z.string();
const texts = z.array(text);
const gate = explained({
  files_read: "All Space files have been opened and read.",
  spec_valid: "The spec has every key that is required.",
  contracts_clear: "All models are found, and it is clear how tools are named and what keeps a packet from being handled twice.",
  all_checks: "All checks of the attestation have passed.",
});
const blocker = explained({
  HARD_STOP: "The generation ends, whatever else holds.",
  SPEC_BLOCKER: "It ends, and says in which file and line of the spec what is wrong, and how to mend it.",
  CONTRACT_UNCLEAR: "It ends, says what is missing of the contracts, and asks.",
  INVENTION_REQUIRED: "It ends and asks, where something would have to be made up.",
});

/** A: WORKFLOW, BLOCKERS, OUTPUT_ORDER, ATTESTATION_CHECKS. */
export const instructions = {
  /** By phase, in the order of execution. */
  workflow: z.record(
    text,
    z.strictObject({
      action: text,
      /** What must hold when the phase ends. */
      gate: gate.nullable(),
      /** The outputs that the phase makes. */
      output: texts,
      blocker: blocker.optional(),
      blocker_if: text.optional(),
      constraints: text.optional(),
    }),
  ),
  blockers: z.record(blocker, text),
  output_order: texts,
  /** Outputs that are left out when there is nothing to say. */
  optional_outputs: texts,
  attestation_checks: texts,
};

/** B: GATES, SCHEMA_EXTRACTION, EXECUTOR_CONTRACT, TEST_CONTRACT. */
export const gates = {
  gates: z.record(gate, text),
  schema_extraction: z.strictObject({
    timing: text,
    /** Contract models by group; a module's kind tells which groups it needs. */
    models_required: z.record(text, texts),
    must_determine: z.strictObject({
      tool_identity_field: z.strictObject({ rule: text }),
      idempotency_mechanism: z.strictObject({ options: texts, rule: text }),
    }),
    blocker_conditions: z.array(z.strictObject({ condition: text, blocker })),
    output_format: text,
  }),
  executor_contract: z.strictObject({
    derive_from_repo: texts,
    output_requirements: texts,
    forbidden: texts,
    /** Result fields that are often assumed and only exist when a schema has them. */
    assumed_fields: texts,
    /** Texts that name no source and must not seed an id. */
    placeholder_seeds: texts,
  }),
  test_contract: z.strictObject({
    principle: text,
    gate: text,
    required_assertions: z.record(text, texts),
    model_import_rule: text,
    forbidden: texts,
    idempotency_test_rule: text,
  }),
};

/** C: REQUIRED_IMPORTS, FORBIDDEN_PATTERNS, REQUIRED_SPEC_KEYS, TEST_ASSERTION_CATEGORIES, EVIDENCE_TABLE_FORMAT. */
export const lookupTables = {
  /** By purpose: a module, and the names that are taken from it (none: the module itself). */
  required_imports: z.record(text, z.strictObject({ module: text, names: texts })),
  /** By rule id. */
  forbidden_patterns: z.record(text, text),
  /** Dotted keys that every spec must hold. */
  required_spec_keys: texts,
  test_assertion_categories: z.record(text, texts),
  evidence_table_format: z.strictObject({ title: text, columns: texts }),
};

/** D: SPACE_FILE_PRIORITY, PATTERN_REFERENCES, MODEL_LOCATIONS, README_SECTIONS, WIRING_SNIPPET_MUST_INCLUDE. */
export const spaceFiles = {
  /** Highest rank first; the row that matches no file is this profile itself. */
  space_file_priority: z.array(z.strictObject({ match: texts, what: text })),
  pattern_references: z.record(text, text),
  /** Where a model is defined; any one of the paths. */
  model_locations: z.record(text, texts),
  readme_sections: z.array(z.strictObject({ heading: text, about: text })),
  wiring_snippet_must_include: z.record(text, text),
};

/** E: MODULE_ADDENDA, BUDGET, CONTRACT_CHANGE_REPORTING, ATTESTATION_FORMAT. */
export const addenda = {
  module_addenda: z.record(text, z.strictObject({ must: texts, forbidden: texts })),
  budget: z.strictObject({
    max_files: z.int().positive(),
    max_lines_per_file: z.int().positive(),
    max_total_loc: z.int().positive(),
  }),
  contract_change_reporting: z.strictObject({ trigger: text, format: text }),
  attestation_format: z.strictObject({
    title: text,
    columns: texts,
    /** What each attestation check is called in the table. */
    rows: z.record(text, text),
    passed: text,
    failed: text,
  }),
};
