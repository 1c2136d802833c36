import { join, sep } from "node:path";
import { typescriptModuleName } from "../../code/names/typescript/module-paths.ts";
import { isPython, isTypeScript } from "../../facts/languages.ts";
import { moduleCandidates, moduleName, sourceRoots } from "./class-index.ts";
import type { ContractSource, Listed } from "./repository.ts";
import type { SpaceSources } from "./workspace-repository.ts";
import { pathFrom } from "../slash-path.ts";

/** How the files of a language are sources of contracts. */
export interface SourceLanguage {
  readonly name: "python" | "typescript";
  /** A folder of modules is a module itself. */
  readonly hasPackages: boolean;
  isSource(path: string): boolean;
  /** The files that a dotted module may be, best first. */
  candidates(root: string, module: string): string[];
  /** What a file is called below a root; null for one outside. */
  named(root: string, path: string): Pick<ContractSource, "module" | "typescript"> | null;
  /** What the Space says of this language's files. */
  space(sources: SpaceSources): SpaceSources;
}

export const SOURCE_LANGUAGES: Readonly<Record<"python" | "typescript", SourceLanguage>> = {
  python: {
    name: "python",
    hasPackages: true,
    isSource: isPython,
    candidates: moduleCandidates,
    named(root, path) {
      const module = moduleName(root, path);
      return module === null ? null : { module };
    },
    space: (sources) => sources,
  },
  typescript: {
    name: "typescript",
    hasPackages: false,
    isSource: isTypeScript,
    candidates: typescriptFiles,
    named(root, path) {
      if (!path.startsWith(root + sep)) return null;
      const typescript = pathFrom(root, path);
      return { module: typescriptModuleName(typescript), typescript };
    },
    space: (sources) => ({
      // Extracts of the Space are Python.
      first: false,
      extracts: [],
      listed: sources.listed.flatMap(listedInTypeScript),
      statements: (key) => sources.statements(key),
      prose: (about) => sources.prose(about),
    }),
  },
};

const EXTENSIONS = ["ts", "tsx", "mts", "cts", "d.ts"];

/** Names of files may have dots of their own (`order.model.ts`). */
function typescriptFiles(root: string, dotted: string): string[] {
  const parts = dotted.split(".");
  const files = new Set<string>();
  for (const folder of sourceRoots(root)) {
    for (const own of [1, 2]) {
      if (own > parts.length) break;
      const stem = join(folder, ...parts.slice(0, -own), parts.slice(-own).join("."));
      for (const extension of EXTENSIONS) files.add(`${stem}.${extension}`);
    }
    for (const extension of EXTENSIONS) files.add(join(folder, ...parts, `index.${extension}`));
  }
  return [...files];
}

/** What an index of the Space lists under the path of a TypeScript file. */
function listedInTypeScript(entry: Listed): Listed[] {
  const ending = /\.(?:tsx?|mts|cts)$/.exec(entry.module ?? "");
  return entry.module !== null && ending ? [{ ...entry, module: entry.module.slice(0, ending.index) }] : [];
}
