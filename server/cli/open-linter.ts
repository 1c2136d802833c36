import { resolve } from "node:path";
import { isInside } from "../project/folders-above.ts";
import type { Change } from "../lint/change.ts";
import { questionSource } from "../generate/question-source.ts";
import { openKept, type Kept } from "../lint/kept/open-kept.ts";
import { Linter } from "../lint/linter.ts";
import { CONFIG_NAME, loadConfig, MAX_CONFIG_SIZE, type LoadedConfig } from "../project/config.ts";
import { Files, type Read, type Snapshot } from "../project/files.ts";
import type { CachePlace } from "../project/kept/cache-files.ts";
import type { DiskRecorder } from "../project/kept/disk-recorder.ts";
import type { WorkspaceFolder } from "../project/root-marks.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { Text } from "../syntax/text.ts";
import { refuseUnknown, type CheckOptions } from "./check-options.ts";
import { shownPath } from "./result.ts";
import { describeSeen, seenIn } from "./seen.ts";
import { noteUntrusted } from "./untrusted.ts";
import { UsageError } from "./usage-error.ts";
import { workspaceOf } from "./workspace.ts";

/** The flags that decide which workspace is opened, and how. */
export type LinterFlags = Pick<CheckOptions, "root" | "config" | "scope" | "select" | "ignore"> & {
  /** Where results of earlier runs are kept; by default none are. */
  readonly cache?: CachePlace | null;
  /** Takes note of what is seen of the disk. */
  readonly recorder?: DiskRecorder | null;
  /** What flags begin with where the user has named them; by default `--`. */
  readonly dashes?: string;
};

/** A linter, and what it was made from. */
export interface OpenedLinter {
  linter: Linter;
  workspace: WorkspaceFolder;
  /** What its configuration was read from, and what of it has no effect. */
  loaded: LoadedConfig;
  /** Results of earlier runs; null where none are kept. */
  kept: Kept | null;
}

/**
 * The linter for a command line: workspace folder, configuration and flags put together. A broken configuration stops the program.
 * @param change the linter starts on the state before it, with the configuration that holds after it
 */
export async function openLinter(
  options: LinterFlags,
  cwd: string,
  paths: readonly string[],
  change: Change | null = null,
): Promise<OpenedLinter> {
  const workspace = workspaceOf(options.root, cwd, paths);
  const root = workspace.folder;
  const file = options.config === null ? undefined : resolve(cwd, options.config);
  const read = change === null ? {} : { read: readAt(change.after) };
  const [loaded] = await Promise.all([loadConfig(root, { ...read, ...(file === undefined ? {} : { file }) }), loadPython()]);
  if (loaded.problems.length > 0) throw new UsageError(describeProblems(loaded, cwd));
  const config = { ...loaded.config, rules: { ...loaded.config.rules } };
  if (options.scope !== null) config.scope = options.scope;
  // A rule asked for by name runs even where the configuration has it off.
  for (const id of options.select ?? []) if (config.rules[id] === "off") delete config.rules[id];
  // The others are about generation, which says so itself.
  noteUntrusted(loaded.untrusted.filter((key) => key === "space"));
  // What a change is compared with is another state of the tree.
  const kept =
    options.cache && change === null ? openKept(options.cache, { root, config, recorder: options.recorder ?? null }) : null;
  const linter = new Linter(root, config, {
    ...(kept ? { kept: kept.kept } : {}),
    ...(options.select ? { select: options.select } : {}),
    ...(change === null ? {} : { snapshot: change.before }),
    ignore: options.ignore,
    questions: questionSource(),
  });
  const { dashes = "--" } = options;
  refuseUnknown(options.select ?? [], `${dashes}select`, linter.rules.known);
  refuseUnknown(options.ignore, `${dashes}ignore`, linter.rules.known);
  return { linter, workspace, loaded, kept };
}

function readAt(snapshot: Snapshot): (path: string) => Read {
  const files = new Files(MAX_CONFIG_SIZE, snapshot);
  return (path) => files.read(path);
}

function describeProblems(loaded: LoadedConfig, cwd: string): string {
  const lines = configProblemLines(loaded, cwd).map((line) => `  ${line}`);
  return ["the configuration has errors, so nothing was checked:", ...lines].join("\n");
}

/** Each error of the configuration in a line, with its place. */
export function configProblemLines({ problems }: LoadedConfig, cwd: string): string[] {
  const texts = new Map<string, Text>();
  return problems.map(({ path, span, message }) => {
    let text = texts.get(path);
    if (!text) {
      texts.set(path, (text = new Text(new Files(Number.MAX_SAFE_INTEGER).text(path))));
    }
    const { line, character } = text.position(span.start);
    return `${shownPath(path, cwd)}:${line + 1}:${character + 1}: [config_invalid] ${message}`;
  });
}

/** What to say when a workspace holds nothing that the configured scope looks at: what it does hold, and the scope that looks at it. */
export function nothingToCheck(linter: Linter, cwd: string): string {
  const { root, config } = linter;
  const where = isInside(root, cwd) ? "this folder" : shownPath(root, cwd);
  if (config.scope !== "modules") return `Nothing to check: no Python or TypeScript file and no module spec in ${where}.`;
  const seen = seenIn(linter);
  const told = describeSeen(seen);
  return [
    `Nothing to check in ${where}: l9 looks for module specs (MODULE_SPEC*.yaml, Module-Spec*.yaml or .md, *.module-spec.yaml, or a YAML file with`,
    `a top-level "module:"), and for the code they list or whose header names a module id.`,
    ...(told === null ? [] : [told]),
    ...(seen.classes.length + seen.services.length > 0
      ? [
          `Hold what every file does with models and services against what they declare: --scope contracts, or "scope: contracts" in ${CONFIG_NAME}.`,
          `"l9 init" proposes a configuration from what is here. Every rule in every file: --scope all.`,
        ]
      : [`Check every file with --scope all, or with "scope: all" in ${CONFIG_NAME}.`]),
  ].join("\n");
}
