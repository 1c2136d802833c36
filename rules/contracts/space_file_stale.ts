import { relative } from "node:path";
import type { ExtractDifference } from "../../server/facts/space.ts";
import { defineRule } from "../define.ts";

/** Differences shown as related places of one finding. */
const MAX_RELATED = 8;

export default defineRule({
  id: "space_file_stale",
  family: "contracts",
  check: null,
  severity: "warning",
  languages: ["yaml"],
  fix: null,
  what: "An extract of the Space differs from the workspace file it names.",
  why: "A model that is given the Space writes code for what the extract says; the file, which wins, says something else.",
  instead: "Copy the definitions of the file into the extract again.",
  examples: [],
  space(context) {
    const { file, project } = context;
    for (const extract of file.facts.extracts) {
      const found = context.differences(extract);
      if (!found || found.differences.length === 0) continue;
      const name = relative(project.root, found.path).split("\\").join("/");
      const shown = found.differences.slice(0, 3).map(describe).join("; ");
      const more = found.differences.length > 3 ? ` and ${found.differences.length - 3} more` : "";
      const verdict = project.contracts.spaceFirst
        ? "The extract counts here; bring the file in line with it, or copy the file into the extract again."
        : "The file wins; copy it into the extract again.";
      context.report({
        at: { start: 0, end: 0 },
        message: `The extract of ${name} is out of date: ${shown}${more}. ${verdict}`,
        related: found.differences
          .slice(0, MAX_RELATED)
          .map((difference) =>
            difference.fileSpan
              ? { path: found.path, at: difference.fileSpan, message: describe(difference) }
              : { at: difference.span, message: describe(difference) },
          ),
        data: { file: name, differences: found.differences.map(({ name: member, what, how }) => ({ name: member, what, how })) },
      });
    }
  },
});

function describe({ name, how, inExtract, inFile }: ExtractDifference): string {
  if (how === "gone") return `the file has no ${name}`;
  if (how === "new") return `the extract lacks ${name}`;
  return `${name} is \`${inFile}\` in the file and \`${inExtract}\` in the extract`;
}
