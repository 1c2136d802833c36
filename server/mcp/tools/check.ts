import type { Rule } from "../../../rules/define.ts";
import type { ChangeAsked } from "../../cli/check-options.ts";
import { gitChange } from "../../cli/git-change.ts";
import { openLinter } from "../../cli/open-linter.ts";
import { checkOne } from "../../cli/report.ts";
import { leftAlone, sameModules } from "../../cli/targets.ts";
import { shownRange } from "../../cli/result.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { applyChange } from "../../lint/change.ts";
import { beyondCounts, fingerprint, type FingerprintCounts } from "../../lint/fingerprint.ts";
import type { Finding } from "../../lint/finding.ts";
import type { Linter } from "../../lint/linter.ts";
import { Text } from "../../syntax/text.ts";
import { fitting, type Cut } from "../answer.ts";
import { breathe, type Call } from "./call.ts";
import { filesAsked } from "./files-asked.ts";

/** What to look at: files as they are, a change, or a file as it would be. */
export interface CheckAsked {
  paths?: string[] | undefined;
  since?: string | undefined;
  text?: { path: string; content: string } | undefined;
}

/** A finding with what to do, its place from 1. */
export interface FindingRow {
  path: string;
  line: number;
  column: number;
  severity: Finding["severity"];
  rule: string;
  message: string;
  do: string;
}

export interface Checked extends Cut {
  checked: number;
  errors: number;
  warnings: number;
  findings: FindingRow[];
}

/** Characters of a message or a fix's title: one name of a file must not take the whole answer. */
const LONGEST = 2000;

const RANK: Record<Finding["severity"], number> = { error: 0, warning: 1, info: 2 };

/** `l9_check`: the findings, errors first. */
export function check({ paths, since, text }: CheckAsked, call: Call): Promise<Checked> {
  const given = [paths, since, text].filter((one) => one !== undefined).length;
  if (text !== undefined && given > 1)
    throw new UsageError("`text` is checked alone: leave `paths` and `since` out, or ask twice");
  if (text !== undefined) return call.workspace.use(call.signal, (linter) => checkText(linter, text, call));
  if (since !== undefined) return checkSince(since, paths ?? [], call);
  return call.workspace.use(call.signal, async (linter) => {
    const { files, elsewhere } = filesAsked(linter, paths ?? [], call);
    return checkFiles(linter, [...files, ...elsewhere], call);
  });
}

async function checkText(
  linter: Linter,
  { path: named, content }: { path: string; content: string },
  call: Call,
): Promise<Checked> {
  const path = call.workspace.path(named);
  const before = linter.files.openText(path);
  const refuse = (why: string | null): void => {
    if (why !== null) throw new UsageError(`${named} is left alone: ${why}`);
  };
  // A file that nobody looks at on the disk is not looked at before it is written either.
  if (linter.files.onDisk(path)) refuse(leftAlone(linter, path));
  linter.setOpen(path, content);
  try {
    refuse(leftAlone(linter, path));
    return await checkFiles(linter, [path, ...sameModules(linter, [path])], call);
  } finally {
    if (before === null) linter.close(path);
    else linter.setOpen(path, before);
  }
}

/** What a change brought: the findings that were not there at the commit. A linter of its own, which begins in the past. */
async function checkSince(ref: string, paths: readonly string[], call: Call): Promise<Checked> {
  const { root } = call.workspace;
  const asked: ChangeAsked = { kind: "since", ref, mergeBase: true };
  const change = gitChange(
    asked,
    root,
    paths.map((path) => call.workspace.path(path)),
  );
  const { linter } = await openLinter({ root, config: null, scope: null, select: null, ignore: [] }, root, [], change);
  try {
    call.progress(0, undefined, `looking at ${ref}`);
    const { changed, elsewhere, known } = await applyChange(linter, change, true);
    return await checkFiles(linter, [...changed, ...elsewhere], call, known);
  } finally {
    linter.dispose();
  }
}

async function checkFiles(
  linter: Linter,
  paths: readonly string[],
  call: Call,
  known: FingerprintCounts | null = null,
): Promise<Checked> {
  await linter.prepare(paths);
  const sorted = [...paths].sort();
  const texts = new Map<string, Text>();
  const found: Finding[] = [];
  for (const [at, path] of sorted.entries()) {
    await breathe(call);
    found.push(...checkOne(linter, path));
    call.progress(at + 1, sorted.length, call.workspace.shown(path));
  }
  const textOf = (path: string): Text => {
    const read = texts.has(path) ? null : linter.files.read(path);
    if (read) texts.set(path, new Text("text" in read ? read.text : ""));
    return texts.get(path) as Text;
  };
  const mark = (finding: Finding): { file: string; mark: string } => ({
    file: finding.path,
    mark: fingerprint(finding, textOf(finding.path)),
  });
  const findings = known === null ? found : beyondCounts(found, mark, known);
  const count = (severity: Finding["severity"]): number => findings.filter((finding) => finding.severity === severity).length;
  const ordered = [...findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  const rows = ordered.map((finding) =>
    findingRow(finding, textOf(finding.path), call.workspace.shown(finding.path), linter.rules.byId),
  );
  const { kept, cut } = fitting(rows, "Name fewer `paths`, or give `since: HEAD` for what your own change brought.");
  return { checked: sorted.length, errors: count("error"), warnings: count("warning"), findings: kept, ...cut };
}

export function findingRow(
  { span, severity, rule, message, fix }: Finding,
  text: Text,
  path: string,
  rules: ReadonlyMap<string, Rule>,
): FindingRow {
  const { line, column } = shownRange(text, span).start;
  const instead = rules.get(rule)?.instead ?? "";
  return {
    path,
    line,
    column,
    severity,
    rule,
    message: shortened(message),
    do: fix ? `${shortened(fix.title)} (l9_fix${fix.safety === "safe" ? "" : " with unsafe"})` : instead,
  };
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
