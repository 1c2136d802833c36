import type { Rule } from "../../rules/define.ts";

const FENCES: Record<string, string> = { python: "python", typescript: "ts", yaml: "yaml" };

/** All that is to be said about a rule, as one page of Markdown: beside the program for editors, in SARIF as a rule's help. */
export function rulePage(rule: Rule): string {
  const { id, family, severity, fix, languages, what, why, instead, examples, unsuppressible = false } = rule;
  const fence = FENCES[languages[0] ?? ""] ?? "";
  const code = (text: string): string => `\`\`\`${fence}\n${text.trimEnd()}\n\`\`\``;
  return `${[
    `# ${id}`,
    what,
    ...(why === "" ? [] : [why]),
    ...(instead === "" ? [] : [`**Instead:** ${instead}`]),
    ...(rule.docs === undefined ? [] : [`More about it: <${rule.docs}>.`]),
    ...examples.flatMap(({ bad, good }) => ["Found:", code(bad), "Right:", code(good)]),
    `Family ${family}, ${severity}. Fix: ${fix ?? "none"}. Languages: ${languages.join(", ")}.`,
    unsuppressible
      ? "It can not be suppressed."
      : `To accept one place, write \`l9: ignore[${id}]\` and the reason in a comment on its line or above it.`,
    `To change it everywhere, in \`l9.config.yaml\`: \`rules: { ${id}: off }\`.`,
  ].join("\n\n")}\n`;
}
