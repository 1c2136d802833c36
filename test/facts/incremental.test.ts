import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { PythonFile } from "../../server/lint/python-file.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// Facts are kept per statement while a file is edited. Whatever the edits were, they must be those of a fresh reading, places included.

beforeAll(() => loadPython());

const fixtures = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");
const SOURCES = [
  "api/routes/orders_webhook.py",
  "api/routes/payments_webhook.py",
  "api/orders_webhook_adapter.py",
  "api/payments_webhook_adapter.py",
  "api/payments_webhook_config.py",
  "api/server.py",
  "tools/registry.py",
];

/** Pieces that change what names mean, not only where they stand. */
const PIECES = [
  "\n",
  "# note\n",
  "import os\n",
  "from os import getenv\n",
  'ORDERS_PREFIX = "/orders"\n',
  "from api.config import ORDERS_PREFIX\n",
  'router = APIRouter(prefix="/other")\n',
  "def helper(name: str) -> str:\n    return os.environ[name]\n",
  '@router.get("/x")\nasync def x(request: Request) -> None: ...\n',
  "    ",
  "(",
  ")",
  '"',
];

/** A sequence of numbers below a limit, the same for the same seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function edit(text: string, next: (limit: number) => number): string {
  const lines = text.split("\n");
  const line = next(lines.length);
  switch (next(4)) {
    case 0:
      return [...lines.slice(0, line), ...lines.slice(line + 1 + next(3))].join("\n");
    case 1: {
      const at = next(text.length + 1);
      return text.slice(0, at) + (PIECES[next(PIECES.length)] as string) + text.slice(at);
    }
    case 2: {
      const from = next(lines.length);
      return [...lines.slice(0, line), ...lines.slice(from, from + 1 + next(6)), ...lines.slice(line)].join("\n");
    }
    default:
      return [...lines.slice(0, line), PIECES[next(PIECES.length)] as string, ...lines.slice(line)].join("\n");
  }
}

for (const [seed, path] of SOURCES.entries()) {
  it(`edits of ${path} end where a fresh reading ends`, () => {
    const original = readFileSync(join(fixtures, path), "utf8");
    const next = numbers(seed + 1);
    let text = original;
    const file = new PythonFile(path, text);
    for (let step = 0; step < 60; step++) {
      text = step % 12 === 11 ? original : edit(text, next);
      file.update(text);
      const fresh = new PythonFile(path, text);
      expect(file.facts, `step ${step}:\n${text}`).toEqual(fresh.facts);
      fresh.dispose();
    }
    file.dispose();
  });
}
