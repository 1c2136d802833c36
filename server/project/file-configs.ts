import picomatch from "picomatch";
import type { Profile } from "../../rules/profile/schema.ts";
import type { Config, Override } from "./config.ts";
import { applySteps } from "./table-steps.ts";
import { pathFrom } from "./slash-path.ts";

/** What the configuration says of one file. */
export interface FileConfig {
  /** The same for files of which the same is said. */
  readonly key: string;
  readonly rules: Config["rules"];
  readonly profile: Profile;
}

type Row = Profile["forbidden_imports"][number];

/** The configuration file by file: what holds for the workspace, with the overrides in place that name the file, and the rows that speak of it today. */
export class FileConfigs {
  readonly #root: string;
  readonly #config: Config;
  /** What holds for every file, where there is no difference. */
  readonly #even: FileConfig | null;
  readonly #matchers = new Map<readonly string[], (path: string) => boolean>();
  readonly #known = new Map<string, FileConfig>();

  /** @param root the workspace folder, which globs begin at */
  constructor(root: string, config: Config) {
    this.#root = root;
    this.#config = config;
    const { rules, profile, overrides } = config;
    const isEven = overrides.length === 0 && !profile.forbidden_imports.some(isConditional);
    this.#even = isEven ? { key: "", rules, profile } : null;
  }

  /** @param path absolute */
  of(path: string): FileConfig {
    if (this.#even) return this.#even;
    const shown = pathFrom(this.#root, path);
    const named = this.#config.overrides.flatMap((one, at) => (this.names(one, path) ? [at] : []));
    const whole = this.#keep(named.join(), () => this.#withOverrides(named));
    const rows = whole.profile.forbidden_imports.map((row) => this.#today(row, shown));
    const marks = rows.map((row, at) => (row === null ? "-" : row === whole.profile.forbidden_imports[at] ? "=" : "!")).join("");
    if (!/[-!]/.test(marks)) return whole;
    return this.#keep(`${whole.key} ${marks}`, () => {
      return { ...whole, profile: { ...whole.profile, forbidden_imports: rows.filter((row) => row !== null) } };
    });
  }

  /** True when an override speaks of a file. @param path absolute */
  names({ files }: Override, path: string): boolean {
    return this.#matches(files, pathFrom(this.#root, path));
  }

  /** True for a rule that is on in some file. */
  mayRun(rule: string): boolean {
    const { rules, overrides } = this.#config;
    return rules[rule] !== "off" || overrides.some((one) => one.rules[rule] !== undefined && one.rules[rule] !== "off");
  }

  #keep(key: string, make: () => Omit<FileConfig, "key">): FileConfig {
    let known = this.#known.get(key);
    if (!known) this.#known.set(key, (known = { ...make(), key }));
    return known;
  }

  #withOverrides(named: readonly number[]): Omit<FileConfig, "key"> {
    const { rules, profile, overrides } = this.#config;
    const own = overrides.filter((_, at) => named.includes(at));
    return {
      rules: Object.fromEntries([rules, ...own.map((one) => one.rules)].flatMap((one) => Object.entries(one))),
      profile: own.reduce((tables, one) => applySteps(tables, one.profile), profile),
    };
  }

  /** A row as it holds for a file today: without `until` once that day has come; null where it says nothing of the file, or nothing yet. */
  #today(row: Row, path: string): Row | null {
    if (!isConditional(row)) return row;
    const { in: inside, not_in: outside, since, until } = row;
    if ((inside && !this.#matches(inside, path)) || (outside && this.#matches(outside, path))) return null;
    const day = today();
    if (since !== undefined && day < since) return null;
    if (until === undefined || day < until) return row;
    const { until: _, ...due } = row;
    return due;
  }

  #matches(globs: readonly string[], path: string): boolean {
    let matcher = this.#matchers.get(globs);
    if (!matcher) this.#matchers.set(globs, (matcher = picomatch([...globs], { dot: true })));
    return matcher(path);
  }
}

function isConditional({ in: inside, not_in: outside, since, until }: Row): boolean {
  return [inside, outside, since, until].some((condition) => condition !== undefined);
}

/** The day where this runs, as `2027-01-31`. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
