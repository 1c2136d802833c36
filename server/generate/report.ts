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
import { reportPath } from "./report-path.ts";
import { tokensLine } from "./tokens.ts";
import { verifiedLine } from "./verified-line.ts";
import type { Generated } from "./workflow.ts";

/** Between these two lines a report carries the stamp that `l9 verify` reads. */
const STAMP_OPEN = "<!-- l9-attestation";
const STAMP_CLOSE = "-->";

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
  return [
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
    // No path may end the comment.
    `${STAMP_OPEN}\n${JSON.stringify({ stamp: attestation.stamp, checks: attestation.checks }, null, 2).replaceAll("-->", "--\\u003e")}\n${STAMP_CLOSE}\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

const hashes = z.record(z.string(), z.string());

const stampSchema = z.object({
  stamp: z.object({ version: z.string(), spec: z.string(), configuration: z.string(), files: hashes, contracts: hashes }),
  checks: z.array(z.object({ check: z.string(), status: z.string() })),
});

/** The stamp and checks that a report carries; null when it has none. */
export function readStamp(report: string): { stamp: Stamp; checks: { check: string; status: string }[] } | null {
  const start = report.lastIndexOf(STAMP_OPEN);
  const end = report.indexOf(STAMP_CLOSE, start);
  if (start < 0 || end < 0) return null;
  try {
    return stampSchema.parse(JSON.parse(report.slice(start + STAMP_OPEN.length, end)));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** The report that a module has says the same of the same files. */
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
