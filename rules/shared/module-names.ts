import { dirname, join, sep } from "node:path";
import type { TextFact } from "../../server/code/text-fact.ts";
import { isTypeScript } from "../../server/facts/languages.ts";
import type { Module, ModuleFile } from "../../server/facts/project.ts";
import { splitTypeScriptName, typescriptFile } from "./typescript-paths.ts";
import { matchesParts } from "./wildcards.ts";

/** A text with the module's constants put in; null parts are what only a run would tell. Neighbouring literals are one. */
export type ResolvedText = readonly (string | null)[];

/** How many re-exports and constants made of constants are followed. */
const MAX_DEPTH = 6;

/** What names mean across the files of one module: imports between them, and the constants they share. */
export class ModuleNames {
  /** The module's code that runs, tests left out. */
  readonly code: readonly ModuleFile[];
  readonly tests: readonly ModuleFile[];
  /** Files of others in which the module is wired in. */
  readonly wiring: readonly ModuleFile[];
  readonly #files: readonly ModuleFile[];

  constructor(module: Module) {
    const own = module.files.filter(({ facts }) => facts !== null);
    this.code = own.filter(({ isTest }) => !isTest);
    this.tests = own.filter(({ isTest }) => isTest);
    this.wiring = module.modified.filter(({ facts, isTest }) => facts !== null && !isTest);
    this.#files = [...own, ...this.wiring];
  }

  /** The file of the module that a dotted import names (`..config`, `api.adapters.orders.config`), null for anything else. */
  fileOf(dotted: string, from: string): ModuleFile | null {
    if (isTypeScript(from)) return typescriptFile(dotted, from, this.#files);
    const dots = /^\.*/.exec(dotted)?.[0].length ?? 0;
    const inside = dotted.slice(dots).split(".").filter(Boolean).join(sep);
    if (dots === 0 && inside === "") return null;
    if (dots > 0) {
      let folder = dirname(from);
      for (let up = 1; up < dots; up++) folder = dirname(folder);
      const base = inside === "" ? folder : join(folder, inside);
      return this.#files.find(({ path }) => path === `${base}.py` || path === join(base, "__init__.py")) ?? null;
    }
    return (
      this.#files.find(
        ({ path }) => path.endsWith(`${sep}${inside}.py`) || path.endsWith(`${sep}${join(inside, "__init__.py")}`),
      ) ?? null
    );
  }

  /** The file and the name in it that an imported dotted name stands for, re-exports followed. */
  locate(dotted: string, from: string, depth = 0): { file: ModuleFile; name: string } | null {
    if (isTypeScript(from)) return this.#locateInTypeScript(dotted, from, depth);
    const dots = /^\.*/.exec(dotted)?.[0] ?? "";
    const parts = dotted.slice(dots.length).split(".");
    for (let length = parts.length - 1; length >= (dots ? 0 : 1); length--) {
      const file = this.fileOf(dots + parts.slice(0, length).join("."), from);
      if (!file) continue;
      const [first, ...rest] = parts.slice(length) as [string, ...string[]];
      const again = file.facts?.imports.find(({ as, name }) => as === first.replace(/\(\)$/, "") && name !== null);
      if (again && depth < MAX_DEPTH) {
        const target = `${again.module}${again.module.endsWith(".") ? "" : "."}${again.name as string}${first.endsWith("()") ? "()" : ""}`;
        return this.locate([target, ...rest].join("."), file.path, depth + 1);
      }
      return { file, name: [first, ...rest].join(".") };
    }
    return null;
  }

  /** `./routes/orders.js.router`: re-exports, defaults and names of lists of exports followed. */
  #locateInTypeScript(dotted: string, from: string, depth: number): { file: ModuleFile; name: string } | null {
    const found = splitTypeScriptName(dotted, from, this.#files);
    if (!found || depth > MAX_DEPTH) return null;
    const { file, names } = found;
    const [first = "", ...rest] = names;
    const call = first.endsWith("()") ? "()" : "";
    const plain = call === "" ? first : first.slice(0, -2);
    const alias = file.facts?.aliases.find(({ name }) => name === plain);
    if (alias) {
      const name = [`${alias.target}${call}`, ...rest].join(".");
      return /[./]/.test(alias.target) ? this.locate(name, file.path, depth + 1) : { file, name };
    }
    const imported = file.facts?.imports.find(({ as, name }) => as === plain && name !== null && name !== "*");
    if (imported)
      return this.locate([`${imported.module}.${imported.name as string}${call}`, ...rest].join("."), file.path, depth + 1);
    if (!file.facts?.names.some(({ name }) => name === plain)) {
      for (const { module, name } of file.facts?.imports.filter((candidate) => candidate.name === "*") ?? []) {
        const further = name && this.locate(`${module}.${names.join(".")}`, file.path, depth + 1);
        if (further) return further;
      }
    }
    return { file, name: names.join(".") };
  }

  /** A text with every constant that the module defines put in. */
  text(text: TextFact, from: string, depth = 0): ResolvedText {
    const parts = text.flatMap((part): ResolvedText => {
      if (part === null || typeof part === "string") return [part];
      const found = depth < MAX_DEPTH ? this.locate(part.name, from) : null;
      const constant = found?.file.facts?.constants.find(({ name }) => name === found.name);
      return found && constant ? this.text(constant.value, found.file.path, depth + 1) : [null];
    });
    return joinText(parts);
  }
}

/** Neighbouring literals made one. */
export function joinText(parts: ResolvedText): ResolvedText {
  const joined: (string | null)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part === "") continue;
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}

/** The one literal that a text is, null when part of it is unknown. */
export function literal(text: ResolvedText): string | null {
  if (text.length === 0) return "";
  return text.length === 1 && typeof text[0] === "string" ? text[0] : null;
}

/** The texts that one with unknown parts may be. */
export interface TextPattern {
  test(text: string): boolean;
}

/** Unknown parts stand for anything. */
export function textPattern(text: ResolvedText): TextPattern {
  return { test: (other) => matchesParts(other, text) };
}
