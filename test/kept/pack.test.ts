import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { userCacheFolder } from "../../server/project/kept/cache-folder.ts";
import { digestOfData, digestOfTexts, isJson } from "../../server/project/kept/digest.ts";
import { Pack } from "../../server/project/kept/pack.ts";
import { clearCache } from "../../server/project/kept/cache-files.ts";
import { PackFile } from "../../server/project/kept/pack-file.ts";
import { runName } from "../../server/project/run-name.ts";

const LIMIT = 1 << 20;
const DAY = 24 * 3600_000;

function packOf(texts: Record<string, string>, now = 0): Pack {
  const pack = Pack.of(null, now);
  for (const [key, text] of Object.entries(texts)) pack.put(key, key, text);
  return pack;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "l9-pack-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("a pack", () => {
  it("gives back what was put, and nothing else", () => {
    const pack = Pack.of(packOf({ a: "one 🦊", b: "" }).bytes(LIMIT), 0);
    expect([pack.get("a"), pack.get("b"), pack.get("c"), pack.isChanged]).toEqual(["one 🦊", "", null, false]);
  });

  it("has nothing where a byte is another one, or bytes are missing: never another text", () => {
    const bytes = packOf({ a: "a text", b: "b text" }).bytes(LIMIT);
    for (let at = 0; at < bytes.length; at++) {
      for (const damaged of [Buffer.from(bytes), bytes.subarray(0, at)]) {
        if (damaged.length === bytes.length) damaged[at] = (damaged[at] as number) ^ 0x20;
        const pack = Pack.of(damaged);
        for (const name of ["a", "b"]) expect([`${name} text`, null]).toContain(pack.get(name));
      }
    }
    expect(Pack.of(Buffer.from("no pack at all")).size).toBe(0);
  });

  it("leaves out what was used least recently where there is too much", () => {
    const first = packOf({ old: "x".repeat(400), used: "y".repeat(400) });
    const next = Pack.of(first.bytes(LIMIT), 2 * DAY);
    expect(next.get("used")).not.toBeNull();
    expect(next.isChanged).toBe(true);
    next.put("new", "new", "z".repeat(400));
    const last = Pack.of(next.bytes(1000), 3 * DAY);
    expect([last.get("old"), last.get("used") !== null, last.get("new") !== null]).toEqual([null, true, true]);
  });

  it("keeps a few texts of one file", () => {
    const pack = Pack.of(null, 0);
    for (let at = 0; at < 9; at++) pack.put(`key ${at}`, "file", `text ${at}`);
    const kept = Pack.of(pack.bytes(LIMIT));
    expect([kept.size, kept.get("key 8"), kept.get("key 0")]).toEqual([4, "text 8", null]);
  });
});

describe("a pack's file", () => {
  const place = (path: string, isNamed = true) => ({ folder: path, isNamed, program: "p" });

  it("is read by the next run, and keeps what another run wrote meanwhile", () => {
    const [cache, root] = [join(folder(), "made", "here"), folder()];
    const [one, two] = [PackFile.open(place(cache), root), PackFile.open(place(cache), root)] as [PackFile, PackFile];
    one.pack.put("a", "a", "from one");
    two.pack.put("b", "b", "from two");
    expect([one.save(), two.save()]).toEqual([null, null]);
    const next = PackFile.open(place(cache), root) as PackFile;
    expect([next.pack.get("a"), next.pack.get("b")]).toEqual(["from one", "from two"]);
    expect(readdirSync(cache).sort()).toEqual([".gitignore", "CACHEDIR.TAG", next.path.slice(cache.length + 1)].sort());
  });

  it("is another one for another workspace and for another program, and the same where both were carried elsewhere", () => {
    const [here, there] = [folder(), folder()];
    for (const path of [here, there]) for (const name of ["cache", "root", "other"]) mkdirSync(join(path, name));
    const nameOf = (top: string, root: string, program = "p"): string =>
      PackFile.open({ ...place(join(top, "cache")), program }, join(top, root))?.path.slice(join(top, "cache").length) ?? "";
    expect(nameOf(here, "root")).toBe(nameOf(there, "root"));
    expect(new Set([nameOf(here, "root"), nameOf(here, "other"), nameOf(here, "root", "q")]).size).toBe(3);
  });

  it("is not looked for inside the workspace unless the user says so", () => {
    const root = folder();
    mkdirSync(join(root, "cache"));
    expect(PackFile.open(place(join(root, "cache"), false), root)).toBeNull();
    expect(PackFile.open(place(join(root, "cache")), root)).not.toBeNull();
    const outside = folder();
    symlinkSync(join(root, "cache"), join(outside, "link"));
    expect(PackFile.open(place(join(outside, "link"), false), root)).toBeNull();
  });

  it("tells why it can not be written", () => {
    const file = PackFile.open(place("/dev/null/l9"), folder()) as PackFile;
    file.pack.put("a", "a", "a");
    expect(file.save()).toMatch(/\S/);
  });

  it("is all that is taken out of its folder", () => {
    const [cache, root] = [folder(), folder()];
    const file = PackFile.open(place(cache), root) as PackFile;
    file.pack.put("a", "a", "a");
    file.save();
    writeFileSync(join(cache, "notes.l9-pack"), "mine");
    expect(clearCache(cache).files).toBe(1);
    expect(readdirSync(cache)).toContain("notes.l9-pack");
    expect(readFileSync(join(cache, "notes.l9-pack"), "utf8")).toBe("mine");
  });

  it("takes with it what runs were writing when they were stopped, and nothing of one that is at work", () => {
    const [cache, root] = [folder(), folder()];
    const write = (run: string, days = 0): string => {
      const name = `.${"k".repeat(43)}.l9-run.${run}.tmp`;
      writeFileSync(join(cache, name), "half");
      const when = Date.now() / 1000 - days * 24 * 3600;
      utimesSync(join(cache, name), when, when);
      return name;
    };
    const stay = [write(runName()), write("1-1-00000000")];
    const go = [write(runName().replace(/-\d+-/, "-1-")), write("2-1-00000000", 2)];
    const file = PackFile.open(place(cache), root) as PackFile;
    file.pack.put("a", "a", "a");
    file.save();
    const left = readdirSync(cache);
    expect(left).toEqual(expect.arrayContaining(stay));
    for (const name of go) expect(left).not.toContain(name);
    write("2-1-00000000", 2);
    expect(clearCache(cache).files).toBe(2);
    expect(readdirSync(cache)).toEqual(expect.arrayContaining(stay));
  });
});

it("the user's cache folder is the system's, and never a relative one", () => {
  const of = userCacheFolder;
  expect(of({ XDG_CACHE_HOME: "/x" }, "linux", "/home/me")).toBe("/x/l9");
  expect(of({ XDG_CACHE_HOME: "x" }, "linux", "/home/me")).toBe("/home/me/.cache/l9");
  expect(of({}, "darwin", "/Users/me")).toBe("/Users/me/Library/Caches/l9");
  expect(of({ LOCALAPPDATA: "/local" }, "win32", "/me")).toBe("/local/l9/Cache");
  for (const home of ["", "me"])
    for (const platform of ["linux", "darwin", "win32"] as const) expect(of({ XDG_CACHE_HOME: "x" }, platform, home)).toBeNull();
  expect(of({ XDG_CACHE_HOME: "/x" }, "linux", "")).toBe("/x/l9");
});

describe("a digest", () => {
  it("tells apart what is not quite the same", () => {
    const values = [
      { a: 1 },
      { a: "1" },
      { a: 1, b: undefined },
      { b: 1 },
      [1],
      new Set([1]),
      new Map([[1, 1]]),
      1,
      1n,
      "1",
      null,
      undefined,
      -0,
      0,
      [],
      {},
      [[]],
      [1, [2]],
      [[1], 2],
    ];
    expect(new Set(values.map(digestOfData)).size).toBe(values.length);
    expect(digestOfData({ a: [1, { b: "x" }] })).toBe(digestOfData({ a: [1, { b: "x" }] }));
    expect(digestOfTexts("ab", "c")).not.toBe(digestOfTexts("a", "bc"));
  });

  it("is none of what no text stands for", () => {
    expect([{ a: () => 1 }, /x/, new Date(), Symbol("x"), [new (class A {})()]].map(digestOfData)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it("JSON is all that comes back as it was", () => {
    const yes = [null, "x", 1.5, [1, [null]], { a: { b: [true] } }];
    const no = [undefined, -0, Number.NaN, { a: undefined }, new Set(), [undefined], Array(1), { toJSON: 1 }, new Date(0)];
    expect([yes.map(isJson), no.map(isJson)]).toEqual([yes.map(() => true), no.map(() => false)]);
  });
});
