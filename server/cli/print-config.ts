import type { Rule } from "../../rules/define.ts";
import { MAX_CONFIG_SIZE, type Config } from "../project/config.ts";
import { Files } from "../project/files.ts";
import type { TableStep } from "../project/table-steps.ts";
import { Text } from "../syntax/text.ts";
import { visibleJson } from "../syntax/visible.ts";
import { parseYaml, type YamlEntry } from "../syntax/yaml.ts";
import type { CheckOptions } from "./check-options.ts";
import type { OpenedLinter } from "./open-linter.ts";
import { writeOutputs } from "./outputs.ts";
import { shownPath } from "./result.ts";
import { WHY } from "./verbose.ts";

/** Keys that hold a table: each row of them comes from somewhere. */
const TABLES = new Set(["rules", "profile", "model_aliases", "injected", "generate"]);

/** `l9 check --print-config`: the configuration that holds, with the place of each key that is not as by default. */
export async function printConfig(opened: OpenedLinter, options: CheckOptions, cwd: string): Promise<number> {
  const { linter, workspace, configured, untrusted } = opened;
  const { config } = linter;
  const show = (path: string): string => shownPath(path, cwd);
  const origins: Record<string, string> = {};
  for (const path of configured) Object.assign(origins, originsIn(path, show));
  for (const key of untrusted) delete origins[key];
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
    files: configured.map(show),
    config: {
      ...config,
      overrides: config.overrides.map(({ profile, ...one }) => ({ ...one, profile: profile.map(shownStep) })),
      rules: severities(linter.rules.known, config, options),
      own_rules: config.own_rules.files.map(show),
      baseline: baselineOf(config, options, show),
      generate: withoutPassword(config.generate),
    },
    origins,
    /** Keys of an untrusted workspace's file that have no effect. */
    unused: untrusted,
  };
  await writeOutputs(options.outputs, [], () => Promise.resolve(visibleJson(shown)));
  return 0;
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

/** The line of each key in a configuration file, and of each row of its tables. */
function originsIn(path: string, show: (path: string) => string): Record<string, string> {
  const read = new Files(MAX_CONFIG_SIZE).read(path);
  const text = new Text("text" in read ? read.text.replace(/^\ufeff/, " ") : "");
  const root = parseYaml(text.value)[0]?.root;
  const found: Record<string, string> = {};
  const note = (name: string, { keySpan }: YamlEntry): void => {
    found[name] = `${show(path)}:${text.position(keySpan.start).line + 1}`;
  };
  if (root?.kind !== "map") return found;
  for (const entry of root.entries) {
    if (TABLES.has(entry.key) && entry.value?.kind === "map")
      for (const row of entry.value.entries) note(`${entry.key}.${row.key}`, row);
    else note(entry.key, entry);
  }
  return found;
}
