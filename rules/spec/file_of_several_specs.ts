import { relative, sep } from "node:path";
import { defineRule } from "../define.ts";
import { pathFault } from "../../server/facts/spec/module-path.ts";
import { isPlaceholder } from "../../server/facts/spec.ts";

export default defineRule({
  id: "file_of_several_specs",
  family: "spec",
  check: null,
  severity: "warning",
  languages: ["yaml"],
  fix: null,
  what: "A file that `allowed_new_files` of several specs list: it is one module's, and no rule looks at it for the others.",
  why: "A file is checked, generated and attested as a part of one module; which one must not depend on what is open in an editor.",
  instead:
    "Keep the file in the list of one spec. Of a copy or an older version of a spec, take the list out, or exclude the copy.",
  examples: [
    {
      bad: "# specs/Module-Spec-payments_webhook.yaml lists this file\nmodule:\n  id: refunds\n  repo:\n    allowed_new_files: [api/payments_webhook_adapter.py]\n",
      good: "module:\n  id: refunds\n  repo:\n    allowed_new_files: [api/refunds_adapter.py]\n",
    },
  ],
  spec(document, context) {
    if (document.isTemplate) return;
    for (const { text, span } of document.allowedNewFiles) {
      // What can not be written is `spec_path`'s.
      if (isPlaceholder(text) || text.trim() === "" || pathFault(text)) continue;
      const specs = context.listing(text);
      const [owner] = specs;
      const isThis = (spec: typeof owner): boolean => spec?.path === document.path && spec.index === document.index;
      const others = specs.filter((spec) => !isThis(spec));
      const [other] = others;
      if (!owner || !other) continue;
      const named = (spec: typeof other): string => {
        const path = relative(context.project.root, spec.path).split(sep).join("/");
        return spec.path === document.path ? `the spec \`${spec.id ?? ""}\` of this file` : `\`${path}\``;
      };
      const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
      const whose = isThis(owner)
        ? "it belongs to the module of this one"
        : `it belongs to the module of ${named(owner)}, and nothing of this one looks at it`;
      context.report({
        at: span,
        message: `\`${text}\` is listed by ${named(other)}${more} too: ${whose}. Take it out of all lists but one.`,
        data: { path: text },
      });
    }
  },
});
