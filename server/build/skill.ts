import { format, resolveConfig } from "prettier";
import { inOwnNames } from "../../rules/shared/own-names.ts";
import { PROOFS } from "../generate/conventions.ts";
import { defaultProfile } from "../../rules/profile/index.ts";
import { rules } from "../../rules/index.ts";

/** The skill for coding agents: how an L9 module is written. Its tables are those that the rules check. */
export async function skillText(): Promise<string> {
  const { budget, forbidden_imports, required_imports, readme_sections, wiring_snippet_must_include } = defaultProfile;
  const { test_assertion_categories, forbidden_patterns, required_spec_keys } = defaultProfile;
  const toDo = (id: string): string => rules.find((rule) => rule.id === id)?.instead ?? "";
  const text = [
    "---",
    "name: l9-modules",
    "description: Write, change or review an L9 module (Python or TypeScript) from its YAML module spec. Use it when a repository has MODULE_SPEC*.yaml or Module-Spec*.yaml files, when code carries a module_id header, or when l9 reports findings or gates.",
    "license: MIT",
    "---",
    "",
    "# L9 modules",
    "",
    "A module is described by a YAML spec and held against the repository's contracts. What goes wrong most is what was made up: a method that the service does not have, a field that the model does not have. Look first, then write.",
    "",
    "## The way",
    "",
    "1. `l9_plan` with the spec (or `l9 generate SPEC --dry-run --stat`): files, header, namespace, injected services, what tests must prove, what blocks. Where it is blocked, ask the user; write no code yet.",
    "2. `l9_contracts` with the spec (or `l9 contracts SPEC`): exact imports, fields, signatures. What is not named does not exist. Ask again by `name` before you call anything new.",
    "3. Write every file of the manifest and no other.",
    "4. `l9_check` with `since: HEAD` (or `l9 check --changed --new --format agent`): mend each finding at its cause. `l9_explain` tells more of a rule.",
    "5. `l9_gates` (or `l9 verify SPEC` for an attested module): it is done when no gate has failed. Run the tests too.",
    "",
    "Never: a suppression comment, a weakened test, a second definition of a contract model, a file that the spec does not list, a claim that checks passed which you have not seen.",
    "A fact that neither spec nor contracts give is a question to the user, with its key in the spec.",
    "",
    "## The spec",
    "",
    `Required keys: ${required_spec_keys.map(code).join(", ")}. Only the spec's author changes what it asks for; propose such a change, do not make it in passing.`,
    "",
    "## Code",
    "",
    "- Each file opens with the header that the plan gives (`# module_id: …`).",
    "- Services are injected: a route takes them from `request.app.state` through `Depends`. Nothing is built at import time but routers, loggers and constants.",
    '- A thread id is `uuid5(MODULE_NAMESPACE, ":".join(key fields))`, the namespace a constant of the module.',
    inOwnNames(
      "- A packet is a `{packet}`, or what the repository has in its place, with its metadata and provenance models, given to the substrate service; never a dict.",
    ),
    "- Authentication fails closed with 401. Internal failures are logged, written as an error packet, and answered as the spec's error policy says.",
    `- Logs are fixed snake_case events with values as keywords, through ${required_imports.logging?.module ?? "the logger of the repository"}.`,
    "",
    "Imports that the document names:",
    "",
    ...Object.values(required_imports).map(
      ({ module, names }) => `- \`${names.length > 0 ? `from ${module} import ${names.join(", ")}` : `import ${module}`}\``,
    ),
    "",
    "Imports that must not appear:",
    "",
    ...forbidden_imports
      .filter(({ instead }) => instead !== undefined)
      .map(
        ({ module, name, instead }) => `- ${code(name ? `${module}.${name}` : module)}${instead ? `: use ${code(instead)}` : ""}`,
      ),
    "",
    "Patterns that must not appear:",
    "",
    ...Object.keys(forbidden_patterns).map((id) => `- ${code(id)}: ${toDo(id)}`),
    "",
    "## Tests",
    "",
    "A test calls the module and asserts fields of the contracts. One that asserts a status or `ok` alone proves nothing. Each name in `module.acceptance.required` has a test of that name, with a body of its own. Mocks of contract services have a spec (`create_autospec`).",
    "",
    "| category | row | proved by |",
    "| --- | --- | --- |",
    ...Object.entries(test_assertion_categories).flatMap(([category, rows]) =>
      rows.map((row) => `| ${category} | ${code(row)} | ${inOwnNames(PROOFS[row] ?? "")} |`),
    ),
    "",
    "The plan says which rows this module's kind must prove.",
    "",
    "## README and wiring",
    "",
    `Sections: ${readme_sections.map(({ heading }) => code(heading)).join(", ")}. The wiring snippet shows: ${Object.values(wiring_snippet_must_include).join(", ")}.`,
    "",
    "## Gates",
    "",
    "- `files_read`, `spec_valid`, `contracts_clear` must hold before code is written: every Space file was read, the spec is whole, and the contracts are found once.",
    "- The checks of the attestation hold for the code: contracts extracted, identity resolved, evidence complete, no forbidden pattern, nothing outside the plan. Suppressions, baselines and lowered severities do not count.",
    `- The budget: ${String(budget.max_files)} files, ${String(budget.max_lines_per_file)} lines a file, ${String(budget.max_total_loc)} lines in all.`,
  ].join("\n");
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser: "markdown" });
}

function code(text: string): string {
  return `\`${text}\``;
}
