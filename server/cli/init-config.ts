import { join, resolve } from "node:path";
import { isTestPath, isTypeScript } from "../facts/languages.ts";
import { Linter } from "../lint/linter.ts";
import { loadTypeScript } from "../lint/load-typescript.ts";
import { CONFIG_NAME } from "../project/config.ts";
import { contractFolders } from "../project/contract-folder.ts";
import { pathFrom } from "../project/slash-path.ts";
import { openLinter } from "./open-linter.ts";
import { proposedParts, type ProposedPart } from "./proposed-parts.ts";
import { proposedSources, type ProposedSource } from "./proposed-sources.ts";
import { describeSeen, seenIn } from "./seen.ts";

/** What a workspace shows of itself. */
interface Shown {
  scope: "modules" | "contracts";
  /** Why, as a sentence. */
  about: string;
  parts: readonly ProposedPart[];
  sources: readonly ProposedSource[];
  /** Folders of tests, from the workspace folder. */
  tests: readonly string[];
}

/** The text of a first configuration: what the workspace shows, with the reason for each row; what is not certain stands in a comment. */
export async function proposedConfig(folder: string): Promise<string> {
  return configText(await lookAt(folder));
}

async function lookAt(folder: string): Promise<Shown> {
  const root = resolve(folder);
  const { linter } = await openLinter({ root, config: null, scope: "contracts", select: null, ignore: [] }, root, []);
  try {
    linter.scan();
    if ([...linter.workspace.sources].some(isTypeScript)) await loadTypeScript();
    const sources = proposedSources(linter);
    const parts = partsWith(linter, sources);
    const modules = linter.workspace.modules.length;
    const seen = seenIn(linter);
    const isContracts = modules === 0 && seen.classes.length + seen.services.length > 0;
    const count = `${modules} ${modules === 1 ? "spec of a module is" : "specs of modules are"} here.`;
    return {
      scope: isContracts ? "contracts" : "modules",
      about: modules > 0 ? count : isContracts ? `No spec of a module is here. ${describeSeen(seen) ?? ""}`.trim() : "",
      parts,
      sources,
      tests: testFolders(linter),
    };
  } finally {
    linter.dispose();
  }
}

/** The parts, those of the proposed packages' classes among them. */
function partsWith(linter: Linter, sources: readonly ProposedSource[]): ProposedPart[] {
  const certain = sources.filter((source) => source.certain);
  if (certain.length === 0) return proposedParts(linter.contractsOf(null));
  const folders = certain.flatMap(({ name }) => {
    const found = contractFolders(name, join(linter.root, CONFIG_NAME), [linter.root]);
    return "problem" in found ? [] : found;
  });
  const opened = new Linter(linter.root, { ...linter.config, contract_sources: folders });
  try {
    opened.scan();
    return proposedParts(opened.contractsOf(null));
  } finally {
    opened.dispose();
  }
}

function testFolders(linter: Linter): string[] {
  const folders = [...linter.workspace.sources]
    .filter((path) => isTestPath(path))
    .map((path) => pathFrom(linter.root, path).split("/"))
    .map((steps) => steps.slice(0, Math.max(1, steps.findIndex((step) => /^(?:tests?|__tests__|spec)$/.test(step)) + 1)))
    .map((steps) => (steps.length === 1 && /\.\w+$/.test(steps[0] ?? "") ? "." : `${steps.join("/")}/`));
  return [...new Set(folders)].sort();
}

function configText({ scope, about, parts, sources, tests }: Shown): string {
  return `# Proposed by "l9 init" from what is here. Every key is optional; "l9 explain" lists the rules, and docs/configuration.md has every key.

# modules: specs and the code generated from them; contracts: every other file too, for the rules about contracts; all: every rule in every file.
${about === "" ? "" : `# ${about}\n`}scope: ${scope}

# Globs, beside .gitignore.
include: []
exclude: []

# Folders that hold Space files.
space: [space, .l9/space]
${tests.length > 0 ? `\n# Tests are told by their names; they are in ${tests.slice(0, 4).join(", ")}${tests.length > 4 ? ", …" : ""} here.\n` : ""}
# Severity of a rule: off, info, warning or error.
rules: {}

# Contracts beside the workspace's own files: installed packages, folders of JSON Schemas or OpenAPI documents.
${rows("contract_sources", sources, "[]", ({ name }) => `- ${JSON.stringify(name)}`)}
# The repository's own class for a part: { packet: TransportPacket, executor_result: ExecutionResult }
${rows("contracts", onceEach(parts), "{}", ({ part, name }) => `${part}: ${name}`)}
# The name under which a service is injected: { substrate_service: MemorySubstrateService }
injected: {}
`;
}

/** Of several classes for one part none is certain. */
function onceEach(parts: readonly ProposedPart[]): ProposedPart[] {
  return parts.map((one) => ({
    ...one,
    certain: one.certain && parts.filter(({ part, certain }) => certain && part === one.part).length === 1,
  }));
}

/** A key with its rows: each that is certain, and the others as comments. */
function rows<Row extends { why: string; certain: boolean }>(
  key: string,
  found: readonly Row[],
  empty: string,
  text: (row: Row) => string,
): string {
  const certain = found.filter((row) => row.certain);
  const unsure = found.filter((row) => !row.certain);
  return [
    certain.length > 0 ? `${key}:` : `${key}: ${empty}`,
    ...certain.map((row) => `  ${text(row)} # ${row.why}`),
    ...unsure.map((row) => `${certain.length > 0 ? "  " : ""}# perhaps ${text(row)} (${row.why})`),
    "",
  ].join("\n");
}
