import { resolve } from "node:path";
import { isInside } from "../project/folders-above.ts";
import type { Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";
import { checkAll, ownProgram } from "../lint/workers.ts";
import type { DiskRecorder } from "../project/kept/disk-recorder.ts";
import type { CheckOptions } from "./check-options.ts";
import { openLinter, type OpenedLinter } from "./open-linter.ts";
import { plural, shownPath, type CheckResult } from "./result.ts";
import { refuseUnwritable } from "./outputs.ts";
import { progress, type Progress } from "./progress.ts";
import { isSource } from "./skipped.ts";
import { note, writeError, writePatch } from "./stdio.ts";
import { isInShard, type Shard } from "./shard.ts";
import { targets, type Targets } from "./targets.ts";
import { report, collect, exitCode, resultOf, checkOne, withBaseline } from "./report.ts";
import { describeRoots } from "./verbose.ts";

/** `l9 check`: findings on stdout. Returns the exit code. @param recorder takes note of what is seen of the disk */
export async function check(
  options: CheckOptions,
  paths: readonly string[],
  recorder: DiskRecorder | null = null,
): Promise<number> {
  const cwd = process.cwd();
  refuseUnwritable(options.outputs);
  const named = paths.map((path) => resolve(cwd, path));
  if (options.change !== null) {
    const { checkChange } = await import("./check-change.ts");
    return checkChange(options.change, options, named, cwd);
  }
  const stdinPath = options.stdinFilename === null ? null : resolve(cwd, options.stdinFilename);
  const opened = await openLinter({ ...options, recorder }, cwd, stdinPath === null ? named : [stdinPath]);
  const { linter } = opened;
  const shown = progress(options);
  try {
    if (options.printConfig) return await (await import("./print-config.ts")).printConfig(opened, options, named, cwd);
    for (const found of linter.scanSteps()) shown.report(`l9: ${found} files found`);
    shown.done();
    if (stdinPath !== null) {
      if (options.verbose) writeError(describeRoots(opened, [stdinPath], cwd));
      const { checkStdin } = await import("./check-stdin.ts");
      const code = await checkStdin(opened, stdinPath, options, cwd);
      keep(opened, options, recorder);
      return code;
    }
    const asked =
      named.length > 0 || options.writeBaseline || options.pruneBaseline || options.root !== null
        ? named
        : below(linter.root, cwd);
    const { files, elsewhere, left, others } = inShard(
      linter,
      options.shard,
      targets(linter, asked, { scopeAsked: options.scope !== null, force: options.force }),
    );
    if (options.verbose) writeError(describeRoots(opened, files, cwd));
    for (const { path, why } of left) note(`${shownPath(path, cwd)} is left alone: ${why}.`);
    if (options.listFiles)
      return await (await import("./list-files.ts")).listFiles(linter, [...files, ...elsewhere], options, cwd);
    await linter.prepare([...files, ...elsewhere]);
    const gone = (path: string): boolean =>
      (asked.length > 0 ? asked : [linter.root]).some((folder) => isInside(folder, path)) &&
      (options.shard === null || isInShard(options.shard, linter, path));
    const known = { linter, options, cwd, configFolder: opened.loaded.folder, gone };
    let fixed = 0;
    if (options.fix !== null) {
      const { fixFiles, fixDiff, tellLeftOut } = await import("./fix.ts");
      const fixes = fixFiles(linter, files, asked, { safety: options.fix, write: !options.diff });
      if (options.diff) {
        await writePatch(await fixDiff(fixes, cwd));
        for (const { path, after, left } of fixes) tellLeftOut(shownPath(path, cwd), after, left);
        return exitCode(options, (await withBaseline(collect(linter, files, cwd), { ...known, gone: null })).findings);
      }
      fixed = fixes.reduce((sum, { applied }) => sum + applied, 0);
    }
    const all = await collectInParallel(linter, [...files, ...elsewhere], { cwd, options, shown, recorder });
    shown.done();
    const nothing =
      all.checked > 0
        ? null
        : others > 0
          ? `Nothing to check in this shard: the others have ${plural(others, "file")}.`
          : left.length > 0
            ? leftAloneText(left, cwd)
            : all.nothing;
    const found = { ...all, fixed, elsewhere: new Set(elsewhere), shard: options.shard, nothing };
    const result = await withBaseline(found, known);
    await report(result, options);
    keep(opened, options, recorder);
    return exitCode(options, result.findings);
  } finally {
    shown.done();
    linter.dispose();
  }
}

/** Writes down what this run has for the next one. What can not be written is checked again then. */
function keep({ kept }: OpenedLinter, { verbose }: CheckOptions, recorder: DiskRecorder | null): void {
  const save = (): string | null => kept?.file.save() ?? null;
  const problem = recorder ? recorder.unrecorded(save) : save();
  if (!verbose || !kept) return;
  const { taken, kept: anew, unproved } = kept.kept.counts;
  writeError(
    `cache: ${kept.file.path}: ${taken} taken, ${anew} kept, ${unproved} not kept since nothing proves that they hold later`,
  );
  if (problem !== null) writeError(`cache: it can not be written: ${problem}`);
}

/** What of all that is asked for belongs to a shard, with how many files belong to others. */
function inShard(linter: Linter, shard: Shard | null, asked: Targets): Targets & { others: number } {
  if (shard === null) return { ...asked, others: 0 };
  const [files, elsewhere] = [asked.files, asked.elsewhere].map((paths) =>
    paths.filter((path) => isInShard(shard, linter, path)),
  ) as [string[], string[]];
  return { ...asked, files, elsewhere, others: asked.files.length + asked.elsewhere.length - files.length - elsewhere.length };
}

/** Without a path what lies below the working folder is meant; all of the workspace where that is it, and what of it lies elsewhere. */
function below(root: string, cwd: string): string[] {
  return cwd !== root && isInside(root, cwd) ? [cwd] : [];
}

/** What to say when all that was named is left alone. */
function leftAloneText(left: readonly { path: string; why: string }[], cwd: string): string {
  const [first, ...more] = left;
  const others = more.length > 0 ? `, and ${more.length} more likewise` : "";
  return first ? `Nothing to check: ${shownPath(first.path, cwd)} is left alone: ${first.why}${others}.` : "";
}

/** What several threads need. */
interface Parallel {
  cwd: string;
  options: CheckOptions;
  shown: Progress;
  recorder: DiskRecorder | null;
}

/** The same, by several threads where there is enough to do. */
async function collectInParallel(
  linter: Linter,
  paths: readonly string[],
  { cwd, options, shown, recorder }: Parallel,
): Promise<CheckResult> {
  const { select, ignore, jobs, cache } = options;
  const ready = new Map<string, Finding[]>();
  const groups = new Map<unknown, string[]>();
  for (const path of paths) {
    if (!isSource(linter, path)) continue;
    if (linter.isKept(path)) {
      ready.set(path, checkOne(linter, path));
      continue;
    }
    const owner = linter.workspace.owner(path) ?? path;
    const group = groups.get(owner);
    if (group) group.push(path);
    else groups.set(owner, [path]);
  }
  const found = await checkAll({
    groups: [...groups.values()],
    task: {
      task: "check",
      root: linter.root,
      config: linter.config,
      options: { ...(select ? { select } : {}), ignore, whole: [...linter.whole] },
      cache: linter.kept && cache,
      records: recorder !== null,
    },
    jobs,
    program: ownProgram(),
    check: (path) => checkOne(linter, path),
    told: (done) => shown.report(`l9: ${ready.size + done} of ${paths.length} files checked`),
    keep: (news) => linter.kept?.add(news),
    saw: (record) => recorder?.add(record),
  });
  return resultOf(linter, paths, cwd, (path) => ready.get(path) ?? found.get(path) ?? checkOne(linter, path));
}
