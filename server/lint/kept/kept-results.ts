import type { Rule } from "../../../rules/define.ts";
import type { Config } from "../../project/config.ts";
import type { Answers } from "../../project/contracts/store.ts";
import { digestOfData, digestOfTexts, isJson } from "../../project/kept/digest.ts";
import type { Pack } from "../../project/kept/pack.ts";
import type { CodeSummary } from "../code-store.ts";
import type { ContractWatch, Looked } from "../code-file.ts";
import { plainLooked } from "./plain-looked.ts";

/** What a file was looked at with. */
export interface LookedAt {
  readonly path: string;
  readonly text: string;
  readonly rules: readonly Rule[];
  /** All that the rules saw of the project, but for what they asked of its contracts; null where no text stands for it. */
  readonly project: string | null;
}

/** A result, and the answers that prove that it holds. */
interface Proved {
  looked: Looked;
  answers: Answers;
}

/** A text that is kept: its key, what it is about, the text. */
type KeptText = readonly [key: string, group: string, text: string];

/** What one thread has for another. */
export interface KeptNews {
  readonly texts: readonly KeptText[];
  readonly counts: KeptCounts;
}

/** A result that is stored: what rules said, and each question to the contracts with the digest of its answer. */
interface Stored {
  looked: Looked;
  asked: [question: string, digest: string][];
}

/** What happened, for those who ask. */
export interface KeptCounts {
  /** Results taken from what was kept. */
  taken: number;
  /** Results kept for later. */
  kept: number;
  /** Results that nothing proves to hold in another run, so that they are made anew each time. */
  unproved: number;
}

/**
 * Results of earlier runs. A result is taken only where it must come out the same: the key is a digest of all that went in by name (program, text, path,
 * configuration, rules), and each question to the contracts that is recorded with it has the same answer now. Files that an editor has open are not asked for.
 */
export class KeptResults {
  readonly counts: KeptCounts = { taken: 0, kept: 0, unproved: 0 };
  readonly #pack: Pack;
  /** Of what a text alone says. */
  readonly #ofTexts: string;
  /** Of what depends on the configuration too; null where no text stands for that. */
  readonly #ofChecks: string | null;
  readonly #ruleSets = new WeakMap<readonly Rule[], string>();
  /** Results that were proved to hold, until they are asked for. */
  readonly #proved = new Map<string, Proved>();
  #news: KeptText[] = [];
  #last = { text: "", digest: digestOfTexts("") };

  /** @param program the digest of the program's own code */
  constructor(pack: Pack, { program, root, config }: { program: string; root: string; config: Config }) {
    this.#pack = pack;
    this.#ofTexts = digestOfTexts(program, process.version, process.platform, root);
    const said = digestOfConfig(config);
    this.#ofChecks = said === null ? null : digestOfTexts(this.#ofTexts, said);
  }

  /** A file is asked about several times in a row. */
  #digestOf(text: string): string {
    if (this.#last.text !== text) this.#last = { text, digest: digestOfTexts(text) };
    return this.#last.digest;
  }

  /** What a file of code says, as it was read from this text. */
  facts(path: string, text: string): Pick<CodeSummary, "facts" | "lines"> | null {
    const stored = this.#pack.get(this.#keyOfFacts(path, text));
    return stored === null ? null : (JSON.parse(stored) as Pick<CodeSummary, "facts" | "lines">);
  }

  keepFacts(path: string, text: string, { facts, lines }: CodeSummary): void {
    const value = { facts, lines };
    if (isJson(value)) this.#put(this.#keyOfFacts(path, text), `facts ${path}`, JSON.stringify(value));
    else this.counts.unproved++;
  }

  #keyOfFacts(path: string, text: string): string {
    return digestOfTexts("facts", this.#ofTexts, path, this.#digestOf(text));
  }

  /** The key of a look at a file; null where the result can not be kept. */
  keyOf({ path, text, rules, project }: LookedAt): string | null {
    if (this.#ofChecks === null || project === null) return null;
    let set = this.#ruleSets.get(rules);
    if (set === undefined) this.#ruleSets.set(rules, (set = rules.map(({ id }) => id).join(" ")));
    return digestOfTexts("looked", this.#ofChecks, path, this.#digestOf(text), set, project);
  }

  /** True where `looked` will have a result. */
  isKept(key: string, contracts: ContractWatch): boolean {
    const proved = this.looked(key, contracts);
    if (proved) this.#proved.set(key, proved);
    return proved !== null;
  }

  /** What the rules said of a file, where it is proved to hold, with the answers that prove it. */
  looked(key: string, contracts: ContractWatch): Proved | null {
    const proved = this.#proved.get(key);
    if (proved && this.#proved.delete(key) && contracts.holds(proved.answers)) return proved;
    const stored = this.#pack.get(key);
    if (stored === null) return null;
    const { looked, asked } = JSON.parse(stored) as Stored;
    const answers: Answers = new Map();
    for (const [question, digest] of asked) {
      if (contracts.digestOf(question) !== digest) return null;
      answers.set(question, contracts.answerTo(question));
    }
    this.counts.taken++;
    return { looked, answers };
  }

  keepLooked(key: string, path: string, found: Looked, answers: Answers, contracts: ContractWatch): void {
    const looked = plainLooked(found);
    const asked: Stored["asked"] = [];
    for (const [question, answer] of answers) {
      const digest = contracts.digestOf(question);
      // An answer that is another one by now did not lead to this result.
      if (digest === null || contracts.answerTo(question) !== answer) return void this.counts.unproved++;
      asked.push([question, digest]);
    }
    const stored: Stored = { looked, asked };
    // What went wrong in a rule is told with its stack, which is no result.
    if (!isJson(stored) || looked.reports.some(({ rule }) => rule === "internal_error")) return void this.counts.unproved++;
    this.#put(key, `looked ${path}`, JSON.stringify(stored));
    this.counts.kept++;
  }

  /** What work on a text comes to that depends on the text and on plain data alone. */
  computed<T>(what: string, { path, text, given }: { path: string; text: string; given: unknown }, work: () => T): T {
    const digest = digestOfData(given);
    if (digest === null) return work();
    const key = digestOfTexts(what, this.#ofTexts, path, this.#digestOf(text), digest);
    const stored = this.#pack.get(key);
    if (stored !== null) return JSON.parse(stored) as T;
    const value = work();
    if (isJson(value)) this.#put(key, `${what} ${path}`, JSON.stringify(value));
    return value;
  }

  #put(...text: KeptText): void {
    this.#pack.put(...text);
    this.#news.push(text);
  }

  /** What was kept since this was last asked, for another thread to add. */
  news(): KeptNews {
    const news = { texts: this.#news, counts: { ...this.counts } };
    this.#news = [];
    Object.assign(this.counts, { taken: 0, kept: 0, unproved: 0 });
    return news;
  }

  /** Takes over what another thread kept. */
  add({ texts, counts }: KeptNews): void {
    for (const text of texts) this.#pack.put(...text);
    this.counts.taken += counts.taken;
    this.counts.kept += counts.kept;
    this.counts.unproved += counts.unproved;
  }
}

/** All of a configuration that rules may see. Own rules are what stands in their files. */
function digestOfConfig({ own_rules: own, baseline: _, generate: _also, rule_pages: _too, ...rest }: Config): string | null {
  return digestOfData({ ...rest, own: own.texts });
}
