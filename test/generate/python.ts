import { spawnSync } from "node:child_process";

/** The interpreter that sees Debian's packages. */
export const PYTHON = "/usr/bin/python3";

/** No bytecode is left behind. */
export const PYTHON_ENVIRONMENT = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" };

const IMPORTS = "import fastapi, httpx, pydantic, pytest, pytest_asyncio, structlog";

/** Whether generated modules can run here; says on stderr what is missing. */
export function hasPython(python = PYTHON): boolean {
  const found = spawnSync(python, ["-c", IMPORTS]).status === 0;
  if (!found) process.stderr.write(`${python} lacks packages that generated modules use, so they do not run (${IMPORTS}).\n`);
  return found;
}
