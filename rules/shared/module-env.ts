import type { Span } from "../../server/code/index.ts";
import type { ModuleFile } from "../../server/facts/project.ts";
import { literal, textPattern, type ModuleNames, type ResolvedText, type TextPattern } from "./module-names.ts";

/** One place that reads a variable of the environment. */
export interface EnvRead {
  readonly file: ModuleFile;
  readonly span: Span;
  /** The names that it may have; of a settings field, in capitals. */
  readonly names: readonly string[];
  /** The read of a settings field: capitals and small letters are the same. */
  readonly anyCase: boolean;
  /** A settings field that is a model of its own. */
  readonly nested: boolean;
}

/** What the code does with the environment. */
export interface ModuleEnv {
  readonly reads: readonly EnvRead[];
  /** True when a name is read, or when nothing shows that it is not. */
  isUsed(name: string): boolean;
}

/** Every read of the environment in a module's code, through helpers and constants of the module. */
export function environmentOf(names: ModuleNames, files: readonly ModuleFile[]): ModuleEnv {
  const reads: EnvRead[] = [];
  const patterns: TextPattern[] = [];
  const mentioned = new Set<string>();
  const helpers = files.flatMap(({ facts }) => (facts?.env ?? []).flatMap((fact) => (fact.kind === "helper" ? [fact] : [])));
  for (const file of files) {
    const resolve = (text: Parameters<ModuleNames["text"]>[0]): ResolvedText => names.text(text, file.path);
    for (const fact of file.facts?.env ?? []) {
      if (fact.kind === "helper") continue;
      const setting = fact.kind === "setting";
      const texts = (setting ? fact.names : [fact.name]).map(resolve);
      const known = texts.flatMap((text) => literal(text) ?? []).map((name) => (setting ? name.toUpperCase() : name));
      for (const text of texts) if (literal(text) === null) patterns.push(textPattern(text));
      // With a part unknown it may be any variable of that form: nothing is said of it.
      if (known.length === texts.length) {
        reads.push({ file, span: fact.span, names: known, anyCase: setting, nested: setting && fact.nested });
      }
    }
    for (const { text, span, callee, argument } of file.facts?.mentions ?? []) {
      const name = literal(resolve(text));
      if (name === null) continue;
      mentioned.add(name);
      const helper = helpers.some(
        ({ function: called, index, parameter }) => called === callee && (argument === index || argument === parameter),
      );
      if (helper) reads.push({ file, span, names: [name], anyCase: false, nested: false });
    }
  }
  const isUsed = (name: string): boolean =>
    mentioned.has(name) ||
    reads.some((read) => read.names.includes(read.anyCase ? name.toUpperCase() : name)) ||
    patterns.some((pattern) => pattern.test(name));
  return { reads, isUsed };
}
