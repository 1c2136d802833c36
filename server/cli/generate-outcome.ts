import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { attestationTable } from "../generate/phases/attest.ts";
import { keptDraftText } from "../generate/kept-draft.ts";
import { writeReport } from "../generate/report.ts";
import type { Run, VerifyResult } from "../generate/run.ts";
import { tokensLine } from "../generate/tokens.ts";
import { verifiedLine } from "../generate/verified-line.ts";
import { keeping, type Generated, type Stopped } from "../generate/workflow.ts";
import { changesOf, writeAttested, type Change } from "../generate/write-attested.ts";
import { writeWhole } from "../project/write-file.ts";
import { blockersYaml } from "./formats/blockers.ts";
import type { GenerateFlags } from "./generate-flags.ts";
import { statistics, statisticsText, writtenText } from "./generate-summary.ts";
import { shownPath } from "./result.ts";
import { writeError, writeOut, writePatch, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { visible, visibleLines, visibleJson } from "../syntax/visible.ts";
import { pathFrom } from "../project/slash-path.ts";

/** Exit codes of `l9 generate`. */
const WRITTEN = 0;
const BLOCKED = 1;

/** What the user asked for, and from where. */
interface Asked {
  flags: GenerateFlags;
  cwd: string;
  /** Keys of the workspace's configuration that were not used. */
  untrusted: readonly string[];
}

/** Shows how a run ended, and writes what it made: files that exist only when the user agrees to each. Returns the exit code. */
export async function conclude(run: Run, result: Generated | Stopped, asked: Asked): Promise<number> {
  if (result.status === "blocked") return showBlocked(run, result, asked);
  const accepted = await accept(run, result, asked);
  if (accepted.status === "blocked") return showBlocked(run, accepted, asked);
  return finish(run, accepted, asked);
}

/** The blockers on stdout, as the generator document writes them; nothing is written but a report that was asked for. */
async function showBlocked(
  { linter, root }: Run,
  { phase, blockers: found, attestation, draft, verify = null, tokens }: Stopped,
  { flags, cwd }: Asked,
): Promise<number> {
  const blockers = found.map((blocker) => ({ ...blocker, file: shownPath(join(root, blocker.file), cwd) }));
  const list = blockersYaml({ blocked_at: phase, BLOCKERS: blockers });
  const format = linter.config.profile.attestation_format;
  const checked = attestation ? `\n${attestationTable(attestation, format, { verify })}${verifiedLine(verify)}` : "";
  const text = `${list}${checked}${checked === "" ? commented(tokensLine(tokens)) : tokensLine(tokens)}`;
  if (flags.report !== undefined) writeWhole(resolve(cwd, flags.report), draft ? `${text}${keptDraftText(draft)}` : text);
  const json = { status: "blocked", phase, blockers, checks: attestation?.checks ?? null, verify: outcome(verify), tokens };
  await (flags.format === "json" ? writeOut(visibleJson(json)) : writeText(text));
  return BLOCKED;
}

/** As a line of YAML that says nothing to a program. */
function commented(line: string): string {
  return line === "" ? "" : `# ${line}`;
}

/** How the user's own command ended, without its output. */
function outcome(verify: VerifyResult | null): Pick<VerifyResult, "command" | "exitCode"> | null {
  return verify && { command: verify.command, exitCode: verify.exitCode };
}

/** A unified diff that `git apply` and `patch -p1` take from the current folder, new files included. */
async function diffOf({ root }: Run, changes: readonly Change[], cwd: string): Promise<string> {
  const { createTwoFilesPatch } = await import("diff");
  const headerOptions = { includeIndex: false, includeUnderline: false, includeFileHeaders: true };
  return changes
    .map(({ path, content, before }) => {
      const shown = shownPath(join(root, path), cwd);
      const old = before === null ? "/dev/null" : `a/${shown}`;
      return createTwoFilesPatch(old, `b/${shown}`, before ?? "", content, undefined, undefined, { headerOptions });
    })
    .join("");
}

/** Leaves out the files that the user wants to keep: those named by `--keep`, and on a terminal those that they do not agree to replace. */
async function accept(run: Run, result: Generated, { flags, cwd }: Asked): Promise<Generated | Stopped> {
  const replaced = changesOf(result).filter(({ before }) => before !== null);
  const kept = new Set((flags.keep ?? []).map((file) => keptPath(run, result, resolve(cwd, file), file)));
  const open = replaced.filter(({ path }) => !kept.has(path));
  if (open.length > 0 && !flags.yes && !flags.dryRun) {
    if (!process.stdin.isTTY || !process.stderr.isTTY) {
      await writePatch(await diffOf(run, open, cwd));
      throw new UsageError(
        `these files exist and would change: ${open.map(({ path }) => path).join(", ")}. Nothing is written; look at the diff, then run again with --yes, and with --keep FILE for each that is to stay.`,
      );
    }
    for (const path of await refused(run, open, cwd)) kept.add(path);
  }
  return replaced.some(({ path }) => kept.has(path)) ? keeping(run, result, kept) : result;
}

function keptPath({ root }: Run, { manifest }: Generated, path: string, named: string): string {
  const inside = pathFrom(root, path);
  if (!manifest.some((entry) => entry.path === inside && entry.current !== null))
    throw new UsageError(`--keep ${visible(named)} is no file of the module that exists`);
  return inside;
}

/** Shows what would change in each file and asks: only a clear yes replaces it. */
async function refused(run: Run, changes: readonly Change[], cwd: string): Promise<string[]> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const { signal } = run.options;
  // The terminal hands Ctrl-C to whoever reads lines.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const keep: string[] = [];
  try {
    for (const change of changes) {
      process.stderr.write(visibleLines(await diffOf(run, [change], cwd)));
      const question = `Replace ${visible(change.path)}? Edits made by hand in it are lost. [y/N] `;
      const reply = await Promise.race([terminal.question(question, { signal }), closed]);
      if (!/^y(?:es)?$/i.test(reply.trim())) keep.push(change.path);
    }
  } finally {
    terminal.close();
  }
  return keep;
}

async function finish(run: Run, result: Generated, { flags, cwd, untrusted }: Asked): Promise<number> {
  const { config } = run.linter;
  const { spec } = run.module();
  const id = spec.id ?? "";
  const report = writeReport(result, config.profile, { id, name: spec.name ?? id }, untrusted);
  const changes = changesOf(result);
  const table =
    attestationTable(result.attestation, config.profile.attestation_format) +
    verifiedLine(result.verify) +
    tokensLine(result.tokens);
  const summary = {
    status: "attested",
    module: id,
    changed: changes.map(({ path }) => path),
    overwritten: changes.filter(({ before }) => before !== null).map(({ path }) => path),
    checks: result.attestation.checks,
    verify: outcome(result.verify),
    tokens: result.tokens,
  };
  const keepReport = (): void => {
    if (flags.report !== undefined) writeWhole(resolve(cwd, flags.report), report);
  };
  if (flags.dryRun) {
    keepReport();
    const stat = flags.stat ? await statistics(changes) : null;
    if (flags.format === "json") await writeOut(visibleJson({ ...summary, written: false, ...(stat && { stat }) }));
    else {
      await (stat ? writeText(`${statisticsText(id, stat)}\n`) : writePatch(await diffOf(run, changes, cwd)));
      await writeText(table);
    }
    return WRITTEN;
  }
  const differences = await writeAttested(run, result, report);
  if (differences.length > 0) {
    if (flags.format === "json")
      await writeOut(visibleJson({ ...summary, status: "unattested", written: changes.length > 0, differences }));
    const done = changes.length > 0 ? "is written, and not attested" : "is not attested";
    writeError(`${id} ${done}: since the run, ${differences.join("; ")}. Generate again.`);
    return BLOCKED;
  }
  keepReport();
  await (flags.format === "json"
    ? writeOut(visibleJson({ ...summary, written: true }))
    : writeText(`${writtenText(run, result, await statistics(changes), cwd)}\n${table}`));
  return WRITTEN;
}
