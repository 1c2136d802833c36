import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { checkCopied, textsIn } from "./copied.ts";
import { ROWS, scan } from "./scanner.ts";

// A scanner of regular expressions beside the profile that took its place, on one small repository. What is truly wrong there is marked in its lines
// (`#: row`); everything else that is found is false.

const top = join(import.meta.dirname, "..", "fixtures", "scanner");
const files = textsIn(join(top, "repository"));

/** `row file:line` of all that is truly wrong. */
const truth = [...files].flatMap(([path, text]) =>
  text.split("\n").flatMap((line, at) => {
    const marks = / {2}#: (.+)$/.exec(line)?.[1]?.split(" ") ?? [];
    return marks.map((row) => `${row} ${path}:${at + 1}`);
  }),
);

let byScanner: string[];
let byProfile: string[];

beforeAll(async () => {
  byScanner = scan(files);
  const found = await checkCopied(join(top, "repository"), join(top, "profile"));
  byProfile = found.map(({ rule, message, file, line }) => {
    const row = ROWS.find(({ id, profile }) => (profile ? profile.rule === rule && message.includes(profile.says) : id === rule));
    return `${row?.id ?? rule} ${file}:${line}`;
  });
});

const of = (row: string, places: readonly string[]): string[] => places.filter((place) => place.startsWith(`${row} `));
const right = (places: readonly string[]): string[] => places.filter((place) => truth.includes(place));
const wrong = (places: readonly string[]): string[] => places.filter((place) => !truth.includes(place));

it("has a true place and a row for each other", () => {
  expect(ROWS).toHaveLength(25);
  expect(ROWS.filter(({ id }) => of(id, truth).length === 0).map(({ id }) => id)).toEqual([]);
  const ids = new Set(ROWS.map(({ id }) => id));
  expect(truth.filter((place) => !ids.has(place.split(" ")[0] ?? ""))).toEqual([]);
});

it("finds everything that the scanner truly finds, and more", () => {
  expect(right(byScanner).filter((place) => !byProfile.includes(place))).toEqual([]);
  expect([...byProfile].sort()).toEqual([...truth].sort());
  expect(right(byScanner).length).toBeLessThan(truth.length);
});

it("finds less that is false", () => {
  expect(wrong(byProfile)).toEqual([]);
  // The traps are traps: two thirds of the rows step into one.
  expect(new Set(wrong(byScanner).map((place) => place.split(" ")[0])).size).toBeGreaterThan(16);
});

it("is told side by side as it is", () => {
  const cells = ROWS.map(({ id }) => [
    `\`${id}\``,
    ...[
      of(id, truth),
      right(of(id, byScanner)),
      wrong(of(id, byScanner)),
      right(of(id, byProfile)),
      wrong(of(id, byProfile)),
    ].map(({ length }) => String(length)),
  ]);
  const sum = [
    "all",
    ...[truth, right(byScanner), wrong(byScanner), right(byProfile), wrong(byProfile)].map(({ length }) => String(length)),
  ];
  const head = ["row", "truly wrong", "scanner: true", "scanner: false", "profile: true", "profile: false"];
  const rows = [head, ...cells, sum];
  const plain = rows.map((row) => row.join(" | ")).join("\n");
  process.stdout.write(`${plain}\n`);
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "profiles.md"), "utf8");
  const told = page
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\|[ :|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim())
        .join(" | "),
    );
  expect(told.join("\n")).toContain(plain);
});
