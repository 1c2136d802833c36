import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";

/** The interpreter that sees Debian's packages. */
export const PYTHON = "/usr/bin/python3";

/** No bytecode is left behind. */
export const PYTHON_ENVIRONMENT = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };

const IMPORTS = "import fastapi, httpx, pydantic, pytest, pytest_asyncio, structlog, yaml";

const known = new Map<string, boolean>();

/** What a program says of itself is asked once. */
function once(key: string, ask: () => boolean): boolean {
  const found = known.get(key) ?? ask();
  known.set(key, found);
  return found;
}

/** Whether generated modules can run here; says on stderr what is missing. */
export function hasPython(python = PYTHON): boolean {
  return once(python, () => {
    const found = spawnSync(python, ["-c", IMPORTS]).status === 0;
    if (!found) process.stderr.write(`${python} lacks packages that generated modules use, so they do not run (${IMPORTS}).\n`);
    return found;
  });
}

/** The interpreter of the path, for contracts of pydantic 2, which Debian does not have. */
const PYTHON_2 = "python3";

/**
 * The environment in which the interpreter of the path sees pydantic 2, pytest and Debian's structlog, which is Python alone; null where it has not those, which
 * is said on stderr. @param folder an empty one, for what it is to see
 */
export function pydantic2(folder: string): { python: string; env: NodeJS.ProcessEnv } | null {
  structlog ??= spawnSync(PYTHON, ["-c", "import os, structlog; print(os.path.dirname(structlog.__file__))"], {
    encoding: "utf8",
  }).stdout.trim();
  if (structlog !== "") symlinkSync(structlog, join(folder, "structlog"));
  const env = { ...PYTHON_ENVIRONMENT, PYTHONPATH: folder };
  const check = "import pydantic, pytest, structlog; assert pydantic.VERSION.startswith('2')";
  const found = once("pydantic 2", () => spawnSync(PYTHON_2, ["-c", check], { env }).status === 0);
  if (found) return { python: PYTHON_2, env };
  process.stderr.write(`${PYTHON_2} has no pydantic 2 with pytest, so modules over contracts of pydantic 2 do not run.\n`);
  return null;
}

/** The folder of Debian's structlog; empty where there is none. */
let structlog: string | null = null;
