import type { Rule } from "../../rules/define.ts";
import { rules as builtIn } from "../../rules/index.ts";
import { isPython, isTypeScript } from "../facts/languages.ts";
import type { Config } from "../project/config.ts";
import type { FileConfigs } from "../project/file-configs.ts";
import { OwnRules } from "./own-rules/own-rules.ts";

/** What decides which rules look at a file. */
interface Scopes {
  readonly workspace: { inScope(path: string): boolean };
  /** Files that were asked for by name. */
  readonly whole: ReadonlySet<string>;
  readonly agreements: { includes(path: string): boolean };
}

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

  /** Of these, those that the workspace declares itself. */
  readonly #ownOn: readonly Rule[];

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
    this.on = this.known.filter(({ id }) => configs.mayRun(id) && (!select || select.includes(id)) && !ignore.includes(id));
    this.#aboutContracts = this.on.filter(
      (rule) => rule.family === "contracts" || rule.own !== undefined || (rule.family === "program" && rule.id !== "code_syntax"),
    );
    this.#ownOn = this.on.filter(({ own }) => own !== undefined);
  }

  /** True for a file that a rule of the workspace's own speaks of, in whatever scope. */
  covers(path: string): boolean {
    const language = isPython(path) ? "python" : isTypeScript(path) ? "typescript" : null;
    return language !== null && this.#ownOn.some(({ languages, own }) => languages.includes(language) && own?.covers(path));
  }

  /** What looks at a file. Of one that is nobody's module only those rules speak that name it, and the agreements about it. */
  of(path: string, { workspace, whole, agreements }: Scopes): readonly Rule[] {
    if (whole.has(path)) return this.on;
    if (workspace.inScope(path)) return this.#isForContracts(path) ? this.#aboutContracts : this.on;
    return this.covers(path) ? this.#ownOn : agreements.includes(path) ? [] : this.on;
  }
}
