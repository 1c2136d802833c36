/** A rule as `l9 explain --format json` prints it, as a page that an editor can open from a finding's code. */
export function rulePage({ id, family, severity, fix, languages, what, why, instead, examples, suppressible }) {
  const fence = languages[0] === "typescript" ? "ts" : (languages[0] ?? "");
  const code = (text) => `\`\`\`${fence}\n${text.trimEnd()}\n\`\`\``;
  return `${[
    `# ${id}`,
    what,
    why,
    `**Instead:** ${instead}`,
    ...examples.flatMap(({ bad, good }) => ["Found:", code(bad), "Right:", code(good)]),
    `Family ${family}, ${severity}. Fix: ${fix ?? "none"}. Languages: ${languages.join(", ")}.`,
    suppressible
      ? `To accept one place, write \`l9: ignore[${id}]\` and the reason in a comment on its line or above it.`
      : "It can not be suppressed.",
    `To change it everywhere, in \`l9.config.yaml\`: \`rules: { ${id}: off }\`.`,
  ].join("\n\n")}\n`;
}
