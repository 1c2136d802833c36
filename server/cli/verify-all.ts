import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { attestModule } from "../generate/attest-disk.ts";
import { openModules } from "../generate/open-run.ts";
import { reportPath } from "../generate/report-path.ts";
import type { VerifyResult } from "../generate/run.ts";
import { REPORTS } from "../generate/state.ts";
import { outcomeOf, verification, type Outcome, type Verification } from "../generate/verification.ts";
import { verifiedLine } from "../generate/verified-line.ts";
import type { Config } from "../project/config.ts";
import { isInside } from "../project/folders-above.ts";
import { statOf } from "../project/regular-file.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";
import { modulesBelow } from "./modules-below.ts";
import { plural, shownPath } from "./result.ts";
import { note, writeError, writeOut, writeText } from "./stdio.ts";
import { textTable } from "./text-table.ts";
import { isFailed, tryCommand } from "./try-command.ts";
import { acceptedLine, acceptedValue, CANCELLED, differenceLine, noteForeign, type VerifyFlags } from "./verify.ts";

/** One module of the table; or a report whose module the workspace does not have. */
interface Row {
  module: string;
  /** As the user sees it; null for a report without a module. */
  spec: string | null;
  outcome: Outcome | "not attested" | "no module";
  differences: readonly string[];
  verified: Verification | null;
}

/** `l9 verify --all`: every module below a folder beside its attestation, as one table. Exit code 1 where one differs, or has no attestation. */
export async function verifyAll(
  top: string,
  config: Config,
  { path, flags, command }: { path: string | null; flags: VerifyFlags; command: string | null },
): Promise<number> {
  const cwd = process.cwd();
  const { linter, modules: all, foreign } = openModules(top, config);
  try {
    const asked = { path, cwd, root: top, isWhole: flags.root !== undefined };
    const { modules, folder, others } = modulesBelow(all, asked, "l9 verify --all");
    noteForeign(foreign, (path) => join(top, path));
    const rows: Row[] = [];
    const files = new Map<string, string[]>();
    for (const owner of modules) {
      const root = owner.root.folder;
      const now = await attestModule(linter, owner);
      const found = verification(now, (path) => shownPath(join(root, path), cwd));
      const own = { module: owner.spec.id ?? "", spec: shownPath(owner.spec.path, cwd) };
      files.set(root, [...(files.get(root) ?? []), ...Object.keys(now.attestation.stamp.files)]);
      rows.push(
        "missing" in found
          ? { ...own, outcome: "not attested", differences: found.isNew ? [] : [found.missing], verified: null }
          : { ...own, outcome: outcomeOf(found), differences: found.differences, verified: found },
      );
    }
    const known = new Set(all.map(({ root, spec }) => join(root.folder, reportPath(spec.id ?? ""))));
    const roots = new Set([top, ...all.map(({ root }) => root.folder)]);
    rows.push(
      ...[...roots]
        .flatMap(reportsOf)
        .filter((report) => !known.has(report) && (folder === null || isInside(folder, report)))
        .map((report) => withoutModule(report, cwd)),
    );
    const tried: VerifyResult[] = [];
    for (const [root, own] of command === null ? [] : files) {
      const ran = await tryCommand(command ?? "", root, [...new Set(own)]);
      if (ran === "cancelled") return CANCELLED;
      if (isFailed(ran) && ran.output !== "") writeError(ran.output.trimEnd());
      tried.push(ran);
    }
    await (flags.format === "json" ? writeOut(visibleJson(valueOf(rows, tried))) : writeText(described(rows, tried, others)));
    if (flags.format === "json" && others !== null) note(others);
    const isGood = ({ outcome }: Row): boolean => outcome === "agrees" || outcome === "accepted";
    return rows.every(isGood) && !tried.some(isFailed) ? 0 : 1;
  } finally {
    linter.dispose();
  }
}

/** The reports that lie below a root. */
function reportsOf(root: string): string[] {
  const folder = join(root, REPORTS);
  if (!statOf(folder)?.isDirectory()) return [];
  return (
    readdirSync(folder)
      // Pages that an editor shows attest nothing.
      .filter((name) => name.endsWith(".md") && !/\.(?:preview|impact)\.md$/.test(name))
      .sort()
      .map((name) => join(folder, name))
  );
}

function withoutModule(path: string, cwd: string): Row {
  const difference = `no spec of the workspace has the module that ${shownPath(path, cwd)} attests`;
  return { module: basename(path, ".md"), spec: null, outcome: "no module", differences: [difference], verified: null };
}

function valueOf(rows: readonly Row[], tried: readonly VerifyResult[]): object {
  return {
    modules: rows.map(({ module, spec, outcome, differences, verified }) => ({
      module,
      spec,
      outcome,
      differences,
      accepted: verified?.acceptance ? acceptedValue(verified.acceptance, verified.accepted) : null,
      checks: verified?.now.attestation.checks ?? [],
    })),
    verify: tried.map(({ command, exitCode }) => ({ command, exitCode })),
  };
}

function described(rows: readonly Row[], tried: readonly VerifyResult[], others: string | null): string {
  const more = others === null ? [] : [`${others}\n`];
  if (rows.length === 0) return ["There is no module spec here.\n", ...more].join("");
  const table = textTable([
    ["module", "outcome", "differs", "spec"],
    ...rows.map(({ module, spec, outcome, differences }) => [
      visible(module),
      outcome,
      differences.length === 0 ? "–" : String(differences.length),
      spec === null ? "–" : visiblePath(spec),
    ]),
  ]);
  const details = rows.filter(({ differences }) => differences.length > 0).map(detailOf);
  const outdated = rows.flatMap(({ verified }) => (verified?.outdated ? [`${visible(verified.outdated)}.\n`] : []));
  const good = rows.filter(({ outcome }) => outcome === "agrees" || outcome === "accepted").length;
  const count = `${good} of ${plural(rows.length, "module")} as attested or accepted.\n`;
  return [table, ...details, ...outdated, count, ...more, ...(tried.length > 0 ? tried.map(verifiedLine) : [])].join("");
}

function detailOf({ module, differences, verified }: Row): string {
  const accepted = verified?.accepted ?? [];
  return [
    `${visible(module)}\n`,
    ...differences.map((line) => `  ${differenceLine(line, accepted)}`),
    verified?.acceptance && accepted.length > 0 ? `  ${acceptedLine(verified.acceptance)}` : "",
  ].join("");
}
