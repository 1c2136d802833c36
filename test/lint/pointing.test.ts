import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

beforeAll(() => loadPython());

const TWO = "class PacketEnvelopeIn(BaseModel):\n    a: int\n\n\nclass PacketEnvelopeIn(BaseModel):\n    b: int\n";
const SPEC = `module:
  id: orders
  repo: { allowed_new_files: [api/orders.py] }
  interfaces: { inbound: [{ name: order, method: POST, route: /orders }] }
`;

it("a place in another file moves with what is written above it there", () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-pointing-")));
  const linter = new Linter(root, defaultConfig);
  onTestFinished(() => {
    linter.dispose();
    rmSync(root, { recursive: true });
  });
  linter.scan();
  const [models, spec] = [join(root, "memory", "substrate_models.py"), join(root, "orders.module-spec.yaml")];
  linter.setOpen(models, `from pydantic import BaseModel\n\n\n${TWO}`);
  linter.setOpen(spec, SPEC);
  const places = (): number[] =>
    linter.check(spec).flatMap(({ related }) => related.filter(({ path }) => path === models).map(({ span }) => span.start));
  const before = places();
  expect(before.length).toBeGreaterThan(0);
  expect(linter.setOpen(models, `from pydantic import BaseModel\n\n\n\n${TWO}`)).toContain(spec);
  expect(places()).toEqual(before.map((at) => at + 1));
});
