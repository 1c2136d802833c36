import { basename } from "node:path";
import { MarkupKind, type Hover, type HoverParams, type Position } from "vscode-languageserver/node";
import type { Rule } from "../../../rules/define.ts";
import type { Evidence } from "../../facts/contracts.ts";
import { CONFIG_NAME } from "../../project/config.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { Text } from "../../syntax/text.ts";
import { declaresRules } from "../session/configuration.ts";
import { contractHover } from "./contract-hover.ts";
import type { FileDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";
import { specDocument } from "../spec-document.ts";

const FENCES: Record<string, string> = { python: "python", yaml: "yaml", typescript: "typescript" };

/** What the rules behind the findings at a place are about; else the contract that is named there; in a spec what the key there means. */
export async function hover(session: Session, params: HoverParams): Promise<Hover | null> {
  const { textDocument, position } = params;
  const document = await session.ready(textDocument.uri);
  if (!document) return null;
  const rules = ruleHover(session, document, position);
  if (rules) return rules;
  const { configShape, hoverConfig, hoverSpec, ownRuleShape, saidAbout } = await session.engine;
  const offset = document.text.offsetAt(position);
  const isConfig = basename(document.path) === CONFIG_NAME;
  if (isConfig || declaresRules(session, document.path))
    return hoverConfig(isConfig ? configShape : ownRuleShape, document.text.getText(), offset, session.client.markdownHover);
  const spec = await specDocument(session, textDocument.uri);
  const contract = await contractHover(session, params);
  if (contract || !spec) return contract;
  const linter = session.workspaces.of(spec.path)?.linter;
  const said = (path: readonly string[]): string[] => {
    const own = linter?.workspace.specsAt(spec.path)[0];
    if (!linter || !own) return [];
    const place = (evidence: Evidence): string => {
      const { line } = new Text(linter.files.text(evidence.path)).position(evidence.span?.start ?? 0);
      return `${pathFrom(linter.root, evidence.path)}:${line + 1}`;
    };
    return saidAbout(path, linter.contractsOf(own), place);
  };
  return hoverSpec(spec.path, spec.text.getText(), spec.text.offsetAt(position), session.client.markdownHover, said);
}

function ruleHover(session: Session, document: FileDocument, position: Position): Hover | null {
  const at = document.text.offsetAt(position);
  const here = session.findings(document.path).filter(({ span }) => span.start <= at && at <= span.end);
  const rules = [...new Set(here.map(({ rule }) => rule))].map((id) => session.rule(id)).filter((rule) => rule !== null);
  const [first] = here;
  if (!first || rules.length === 0) return null;
  const [start, end] = here
    .map(({ span }) => span)
    .reduce(([from, to], span) => [Math.max(from, span.start), Math.min(to, span.end)], [first.span.start, first.span.end]);
  return {
    contents: session.client.markdownHover
      ? { kind: MarkupKind.Markdown, value: rules.map(ruleMarkdown).join("\n\n---\n\n") }
      : { kind: MarkupKind.PlainText, value: rules.map(ruleText).join("\n\n") },
    range: { start: document.text.positionAt(start), end: document.text.positionAt(end) },
  };
}

export function ruleMarkdown(rule: Rule): string {
  const example = rule.examples[0];
  const fence = FENCES[rule.languages[0] ?? ""] ?? "";
  const code = (text: string): string => `\`\`\`${fence}\n${text.trimEnd()}\n\`\`\``;
  const parts = [`**${rule.id}** · ${rule.what}`, rule.why, rule.instead && `**Instead:** ${rule.instead}`];
  if (example) parts.push(`Found:\n\n${code(example.bad)}`, `Right:\n\n${code(example.good)}`);
  return parts.filter(Boolean).join("\n\n");
}

function ruleText(rule: Rule): string {
  return [`${rule.id}: ${rule.what}`, rule.why, rule.instead && `Instead: ${rule.instead}`].filter(Boolean).join("\n");
}
