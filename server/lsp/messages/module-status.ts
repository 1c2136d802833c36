import type { Location } from "vscode-languageserver/node";
import type { Standing } from "../../generate/status.ts";
import type { Session } from "../session/session.ts";

/** One gate or check in the answer to `l9/moduleStatus`. */
export interface StandingResult {
  name: string;
  open: boolean;
  /** What blocks it. */
  blocking: (Location & { rule: string; message: string })[];
  /** Rules switched off by configuration: the check can not be attested. */
  off: string[];
}

/** The answer to `l9/moduleStatus`: the gates before generation and the checks of the attestation, as the files are now. */
export interface ModuleStatusResult {
  module: string;
  identity: string | null;
  gates: StandingResult[];
  checks: StandingResult[];
}

/** The status of the module of a spec; null for a file that is no spec. */
export async function moduleStatusOf(session: Session, uri: string): Promise<ModuleStatusResult | null> {
  const document = await session.ready(uri);
  const workspace = document && session.workspaces.of(document.path);
  if (!document || !workspace) return null;
  const { linter, loaded } = workspace;
  session.settle();
  const [module] = linter.workspace.specsAt(document.path).length > 0 ? linter.workspace.modulesOf(document.path) : [];
  if (!module) return null;
  const { moduleStatus, ATTESTATION_CHECKS } = session.loaded;
  const status = moduleStatus(linter, module);
  const range = session.ranges();
  // What a configuration with errors would switch off or leave out, nobody knows.
  const broken = loaded.problems.map((problem) => ({ ...problem, rule: "config_invalid" }));
  const result = (name: string, { open, findings, off }: Standing): StandingResult => ({
    name,
    open: open && broken.length === 0,
    blocking: [...findings, ...broken].map(({ path, span, rule, message }) => ({
      uri: session.documents.uri(path),
      range: range(path, span),
      rule,
      message,
    })),
    off: [...off],
  });
  return {
    module: status.module,
    identity: status.identity,
    gates: (["files_read", "spec_valid", "contracts_clear"] as const).map((gate) => result(gate, status[gate])),
    checks: ATTESTATION_CHECKS.map((check) => result(check, status.checks[check])),
  };
}
