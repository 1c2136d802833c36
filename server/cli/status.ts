import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ATTESTATION_CHECKS } from "../../rules/define.ts";
import { gateRows } from "../generate/gate-rows.ts";
import { GATES, moduleStatus } from "../generate/status.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";
import { openLinter } from "./open-linter.ts";
import { shownPath } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { textTable } from "./text-table.ts";
import { UsageError } from "./usage-error.ts";

export interface StatusFlags {
  format: "text" | "json";
  root?: string;
  config?: string;
}

/** How one gate or check stands. */
interface Stands {
  gate: string;
  passes: boolean;
  findings: number;
  /** Rules that it counts and that the configuration has switched off: it can not be attested then. */
  rules_off: readonly string[];
}

interface Row {
  module: string;
  spec: string;
  gates: Stands[];
}

const SHORT: Readonly<Record<string, string>> = {
  files_read: "read",
  spec_valid: "spec",
  contracts_clear: "clear",
};

/** `l9 status`: every module with the gates before generation and the checks of its attestation. Exit code 1 where a module does not pass one. */
export async function status(spec: string | undefined, flags: StatusFlags): Promise<number> {
  const cwd = process.cwd();
  const path = spec === undefined ? null : resolve(cwd, spec);
  if (path !== null && !existsSync(path)) throw new UsageError(`${visible(spec ?? "")} does not exist`);
  const { linter } = await openLinter(
    { root: flags.root ?? null, config: flags.config ?? null, scope: null, select: null, ignore: [] },
    cwd,
    path === null ? [] : [path],
  );
  try {
    linter.scan();
    const modules = linter.workspace.modules.filter(
      (module) => !module.spec.isTemplate && (path === null || module.spec.path === path),
    );
    if (path !== null && modules.length === 0) throw new UsageError(`${visible(spec ?? "")} is no module spec of this workspace`);
    await linter.prepare(modules.flatMap((module) => [module.spec.path, ...module.files]));
    const rows = modules.map((module): Row => {
      const gates = gateRows(moduleStatus(linter, module)).map(({ gate, standing, passes }) => ({
        gate,
        passes,
        findings: standing.findings.length,
        rules_off: standing.off,
      }));
      return { module: module.spec.id ?? "", spec: shownPath(module.spec.path, cwd), gates };
    });
    await (flags.format === "json" ? writeOut(visibleJson(rows)) : writeText(table(rows)));
    return rows.every(({ gates }) => gates.every(({ passes }) => passes)) ? 0 : 1;
  } finally {
    linter.dispose();
  }
}

/** One line a module; under each gate ✓, how many findings stand against it, or `off`. */
function table(rows: readonly Row[]): string {
  if (rows.length === 0) return "There is no module spec here.\n";
  const names = [...GATES, ...ATTESTATION_CHECKS];
  const head = ["module", ...names.map((name) => SHORT[name] ?? name), "spec"];
  const body = rows.map(({ module, spec, gates }) => [
    visible(module),
    ...names.map((name) => mark(gates.find(({ gate }) => gate === name))),
    visiblePath(spec),
  ]);
  return textTable([head, ...body]);
}

function mark(stands: Stands | undefined): string {
  if (!stands || stands.passes) return "✓";
  return stands.findings > 0 ? String(stands.findings) : "off";
}
