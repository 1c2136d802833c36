import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

// How the files of the repository look: short, current, free of silenced checks.

const root = join(import.meta.dirname, "..", "..");
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((path) => path !== "" && existsSync(join(root, path)));
const sources = files.filter((path) => /\.(ts|mts|mjs|cjs|js)$/.test(path) && !path.startsWith("test/fixtures/"));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Lines; a file that grows beyond holds two things. */
const LIMIT = 300;

it("no source file is too long", () => {
  const generated = new Set(["rules/index.ts"]);
  const long = sources.filter((path) => !generated.has(path)).map((path) => ({ path, lines: read(path).split("\n").length - 1 }));
  expect(long.filter(({ lines }) => lines > LIMIT)).toEqual([]);
});

it("no check is silenced and nothing is left to do", () => {
  const marks = new RegExp(
    [
      "(//|\\*|#)\\s*(TO" + "DO|FIX" + "ME)",
      "@ts-" + "(ignore|nocheck|expect-error)",
      "(es|ox)lint-" + "disable",
      "prettier-" + "ignore",
      "\\bas " + "any\\b",
      "\\b(it|test|describe)\\.(skip|only|todo)\\b",
    ].join("|"),
  );
  // Rules name some of these marks because they look for them in users' code.
  const speaking = /^(rules|test\/rules|server\/(code|facts))\//;
  const found = sources
    .filter((path) => !speaking.test(path) && path !== "test/house/files.test.ts")
    .flatMap((path) =>
      read(path)
        .split("\n")
        .map((line, at) => ({ line, place: `${path}:${at + 1}` }))
        .filter(({ line }) => marks.test(line))
        .map(({ place }) => place),
    );
  expect(found).toEqual([]);
});

it("no file is a drawer for everything", () => {
  expect(
    files.filter((path) => /(^|\/)(utils?|helpers?|misc|common)\.[a-z]+$/.test(path) && !path.startsWith("test/fixtures/")),
  ).toEqual([]);
});

it("what a repository holds is opened in one room, which waits for no pipe and reads no device", () => {
  // What is written, and what the program ships.
  const others = ["server/project/write-file.ts", "server/syntax/assets.ts", "server/cli/init-ci.ts"];
  const opening = /\b(?:readFileSync|openSync|createReadStream|sys\.readFile)\(/;
  const openers = files.filter(
    (path) => /^(?:rules|server)\/.*\.ts$/.test(path) && !path.startsWith("server/build/") && opening.test(read(path)),
  );
  expect(openers.filter((path) => !others.includes(path))).toEqual(["server/project/regular-file.ts"]);
});

it("text files end their lines like the rest of the repository", () => {
  const texts = files.filter(
    (path) =>
      /\.(ts|mjs|cjs|js|json|md|yaml|lua|el)$/.test(path) && !path.startsWith("test/fixtures/") && !path.startsWith("test/cli/"),
  );
  expect(texts.filter((path) => read(path).includes("\r\n"))).toEqual([]);
});

it("the lock file names no registry host", () => {
  expect(read("package-lock.json")).not.toMatch(/"resolved":|registry\./);
});

it("the top level holds what convention needs and nothing else", () => {
  const expected = ["client", "docs", "examples", "findings", "rules", "server", "test"];
  const folders = [...new Set(files.filter((path) => path.includes("/")).map((path) => path.split("/")[0] as string))].filter(
    (name) => !name.startsWith("."),
  );
  expect(folders.filter((name) => !expected.includes(name))).toEqual([]);
});

it("what is published is what the program needs", () => {
  const { files: published, dependencies, bin } = JSON.parse(read("package.json"));
  expect(published).toContain("dist");
  expect(published).not.toContain("test");
  // The bundle holds its dependencies, so an installation brings none.
  expect(dependencies ?? {}).toEqual({});
  expect(bin).toEqual({ l9: "dist/l9.cjs" });
});

it("every workspace of the fixtures is used by a test", () => {
  const tests = sources
    .filter((path) => path.startsWith("test/"))
    .map(read)
    .join("\n");
  const workspaces = readdirSync(join(root, "test", "fixtures", "workspaces"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(
    workspaces.map(({ name }) => name).filter((name) => !tests.includes(`"${name}"`) && !tests.includes(`/${name}`)),
  ).toEqual([]);
});
