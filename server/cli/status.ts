import { ATTESTATION_CHECKS } from "../../rules/define.ts";
import { gateRows } from "../generate/gate-rows.ts";
import { GATES, moduleStatus } from "../generate/status.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";
import { modulesAt, withSpec, type SpecFlags } from "./open-spec.ts";
import { note, writeOut, writeText } from "./stdio.ts";
import { textTable } from "./text-table.ts";

export interface StatusFlags extends SpecFlags {
  format: "text" | "json";
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

/** `l9 status`: modules with the gates before generation and the checks of its attestation. Exit code 1 where a module does not pass one. */
export function status(named: string | undefined, flags: StatusFlags): Promise<number> {
  return withSpec(named, flags, async (opened) => {
    const { modules, others } = await modulesAt(opened, "l9 status");
    const rows = modules.map((module): Row => {
      const gates = gateRows(moduleStatus(opened.linter, module)).map(({ gate, standing, passes }) => ({
        gate,
        passes,
        findings: standing.findings.length,
        rules_off: standing.off,
      }));
      return { module: module.spec.id ?? "", spec: opened.shown(module.spec.path), gates };
    });
    if (flags.format === "json") await writeOut(visibleJson(rows));
    else await writeText([table(rows), ...(others === null ? [] : [`${others}\n`])].join(""));
    if (flags.format === "json" && others !== null) note(others);
    return rows.every(({ gates }) => gates.every(({ passes }) => passes)) ? 0 : 1;
  });
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
