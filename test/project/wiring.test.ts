import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { parseConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A file that a spec lists as modified is read for that module, though it belongs to none: an edit there is seen in the module.

beforeAll(() => loadPython());

const SPEC = `module:
  id: orders
  name: Orders
  repo:
    allowed_new_files: [api/orders.py]
    allowed_modified_files: [api/server.py, api/gone.py]
  environment: { required: [ORDERS_SECRET] }
`;

it("an edit of the file a module is wired into is seen in its spec", async () => {
  const root = mkdtempSync(join(tmpdir(), "l9-wiring-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string): string => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
    return join(root, name);
  };
  const spec = write("specs/orders.module-spec.yaml", SPEC);
  const own = write("api/orders.py", "VERSION = 1\n");
  const reading = 'import os\n\n\ndef start() -> str:\n    return os.environ["ORDERS_SECRET"]\n';
  const server = write("api/server.py", reading);
  const { config } = await parseConfig("");
  const linter = new Linter(root, config, { select: ["env_drift"] });
  onTestFinished(() => linter.dispose());
  linter.scan();
  const found = (): string[] => linter.check(spec).map(({ rule }) => rule);

  expect(linter.workspace.owner(server)).toBeNull();
  expect(found()).toEqual([]);
  expect(linter.setOpen(server, reading.replace("ORDERS_SECRET", "OTHER"))).toEqual([own, spec].sort());
  expect(found()).toEqual(["env_drift"]);
  expect(linter.check(server)).toEqual([]);
  expect(linter.close(server)).toContain(spec);
  expect(found()).toEqual([]);
});
