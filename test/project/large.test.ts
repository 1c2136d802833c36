import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { Files } from "../../server/project/files.ts";
import { Space } from "../../server/project/space/space.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { Text } from "../../server/syntax/text.ts";
import { makeLargeWorkspace, type LargeWorkspace } from "../fixtures/make-large-workspace.ts";

// A workspace of the size of a real one: 600 Python files, a Space of 30 files, three modules in package folders.

const root = mkdtempSync(join(tmpdir(), "l9-large-"));
const known = new Set(rules.map((rule) => rule.id));
let workspace: LargeWorkspace;

beforeAll(async () => {
  await loadPython();
  workspace = makeLargeWorkspace(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

describe("the large workspace", () => {
  it("is the same every time", () => {
    const again = mkdtempSync(join(tmpdir(), "l9-large-"));
    try {
      makeLargeWorkspace(again);
      const paths = filesBelow(root);
      for (const path of paths)
        expect(readFileSync(join(again, path), "utf8") === readFileSync(join(root, path), "utf8") ? "" : path).toBe("");
      expect(readdirSync(again, { recursive: true })).toHaveLength(readdirSync(root, { recursive: true }).length);
    } finally {
      rmSync(again, { recursive: true, force: true });
    }
  });

  it("has 600 Python files, 30 Space files and four classes named PacketEnvelopeIn", () => {
    const paths = filesBelow(root);
    expect(paths.filter((path) => path.endsWith(".py"))).toHaveLength(600);
    expect(paths.filter((path) => path.startsWith("space/"))).toHaveLength(30);
    const namesakes = paths.filter(
      (path) => path.endsWith(".py") && /^class PacketEnvelopeIn\b/m.test(readFileSync(join(root, path), "utf8")),
    );
    expect(namesakes).toEqual([
      "core/schemas/packet_envelope.py",
      "core/schemas/packet_envelope_v2.py",
      "memory/substrate_models.py",
      "services/research/packets.py",
    ]);
  });

  it("has a Space that can be read, and whose extracts agree with the repository", () => {
    const files = new Files(defaultConfig.max_file_size);
    const space = new Space(root, defaultConfig.space, files);
    space.refresh();
    expect(space.files.flatMap(({ path, problem }) => (problem ? [`${path}: ${problem.message}`] : []))).toEqual([]);
    expect(space.files.reduce((sum, { facts }) => sum + facts.extracts.length, 0)).toBeGreaterThan(400);
    expect(space.files.reduce((sum, { facts }) => sum + facts.entries.length, 0)).toBeGreaterThan(3000);
    expect(space.refresh()).toBe(false);
    expect(space.reads).toBe(30);
  });

  it("has the planted findings in its bad module, at their lines, and none in the two clean ones", () => {
    const linter = new Linter(root, defaultConfig);
    linter.scan();
    const found = linter.paths().flatMap((path) => {
      const read = linter.files.read(path);
      if (!("text" in read)) throw new Error(`${path}: ${read.problem}`);
      const text = new Text(read.text);
      return linter.check(path).map(({ span, rule }) => `${relative(root, path)}:${text.position(span.start).line + 1} ${rule}`);
    });
    const expected = workspace.planted
      .filter(({ rule }) => known.has(rule))
      .flatMap(({ path, line, rule, count }) => Array.from({ length: count ?? 1 }, () => `${path}:${line} ${rule}`));
    expect(found.sort()).toEqual(expected.sort());
    linter.dispose();
  });
});
