import { dirname, resolve } from "node:path";
import { type Config, type ConfigLink, type ConfigProblem } from "./config.ts";
import { applyFile, parseConfigFile } from "./config-file.ts";
import { contractFolders, type ContractFolder } from "./contract-folder.ts";
import { extendedFile } from "./extended-file.ts";
import type { Read } from "./files.ts";

/** Files read for one configuration. Each place that extends a file reads it, so that a few lines could ask for any number. */
const MAX_FILES = 100;

export interface ChainOptions {
  read: (path: string) => Read;
  /** It may name programs and addresses. */
  trusted: boolean;
  /** It is the user's, for every workspace. */
  isOwn: boolean;
  /** Folders that files it extends must lie in; null for any. */
  within: readonly string[] | null;
}

/** What a configuration file says together with all that it extends. */
export interface Chain {
  config: Config;
  /** Absolute paths, in the order in which they were laid over each other; a file that several extend once for each. */
  files: string[];
  links: ConfigLink[];
  /** Paths where something would be read if it were there. */
  looked: string[];
  problems: ConfigProblem[];
  untrusted: string[];
}

/** Reads a configuration file over what is already configured, first the files that it extends. A file with a problem changes nothing. */
export function readChain(path: string, base: Config, options: ChainOptions): Chain {
  const chain: Chain = { config: base, files: [], links: [], looked: [], problems: [], untrusted: [] };
  readInto(chain, path, [], options);
  return chain;
}

/** @param below the files that lead here, the first one first */
function readInto(chain: Chain, path: string, below: readonly string[], options: ChainOptions): void {
  const { trusted, isOwn, within } = options;
  const content = options.read(path);
  if ("problem" in content) {
    const message = `This configuration can not be read: ${content.problem}.`;
    chain.files.push(path);
    chain.problems.push({ path, span: { start: 0, end: 0 }, message });
    return;
  }
  const parsed = parseConfigFile(content.text, {
    ...{ trusted, isOwn, isExtended: below.length > 0 },
    ownRules: chain.config.own_rules.rules.map(({ id }) => id),
  });
  const way = [...below, path];
  for (const { text, span } of parsed.parents) {
    const found = extendedFile(text, path, { within, read: options.read });
    chain.looked.push(...found.looked);
    const problem =
      "problem" in found
        ? found.problem
        : way.includes(found.path)
          ? `leads back to ${found.path === path ? "this file" : "a file that extends this one"}: take it out, or what it extends there`
          : chain.links.length >= MAX_FILES
            ? `is one of more than ${MAX_FILES} files that this configuration extends: name each once`
            : null;
    if (problem !== null) chain.problems.push({ path, span, message: `\`extends: ${text}\` ${problem}.` });
    else if ("path" in found) {
      chain.links.push({ path: found.path, from: path, span });
      readInto(chain, found.path, way, options);
    }
  }
  const sources: ContractFolder[] = [];
  for (const { text, span } of parsed.sources) {
    const found = contractFolders(text, path, within);
    if ("problem" in found) chain.problems.push({ path, span, message: `\`contract_sources: ${text}\` ${found.problem}.` });
    else sources.push(...found);
  }
  chain.files.push(path);
  chain.problems.push(...parsed.problems.map((problem) => ({ path, ...problem })));
  chain.untrusted.push(...parsed.untrusted);
  if (!parsed.file) return;
  const contract_sources = [...chain.config.contract_sources, ...sources];
  const config = { ...applyFile(parsed.file, chain.config, parsed.untrusted), contract_sources };
  chain.config = withPathsBeside(path, config, chain.config);
}

/** Files are named from the file that names them: the user's own must not be looked for in whatever folder the program runs. */
function withPathsBeside(path: string, config: Config, before: Config): Config {
  const beside = (named: string | null, known: string | null): string | null =>
    named === null || named === known ? named : resolve(dirname(path), named);
  return {
    ...config,
    baseline: beside(config.baseline, before.baseline),
    agreements: config.agreements.map((row) => (row.from === undefined ? { ...row, from: path } : row)),
    generate: { ...config.generate, module: beside(config.generate.module, before.generate.module) },
  };
}

/** Reads one text over what is already configured, as the file of a trusted workspace at this path. */
export function readText(
  { text, path, base }: { text: string; path: string; base: Config },
  read: (path: string) => Read,
): Chain {
  return readChain(path, base, {
    read: (other) => (other === path ? { text } : read(other)),
    ...{ trusted: true, isOwn: false, within: null },
  });
}
