import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Severity } from "../../rules/define.ts";
import { defaultProfile } from "../../rules/profile/index.ts";
import type { Profile } from "../../rules/profile/schema.ts";
import type { AgreementRow } from "./agreement-rows.ts";
import type { Span } from "../syntax/text.ts";
import type { ContractFolder } from "./contract-folder.ts";
import type { BackendName } from "./backends.ts";
import { Files, type Read } from "./files.ts";
import { foldersAbove } from "./folders-above.ts";
import { loadOwnRules, NO_OWN_RULES, type OwnRules } from "./own-rules/load.ts";
import type { TableStep } from "./table-steps.ts";

/** Severities and rows of tables for the files that its globs name, from the workspace folder. */
export interface Override {
  files: string[];
  rules: Record<string, "off" | Severity>;
  profile: TableStep[];
}

/** Settings after reading the user's file, `l9.config.yaml` and flags. Paths are relative to the workspace folder. */
export interface Config {
  scope: "modules" | "contracts" | "all";
  include: string[];
  exclude: string[];
  /** Folders of Space files. */
  space: string[];
  /** What counts where a file of the workspace and its extract in the Space differ. */
  contracts_from: "workspace" | "space";
  rules: Record<string, "off" | Severity>;
  /** The generator document's tables with the configured rows in place. */
  profile: Profile;
  /** What holds in some files alone; of several that name a file the later ones count. */
  overrides: Override[];
  /** Sets that must agree. */
  agreements: AgreementRow[];
  /** The rules that the workspace declares in `.l9/rules/`. */
  own_rules: OwnRules;
  /** The repository's class for each part of a contract; for a model that is no part, by the name that a profile requires it under. */
  contracts: Record<string, string>;
  /** Where contracts stand beside the workspace's own files. */
  contract_sources: ContractFolder[];
  /** Names under which services are injected, to the contract service they are. */
  injected: Record<string, string>;
  /** Absolute path of the file of findings that are known and not shown. */
  baseline: string | null;
  /** Bytes; a larger file is not parsed. */
  max_file_size: number;
  /** The address of the folder where the rules' pages are published (`npm run site`); null where nobody did. */
  rule_pages: string | null;
  generate: {
    backend: BackendName;
    max_repairs: number;
    /** Shell commands and addresses: null unless the user's own settings or a trusted workspace name one. */
    verify: string | null;
    command: string | null;
    url: string | null;
    model: string | null;
    module: string | null;
    /** What a coding agent may have done: only the user's own settings or a trusted workspace allow it to write. */
    agents: "dry-run" | "write";
  };
}

export const defaultConfig: Config = {
  scope: "modules",
  include: [],
  exclude: [],
  space: ["space", ".l9/space"],
  contracts_from: "workspace",
  rules: {},
  profile: defaultProfile,
  overrides: [],
  agreements: [],
  own_rules: NO_OWN_RULES,
  contracts: {},
  contract_sources: [],
  injected: {},
  baseline: null,
  max_file_size: 2 * 1024 * 1024,
  rule_pages: null,
  generate: {
    ...{ backend: "template", max_repairs: 3, verify: null, command: null, url: null, model: null, module: null },
    agents: "dry-run",
  },
};

/** The configuration file's name, in the workspace folder. */
export const CONFIG_NAME = "l9.config.yaml";

/** Bytes; a configuration file is never larger. */
export const MAX_CONFIG_SIZE = 1024 * 1024;

/** An error in a configuration file: a `config_invalid` finding. */
export interface ConfigProblem {
  /** Absolute path of the file. */
  path: string;
  span: Span;
  message: string;
  /** What may be meant in place of what stands there. */
  near?: string | null;
}

/** A file that another one extends, and where that one says so. */
export interface ConfigLink {
  /** Absolute path of the extended file. */
  path: string;
  from: string;
  span: Span;
}

export interface LoadedConfig {
  /** What holds: where a file has problems, the last good configuration. */
  config: Config;
  /** Absolute paths of the files that were read, in the order in which they were laid over each other: the user's first, what a file extends before it, once for each that extends it. */
  files: string[];
  links: ConfigLink[];
  /** Absolute paths where something would be read if it were there. */
  looked: string[];
  /** The folder of the workspace's file; null where there is none. */
  folder: string | null;
  /** Not empty: the configuration is broken, so fixes and generation are off. */
  problems: ConfigProblem[];
  /** Keys of the workspace's file that have no effect because the workspace is not trusted (`generate.command`). */
  untrusted: string[];
}

export interface LoadOptions {
  /** The workspace's file; by default the nearest one upwards. Null reads none. */
  file?: string | null;
  /** The user's file; by default the one in the user's configuration folder. Null reads none. */
  userFile?: string | null;
  /** The user trusts the workspace, so its file may name commands, addresses and modules. */
  trusted?: boolean;
  /** Kept when a file has problems. */
  lastGood?: Config;
  /** Where texts come from, for an editor with unsaved ones. */
  read?: (path: string) => Read;
  /** Files that an editor has open, which count though they are not on disk. */
  open?: readonly string[];
}

/** Reads the configuration that counts for a folder. Never throws; without a file it costs nothing but looking for one. */
export async function loadConfig(folder: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const { trusted = false, lastGood = defaultConfig } = options;
  const own = options.userFile === undefined ? userConfigPath() : options.userFile;
  const workspace = options.file === undefined ? findConfig(folder) : options.file;
  const beside = workspace === null ? null : dirname(workspace);
  const starts = [...(own !== null && existsSync(own) ? [own] : []), ...(workspace === null ? [] : [workspace])];
  const own_rules = await loadOwnRules(
    folder,
    options.read ?? ((path) => new Files(MAX_CONFIG_SIZE, new Map(), folder).read(path)),
    options.open,
  );
  const config: Config =
    own_rules === NO_OWN_RULES ? defaultConfig : { ...defaultConfig, own_rules, rules: switchedOff(own_rules) };
  const loaded: LoadedConfig = { config, files: [], links: [], looked: [], folder: beside, problems: [], untrusted: [] };
  if (starts.length === 0) return loaded;

  const { readChain } = await import("./config-chain.ts");
  const read = options.read ?? ((path: string) => new Files(MAX_CONFIG_SIZE).read(path));
  for (const path of starts) {
    const isOwn = path === own;
    const within = isOwn || trusted ? null : [folder, dirname(path)];
    const chain = readChain(path, loaded.config, { read, trusted: trusted || isOwn, isOwn, within });
    loaded.config = chain.config;
    for (const key of ["files", "looked", "untrusted"] as const) loaded[key].push(...chain[key]);
    loaded.links.push(...chain.links);
    loaded.problems.push(...chain.problems);
  }
  return loaded.problems.length > 0 ? { ...loaded, config: lastGood } : loaded;
}

/** A rule that its own file has off runs where the configuration says so. */
function switchedOff({ rules }: OwnRules): Config["rules"] {
  return Object.fromEntries(rules.filter(({ severity }) => severity === "off").map(({ id }) => [id, "off"]));
}

/** Reads a configuration text over the defaults, as a trusted workspace's. @param path where it would stand: what it extends is looked for from there */
export async function parseConfig(
  text: string,
  path = resolve(CONFIG_NAME),
  base = defaultConfig,
): Promise<{ config: Config; problems: ConfigProblem[] }> {
  const { readText } = await import("./config-chain.ts");
  return readText({ text, path, base }, (other) => new Files(MAX_CONFIG_SIZE).read(other));
}

/** The nearest configuration file in a folder or above it. */
export function findConfig(folder: string): string | null {
  for (const at of foldersAbove(folder)) {
    const path = join(at, CONFIG_NAME);
    if (existsSync(path)) return path;
  }
  return null;
}

/** Where the user's own configuration stands, whether it exists or not. */
export function userConfigPath(): string {
  const base = process.env.XDG_CONFIG_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), ".config"), "l9", "config.yaml");
}
