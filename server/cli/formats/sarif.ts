import { pathToFileURL } from "node:url";
import type { Fix, Rule, Severity } from "../../../rules/define.ts";
import type { Finding } from "../../lint/finding.ts";
import { rulePage } from "../../lint/rule-page.ts";
import { publishedPage } from "../../project/rule-site.ts";
import type { Span } from "../../syntax/text.ts";
import { visibleJson } from "../../syntax/visible.ts";
import { version } from "../../version.ts";
import { shownRange, type CheckResult } from "../result.ts";
import { distinctFingerprints } from "./distinct.ts";
import { lineHashes } from "./line-hash.ts";
import { reportFolder, repositoryPaths } from "./repository-path.ts";
import { ABOUT_THE_RUN, leftOut, LEVELS, nothingChecked, shardRun, worst } from "./sarif-run.ts";

/** GitHub's own word for how severe a rule is that is about no security. */
const PROBLEMS: Record<Severity, string> = { error: "error", warning: "warning", info: "recommendation" };

/** GitHub shows no more places of one result. */
const MOST_PLACES = 100;

/** Relative paths start at the top of the repository. */
const SOURCE_ROOT = "%SRCROOT%";

/**
 * SARIF 2.1.0, as code scanning services read it: the rules at work with their pages, findings with fixes and related places, and how the run ended.
 * @param exitCode what the program ends with
 */
export function formatSarif(result: CheckResult, exitCode: number): string {
  const { shown, left } = worst(result.findings, ({ severity }) => LEVELS[severity]);
  const fingerprints = distinctFingerprints({ ...result, findings: shown });
  const uses = new Set(shown.map((finding) => finding.rule));
  const described = result.rules.filter((rule) => uses.has(rule.id)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const ruleIndex = (id: string): number => described.findIndex((rule) => rule.id === id);
  const place = placesIn(result);
  const hashOf = lineHashesOf(result);
  const results = shown.map((finding, at) => ({
    ruleId: finding.rule,
    ruleIndex: ruleIndex(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    locations: [place.location(finding.path, finding.span)],
    ...relatedPlaces(finding, place),
    partialFingerprints: { "l9/v1": fingerprints[at], primaryLocationLineHash: hashOf(finding) },
    ...(finding.fix ? { fixes: [place.fix(finding.fix.path ?? finding.path, finding.fix)] } : {}),
    ...(finding.module !== null || Object.keys(finding.data).length > 0
      ? { properties: { module: finding.module, ...finding.data } }
      : {}),
  }));
  const notifications = [
    ...(left > 0 ? [leftOut(left)] : []),
    ...(result.nothing === null ? [] : [nothingChecked(result.nothing)]),
    ...shown
      .filter(({ rule }) => ABOUT_THE_RUN.has(rule))
      .map(({ rule, severity, message, path, span }) => ({
        level: LEVELS[severity],
        message: { text: message },
        locations: [place.location(path, span)],
        associatedRule: { id: rule, index: ruleIndex(rule) },
      })),
  ];
  const driver = {
    name: "l9",
    semanticVersion: version,
    ...(result.rulePages === null ? {} : { informationUri: result.rulePages }),
    rules: described.map((rule) => describeRule(rule, result.rulePages)),
  };
  const run = {
    tool: { driver },
    ...(result.shard === null ? {} : { automationDetails: { id: shardRun(result.shard) } }),
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [SOURCE_ROOT]: { uri: folderUri(reportFolder(result.cwd)) } },
    invocations: [
      {
        executionSuccessful: true,
        exitCode,
        workingDirectory: { uri: folderUri(result.cwd) },
        ...(notifications.length > 0 ? { toolExecutionNotifications: notifications } : {}),
      },
    ],
    results,
  };
  return visibleJson({ $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] });
}

function describeRule(rule: Rule, site: string | null) {
  const { id, family, severity, what, why, instead } = rule;
  const page = rule.docs ?? (rule.own ? null : publishedPage(site, id));
  return {
    id,
    name: id,
    shortDescription: { text: what },
    fullDescription: { text: [what, why].filter(Boolean).join(" ") },
    ...(page === null ? {} : { helpUri: page }),
    help: { text: [why, instead].filter(Boolean).join(" ") || what, markdown: rulePage(rule) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { family, fix: rule.fix, tags: [family], "problem.severity": PROBLEMS[severity] },
  };
}

type Places = ReturnType<typeof placesIn>;

/** How the places of a result are written. */
function placesIn(result: CheckResult) {
  const shown = repositoryPaths(result);
  const artifact = (path: string): { uri: string; uriBaseId?: string } => {
    const relative = shown(path);
    return relative.startsWith("../") || relative === path
      ? { uri: pathToFileURL(path).href }
      : { uri: relative.split("/").map(encodeURIComponent).join("/"), uriBaseId: SOURCE_ROOT };
  };
  const region = (path: string, span: Span) => {
    const { start, end } = shownRange(result.textOf(path), span);
    return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
  };
  return {
    location: (path: string, span: Span) => ({
      physicalLocation: { artifactLocation: artifact(path), region: region(path, span) },
    }),
    fix: (path: string, { edits, title, safety }: Fix) => ({
      description: { text: `${title} (${safety})` },
      artifactChanges: [
        {
          artifactLocation: artifact(path),
          replacements: edits.map(({ span, text }) => ({
            deletedRegion: region(path, span),
            ...(text === "" ? {} : { insertedContent: { text } }),
          })),
        },
      ],
    }),
  };
}

function relatedPlaces({ related }: Finding, place: Places) {
  if (related.length === 0) return {};
  const places = related.map(({ path, span, message }) => ({ ...place.location(path, span), message: { text: message } }));
  return { relatedLocations: places.slice(0, MOST_PLACES) };
}

function lineHashesOf(result: CheckResult): (finding: Finding) => string {
  const known = new Map<string, string[]>();
  return ({ path, span }) => {
    const text = result.textOf(path);
    let hashes = known.get(path);
    if (!hashes) known.set(path, (hashes = lineHashes(text.value)));
    return hashes[text.position(span.start).line] as string;
  };
}

/** A base for relative addresses ends with a slash. */
function folderUri(folder: string): string {
  return `${pathToFileURL(folder).href.replace(/\/$/, "")}/`;
}
