import { defineRule } from "../define.ts";
import { checkShape, newValue, v2Layout } from "../../server/facts/spec.ts";
import { nearest } from "../shared/nearest.ts";
import { specBlocker } from "../shared/spec-blocker.ts";
import { renameFix } from "../shared/spec-rename.ts";

export default defineRule({
  id: "spec_type",
  family: "spec",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A value of the wrong type or shape: a text where a list belongs, a method that does not exist, an entry without its name.",
  why: "The generator reads the key as the schema says; a value of another shape is lost or misread.",
  instead: "Write what the message expects.",
  examples: [
    {
      bad: "module:\n  repo:\n    allowed_new_files: api/orders.py\n",
      good: "module:\n  repo:\n    allowed_new_files:\n      - api/orders.py\n",
    },
  ],
  spec(document, context) {
    for (const { at, path, expected, found, options } of checkShape(document).problems) {
      const word = found.replaceAll("`", "");
      const near = options.length > 0 ? (newWord(word, options) ?? nearest(word, options)) : null;
      const subject = path === "" ? "The spec" : `\`${path}\``;
      const issue = found === "nothing" ? `${subject} is missing.` : `${subject} must be ${expected}, but ${found} stands here.`;
      const instead = near
        ? `Did you mean \`${near}\`?`
        : found === "nothing"
          ? `Add it with ${expected}.`
          : advice(expected, found);
      const fix = near ? renameFix(document, at, { word, to: near }) : undefined;
      context.report(specBlocker(document, context, { at, issue, instead, fix, data: { key: path, expected, found } }));
    }
  },
});

/** What v3 calls a value that v2 called otherwise. */
function newWord(word: string, options: readonly string[]): string | null {
  const words = v2Layout.rows.flatMap((row) => newValue(row, word) ?? []);
  return words.find((candidate) => options.includes(candidate)) ?? null;
}

/** How one gets from what stands there to what is expected, for the mistakes that YAML makes easy. */
function advice(expected: string, found: string): string {
  if (/\ba text\b/.test(expected) && /^the number|^`(true|false)`$/.test(found)) return "Put it in quotes.";
  if (/\ba text\b/.test(expected) && found === "a map") return "A text with a `: ` in it needs quotes.";
  if (expected.startsWith("a list") && found.startsWith("`")) return "Put it on a line of its own that begins with `- `.";
  return "Correct the value.";
}
