import type { Fix, Rule, Severity } from "../../../rules/define.ts";
import { rules } from "../../../rules/index.ts";
import type { Span } from "../../syntax/text.ts";
import { version } from "../../version.ts";
import { fingerprint } from "../../lint/fingerprint.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { visibleJson } from "../../syntax/visible.ts";

const LEVELS: Record<Severity, string> = { error: "error", warning: "warning", info: "note" };

/** SARIF 2.1.0, as code scanning services read it: every rule with its help, findings with fixes and related places. */
export function formatSarif(result: CheckResult): string {
  const uses = new Set(result.findings.map((finding) => finding.rule));
  const described = rules.filter((rule) => uses.has(rule.id));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "l9", semanticVersion: version, rules: described.map(describeRule) } },
        columnKind: "utf16CodeUnits",
        results: result.findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: described.findIndex((rule) => rule.id === finding.rule),
          level: LEVELS[finding.severity],
          message: { text: finding.message },
          locations: [location(result, finding.path, finding.span)],
          ...(finding.related.length > 0
            ? {
                relatedLocations: finding.related.map(({ path, span, message }) => ({
                  ...location(result, path, span),
                  message: { text: message },
                })),
              }
            : {}),
          partialFingerprints: { "l9/v1": fingerprint(finding, result.textOf(finding.path)) },
          ...(finding.fix ? { fixes: [fixOf(result, finding.fix.path ?? finding.path, finding.fix)] } : {}),
          ...(finding.module !== null || Object.keys(finding.data).length > 0
            ? { properties: { module: finding.module, ...finding.data } }
            : {}),
        })),
      },
    ],
  };
  return visibleJson(log);
}

function describeRule(rule: Rule) {
  return {
    id: rule.id,
    shortDescription: { text: rule.what },
    fullDescription: { text: `${rule.what} ${rule.why}` },
    help: { text: `${rule.why} ${rule.instead}` },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: { family: rule.family, fix: rule.fix, tags: [rule.family] },
  };
}

function location(result: CheckResult, path: string, span: Span) {
  return { physicalLocation: { artifactLocation: { uri: uri(result.shown(path)) }, region: region(result, path, span) } };
}

function region(result: CheckResult, path: string, span: Span) {
  const { start, end } = shownRange(result.textOf(path), span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function fixOf(result: CheckResult, path: string, fix: Fix) {
  const replacements = fix.edits.map(({ span, text }) => ({
    deletedRegion: region(result, path, span),
    ...(text === "" ? {} : { insertedContent: { text } }),
  }));
  return {
    description: { text: `${fix.title} (${fix.safety})` },
    artifactChanges: [{ artifactLocation: { uri: uri(result.shown(path)) }, replacements }],
  };
}

function uri(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
