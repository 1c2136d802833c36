import type { ReadCode } from "../../code/pattern/parse.ts";
import type { OwnRules } from "../../project/own-rules/load.ts";
import { ruleNodes, type RuleProblem } from "../../project/own-rules/rule-nodes.ts";
import { follow } from "../../project/yaml-place.ts";
import type { Text } from "../../syntax/text.ts";
import { parseYaml } from "../../syntax/yaml.ts";
import type { Looked, Reported } from "../code-file.ts";
import { commentsAt } from "../suppression-comments.ts";
import { compile } from "./compile.ts";

/**
 * What is wrong with the rules of a file of own rules, each told at its place. Of a text that is not the one the rules were read from nothing is told until they
 * are read again: the places are those of the other. @param readers read code of each language
 */
export function checkRuleFile(
  path: string,
  text: Text,
  { rules, problems, texts }: OwnRules,
  readers: Record<"python" | "typescript", ReadCode>,
): Looked {
  const isCurrent = (texts.get(path) ?? text.value) === text.value;
  const own = isCurrent ? rules.filter(({ file }) => file === path) : [];
  const { nodes } = own.length > 0 ? ruleNodes(text.value) : { nodes: [] };
  const found: RuleProblem[] = isCurrent ? problems.filter(({ file }) => file === path) : [];
  for (const rule of own) {
    const node = nodes[rule.at];
    const seen = new Set<string>();
    for (const language of node ? rule.language : []) {
      const compiled = compile(rule, language, readers[language]);
      for (const { path: keys, message } of Array.isArray(compiled) ? compiled : []) {
        const { span } = follow(node as NonNullable<typeof node>, keys).node;
        if (!seen.has(`${span.start} ${message}`)) found.push({ span, message });
        seen.add(`${span.start} ${message}`);
      }
    }
  }
  const reports = found.map(({ span, message, near }): Reported => ({
    rule: "own_rule_invalid",
    at: { start: Math.min(span.start, text.value.length), end: Math.min(span.end, text.value.length) },
    message,
    ...(near ? { fix: { title: `Write \`${near}\``, safety: "unsafe", edits: [{ span, text: near }] } } : {}),
  }));
  const comments = text.value.includes("l9:")
    ? parseYaml(text.value).flatMap((document) => commentsAt(document.comments, text))
    : [];
  return { reports, comments };
}
