import { join } from "node:path";
import { HEADER_LENGTH, plainModuleId, readHeader } from "../facts/header.ts";
import { isTestPath } from "../facts/languages.ts";
import type { Finding } from "./finding.ts";
import type { Linter } from "./linter.ts";

/** Of the lines of a text at least this part has to stand in a file for it to be another state of that file. */
const ALIKE = 0.3;

/** They speak of a file's name, and it has none yet. */
const OF_NAMES: ReadonlySet<string> = new Set(["unplanned_file", "spec_path"]);

/** A text that is no file yet, taken for one of the module that its header names. */
export interface UnnamedFile {
  /** Where it would stand: a file that it is another state of, one that the spec lists and nobody wrote, else a name of its own. */
  readonly path: string;
  /** What would be found in it there; `prepare` must have resolved for the path. */
  readonly findings: () => Finding[];
}

/** @param suffix of its language, with the dot; null where its header names no module of the workspace */
export function unnamedFile(linter: Linter, text: string, suffix: string): UnnamedFile | null {
  const id = readHeader(text.slice(0, HEADER_LENGTH))?.moduleId;
  const named = ({ spec }: { spec: { id: string | null } }): boolean =>
    spec.id !== null && plainModuleId(spec.id) === plainModuleId(id ?? "");
  const owner = id ? linter.workspace.modules.find(named) : undefined;
  if (!owner) return null;
  const allowed = [...owner.allowed].filter((path) => path.endsWith(suffix));
  const path =
    mostAlike(
      linter,
      owner.files.filter((file) => file.endsWith(suffix)),
      text,
    ) ??
    allowed.find((one) => !linter.files.exists(one) && isTestPath(one) === /\bdef test_|\b(?:it|test)\(/.test(text)) ??
    join(owner.root.folder, `untitled${suffix}`);
  return { path, findings: () => linter.checkText(path, text).filter(({ rule }) => !OF_NAMES.has(rule)) };
}

function mostAlike(linter: Linter, paths: readonly string[], text: string): string | null {
  const own = linesOf(text);
  const shares = paths.map((path) => {
    const other = linesOf(linter.files.text(path));
    return { path, share: [...own].filter((line) => other.has(line)).length / own.size };
  });
  const [best] = shares.sort((a, b) => b.share - a.share);
  return best && best.share >= ALIKE ? best.path : null;
}

/** Those that say something; comments are alike everywhere. */
function linesOf(text: string): Set<string> {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  return new Set(lines.filter((line) => /\w{3}/.test(line) && !/^(?:#|\/\/|\*|\/\*)/.test(line)));
}
