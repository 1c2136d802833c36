import { lstatSync, realpathSync } from "node:fs";
import { basename, join, resolve, sep } from "node:path";
import { isCode } from "../facts/languages.ts";
import type { SpecText } from "../facts/spec.ts";
import { toFinding, type Finding } from "../lint/finding.ts";
import type { Linter } from "../lint/linter.ts";
import { isReadable } from "../lint/load-typescript.ts";
import type { ModuleFiles } from "../project/modules.ts";
import type { Span } from "../syntax/text.ts";

/** Documents and data: nothing in them runs, so no rule has to look at them. */
const DATA =
  /\.(?:md|rst|txt|ya?ml|jsonl?|toml|ini|cfg|conf|env|csv|tsv|xml|html|css|svg|png|sql|proto|graphql|lock|typed|example)$/i;
const DATA_NAMES = /^(?:Dockerfile|Makefile|LICENSE|NOTICE|CODEOWNERS|\.(?:env|gitkeep|gitignore|dockerignore|editorconfig))$/i;

/** A module's files as an attestation counts them. */
export interface OwnFiles {
  /** Absolute paths of those that are looked at: the module's, and listed ones that another module has too. */
  readonly looked: readonly string[];
  /** Those that nobody looks at, each told at its entry of the spec: that nothing was found there says nothing. */
  readonly unread: readonly Finding[];
}

/** Which files of a module are looked at, and which are not, and why. */
export function ownFiles(linter: Linter, { spec, files, root }: ModuleFiles): OwnFiles {
  const looked = new Set(files);
  const unread: Finding[] = [];
  const tell = (at: Span, message: string): void => {
    unread.push(toFinding(spec.path, { rule: "file_skipped", at, message }, "error", spec.id));
  };
  for (const entry of spec.allowedNewFiles) {
    const paths = pathsOf(root.folder, spec.rootPath, entry);
    for (const path of paths) if (linter.workspace.owner(path) !== null && path !== spec.path) looked.add(path);
    const why = whyUnread(linter, paths, looked);
    if (why !== null) tell(entry.span, `\`${entry.text}\` is a file of the module that nobody looked at: ${why}.`);
  }
  for (const path of looked) {
    const why = isReadable(path) ? whereElse(linter.root, path) : "what reads its language is not loaded yet";
    if (why !== null) tell(spec.idSpan, `\`${basename(path)}\` is a file of the module that nobody looked at: ${why}.`);
  }
  if (![...looked].some(isCode))
    tell(spec.idSpan, "The module has no file of code: that nothing is wrong in it says nothing. List its files and write them.");
  return { looked: [...looked].sort(), unread };
}

/** Why a path that the spec may list will never be looked at, whatever is written there; null when it will be. */
export function neverLookedAt(linter: Linter, path: string): string | null {
  if (!isCode(path) && !DATA.test(path) && !DATA_NAMES.test(basename(path)))
    return "it is of a language that l9 does not read (it reads Python and TypeScript)";
  if (!isCode(path)) return null;
  return linter.workspace.whyLeftOut(path);
}

function whyUnread(linter: Linter, paths: readonly string[], looked: ReadonlySet<string>): string | null {
  if (paths.some((path) => looked.has(path))) return null;
  const [first] = paths as [string];
  const there = paths.find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined) ?? first;
  const never = neverLookedAt(linter, there);
  if (never !== null) return never;
  const read = linter.files.read(there);
  if (!isCode(there)) return linter.files.exists(there) ? null : "problem" in read ? read.problem : null;
  return "problem" in read ? read.problem : "it lies where no sources are looked for";
}

/** A file that is reached through a link is another one than the workspace's, and others write it. */
function whereElse(root: string, path: string): string | null {
  try {
    return realpathSync(path).startsWith(realpathSync(root) + sep) ? null : "it is a link that leads out of the workspace";
  } catch {
    // It does not exist (yet) or can not be read, which its own check says.
    return null;
  }
}

/** An entry of the spec as seen from the workspace and from `repo.root_path`. */
function pathsOf(root: string, rootPath: string | null, { text }: SpecText): string[] {
  return [...new Set([join(root, text), join(rootPath ? resolve(root, rootPath) : root, text)])];
}
