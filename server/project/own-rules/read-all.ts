import { rules as builtIn } from "../../../rules/index.ts";
import type { Read } from "../files.ts";
import type { OwnRules } from "./load.ts";
import { prepareOwnRules } from "./prepare.ts";
import { readRules } from "./read.ts";
import { ruleNodes } from "./rule-nodes.ts";

/** Reads the files of own rules; of rules with one id the first counts. */
export async function readAll(files: string[], read: (path: string) => Read): Promise<OwnRules> {
  const own: OwnRules = { files, texts: new Map(), rules: [], problems: [] };
  const taken = new Map<string, string>(builtIn.map(({ id }) => [id, "a rule that l9 brings"]));
  for (const file of files) {
    const content = read(file);
    if ("problem" in content) {
      own.problems.push({ file, span: { start: 0, end: 0 }, message: `These rules can not be read: ${content.problem}.` });
      continue;
    }
    own.texts.set(file, content.text);
    const found = readRules(file, content.text);
    own.problems.push(...found.problems.map((problem) => ({ file, ...problem })));
    for (const rule of found.rules) {
      const other = taken.get(rule.id);
      taken.set(rule.id, other ?? "another rule of this repository");
      if (other === undefined) {
        own.rules.push(rule);
        continue;
      }
      const node = ruleNodes(content.text).nodes[rule.at];
      const entry = node?.kind === "map" ? node.entries.find(({ key }) => key === "id") : undefined;
      const message = `\`${rule.id}\` is the id of ${other}: give this one another, so that each can be named.`;
      own.problems.push({ file, span: entry?.value?.span ?? { start: 0, end: 0 }, message });
    }
  }
  await prepareOwnRules(own);
  return own;
}
