import type { DraftFile, GenerationTask } from "../../backend.ts";
import { adapterBlocks } from "./code/adapter.ts";
import { authBlocks } from "./code/auth.ts";
import { cacheBlocks } from "./code/cache.ts";
import { clientBlocks } from "./code/client.ts";
import { configBlocks } from "./code/config.ts";
import { executorBlocks } from "./code/executor.ts";
import { governanceBlocks } from "./code/governance.ts";
import { policyBlocks } from "./code/policies.ts";
import { routeBlocks } from "./code/routes.ts";
import { schemaBlocks } from "./code/schemas.ts";
import { toolBlocks } from "./code/tool.ts";
import { designOf } from "./design/design.ts";
import type { Design } from "./design/shape.ts";
import type { PlannedFile, Role } from "./design/layout.ts";
import { docText } from "./python/dedent.ts";
import { commonSymbols, namesIn, renderFile, type Block, type Source } from "./python/file.ts";
import { readmeText } from "./readme/readme.ts";
import { wiringText } from "./readme/wiring.ts";
import { testFiles } from "./tests/files.ts";

/** Roles in the order in which they stand when they share a file: what is used stands above what uses it. */
const ORDER: readonly Role[] = ["config", "policies", "schemas", "client", "cache", "logic", "auth", "routes"];

const LOGGER: Block = { defines: ["logger"], code: "logger = structlog.get_logger(__name__)", tight: true };

const EMPTY_LINE: Block = { defines: [], code: "", tight: true };

/** A module, from its task: the files of the manifest, in its order. @param report is told what had no room */
export function compile(task: GenerationTask, report: (message: string) => void): DraftFile[] {
  const design = designOf(task);
  const blocks = codeBlocks(design);
  const symbols = symbolsOf(design, blocks);
  const files = new Map<string, string>();
  for (const file of design.layout.files) files.set(file.path, codeFile(design, file, blocks, symbols));
  for (const [path, content] of testFiles(design, symbols, header(design), report)) files.set(path, content);
  const { readme, wiring, empty } = design.layout;
  if (readme) files.set(readme.path, readmeText(design));
  if (wiring) files.set(wiring.path, wiringText(design));
  for (const { path } of empty) files.set(path, "");
  return task.manifest.map(({ path }) => ({ path, content: files.get(path) ?? "" }));
}

function codeBlocks(design: Design): Map<Role, Block[]> {
  return new Map<Role, Block[]>([
    ["config", configBlocks(design)],
    ["schemas", schemaBlocks(design)],
    ["client", clientBlocks(design)],
    ["cache", cacheBlocks(design)],
    ["policies", policyBlocks(design)],
    ["logic", logicBlocks(design)],
    ["auth", authBlocks(design)],
    ["routes", routeBlocks(design)],
  ]);
}

function logicBlocks(design: Design): Block[] {
  if (design.tool) return toolBlocks(design);
  if (design.governance) return governanceBlocks(design);
  return design.executor ? executorBlocks(design) : adapterBlocks(design);
}

/** Names that may be imported: the libraries', the contracts', the module's own. */
function symbolsOf({ contracts, layout }: Design, blocks: ReadonlyMap<Role, readonly Block[]>): Map<string, Source> {
  const symbols = commonSymbols();
  for (const [name, source] of contracts.symbols()) symbols.set(name, source);
  for (const [role, own] of blocks) {
    const file = layout.code.get(role);
    for (const name of own.flatMap(({ defines }) => defines)) if (file) symbols.set(name, { module: file.module, name });
  }
  return symbols;
}

/** The banner that names the module and where it comes from. */
export function header({ task, spec }: Design): string[] {
  const rule = `# ${"═".repeat(79)}`;
  const file = task.spec.path.split("/").at(-1) ?? task.spec.path;
  return [rule, `# module_id: ${task.module.id}`, `# Generated from ${file} (schema_version ${spec.version})`, rule];
}

const ABOUT: Readonly<Record<Role, string>> = {
  config: "the settings",
  schemas: "what comes in and what is answered",
  client: "the calls it makes",
  cache: "the memory of answers",
  policies: "its policies",
  logic: "what it does",
  auth: "the check of who calls",
  routes: "the routes",
};

function codeFile(
  design: Design,
  file: PlannedFile,
  blocks: ReadonlyMap<Role, readonly Block[]>,
  symbols: ReadonlyMap<string, Source>,
): string {
  const roles = ORDER.filter((role) => design.layout.code.get(role) === file && (blocks.get(role)?.length ?? 0) > 0);
  const all = roles.flatMap((role) => blocks.get(role) ?? []);
  // Constants stand above everything that is defined.
  const own = [...all.filter(({ tight }) => tight), ...all.filter(({ tight }) => !tight)];
  const logs = own.some(({ code }) => namesIn(code).has("logger"));
  const what = roles.map((role) => ABOUT[role]).join(", ");
  const doc = docText(
    roles.length === 0 ? `${design.task.module.name}: nothing of it is needed here` : `${design.task.module.name}: ${what}`,
  );
  return renderFile(header(design), `${doc}.`, logs ? [LOGGER, ...(own[0]?.tight ? [EMPTY_LINE] : []), ...own] : own, symbols);
}
