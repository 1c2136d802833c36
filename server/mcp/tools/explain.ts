import { unknownRule } from "../../cli/check-options.ts";
import { rulesHere } from "../../cli/rules-here.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { rulePage } from "../../lint/rule-page.ts";

export interface Explained {
  /** Of one rule its page in Markdown; null where all are listed. */
  page: string | null;
  rules: { id: string; severity: string; what: string }[];
}

/** `l9_explain`: what a rule is about; without one, all rules. */
export async function explain({ rule }: { rule?: string | undefined }, root: string): Promise<Explained> {
  const rules = await rulesHere(root);
  const chosen = rule === undefined ? rules : rules.filter(({ id }) => id === rule);
  const [first] = chosen;
  if (!first) throw new UsageError(unknownRule(rule ?? "", rules));
  return {
    page: rule === undefined ? null : rulePage(first),
    rules: chosen.map(({ id, severity, what }) => ({ id, severity, what })),
  };
}
