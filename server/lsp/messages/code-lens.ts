import type { CodeLens, CodeLensParams, Range } from "vscode-languageserver/node";
import { isCode, isTypeScript } from "../../facts/languages.ts";
import type { SpecDocument } from "../../facts/spec.ts";
import { GENERATE } from "../generation/generate.ts";
import { moduleStatusOf, type ModuleStatusResult, type StandingResult } from "./module-status.ts";
import type { FileDocument } from "../session/documents.ts";
import type { Session } from "../session/session.ts";
import { visible } from "../../syntax/visible.ts";

/** Commands that the server runs for a client (`workspace/executeCommand`). */
export const SHOW_BLOCKING = "l9.showBlocking";
export const SHOW_IMPACT = "l9.showImpact";

/** The key of the spec that a gate or check is about; those without one stand in the summary alone. */
const KEYS: Readonly<Record<string, string>> = {
  spec_valid: "module.id",
  contracts_clear: "module.interfaces",
  contracts_extracted: "module.packet_contract",
  identity_resolved: "module.standards.identity",
  tests_prove_contracts: "module.acceptance",
  evidence_table_complete: "module.acceptance",
  no_forbidden_patterns: "module.repo",
  no_type_ignore: "module.repo",
  no_unused_imports: "module.repo",
};

/**
 * On a spec's `module:` line the generation first and how its gates and checks stand as a whole, then each at the key that it is about. On a contract class which
 * modules use it.
 */
export async function codeLens(session: Session, { textDocument: { uri } }: CodeLensParams): Promise<CodeLens[]> {
  if (!session.settings.codeLens) return [];
  const status = await moduleStatusOf(session, uri);
  const document = await session.ready(uri);
  if (!document) return [];
  const spec = session.workspaces.of(document.path)?.linter.workspace.specsAt(document.path)[0];
  return status && spec ? ofSpec(session, document, spec, status) : ofContracts(session, document);
}

function ofSpec(session: Session, { path, uri }: FileDocument, spec: SpecDocument, status: ModuleStatusResult): CodeLens[] {
  const ranges = session.ranges();
  const at = (key: string): Range | null => {
    const span = spec.get(key)?.keySpan;
    return span ? ranges(path, span) : null;
  };
  const all = [...status.gates, ...status.checks];
  const top = at("module") ?? ranges(path, spec.idSpan);
  const lens = (range: Range, title: string, command: string, ...more: string[]): CodeLens => ({
    range,
    command: { title: visible(title), command, arguments: [uri, ...more] },
  });
  const first = all.find((standing) => !passes(standing));
  return [
    lens(top, `Generate module ${status.module}`, GENERATE),
    lens(top, summary(all), SHOW_BLOCKING, (first ?? all[0])?.name ?? ""),
    ...all.flatMap((standing) => {
      const range = at(KEYS[standing.name] ?? "");
      return range ? [lens(range, titleOf(standing, status.identity), SHOW_BLOCKING, standing.name)] : [];
    }),
  ];
}

function passes({ open, off }: StandingResult): boolean {
  return open && off.length === 0;
}

/** `✓ 11 gates and checks`, `✗ 2 of 11: spec_valid 1, no_forbidden_patterns 3`. */
function summary(all: readonly StandingResult[]): string {
  const failed = all.filter((standing) => !passes(standing));
  if (failed.length === 0) return `✓ ${all.length} gates and checks`;
  return `✗ ${failed.length} of ${all.length}: ${failed.map(({ name, open, blocking }) => `${name} ${open ? "off" : blocking.length}`).join(", ")}`;
}

function titleOf({ name, open, blocking, off }: StandingResult, identity: string | null): string {
  if (!open) return `${name} ✗ ${blocking.length}`;
  if (off.length > 0) return `${name} off`;
  return `${name} ${name === "identity_resolved" && identity ? identity : "✓"}`;
}

/** The contract classes of a file that modules use. */
function ofContracts(session: Session, { path, uri }: FileDocument): CodeLens[] {
  const linter = session.workspaces.of(path)?.linter;
  if (!linter || !isCode(path)) return [];
  const ranges = session.ranges();
  const contracts = linter.contractsOf(null);
  const language = isTypeScript(path) ? "typescript" : "python";
  const own = linter.workspace.modulesOf(path);
  return (linter.facts(path)?.classes ?? []).flatMap(({ name }): CodeLens[] => {
    const known = contracts.named(name, language).find(({ evidence }) => evidence.path === path);
    // A module's own use of its class goes without saying.
    const modules = known ? session.loaded.modulesUsing(linter, name).filter((module) => !own.includes(module)) : [];
    if (!known?.evidence.span || modules.length === 0) return [];
    const title = `used by ${modules.map(({ spec }) => spec.id ?? "").join(", ")}`;
    return [
      {
        range: ranges(path, known.evidence.span),
        command: { title: visible(title), command: SHOW_IMPACT, arguments: [uri, name] },
      },
    ];
  });
}
