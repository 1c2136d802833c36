import { relative, resolve, sep } from "node:path";
import type { Finding } from "../lint/finding.ts";
import { byPlace } from "../lint/finding.ts";
import { Linter } from "../lint/linter.ts";
import { loadConfig } from "../project/config.ts";
import { loadPython } from "../syntax/python.ts";
import { Text } from "../syntax/text.ts";
import type { CheckOptions } from "./check-options.ts";
import { formatResult } from "./formats/format.ts";
import { countBySeverity, type CheckResult } from "./result.ts";
import { useColor, writeOut } from "./stdio.ts";
import { targets } from "./targets.ts";
import { workspaceRoot } from "./workspace.ts";

/** `l9 check`: findings on stdout. Returns the exit code. */
export async function check(options: CheckOptions, paths: readonly string[]): Promise<number> {
  const cwd = process.cwd();
  const named = paths.map((path) => resolve(cwd, path));
  const linter = await openLinter(options, cwd, named);
  try {
    linter.scan();
    const checked = targets(linter, named, options.scope !== null);
    const result = collect(linter, checked, cwd);
    await writeOut(
      await formatResult(result, options.format, { color: useColor(options.color, process.stdout), quiet: options.quiet }),
    );
    return exitCode(options, result.findings);
  } finally {
    linter.dispose();
  }
}

async function openLinter(options: CheckOptions, cwd: string, paths: readonly string[]): Promise<Linter> {
  const root = workspaceRoot(options.root, cwd, paths);
  const [{ config: loaded }] = await Promise.all([loadConfig(root), loadPython()]);
  const config = { ...loaded, rules: { ...loaded.rules }, ...(options.scope ? { scope: options.scope } : {}) };
  // A rule asked for by name runs even where the configuration has it off.
  for (const id of options.select ?? []) if (config.rules[id] === "off") delete config.rules[id];
  return new Linter(root, config, { ...(options.select ? { select: options.select } : {}), ignore: options.ignore });
}

function collect(linter: Linter, paths: readonly string[], cwd: string): CheckResult {
  const texts = new Map<string, Text>();
  const shown = (path: string): string => relative(cwd, path).split(sep).join("/");
  const sorted = paths.map((path) => ({ path, shown: shown(path) })).sort((a, b) => (a.shown < b.shown ? -1 : 1));
  const findings: Finding[] = sorted.flatMap(({ path }) => linter.check(path).sort(byPlace));
  return {
    findings,
    checked: sorted.length,
    fixed: 0,
    known: 0,
    shown,
    textOf(path) {
      const known = texts.get(path);
      if (known) return known;
      const read = linter.files.read(path);
      const text = new Text("text" in read ? read.text : "");
      texts.set(path, text);
      return text;
    },
  };
}

function exitCode(options: CheckOptions, findings: readonly Finding[]): number {
  if (options.exitZero) return 0;
  const { errors, warnings } = countBySeverity(findings);
  return errors > 0 || (options.maxWarnings !== null && warnings > options.maxWarnings) ? 1 : 0;
}
