import type { Span } from "../../syntax/text.ts";
import { parseYaml, type YamlNode } from "../../syntax/yaml.ts";

export interface RuleProblem {
  span: Span;
  message: string;
  /** What may be meant in place of what stands there. */
  near?: string | null;
}

/** Of the text that was last read: its rules are read first, then looked at for what is wrong with them. */
let last: { text: string; nodes: YamlNode[]; problems: RuleProblem[] } | null = null;

/** The values of a file that are rules: each document, or each item of a document that is a list. */
export function ruleNodes(text: string): { nodes: readonly YamlNode[]; problems: RuleProblem[] } {
  if (last?.text !== text) last = { text, ...nodesOf(text) };
  return { nodes: last.nodes, problems: [...last.problems] };
}

function nodesOf(text: string): { nodes: YamlNode[]; problems: RuleProblem[] } {
  const documents = parseYaml(text.replace(/^\ufeff/, " "));
  const problems = documents.flatMap((document) => document.problems.map(({ span, message }) => ({ span, message })));
  const nodes = documents.flatMap(({ root }) => (root === null ? [] : root.kind === "list" ? root.items : [root]));
  return { nodes: nodes.filter((node) => node.kind !== "scalar" || node.value !== null), problems };
}
