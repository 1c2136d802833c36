import type { Report, Rule } from "../../rules/define.ts";
import type { Project } from "../facts/project.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { diskPaths } from "../project/path-facts.ts";
import { Text } from "../syntax/text.ts";
import { internalError, withoutFixes, type Reported } from "./code-file.ts";
import { commentsAt, markdownComments, type SourceComment } from "./suppression-comments.ts";

/** Said of a file that is named as a spec and holds none: it must not look clean. */
export const NO_SPEC: Reported = {
  rule: "file_skipped",
  at: { start: 0, end: 0 },
  message:
    "This file is named as a module spec, and nothing in it can be read as one, so nothing was checked. Write the spec as YAML, in a ```yaml block or as the whole file, or give a text about specs another name.",
};

/** Runs the spec rules on every spec document of a file. In a file that does not parse nothing is changed. */
export function checkSpecs(
  documents: readonly SpecDocument[],
  rules: readonly Rule[],
  projectOf: (document: SpecDocument) => Project,
): Reported[] {
  const reports: Reported[] = [];
  for (const document of documents) {
    const project = projectOf(document);
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
  return reports.some(({ rule }) => rule === "spec_syntax") ? withoutFixes(reports) : reports;
}

/** The comments of a file of specs in which suppressions may stand. */
export function specComments(path: string, text: string, documents: readonly SpecDocument[]): SourceComment[] {
  const whole = new Text(text);
  const comments = documents.flatMap((document) => commentsAt(document.yaml.comments, whole));
  return path.endsWith(".md") ? [...comments, ...markdownComments(whole)] : comments;
}
