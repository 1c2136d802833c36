import { applyChange, changedPaths } from "../lint/change.ts";
import { beyondCounts, fingerprint } from "../lint/fingerprint.ts";
import type { ChangeAsked, CheckOptions } from "./check-options.ts";
import { gitChange } from "./git-change.ts";
import { openLinter } from "./open-linter.ts";
import { progress } from "./progress.ts";
import { checkOne, exitCode, report, resultOf, withBaseline } from "./report.ts";
import type { CheckResult } from "./result.ts";
import { writeError } from "./stdio.ts";
import { describeRoots } from "./verbose.ts";
import { workspaceOf } from "./workspace.ts";

const NOTHING: Record<ChangeAsked["kind"], string> = {
  changed: "no spec and no file of a module differs from the last commit.",
  staged: "no spec and no file of a module is staged.",
  since: "no spec and no file of a module has changed since.",
};

/**
 * `l9 check --changed`, `--staged` and `--since`: the findings of what a change made or altered, and of what it may have broken elsewhere.
 * @param named absolute; only what changed there is looked at, none means the whole workspace
 */
export async function checkChange(
  asked: ChangeAsked,
  options: CheckOptions,
  named: readonly string[],
  cwd: string,
): Promise<number> {
  const workspace = workspaceOf(options.root, cwd, named);
  const root = workspace.folder;
  const change = gitChange(asked, root, named);
  const opened = await openLinter({ ...options, root }, cwd, named, change);
  const { linter } = opened;
  try {
    const paths = changedPaths(change);
    const { changed, elsewhere, known } = await applyChange(linter, change, options.new);
    const gone = new Set(paths.filter((path) => !linter.files.exists(path)));
    if (options.verbose) writeError(describeRoots({ ...opened, workspace }, [...changed, ...elsewhere], cwd));
    const run = { linter, options, cwd, configFolder: opened.loaded.folder, gone: (path: string) => gone.has(path) };
    // What the change takes out of the baseline, it shows.
    if (!options.new && linter.config.baseline !== null && paths.includes(linter.config.baseline)) {
      const { filesOfChangedEntries } = await import("./baseline.ts");
      const more = filesOfChangedEntries(run, change).filter((path) => linter.inScope(path) && linter.files.exists(path));
      elsewhere.push(...more.filter((path) => !changed.includes(path) && !elsewhere.includes(path)));
    }
    if (options.listFiles)
      return await (await import("./list-files.ts")).listFiles(linter, [...changed, ...elsewhere], options, cwd);
    await linter.prepare([...changed, ...elsewhere]);
    const shown = progress(options);
    let done = 0;
    const found = resultOf(linter, [...changed, ...elsewhere], cwd, (path) => {
      shown.report(`l9: ${done++} of ${changed.length + elsewhere.length} files checked`);
      return checkOne(linter, path);
    });
    shown.done();
    const nothing = found.checked === 0 ? `Nothing to check: ${NOTHING[asked.kind]}` : null;
    const all = { ...found, elsewhere: new Set(elsewhere), nothing };
    const beyond = await withBaseline(all, run);
    const result = options.new ? withoutKnown(all, beyond, known) : beyond;
    await report(result, options);
    return exitCode(options, result.findings);
  } finally {
    linter.dispose();
  }
}

/**
 * What is neither in the baseline nor was there before: of equal findings as many are left out as the larger of the two counts, not as both together.
 * @param beyond the same result as the baseline leaves it
 */
function withoutKnown(result: CheckResult, beyond: CheckResult, known: Parameters<typeof beyondCounts>[2]): CheckResult {
  const fresh = beyondCounts(
    result.findings,
    (finding) => ({ file: finding.path, mark: fingerprint(finding, result.textOf(finding.path)) }),
    known,
  );
  const isFresh = new Set(fresh);
  const old = new Set(result.findings.filter((finding) => !isFresh.has(finding)));
  const findings = beyond.findings.filter((finding) => !old.has(finding));
  return { ...beyond, findings, old: beyond.findings.length - findings.length };
}
