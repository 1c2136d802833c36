import { defineRule } from "../define.ts";
import { categoryOf } from "../shared/error-categories.ts";
import { ModuleNames } from "../shared/module-names.ts";

export default defineRule({
  id: "error_policy_drift",
  family: "drift",
  check: "contracts_extracted",
  severity: "warning",
  languages: ["yaml", "python", "typescript"],
  fix: "unsafe",
  what: "The status that the code answers an error with is not the one that the spec's error policy gives its category.",
  why: "Senders retry or give up by the status: another one loses events or repeats them without end.",
  instead: "Answer with the status of the category in `module.error_policy.categories`.",
  examples: [
    {
      bad: '# spec: error_policy: {categories: {invalid_signature: {status: 401}}}\nraise HTTPException(status_code=403, detail="invalid_signature")\n',
      good: '# spec: error_policy: {categories: {invalid_signature: {status: 401}}}\nraise HTTPException(status_code=401, detail="invalid_signature")\n',
    },
  ],
  module(module, context) {
    const { categories } = module.spec.errorPolicy;
    if (categories.length === 0) return;
    for (const { path, facts } of new ModuleNames(module).code) {
      for (const fact of facts?.statuses ?? []) {
        const category = categoryOf(fact, categories);
        if (!category?.status || category.status.value === fact.status) continue;
        const wanted = category.status.value;
        context.report(path, {
          at: fact.span,
          message: `\`${category.name.text}\` is answered with ${fact.status} here, but the spec's error policy says ${wanted}: senders act by the status. Answer ${wanted}, or correct the spec.`,
          related: [
            {
              path: module.specPath,
              at: category.status.span,
              message: `The spec gives \`${category.name.text}\` the status ${wanted}`,
            },
          ],
          data: { category: category.name.text, expected: wanted, found: fact.status },
          fix: fact.named
            ? undefined
            : { title: `Answer ${wanted}`, safety: "unsafe", edits: [{ span: fact.span, text: String(wanted) }] },
        });
      }
    }
  },
});
