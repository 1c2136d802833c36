import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import type { CachePlace } from "../../server/project/kept/cache-files.ts";
import { ROOT_MARKS, RunFile } from "../../server/project/kept/run-file.ts";
import { markOf } from "../../server/project/root-marks.ts";
import { folder } from "../cli/run.ts";

// A run is replayed only from a file that a run has written, in a folder that no workspace brings.

const KEY = "k".repeat(43);
const placeOf = (at: string, isNamed = false): CachePlace => ({ folder: at, isNamed, program: "p" });

it("is none where the file is not what a run writes, though its checksum is right", () => {
  const at = folder();
  const file = RunFile.open(placeOf(at, true), KEY, []);
  const good = { code: 1, written: [["stdout", "x"]], looks: [["stat", join(at, "no"), 1, "!ENOENT"]] };
  const replay = (value: unknown): unknown => {
    const text = Buffer.from(JSON.stringify(value));
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(text));
    writeFileSync(join(at, `${KEY}.l9-run`), Buffer.concat([checksum, text]));
    return file?.replay();
  };
  expect(replay(good)).toMatchObject({ code: 1, written: [["stdout", "x"]] });
  const bad = [{ code: "1" }, { written: undefined }, { written: [3] }, { written: [["stdout"]] }, { looks: {} }, { looks: [1] }];
  for (const one of bad) expect(replay({ ...good, ...one }), JSON.stringify(one)).toBeNull();
  for (const one of [{}, [], 5, null, "x"]) expect(replay(one), JSON.stringify(one)).toBeNull();
});

it("is none in the workspace itself unless the user names the folder", () => {
  for (const mark of [null, ...ROOT_MARKS]) {
    const root = folder(mark === null ? {} : { [mark]: "" });
    const [below, cache] = [join(root, "below"), join(root, ".cache", "l9")];
    mkdirSync(below);
    // Where nothing marks a folder as a root, the working folder is one.
    const start = mark === null ? root : below;
    expect(RunFile.open(placeOf(cache), KEY, [start]), String(mark)).toBeNull();
    expect(RunFile.open(placeOf(cache, true), KEY, [start]), String(mark)).not.toBeNull();
    expect(readdirSync(root)).not.toContain(".cache");
  }
  expect(RunFile.open(placeOf(join(folder(), "l9")), KEY, [folder()])).not.toBeNull();
  expect(ROOT_MARKS.map(markOf)).not.toContain(null);
});
