/** Repetitions without an end that an expression may have: each multiplies the work by the length of the text once more. */
const MOST = 3;

/** Characters; a longer pattern was not written by a person. */
const LONGEST = 1000;

/**
 * True for a regular expression that a repository may have run: no repetition stands in a repetition, no choice in one, nothing refers back, and few
 * repetitions follow one another. What is not quick could hold up the program for hours on a text of some hundred characters.
 */
export function isQuickExpression(source: string): boolean {
  if (source.length > LONGEST || /\\(?:[1-9]|k<)/.test(source)) return false;
  let repetitions = 0;
  const groups: { repeats: boolean; chooses: boolean }[] = [{ repeats: false, chooses: false }];
  let closed: { repeats: boolean; chooses: boolean } | null = null;
  for (const [token] of source.matchAll(/\\[\s\S]|\[\^?(?:\\[\s\S]|[^\]\\])*\]|\{\d+,?\d*\}|[\s\S]/g)) {
    const group = groups.at(-1);
    if (!group) return false;
    if (token === "(") groups.push({ repeats: false, chooses: false });
    else if (token === "|") group.chooses = true;
    else if (token === "*" || token === "+" || /^\{\d+,\d*\}$/.test(token)) {
      if (closed?.repeats || closed?.chooses) return false;
      repetitions++;
      group.repeats = true;
    }
    closed = token === ")" ? (groups.pop() ?? null) : null;
    const outer = groups.at(-1);
    if (closed && outer) outer.repeats ||= closed.repeats;
  }
  return repetitions <= MOST;
}

/** The same of a glob: within a part of a path few `*`, few parts `**`, and no `*(…)` or `+(…)` around another one. Null where it is quick, else what is not. */
export function slowGlob(pattern: string): string | null {
  if (pattern.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  if (/[*+]\([^)]*[*+!?@]\(|[*+]\([^)]*\*/.test(pattern)) return "it repeats within a repetition";
  const parts = pattern.split("/");
  if (parts.filter((part) => part.includes("**")).length > MOST) return `more than ${MOST} of its parts hold \`**\``;
  if (parts.some((part) => [...part.matchAll(/\*+|[+!]\(/g)].length > MOST)) return `a part of it holds more than ${MOST} \`*\``;
  return null;
}
