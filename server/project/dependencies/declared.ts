import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DeclaredImports } from "../../facts/project.ts";
import type { Files } from "../files.ts";
import { importNames } from "./import-names.ts";
import { installedIn } from "./installed.ts";
import { canonicalName } from "./names-by-rule.ts";
import { readPipfile, readProject, readSetupCfg, tomlOf } from "./project-tables.ts";
import { isRequirementsFile, nothingRequired, readRequirements, type Required } from "./requirements.ts";

const REQUIREMENTS_FOLDER = "requirements";

/** True for a file that says what a folder depends on. */
export function declaresDependencies(path: string): boolean {
  return declaresPython(path) || basename(path) === "package.json";
}

function declaresPython(path: string): boolean {
  return ["pyproject.toml", "Pipfile", "setup.cfg"].includes(basename(path)) || isRequirementsFile(path);
}

/**
 * The top-level modules that the distributions named by `pyproject.toml`, requirements files, `Pipfile` and `setup.cfg` bring: those that an environment beside them
 * has, else as far as tables and names tell. Null when the workspace has none of these files, or one that can not be read. A file that does not
 * parse names nothing: its own tools say so.
 */
export function declaredImports(root: string, files: Files): DeclaredImports | null {
  const paths = declaringFiles(root, files).filter(declaresPython);
  if (paths.length === 0) return null;
  // What it names is not known, so nothing can be said to be missing.
  if (paths.some((path) => "problem" in files.read(path))) return null;
  const required = requiredBy(paths, files);
  // A file of settings names no distribution.
  if (required.names.length === 0 && !required.unnamed && paths.every((path) => basename(path) === "setup.cfg")) return null;
  const installed = installedIn(root, textOf(files));
  const own = ownNames(paths, files);
  const names = new Set<string>();
  const guessed: string[][] = required.unnamed ? [[]] : [];
  const seen = new Set(required.names.map(canonicalName));
  for (const distribution of seen) {
    const found = installed?.(distribution);
    const told = importNames(distribution);
    for (const name of [...told.names, ...(found?.names ?? [])]) names.add(name);
    for (const more of found?.requires ?? []) seen.add(more);
    if (!found && !told.known && !own.includes(distribution)) guessed.push([...told.names]);
  }
  return { names, guessed };
}

/** What a folder's own distribution is called, and which others it names, in Python and Node. Names are compared as PyPI does. */
export interface Distributions {
  readonly own: readonly string[];
  readonly required: ReadonlySet<string>;
}

/** Read from the files that declare dependencies and `package.json`; what can not be read or does not parse names nothing. */
export function distributionsOf(root: string, files: Files): Distributions {
  const paths = declaringFiles(root, files);
  const manifest = paths.find((path) => basename(path) === "package.json");
  const node = manifest === undefined ? {} : jsonOf(textOf(files)(manifest) ?? "");
  const own = typeof node.name === "string" ? [canonicalName(node.name)] : [];
  const required = ["dependencies", "devDependencies", "peerDependencies"].flatMap((key) => Object.keys(node[key] ?? {}));
  const python = requiredBy(paths.filter(declaresPython), files).names;
  return { own: [...ownNames(paths, files), ...own], required: new Set([...python, ...required].map(canonicalName)) };
}

function textOf(files: Files): (path: string) => string | null {
  return (path) => {
    const read = files.read(path);
    return "text" in read ? read.text : null;
  };
}

function requiredBy(paths: readonly string[], files: Files): Required {
  const read = textOf(files);
  const required = nothingRequired();
  for (const path of paths) {
    const text = read(path) ?? "";
    if (basename(path) === "pyproject.toml") readProject(path, text, read, required);
    else if (basename(path) === "Pipfile") readPipfile(text, required);
    else if (basename(path) === "setup.cfg") readSetupCfg(text, required);
    else readRequirements(path, read, required);
  }
  return required;
}

function ownNames(paths: readonly string[], files: Files): string[] {
  const path = paths.find((candidate) => basename(candidate) === "pyproject.toml");
  const { project, tool } = (path === undefined ? {} : tomlOf(textOf(files)(path) ?? "")) as {
    project?: { name?: unknown };
    tool?: { poetry?: { name?: unknown } };
  };
  return [project?.name, tool?.poetry?.name].filter((name) => typeof name === "string").map(canonicalName);
}

/** The files of a folder that declare dependencies, and those in its folder of requirements. */
function declaringFiles(root: string, files: Files): string[] {
  const own = pathsIn(root, files);
  const more =
    own.includes(join(root, REQUIREMENTS_FOLDER)) || files.snapshot.size > 0
      ? pathsIn(join(root, REQUIREMENTS_FOLDER), files)
      : [];
  return [...own, ...more].filter(declaresDependencies);
}

/** The paths of what lies directly in a folder. */
function pathsIn(folder: string, files: Files): string[] {
  let names: Set<string>;
  try {
    names = new Set(readdirSync(folder));
  } catch {
    names = new Set();
  }
  for (const [path, bytes] of files.snapshot) {
    if (dirname(path) !== folder) continue;
    if (bytes === null) names.delete(basename(path));
    else names.add(basename(path));
  }
  return [...names].map((name) => join(folder, name));
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
