import { readdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeAll } from "../../server/generate/write.ts";
import { coldRun } from "./run.ts";
import { snapshot } from "../generate/workspace.ts";
import { noDisk, smallDisk } from "./small-disk.ts";

// A disk of its own that has no room left: the old tree stays, and the reason is told.

const why = noDisk();
if (why !== null) process.stderr.write(`full-disk.test.ts is left out: ${why}\n`);

const LARGE = `import os\nimport sys\n${"# a line of a file that is larger than what is left\n".repeat(400)}`;

/** A disk with these files; of its space or its places for files nothing is left but what is asked for. */
function fullDisk(files: Record<string, string>, left: { blocks: number } | { places: number }): string {
  const disk = smallDisk("blocks" in left ? "size=128k" : `size=1m,nr_inodes=${2 + Object.keys(files).length + left.places}`);
  if (typeof disk === "string") throw new Error(disk);
  onTestFinished(() => disk.remove());
  for (const [name, text] of Object.entries(files)) writeFileSync(join(disk.folder, name), text);
  if ("blocks" in left) {
    const { bavail, bsize } = statfsSync(disk.folder);
    writeFileSync(join(disk.folder, "filler.bin"), Buffer.alloc((bavail - left.blocks) * bsize, 1));
  }
  return disk.folder;
}

describe.skipIf(why !== null)("a full disk", () => {
  it.each([
    ["without room for the text", { blocks: 3 }],
    ["without any room", { blocks: 0 }],
    ["without a place for another file", { places: 0 }],
    ["without a place for the file itself", { places: 3 }],
  ])("%s leaves a fix undone", (_, left) => {
    const root = fullDisk({ "a.py": LARGE, "l9.config.yaml": "scope: all\n" }, left);
    const { exitCode, stderr } = coldRun(["check", "--fix", "a.py"], { cwd: root });
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: "l9: a.py can not be written: the disk is full. It is as it was, and so are the files after it.\n",
    });
    expect(readFileSync(join(root, "a.py"), "utf8")).toBe(LARGE);
    expect(readdirSync(root).sort()).toEqual(["a.py", ...("blocks" in left ? ["filler.bin"] : []), "l9.config.yaml"]);
  });
  it.each([
    ["without room for the texts", { blocks: 6 }],
    ["without any room", { blocks: 0 }],
    ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((places): [string, { places: number }] => [
      `with ${places} places for files`,
      { places },
    ]),
  ])("%s leaves a module unwritten, or writes all of it", (_, left) => {
    const root = fullDisk({ "a.py": "old\n" }, left);
    const before = snapshot(root);
    const files = [
      { path: "a.py", content: LARGE, before: "old\n" },
      { path: "deep/down/b.py", content: LARGE, before: null },
    ];
    let message = "";
    try {
      writeAll(root, files, null);
    } catch (error) {
      message = (error as Error).message;
    }
    const done = "places" in left && left.places >= 9;
    expect(message).toBe(done ? "" : "Nothing is written: the disk is full.");
    expect(snapshot(root)).toEqual(done ? { "a.py": LARGE, "deep/down/b.py": LARGE } : before);
    const names = ["a.py", ...(done ? ["deep"] : []), ...("blocks" in left ? ["filler.bin"] : [])];
    expect(readdirSync(root).sort()).toEqual(names);
  });
});
