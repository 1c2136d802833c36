import { join, resolve } from "node:path";
import { defineRule } from "../define.ts";

export default defineRule({
  id: "unplanned_file",
  family: "budget",
  check: "contracts_extracted",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A generated file that its module's spec does not allow.",
  why: "The spec says which files may be written; one more was invented, and nobody reviews what nobody expects.",
  instead: "Add the file to `module.repo.allowed_new_files`, or take it out.",
  examples: [],
  module(module, { project, report }) {
    const { spec } = module;
    // Without a list nothing is planned, and missing_spec_key says so.
    if (spec.allowedNewFiles.length === 0) return;
    const base = spec.rootPath ? resolve(project.root, spec.rootPath) : project.root;
    const allowed = new Set(
      [...spec.allowedNewFiles, ...spec.allowedModifiedFiles].flatMap(({ text }) => [join(project.root, text), join(base, text)]),
    );
    for (const { path } of module.files) {
      if (allowed.has(path) || !/\.(?:pyi?|tsx?|mts|cts)$/.test(path) || /[\\/]__init__\.pyi?$/.test(path)) continue;
      const list = spec.get("module.repo.allowed_new_files");
      report(path, {
        at: { start: 0, end: 0 },
        message: `This file belongs to ${module.id}, but its spec does not list it: add it to \`allowed_new_files\`, or take it out.`,
        related: list ? [{ path: spec.path, at: list.keySpan, message: "The files that the spec allows" }] : [],
      });
    }
  },
});
