import { createHash } from "node:crypto";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import type { Profile } from "../../rules/profile/schema.ts";
import { readDocument } from "../facts/document.ts";
import { textOf } from "../project/regular-file.ts";
import type { DraftFile, ManifestEntry } from "./backend.ts";
import { contractsYaml } from "./contract-extractions.ts";
import { attestationTable, type Stamp } from "./phases/attest.ts";
import { evidenceTable } from "./phases/evidence.ts";
import { STAMP_CLOSE, STAMP_OPEN, stampPlace } from "./recorded-stamp.ts";
import { reportPath } from "./report-path.ts";
import { tokensLine } from "./tokens.ts";
import { verifiedLine } from "./verified-line.ts";
import type { Generated } from "./workflow.ts";

/** The report of a run, in OUTPUT_ORDER and the generator document's formats. */
export function writeReport(
  generated: Generated,
  profile: Profile,
  module: { id: string; name: string },
  /** Keys of the workspace's configuration that were not used, because the workspace is not trusted. */
  untrusted: readonly string[] = [],
): string {
  const { contracts, manifest, draft, changes, evidence, attestation, verify, tokens } = generated;
  const content = new Map(draft.files.map(({ path, content: text }) => [path, text]));
  const of = (role: ManifestEntry["role"]): DraftFile[] =>
    manifest
      .filter((entry) => entry.role === role)
      .flatMap(({ path }) => (content.has(path) ? [{ path, content: content.get(path) as string }] : []));
  const documents = of("document");
  const wiring = documents
    .flatMap((file) => readDocument(file.content).sections)
    .find(({ heading }) => /wiring/i.test(heading.title));
  const said = [
    `# ${module.name} — generated module \`${module.id}\`\n`,
    section("CONTRACT_EXTRACTIONS", fence("yaml", contractsYaml(contracts))),
    section("FILE_MANIFEST", manifestTable(manifest, content)),
    section("CODE_FILES", of("code").map(listing).join("\n")),
    section("TEST_FILES", of("test").map(listing).join("\n")),
    evidenceTable(evidence, profile.evidence_table_format),
    section("README", documents.map((file) => fence("markdown", file.content)).join("\n")),
    section("WIRING_SNIPPET", wiring ? fence("markdown", wiring.text.trim()) : "None.\n"),
    changes.length > 0
      ? section("CONTRACT_CHANGES", fence("yaml", stringify({ CONTRACT_CHANGES: changes }, { lineWidth: 0 })))
      : "",
    attestationTable(attestation, profile.attestation_format),
    verifiedLine(verify),
    tokensLine(tokens),
    untrusted.length > 0
      ? `Not used, because the workspace is not trusted: ${untrusted.map((key) => `\`${key}\``).join(", ")} of its configuration.\n`
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
  const { stamp, checks } = attestation;
  const recorded = { stamp, checks: checks.map(({ check, status }) => ({ check, status })) };
  const carried = JSON.stringify({ ...recorded, digest: digestOf(said, recorded) }, null, 2);
  // No path may end the comment.
  return `${said}\n${STAMP_OPEN}\n${carried.replaceAll("-->", "--\\u003e")}\n${STAMP_CLOSE}\n`;
}

const hashes = z.record(z.string(), z.string());

/** The shape of a stamp where it is kept. */
export const stampSchema = z.strictObject({
  version: z.string(),
  spec: z.string(),
  configuration: z.string(),
  settings: hashes.optional(),
  files: hashes,
  contracts: hashes,
});

const recordedSchema = z.object({
  stamp: stampSchema,
  checks: z.array(z.object({ check: z.string(), status: z.string() })),
  digest: z.string(),
});

/** What a report says of the moment in which it was written. */
export interface Recorded {
  stamp: Stamp;
  checks: { check: string; status: string }[];
}

/** What a report carries; null when it carries nothing. `isIntact` is false where somebody has edited it since. */
export function readStamp(report: string): (Recorded & { isIntact: boolean }) | null {
  const place = stampPlace(report);
  if (!place) return null;
  const { start, end } = place;
  try {
    const { stamp, checks, digest } = recordedSchema.parse(JSON.parse(report.slice(start + STAMP_OPEN.length, end)));
    const rest = report.slice(end + STAMP_CLOSE.length);
    const isIntact = rest === "\n" && digest === digestOf(report.slice(0, start - 1), { stamp, checks });
    return { stamp, checks, isIntact };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Tells an edit from what was written. It is no signature: whoever edits the digest too is told by what is computed again, and by nothing else. */
function digestOf(said: string, recorded: Recorded): string {
  return createHash("sha256")
    .update(`${said}\n${JSON.stringify(recorded)}`)
    .digest("hex");
}

/** The report that a module has says the same of the same files, and nobody has edited it. */
export function isRecorded(root: string, { name, text }: { name: string; text: string }): boolean {
  const recorded = textOf(join(root, reportPath(name)));
  return recorded !== null && JSON.stringify(readStamp(recorded)) === JSON.stringify(readStamp(text));
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

/** A fence longer than any inside. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text.trimEnd()}\n${marks}\n`;
}

function listing({ path, content }: DraftFile): string {
  return `### ${path}\n\n${fence(path.endsWith(".py") ? "python" : "text", content)}`;
}

function manifestTable(manifest: readonly ManifestEntry[], content: ReadonlyMap<string, string>): string {
  const rows = manifest.map(
    ({ path, purpose, status }) => `| ${path} | ${purpose} | ${status} | ${lines(content.get(path) ?? "")} |`,
  );
  return ["| Path | Purpose | Status | Lines |", "|------|---------|--------|-------|", ...rows, ""].join("\n");
}

function lines(text: string): number {
  return text === "" ? 0 : text.replace(/\n$/, "").split("\n").length;
}
