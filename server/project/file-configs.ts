import { relative, sep } from "node:path";
import picomatch from "picomatch";
import type { Profile } from "../../rules/profile/schema.ts";
import type { Config } from "./config.ts";
import { applySteps } from "./table-steps.ts";

/** What the configuration says of one file. */
export interface FileConfig {
  /** The same for files of which the same is said. */
  readonly key: string;
  readonly rules: Config["rules"];
  readonly profile: Profile;
}

/** The configuration file by file: what holds for the workspace, with the overrides in place that name the file. */
export class FileConfigs {
  readonly #root: string;
  readonly #config: Config;
  readonly #named: ((path: string) => boolean)[];
  readonly #known = new Map<string, FileConfig>();

  /** @param root the workspace folder, which globs begin at */
  constructor(root: string, config: Config) {
    this.#root = root;
    this.#config = config;
    this.#named = config.overrides.map(({ files }) => picomatch(files, { dot: true }));
  }

  /** @param path absolute */
  of(path: string): FileConfig {
    const { rules, profile, overrides } = this.#config;
    if (overrides.length === 0) return { key: "", rules, profile };
    const shown = relative(this.#root, path).split(sep).join("/");
    const named = overrides.filter((_, at) => this.#named[at]?.(shown));
    const key = named.map((one) => overrides.indexOf(one)).join(",");
    let known = this.#known.get(key);
    if (!known) {
      const all = { ...rules, ...Object.assign({}, ...named.map((one) => one.rules)) } as Config["rules"];
      known = { key, rules: all, profile: named.reduce((table, one) => applySteps(table, one.profile), profile) };
      this.#known.set(key, known);
    }
    return known;
  }

  /** True for a rule that is on in some file. */
  mayRun(rule: string): boolean {
    const { rules, overrides } = this.#config;
    return rules[rule] !== "off" || overrides.some((one) => one.rules[rule] !== undefined && one.rules[rule] !== "off");
  }
}
