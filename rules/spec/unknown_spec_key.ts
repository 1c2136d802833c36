import { defineRule } from "../define.ts";
import { checkShape, isPlaceholder } from "../../server/facts/spec.ts";
import { specShape, type Shape } from "../../server/facts/spec/shape.ts";
import { nearest } from "../shared/nearest.ts";
import { renameFix } from "../shared/spec-rename.ts";

export default defineRule({
  id: "unknown_spec_key",
  family: "spec",
  check: null,
  severity: "warning",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A key that the spec's schema does not know at this place. Keys that begin with `x-` or `x_` are left to you.",
  why: "Nothing reads it: what it says does not reach the generated module.",
  instead: "Correct its spelling or its place, or take it out.",
  examples: [{ bad: "module:\n  porpose: Takes orders.\n", good: "module:\n  purpose: Takes orders.\n" }],
  spec(document, context) {
    if (document.layout === "unknown" || document.yaml.problems.some(({ structural }) => structural)) return;
    const { required_spec_keys: required } = context.project.profile;
    for (const unknown of checkShape(document).unknown) {
      if (isPlaceholder(unknown.key)) continue;
      const path = unknown.parent === "" ? unknown.key : `${unknown.parent}.${unknown.key}`;
      // What the configuration requires is read by whoever requires it.
      if (required.some((key) => key === path || key.startsWith(`${path}.`))) continue;
      const near = nearest(unknown.key, unknown.known);
      const place = unknown.parent === "" ? "at the top level of a spec" : `under \`${unknown.parent}\``;
      const home = near ? null : homeOf(unknown.key);
      const advice = near
        ? `Did you mean \`${near}\`?`
        : home
          ? `It belongs at \`${home}\`.`
          : "Remove it, or begin its name with `x_` to keep it as a note of your own.";
      context.report({
        at: unknown.at,
        message: `The key \`${unknown.key}\` is not known ${place}, so nothing reads it. ${advice}`,
        fix: near ? renameFix(document, unknown.at, { word: unknown.key, to: near }) : undefined,
        data: { key: unknown.key, parent: unknown.parent },
      });
    }
  },
});

/** The one place of the schema that has a key of this name; null when there is none or several. */
function homeOf(key: string): string | null {
  const homes: string[] = [];
  const visit = (shape: Shape, path: string): void => {
    for (const [name, inner] of Object.entries(shape.properties ?? {})) {
      const full = path === "" ? name : `${path}.${name}`;
      if (name === key) homes.push(full);
      visit(inner, full);
    }
  };
  visit(specShape, "");
  return homes.length === 1 ? (homes[0] as string) : null;
}
