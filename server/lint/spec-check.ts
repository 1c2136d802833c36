import type { Report, Rule } from "../../rules/define.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { diskPaths } from "../project/path-facts.ts";
import type { Projects } from "./projects.ts";
import { internalError, type Reported } from "./python-file.ts";

/** Runs the spec rules on every spec document of a file. */
export function checkSpecs(documents: readonly SpecDocument[], rules: readonly Rule[], projects: Projects): Reported[] {
  const reports: Reported[] = [];
  for (const document of documents) {
    const project = projects.fresh(document);
    for (const rule of rules) {
      if (!rule.spec) continue;
      const report = (found: Report): void => void reports.push({ ...found, rule: rule.id });
      try {
        rule.spec(document, { path: document.path, project, paths: diskPaths, report });
      } catch (error) {
        reports.push(internalError(rule, error, { start: 0, end: 0 }));
      }
    }
  }
  return reports;
}
