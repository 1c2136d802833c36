import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { isReadable } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// The parser of TypeScript costs more than all the rest: who has no module in TypeScript never loads it. The order of these tests counts.

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "l9-typescript-contracts-")));
beforeAll(() => loadPython());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let count = 0;

function open(files: Record<string, string>): { linter: Linter; at: (path: string) => string } {
  const root = join(scratch, String(count++));
  const at = (path: string): string => join(root, path);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  }
  const linter = new Linter(root, defaultConfig, { select: ["model_not_found", "dict_where_model"] });
  linter.scan();
  return { linter, at };
}

const PACKETS = `export interface PacketEnvelopeIn {
  packetType: string;
}
export interface PacketMetadata {
  agent: string;
}
export interface PacketProvenance {
  source: string;
}
`;
const PYTHON_SPEC = "module:\n  id: orders\n  kind: adapter\n  repo: { allowed_new_files: [api/orders.py] }\n";
const TYPESCRIPT_SPEC = "module:\n  id: orders\n  kind: adapter\n  language: typescript\n";

const missing = (linter: Linter, path: string): string[] => linter.check(path).map(({ data }) => String(data?.model));

describe("contracts in TypeScript", () => {
  it("are no matter of a workspace whose modules are in Python: the parser is not loaded", async () => {
    const { linter, at } = open({
      "orders.module-spec.yaml": PYTHON_SPEC,
      "api/orders.py": "# module_id: orders\n",
      "web/packets.ts": PACKETS,
    });
    const paths = linter.paths();
    expect(paths).toEqual([at("api/orders.py"), at("orders.module-spec.yaml")]);
    await linter.prepare(paths);
    expect(missing(linter, at("orders.module-spec.yaml"))).toEqual(["PacketEnvelopeIn", "PacketMetadata", "PacketProvenance"]);
    linter.setOpen(at("web/packets.ts"), PACKETS.replace("agent", "name"));
    expect(isReadable(at("web/packets.ts"))).toBe(false);
  });

  it("are not judged, and no answer is kept, before the parser is there; then all is as if it had always been", async () => {
    const { linter, at } = open({ "orders.module-spec.yaml": TYPESCRIPT_SPEC, "src/packets.ts": PACKETS });
    const spec = at("orders.module-spec.yaml");
    expect(linter.isPrepared(spec)).toBe(false);
    expect(missing(linter, spec)).toEqual([]);
    const [document] = linter.workspace.specsAt(spec);
    const contracts = linter.contractsOf(document ?? null);
    expect(contracts.required("PacketEnvelopeIn").status).toBe("missing");
    await linter.prepare([spec]);
    expect(isReadable(at("src/packets.ts"))).toBe(true);
    expect(contracts.required("PacketEnvelopeIn").status).toBe("found");
    expect(missing(linter, spec)).toEqual([]);
  });

  it("are asked again when their file changes in the editor, and only then", () => {
    const { linter, at } = open({
      "orders.module-spec.yaml": TYPESCRIPT_SPEC,
      "src/packets.ts": PACKETS,
      "src/other.ts": "export {};\n",
    });
    const [spec, packets] = [at("orders.module-spec.yaml"), at("src/packets.ts")];
    linter.setOpen(spec, TYPESCRIPT_SPEC);
    linter.setOpen(packets, PACKETS);
    expect(missing(linter, spec)).toEqual([]);
    const { computed } = linter.contracts;
    expect(linter.setOpen(packets, `\n\n${PACKETS}`)).toEqual([]);
    expect(missing(linter, spec)).toEqual([]);
    expect(linter.contracts.computed).toBe(computed);
    expect(linter.setOpen(packets, PACKETS.replace("interface PacketMetadata", "interface PacketData"))).toEqual([spec]);
    expect(missing(linter, spec)).toEqual(["PacketMetadata"]);
    linter.setOpen(at("src/other.ts"), "export type PacketMetadata = { agent: string };\n");
    expect(missing(linter, spec)).toEqual([]);
    linter.close(packets);
    rmSync(packets);
    linter.changed(packets);
    expect(missing(linter, spec)).toEqual(["PacketEnvelopeIn", "PacketProvenance"]);
  });

  it("are found through re-exports, names of files with dots, extensions left out, and aliases of paths", () => {
    const use = (specifier: string, name = "Reply"): string =>
      `import type { ${name} } from "${specifier}";\nexport function f(id: string): Record<string, unknown> {\n  return { status: id, orderId: id };\n}\nexport type X = ${name};\n`;
    const { linter, at } = open({
      "orders.module-spec.yaml": `${TYPESCRIPT_SPEC}  repo: { allowed_new_files: [src/api/a.ts, src/api/b.ts, src/api/c.ts, src/api/d.ts, src/api/e.ts, src/api/f.ts] }\n`,
      "src/models/reply.model.ts": "export interface Reply {\n  status: string;\n  orderId: string;\n}\n",
      "src/models/index.ts": 'export * from "./reply.model.js";\nexport { Reply as Answer } from "./reply.model";\n',
      "src/api/a.ts": use("../models/reply.model.js"),
      "src/api/b.ts": use("../models/reply.model"),
      "src/api/c.ts": use("../models/index.js"),
      "src/api/d.ts": use("../models", "Answer"),
      "src/api/e.ts": use("@/models/reply.model.js"),
      "src/api/f.ts": use("somewhere-else"),
    });
    const found = ["a", "b", "c", "d", "e", "f"].map((name) => linter.check(at(`src/api/${name}.ts`)).length);
    expect(found).toEqual([1, 1, 1, 1, 1, 0]);
  });
});
