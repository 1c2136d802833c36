import { execFile } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { isInside } from "../project/folders-above.ts";

const run = promisify(execFile);

/** Milliseconds that a program has to say its version. */
const PATIENCE = 5000;

/** A program of the user's PATH. */
export interface ProgramFound {
  name: string;
  path: string;
  /** Null where it was not asked, or did not say. */
  version: string | null;
}

/**
 * Looks programs up on the PATH. Nothing that lies in the workspace is found, nor run: entries of the PATH that are relative, or lead into it, do not count.
 * @param asked those that are asked for their version
 */
export async function programsFound(
  names: readonly string[],
  asked: ReadonlySet<string>,
  workspace: string,
): Promise<ProgramFound[]> {
  const found = names.flatMap((name) => {
    const path = lookUp(name, workspace);
    return path === null ? [] : [{ name, path }];
  });
  return Promise.all(
    found.map(async ({ name, path }) => ({ name, path, version: asked.has(name) ? await versionOf(path) : null })),
  );
}

function lookUp(name: string, workspace: string): string | null {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`);
      if (isProgram(path) && !isInside(workspace, path) && !isInside(realpathSync(workspace), realpathSync(path))) return path;
    }
  }
  return null;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not for this user.
    return false;
  }
}

async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: PATIENCE, cwd: "/", windowsHide: true });
    return /\d+\.\d+[\w.+-]*/.exec(stdout)?.[0] ?? null;
  } catch {
    // It has no such flag, or is broken: that it is there is all that is known.
    return null;
  }
}
