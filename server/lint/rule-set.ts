import type { Rule } from "../../rules/define.ts";
import { rules as builtIn } from "../../rules/index.ts";
import type { Config } from "../project/config.ts";
import type { FileConfigs } from "../project/file-configs.ts";
import { OwnRules } from "./own-rules/own-rules.ts";

/** The rules of a workspace. */
export class RuleSet {
  /** Those that it declares itself. */
  readonly own: OwnRules;
  /** Every rule that there is here: those of the program, and those of the workspace. */
  readonly known: readonly Rule[];
  readonly byId: ReadonlyMap<string, Rule>;
  /** Those that run in some file. */
  readonly on: readonly Rule[];
  /** Of these, those that look at a file which only scope `contracts` brings in. */
  readonly #aboutContracts: readonly Rule[];
  readonly #isForContracts: (path: string) => boolean;

  /**
   * @param asked `select`: only these rules; `ignore`: not these
   * @param isForContracts true for a file that only scope `contracts` brings in
   */
  constructor(
    { own_rules: declared }: Config,
    configs: FileConfigs,
    root: string,
    { select, ignore = [] }: { select?: readonly string[]; ignore?: readonly string[] },
    isForContracts: (path: string) => boolean,
  ) {
    this.#isForContracts = isForContracts;
    this.own = new OwnRules(declared, root);
    this.known = [...builtIn, ...this.own.rules];
    this.byId = new Map(this.known.map((rule) => [rule.id, rule]));
    const isOwn = new Set<Rule>(this.own.rules);
    this.on = this.known.filter(({ id }) => configs.mayRun(id) && (!select || select.includes(id)) && !ignore.includes(id));
    this.#aboutContracts = this.on.filter(
      (rule) => rule.family === "contracts" || isOwn.has(rule) || (rule.family === "program" && rule.id !== "code_syntax"),
    );
  }

  /** Those that look at a file. */
  of(path: string): readonly Rule[] {
    return this.#isForContracts(path) ? this.#aboutContracts : this.on;
  }
}
