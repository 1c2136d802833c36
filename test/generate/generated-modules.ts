import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { MODULE_FILES, runIn } from "./workspace.ts";

// What the template makes of many specs: one copy of the sample repository for each way in which the contracts are known.

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const SAMPLE = join(FIXTURES, "workspaces", "orders");

/**
 * How a workspace tells its contracts. `whole`: the repository and its Space. `open`: the same, but nothing states how duplicates are found, so
 * that the spec's own mechanism counts. `space`: extracts alone, without a line of the repository's code.
 */
export type Knowledge = "whole" | "open" | "space";

export interface SpecCase {
  /** What the spec is there for. */
  about: string;
  /** The spec's name: `Module-Spec-<name>.yaml`. */
  name: string;
  folder: string;
  contracts: Knowledge;
}

const ours = join(FIXTURES, "specs", "generate");
const completed = join(FIXTURES, "specs", "completed");

/** Every spec with the way in which its contracts are known. Those of another workspace that are listed twice must give the same bytes. */
export const SPECS: readonly SpecCase[] = [
  { about: "an HMAC webhook", name: "orders_webhook", folder: join(SAMPLE, "specs"), contracts: "whole" },
  { about: "a bearer webhook without AIOS", name: "shipments_webhook", folder: ours, contracts: "whole" },
  { about: "an API key, duplicates found in memory", name: "quotes_api", folder: ours, contracts: "open" },
  {
    about: "read requests, duplicates found in memory and in the substrate",
    name: "prices_api",
    folder: ours,
    contracts: "open",
  },
  { about: "two routes with a check of their own each", name: "returns_webhook", folder: ours, contracts: "whole" },
  { about: "no idempotency, a package folder", name: "audit_feed", folder: ours, contracts: "whole" },
  { about: "a tool, duplicates found in the substrate", name: "stock_lookup", folder: ours, contracts: "whole" },
  { about: "a tool with two calls, duplicates refused from memory", name: "invoice_writer", folder: ours, contracts: "open" },
  { about: "a service called from Python", name: "ledger_service", folder: ours, contracts: "whole" },
  { about: "a governance module, all in one file", name: "access_governance", folder: ours, contracts: "whole" },
  { about: "a governance module with settings, asked in two ways", name: "refund_governance", folder: ours, contracts: "whole" },
  { about: "an executor, results found in the substrate", name: "support_executor", folder: ours, contracts: "whole" },
  { about: "an executor that refuses what it ran before", name: "billing_executor", folder: ours, contracts: "open" },
  { about: "the completed v2.6 spec of Twilio", name: "twilio_adapter", folder: completed, contracts: "whole" },
  { about: "the completed v2.6 spec of a calendar", name: "calendar_adapter", folder: completed, contracts: "whole" },
  { about: "the completed v2.6 spec of e-mail", name: "email_adapter", folder: completed, contracts: "whole" },
];

export interface GeneratedModule extends SpecCase {
  /** The spec's path in its workspace. */
  spec: string;
  result: Generated | Stopped;
  /** The files of the draft, by path; empty where the run was blocked. */
  files: ReadonlyMap<string, string>;
}

/** Folders that are gone after the tests; call `dispose` when they end. */
export interface Workspaces {
  readonly roots: Readonly<Record<Knowledge, string>>;
  dispose(): void;
}

/** A copy of the sample workspace for each way of knowing the contracts, with every spec in it and none of the modules. */
export function openWorkspaces(): Workspaces {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "l9-template-")));
  const roots = { whole: join(base, "whole"), open: join(base, "open"), space: join(base, "space") };
  for (const root of Object.values(roots)) {
    cpSync(SAMPLE, root, { recursive: true, filter: (from) => !from.includes("__pycache__") });
    for (const path of [...MODULE_FILES, "specs"]) rmSync(join(root, path), { recursive: true });
    for (const { name, folder } of SPECS) {
      mkdirSync(join(root, "specs"), { recursive: true });
      cpSync(join(folder, `Module-Spec-${name}.yaml`), join(root, specOf(name)));
    }
  }
  leaveOpen(roots.open);
  for (const folder of ["api", "core", "memory", "tools", "tests", "docs"])
    rmSync(join(roots.space, folder), { recursive: true });
  return { roots, dispose: () => rmSync(base, { recursive: true, force: true }) };
}

/** Takes away what states how duplicates are found, so that a spec's own mechanism counts. */
export function leaveOpen(root: string): void {
  for (const [path, statement] of [
    ["space/repo_facts.md", "- Idempotency: substrate_lookup\n"],
    ["space/repo_supplement.md", "Mechanism: substrate_lookup. "],
  ] as const) {
    const file = join(root, path);
    const text = readFileSync(file, "utf8");
    if (!text.includes(statement)) throw new Error(`${path} no longer states the mechanism as \`${statement.trim()}\``);
    writeFileSync(file, text.replace(statement, ""));
  }
}

/** The place of a spec in each workspace. */
export function specOf(name: string): string {
  return `specs/Module-Spec-${name}.yaml`;
}

/** Runs the whole workflow over one spec, and writes nothing. */
export async function generateModule(root: string, spec: SpecCase): Promise<GeneratedModule> {
  const { result } = await runIn(root, templateBackend(), { spec: specOf(spec.name), maxRepairs: 0 });
  const files = result.status === "attested" ? result.draft.files : [];
  return { ...spec, spec: specOf(spec.name), result, files: new Map(files.map(({ path, content }) => [path, content])) };
}

export function writeModule(root: string, { files }: Pick<GeneratedModule, "files">): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** The paths of a module's tests, and those of its code. */
export function testsOf({ files }: Pick<GeneratedModule, "files">): string[] {
  return [...files.keys()].filter((path) => /(?:^|\/)test_\w+\.py$/.test(path));
}

export function codeOf(module: Pick<GeneratedModule, "files">): string[] {
  const tests = new Set(testsOf(module));
  return [...module.files]
    .filter(([path, text]) => path.endsWith(".py") && !tests.has(path) && text !== "")
    .map(([path]) => path);
}
