import type { Report, Rule } from "../../rules/define.ts";
import type { Project } from "../facts/project.ts";
import type { OpenQuestion } from "../facts/open-question.ts";
import { hasYaml, isNamedAsSpec, isSpecFile, readSpec, type SpecDocument } from "../facts/spec.ts";
import { diskPaths } from "../project/path-facts.ts";
import type { Workspace } from "../project/workspace.ts";
import { parseYaml } from "../syntax/yaml.ts";
import { step } from "../syntax/meter.ts";
import { Text } from "../syntax/text.ts";
import { internalError, withoutFixes, type Looked, type Reported } from "./code-file.ts";
import { commentsAt, markdownComments, type SourceComment } from "./suppression-comments.ts";

/** Said of a file that is named as a spec and holds none: it must not look clean. */
const NO_SPEC: Reported = {
  rule: "file_skipped",
  at: { start: 0, end: 0 },
  message:
    "This file is named as a module spec, and nothing in it can be read as one, so nothing was checked. Write the spec as YAML, in a ```yaml block or as the whole file, or give a text about specs another name.",
};

/** Steps that a rule takes for a document in which it finds nothing, and for each finding. */
const RULE = 10;
const FINDING = 250;

interface Known {
  workspace: Workspace;
  rules: readonly Rule[];
  project: (spec: SpecDocument) => Project;
  /** What agreements say of the file. */
  agreed: readonly Reported[];
  questions: (spec: SpecDocument) => readonly OpenQuestion[];
}

/** Checks what a YAML or Markdown file holds of specs. @param ofModules what the rules about modules say of the file */
export function checkYaml(
  path: string,
  text: string,
  { workspace, rules, project, agreed, questions }: Known,
  ofModules: () => readonly Reported[],
): Looked {
  const known = workspace.specsAt(path);
  const specs = known.length > 0 || !isSpecFile(path, text) ? known : readSpec(path, text);
  if (specs.length === 0 && isNamedAsSpec(path) && !hasYaml(path, text)) return { reports: [NO_SPEC], comments: [] };
  const listing = (spec: SpecDocument, file: string): readonly SpecDocument[] => workspace.listing(spec, file);
  const reports = [...checkSpecs(specs, rules, { projectOf: project, listing, questions }), ...ofModules()];
  if (specs.length === 0 && agreed.length > 0 && /\.ya?ml$/.test(path))
    return { reports, comments: parseYaml(text).flatMap((document) => commentsAt(document.comments, new Text(text))) };
  return { reports, comments: specComments(path, text, specs) };
}

/** What is around a spec. */
interface Around {
  projectOf: (document: SpecDocument) => Project;
  listing: (document: SpecDocument, file: string) => readonly SpecDocument[];
  questions: (document: SpecDocument) => readonly OpenQuestion[];
}

/** Runs the spec rules on every spec document of a file. In a file that does not parse nothing is changed. */
function checkSpecs(
  documents: readonly SpecDocument[],
  rules: readonly Rule[],
  { projectOf, listing, questions }: Around,
): Reported[] {
  const reports: Reported[] = [];
  for (const document of documents) {
    const project = projectOf(document);
    for (const rule of rules) {
      if (!rule.spec) continue;
      step(RULE);
      const report = (found: Report): void => {
        step(FINDING);
        reports.push({ ...found, rule: rule.id });
      };
      try {
        rule.spec(document, {
          path: document.path,
          project,
          paths: diskPaths,
          listing: (file) => listing(document, file),
          questions: () => questions(document),
          report,
        });
      } catch (error) {
        reports.push(internalError(rule, error, { start: 0, end: 0 }));
      }
    }
  }
  return reports.some(({ rule }) => rule === "spec_syntax") ? withoutFixes(reports) : reports;
}

/** The comments of a file of specs in which suppressions may stand. */
function specComments(path: string, text: string, documents: readonly SpecDocument[]): SourceComment[] {
  const whole = new Text(text);
  const comments = documents.flatMap((document) => commentsAt(document.yaml.comments, whole));
  return path.endsWith(".md") ? [...comments, ...markdownComments(whole)] : comments;
}
