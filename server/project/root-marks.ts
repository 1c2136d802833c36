import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { CONFIG_NAME } from "./config.ts";
import { foldersAbove } from "./folders-above.ts";
import { textOf } from "./regular-file.ts";

/** What may mark a folder as a root, by the name of a file in it. */
export type Mark = "config" | "project";

/** What a file marks its folder as, as far as its name tells; null for any other. */
export function markOf(name: string): Mark | null {
  if (name === CONFIG_NAME) return "config";
  return name === "pyproject.toml" || name === "package.json" ? "project" : null;
}

/** The text of a file; null for one that does not exist or can not be read. */
type TextOf = (path: string) => string | null;

/** True for a file that exists and does mark its folder: one with nothing but settings of tools declares no project. */
export function marks(path: string, read: TextOf = textOf): boolean {
  const text = read(path);
  if (text === null) return false;
  if (markOf(basename(path)) === "config") return true;
  return basename(path) === "pyproject.toml" ? declaresPython(text) : declaresNode(text);
}

/** A table of the standard, or of a tool that packages. */
function declaresPython(text: string): boolean {
  return /^\s*(?:\[+\s*(?:project|build-system|dependency-groups|tool\.(?:poetry|pdm|flit|hatch|setuptools|uv))\b|project\s*[.=])/m.test(
    text,
  );
}

/** `{"type": "module"}` only says how Node reads the files beside it. */
function declaresNode(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    const keys = ["name", "dependencies", "devDependencies", "peerDependencies", "workspaces", "scripts"];
    return typeof value === "object" && value !== null && keys.some((key) => key in value);
  } catch {
    // Being written, most likely.
    return true;
  }
}

/** Why a folder is the one that is read. */
export type WorkspaceReason = "named" | "config" | "git" | "project" | "start";

export interface WorkspaceFolder {
  readonly folder: string;
  readonly why: WorkspaceReason;
}

/**
 * The folder that is read as one workspace, seen from a start: the nearest one upwards with a configuration; else the repository; else the
 * nearest project; else `otherwise`. A repository that is the user's whole home, or the whole disk, is none.
 */
export function workspaceFolder(start: string, otherwise: string): WorkspaceFolder {
  const holds: [WorkspaceReason, (folder: string) => boolean][] = [
    ["config", (folder) => existsSync(join(folder, CONFIG_NAME))],
    ["git", (folder) => existsSync(join(folder, ".git")) && folder !== homedir() && dirname(folder) !== folder],
    ["project", (folder) => marks(join(folder, "pyproject.toml")) || marks(join(folder, "package.json"))],
  ];
  for (const [why, is] of holds) {
    const folder = upwards(start, is);
    if (folder !== null) return { folder, why };
  }
  return { folder: otherwise, why: "start" };
}

function upwards(start: string, is: (folder: string) => boolean): string | null {
  for (const folder of foldersAbove(start)) if (is(folder)) return folder;
  return null;
}
