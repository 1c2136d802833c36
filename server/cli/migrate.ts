import { relative, resolve } from "node:path";
import { migrateFile, type MigratedDocument } from "../../rules/shared/migration/migrate-file.ts";
import { isSpecFile, readSpec } from "../facts/spec.ts";
import { FixNet } from "../lint/damage/damage.ts";
import { defaultConfig } from "../project/config.ts";
import { Files } from "../project/files.ts";
import { ChangedMeanwhile, ReadOnlyFile, refusal, replaceFile } from "../project/write-file.ts";
import { writeError, writePatch, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { workspaceOf } from "./workspace.ts";
import { visible, visiblePath } from "../syntax/visible.ts";

/** `l9 migrate SPEC…`: v2.x specs into the v3 layout, in place. Exit code 1 when a document had to be left as it is. */
export async function migrateSpecs(paths: readonly string[], { diff = false }: { diff?: boolean }): Promise<number> {
  const cwd = process.cwd();
  const files = new Files(defaultConfig.max_file_size);
  // All are read before the first is written: a wrong path changes nothing.
  const sources = paths.map((path) => ({
    path: resolve(cwd, path),
    shown: relative(cwd, resolve(cwd, path)) || path,
    text: readSpecFile(files, cwd, path),
  }));
  let blocked = false;
  for (const { path, shown, text } of sources) {
    const result = migrateFile(path, text);
    const broken = new FixNet(path, text).damage([{ span: { start: 0, end: text.length }, text: result.text }]);
    if (broken !== null) {
      blocked = true;
      writeError(`l9: ${shown} is left as it is: ${broken}`);
      continue;
    }
    blocked ||= result.documents.some(({ outcome }) => outcome === "blocked");
    if (diff) {
      const { fixDiff } = await import("./fix.ts");
      await writePatch(await fixDiff([{ path, before: text, after: result.text, applied: 1, left: [] }], cwd));
      // stdout holds the patch; why a document is not in it is told all the same.
      for (const document of result.documents.filter(({ outcome }) => outcome === "blocked"))
        writeError(visiblePath(`l9: ${shown}: ${describe(document)}`));
      continue;
    }
    const hindrance = result.text === text ? null : write(path, text, result.text);
    if (hindrance !== null) {
      blocked = true;
      writeError(`l9: ${visible(shown)} ${hindrance}, so it is left as it is`);
      continue;
    }
    await writeText(result.documents.map((document) => `${visiblePath(`${shown}: ${describe(document)}`)}\n`).join(""));
  }
  return blocked ? 1 : 0;
}

function readSpecFile(files: Files, cwd: string, path: string): string {
  const read = files.read(resolve(cwd, path));
  if ("problem" in read) throw new UsageError(`${visible(path)} can not be migrated: ${read.problem}`);
  if (!isSpecFile(resolve(cwd, path), read.text))
    throw new UsageError(
      `${visible(path)} is no module spec: neither its name nor a \`module:\` or \`metadata.module_id\` in it says so`,
    );
  if (readSpec(resolve(cwd, path), read.text).length === 0)
    throw new UsageError(`${visible(path)} is named as a module spec, and nothing in it can be read as one`);
  return read.text;
}

/** Returns why the file is left as it is; null where it is written. */
function write(path: string, before: string, after: string): string | null {
  const isCurrent = (at: string): boolean => {
    const now = new Files(defaultConfig.max_file_size).read(at);
    return "text" in now && now.text === before;
  };
  try {
    replaceFile(path, after, { root: workspaceOf(null, process.cwd(), [path]).folder, isCurrent });
    return null;
  } catch (error) {
    if (error instanceof ReadOnlyFile) return "is read-only";
    if (error instanceof ChangedMeanwhile) return "was changed by someone else meanwhile";
    throw new UsageError(`${visible(path)} can not be written: ${refusal(error) ?? String(error)}`);
  }
}

function describe({ id, outcome, changed, problem }: MigratedDocument): string {
  const name = id ?? "a spec without an id";
  if (outcome === "current") return `${name} is in the v3 layout already; nothing changed.`;
  if (outcome === "blocked") return `${name} is left as it is: ${problem ?? ""}.`;
  const values = changed.map(({ path, from, to }) => `${path} ${from} is now ${to}`);
  const kept = values.length > 0 ? ` ${values.join(", ")}; the old values are kept under module.x_legacy.` : "";
  return `${name} moved to the v3 layout.${kept}`;
}
