import { defineRule } from "../define.ts";
import { legacyKeys } from "../../server/facts/spec.ts";
import { migrate } from "../shared/migration/migrate.ts";

export default defineRule({
  id: "legacy_spec_layout",
  family: "spec",
  check: null,
  severity: "warning",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A spec in a v2.x layout: `metadata` and sections at top level in place of one `module`.",
  why: "It is still understood, key by key, but new keys and most tools know the v3 layout only.",
  instead:
    "Let the fix move every key under `module`, or run `l9 migrate`. What v3 has no place for is kept under `module.x_legacy`.",
  examples: [
    {
      bad: "metadata:\n  module_id: mail.adapter\n  name: Mail Adapter\n",
      good: "module:\n  id: mail.adapter\n  name: Mail Adapter\n",
    },
  ],
  spec(document, context) {
    if (document.layout !== "v2" || document.isTemplate || document.yaml.problems.some(({ structural }) => structural)) return;
    const [first] = legacyKeys(document.root);
    if (!first) return;
    const result = migrate(document);
    const blocked = "problem" in result ? result.problem : null;
    const advice =
      blocked === null
        ? "The fix, or `l9 migrate`, moves every key under `module` and keeps the comments."
        : `It can not be moved by machine: ${blocked}.`;
    context.report({
      at: first.keySpan,
      message: `\`${first.key}\` at top level belongs to a v2.x layout; v3 keeps everything under \`module\`. ${advice}`,
      fix: "problem" in result ? undefined : { title: "Migrate this spec to the v3 layout", safety: "unsafe", edits: [result] },
      data: { layout: "v2", blocked },
    });
  },
});
