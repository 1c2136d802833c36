import { join, resolve } from "node:path";
import type { Acceptance } from "../generate/acceptance.ts";
import { attestModule } from "../generate/attest-disk.ts";
import { NoModule, openModule, type OpenedRun } from "../generate/open-run.ts";
import { attestationTable } from "../generate/phases/attest.ts";
import { outcomeOf, verification, type Verification } from "../generate/verification.ts";
import { verifiedLine } from "../generate/verified-line.ts";
import { WriteRefused } from "../generate/write-refused.ts";
import { loadConfig, type Config } from "../project/config.ts";
import { loadPython } from "../syntax/python-parser.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import { specPath } from "./open-spec.ts";
import { shownPath } from "./result.ts";
import { writeError, writeOut, writeText } from "./stdio.ts";
import { isFailed, tryCommand } from "./try-command.ts";
import { UsageError } from "./usage-error.ts";
import { noteUntrusted } from "./untrusted.ts";
import { workspaceOf } from "./workspace.ts";

/** The exit code of a verification that was cancelled. */
export const CANCELLED = 130;

/** What the user asked of a verification. */
export interface VerifyFlags {
  root?: string;
  config?: string;
  /** Run on the module as it stands. */
  verify?: string;
  /** Every module below the folder that is named, or below the working folder. */
  all?: boolean;
  /** Record that a person has looked at what differs. */
  accept?: boolean;
  reason?: string;
  format: "text" | "json";
}

/**
 * `l9 verify`: computes the attestation again, compares it with the one that was written, and runs the user's command on the module as it is. Exit code 1
 * where anything differs that nobody has accepted, or the command fails.
 */
export async function verify(spec: string | undefined, flags: VerifyFlags): Promise<number> {
  const cwd = process.cwd();
  checkFlags(spec, flags);
  const path = spec === undefined ? null : specPath(spec, cwd);
  const root = workspaceOf(flags.root ?? null, cwd, path === null ? [] : [path]).folder;
  const [loaded] = await Promise.all([
    loadConfig(root, flags.config === undefined ? {} : { file: resolve(cwd, flags.config) }),
    loadPython(),
  ]);
  const [problem] = loaded.problems;
  if (problem) throw new UsageError(`${visible(problem.path)}: ${visible(problem.message)}`);
  // A verification asks no backend, so nothing else of theirs is missed; an acceptance runs nothing.
  if (flags.accept !== true) noteUntrusted(loaded.untrusted.filter((key) => key === "generate.verify"));
  const command = flags.verify ?? loaded.config.generate.verify;
  try {
    if (path === null || flags.all === true)
      return await (await import("./verify-all.ts")).verifyAll(root, loaded.config, { path, flags, command });
    const verified = await verifiedModule(root, loaded.config, path);
    if (flags.accept !== true) return await tell(verified, { flags, command, config: loaded.config });
    return await (await import("./verify-accept.ts")).accept(verified, flags);
  } catch (error) {
    if (error instanceof NoModule || error instanceof WriteRefused) throw new UsageError(error.message);
    throw error;
  }
}

function checkFlags(spec: string | undefined, { all, accept, reason, verify: command }: VerifyFlags): void {
  if (all !== true && spec === undefined) throw new UsageError("name the spec of a module, or --all");
  if (all === true && accept === true)
    throw new UsageError("--accept is of one module, whose change you have looked at: name its spec");
  if (accept === true && command !== undefined) throw new UsageError("--accept runs no command: verify first, then accept");
  if (accept !== true && reason !== undefined)
    throw new UsageError("--reason says why a change is accepted: give it with --accept");
}

/** A module beside its attestation; without one, that is said. */
async function verifiedModule(top: string, config: Config, path: string): Promise<Verification> {
  const opened = openModule(top, config, path);
  try {
    noteForeign(opened.foreign, (journal) => join(opened.root, journal));
    return asVerified(opened, await attestModule(opened.linter, opened.module()));
  } finally {
    opened.linter.dispose();
  }
}

function asVerified({ root }: OpenedRun, now: Verification["now"]): Verification {
  const found = verification(now, (path) => shownPath(join(root, path), process.cwd()));
  if ("missing" in found) throw new UsageError(visible(found.missing));
  return found;
}

/** Says which journals of interrupted writes were passed over: they came with the repository, or with a copy of it. */
export function noteForeign(journals: readonly string[], absolute: (path: string) => string): void {
  for (const path of journals)
    writeError(`${shownPath(absolute(path), process.cwd())} was not written on this machine: nothing of it was followed.`);
}

async function tell(
  verified: Verification,
  { flags, command, config }: { flags: VerifyFlags; command: string | null; config: Config },
): Promise<number> {
  const { now, differences: since, accepted, acceptance, outdated } = verified;
  const { checks, stamp } = now.attestation;
  const tried = command === null ? null : await tryCommand(command, now.root, Object.keys(stamp.files));
  if (tried === "cancelled") return CANCELLED;
  if (isFailed(tried) && tried.output !== "") writeError(tried.output.trimEnd());
  if (outdated !== null) writeError(`${outdated}.`);
  const outcome = isFailed(tried) ? "differs" : outcomeOf(verified);
  const differences = isFailed(tried) ? [...since, `\`${tried.command}\` ended with exit code ${tried.exitCode}`] : since;
  if (flags.format === "json") {
    const ran = tried && { command: tried.command, exitCode: tried.exitCode };
    const by = acceptance && acceptedValue(acceptance, accepted);
    await writeOut(visibleJson({ agrees: outcome === "agrees", outcome, differences, accepted: by, checks, verify: ran }));
  } else {
    const shown = since.map((line) => visible(line));
    const table = attestationTable(now.attestation, config.profile.attestation_format, { since: shown, verify: tried });
    const lines = differences.map((line) => differenceLine(line, accepted));
    const by = acceptance && accepted.length > 0 ? acceptedLine(acceptance) : "";
    await writeText(`${lines.join("")}${table}${by}${tried || outcome !== "differs" ? verifiedLine(tried) : ""}`);
  }
  return outcome === "differs" ? 1 : 0;
}

export function differenceLine(line: string, accepted: readonly string[]): string {
  return `- ${visible(line)}${accepted.includes(line) ? " (accepted by a person)" : ""}\n`;
}

/** Who has looked at a change, beside the verdict and never in its place. */
export function acceptedLine({ by, at, commit, reason }: Acceptance): string {
  const where = commit === null ? "" : `, at commit ${commit.slice(0, 12)}`;
  const why = reason === null ? "" : ` Why: ${visible(reason)}`;
  return `Accepted by a person: ${visible(by)}, ${visible(at)}${where}. The verdict above is computed without it.${why}\n`;
}

/** The same for programs. @param differences those that it covers */
export function acceptedValue({ by, at, commit, reason }: Acceptance, differences: readonly string[]): object {
  return { by, at, commit, reason, differences };
}
