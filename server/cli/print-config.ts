import type { Rule } from "../../rules/define.ts";
import { MAX_CONFIG_SIZE, type Config, type LoadedConfig, type Override } from "../project/config.ts";
import { FileConfigs } from "../project/file-configs.ts";
import { Files } from "../project/files.ts";
import { statOf } from "../project/regular-file.ts";
import type { TableStep } from "../project/table-steps.ts";
import { Text } from "../syntax/text.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import type { CheckOptions } from "./check-options.ts";
import { originsOf, type Origins } from "./config-origins.ts";
import type { OpenedLinter } from "./open-linter.ts";
import { writeOutputs } from "./outputs.ts";
import { shownPath } from "./result.ts";
import { UsageError } from "./usage-error.ts";
import { WHY } from "./verbose.ts";

/**
 * `l9 check --print-config`: the configuration that holds, with the place of each key that is not as by default; of one file where it is named.
 * @param named absolute paths
 */
export async function printConfig(
  opened: OpenedLinter,
  options: CheckOptions,
  named: readonly string[],
  cwd: string,
): Promise<number> {
  const { linter, workspace, loaded } = opened;
  const { config } = linter;
  const show = (path: string): string => shownPath(path, cwd);
  const [file, second] = named;
  if (second !== undefined)
    throw new UsageError(`--print-config speaks of the workspace or of one file: leave ${visible(show(second))} out`);
  const of = file === undefined || statOf(file)?.isDirectory() === true ? null : file;
  const origins = originsOf({ ...loaded, config }, show);
  const inFile = of === null ? config : configOfFile(of, linter.root, config, origins);
  if (options.scope !== null) origins.scope = "--scope";
  for (const { id } of linter.rules.known) {
    if (options.ignore.includes(id)) origins[`rules.${id}`] = "--ignore";
    else if (options.select?.includes(id) === false) origins[`rules.${id}`] = "--select";
  }
  if (options.baseline === "none") origins.baseline = "--no-baseline";
  else if (options.baseline !== null) origins.baseline = "--baseline";
  const shown = {
    workspace: show(workspace.folder),
    why: WHY[workspace.why],
    ...(of === null ? {} : { file: show(of) }),
    files: [...new Set(loaded.files)].map(show),
    ...chainOf(loaded, show),
    config: {
      ...inFile,
      overrides: inFile.overrides.map(({ profile, ...one }) => ({ ...one, profile: profile.map(shownStep) })),
      rules: severities(linter.rules.known, inFile, options),
      own_rules: config.own_rules.files.map(show),
      baseline: baselineOf(config, options, show),
      generate: withoutPassword(config.generate),
    },
    origins,
    /** Keys of an untrusted workspace's file that have no effect. */
    unused: loaded.untrusted,
  };
  await writeOutputs(options.outputs, [], () => Promise.resolve(visibleJson(shown)));
  return 0;
}

/** What holds for one file: the overrides that name it are in place, and their origins with them. */
function configOfFile(path: string, root: string, config: Config, origins: Origins): Config {
  const files = new FileConfigs(root, config);
  const { rules: own, profile } = files.of(path);
  const naming: Override[] = [];
  for (const [index, one] of config.overrides.entries()) {
    const place = origins[`overrides[${index}]`];
    delete origins[`overrides[${index}]`];
    if (!files.names(one, path)) continue;
    if (place !== undefined) {
      origins[`overrides[${naming.length}]`] = place;
      for (const id of Object.keys(one.rules)) origins[`rules.${id}`] = place;
      for (const step of one.profile) origins[["profile", ...step.path].join(".")] = place;
    }
    naming.push(one);
  }
  return { ...config, rules: own, profile, overrides: naming };
}

/** Which file extends which: the place that says so, and the file. */
function chainOf({ links }: LoadedConfig, show: (path: string) => string): { extends?: { at: string; file: string }[] } {
  if (links.length === 0) return {};
  const texts = new Map(links.map(({ from }) => [from, new Text(new Files(MAX_CONFIG_SIZE).text(from))]));
  const rows = links.map(({ path, from, span }) => ({
    at: `${show(from)}:${(texts.get(from)?.position(span.start).line ?? 0) + 1}`,
    file: show(path),
  }));
  // A file that several extend is read for each of them.
  return { extends: rows.filter(({ at, file }, index) => rows.findIndex((row) => row.at === at && row.file === file) === index) };
}

/** Every rule as it runs here. */
function severities(rules: readonly Rule[], config: Config, { select, ignore }: CheckOptions): Config["rules"] {
  const runs = (id: string): boolean => (select?.includes(id) ?? true) && !ignore.includes(id);
  return Object.fromEntries(rules.map(({ id, severity }) => [id, runs(id) ? (config.rules[id] ?? severity) : "off"]));
}

/** A change of a table as one line: what it says at which key. */
function shownStep(step: TableStep): Record<string, unknown> {
  return { [step.path.join(".")]: "list" in step ? step.list : step.value };
}

function baselineOf({ baseline }: Config, { baseline: asked }: CheckOptions, show: (path: string) => string): string | null {
  if (asked === "none") return null;
  if (asked !== null) return asked.file;
  return baseline === null ? null : show(baseline);
}

function withoutPassword(generate: Config["generate"]): Config["generate"] {
  return { ...generate, url: generate.url?.replace(/^(\w+:\/\/)[^/@]*@/, "$1***@") ?? null };
}
