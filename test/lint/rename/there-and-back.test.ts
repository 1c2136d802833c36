import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LINK_KINDS, type LinkKind } from "../../../server/lint/links.ts";
import { NamePlaces, nameOf, type NamePlace } from "../../../server/lint/rename/name-places.ts";
import { renaming } from "../../../server/lint/rename/rename.ts";
import { generateModule, openWorkspaces, SPECS, writeModule, type Workspaces } from "../../generate/generated-modules.ts";
import { readCases } from "../../../server/cli/rule-cases/case.ts";
import { sample, WHOLE } from "../../whole.ts";
import { Texts } from "./workspace.ts";

// For every name of a correct module and each place where it is written: renamed from there, nothing is found that was not, every promise is kept, and renamed
// back all files are what they were. Where the whole is not asked for, one name of each kind is taken, and one of its places.

const OTHER: Readonly<Record<LinkKind, (name: string, text: string) => string>> = {
  module: (name) => `${name}_other`,
  file: (name) => name,
  route: (name) => name.replace(/[\w-]+$/, (last) => `${last}-moved`),
  packet_type: (name) => `${name}.other`,
  environment: (name) => `${name}_OTHER`,
  error_category: (name) => `${name}_other`,
  acceptance: (_, text) => `${text}${/ /.test(text) ? " of another kind" : "_of_another_kind"}`,
};

/** How often each kind was renamed, and how often it was refused with what reason. */
const counts = { renamed: new Map<LinkKind, number>(), refused: [] as string[] };

let turn = 0;

function check(texts: Texts, spec: string): void {
  const { linter } = texts;
  const places = (): NamePlaces => {
    const [owner] = linter.workspace.modulesOf(texts.path(spec));
    if (!owner) throw new Error(`${spec} has no module`);
    return new NamePlaces(linter, owner);
  };
  const start = places();
  const before = { texts: texts.all(), findings: texts.findings(), missing: missingOf(start) };
  for (const kind of LINK_KINDS) {
    const links = start.links.filter((link) => link.kind === kind && link.spec && link.missing === null);
    for (const link of sample(links, links.length)) {
      const ends = onePerEnd(start.of(link)?.places ?? []);
      for (const place of WHOLE ? ends : ends.slice(turn % ends.length).slice(0, 1)) {
        turn++;
        const to = OTHER[kind](nameOf(link), place.text);
        const made = renaming(linter, place.path, place.span.start, to);
        const why = texts.take(made);
        if (why !== null) {
          // From the id of most modules thread ids and packets are made, and these would not be found again.
          if (kind === "module" && why.includes("would not be found again under another id")) continue;
          counts.refused.push(`${kind} ${nameOf(link)}: ${why}`);
          continue;
        }
        counts.renamed.set(kind, (counts.renamed.get(kind) ?? 0) + 1);
        expect(texts.findings()).toEqual(before.findings);
        const after = places();
        expect(missingOf(after)).toEqual(before.missing);
        const back = kind === "acceptance" ? place.text : nameOf(link);
        expect(texts.take(renaming(linter, place.path, movedStart(place, made), back))).toBeNull();
        expect(texts.all()).toEqual(before.texts);
      }
    }
  }
}

/** Where a place begins once the edits are made. */
function movedStart({ path, span }: NamePlace, made: ReturnType<typeof renaming>): number {
  const edits = made && "edits" in made ? (made.edits.get(path) ?? []) : [];
  const before = edits.filter((edit) => edit.span.end <= span.start);
  return before.reduce((at, edit) => at + edit.text.length - (edit.span.end - edit.span.start), span.start);
}

function missingOf({ links }: NamePlaces): (string | null)[] {
  return links.map(({ missing }) => missing);
}

function onePerEnd(places: readonly NamePlace[]): NamePlace[] {
  return [...new Map(places.map((place) => [place.in, place])).values()];
}

describe("a generated module", () => {
  let workspaces: Workspaces;
  beforeAll(() => void (workspaces = openWorkspaces()));
  afterAll(() => workspaces.dispose());

  it.each(
    sample(
      SPECS.filter(({ contracts }) => contracts === "whole"),
      4,
    ),
  )("of $about", { timeout: 120_000 }, async (spec) => {
    const root = workspaces.roots.whole;
    const module = await generateModule(root, spec);
    expect(module.result.status).toBe("attested");
    writeModule(root, module);
    check(await Texts.in(root, [module.spec, ...module.files.keys()]), module.spec);
  });
});

describe("a module in TypeScript", () => {
  const cases = readCases(readFileSync(join(import.meta.dirname, "..", "typescript-module.md"), "utf8"));
  it.each(sample(cases, 9).map((one) => ({ title: one.title, files: one.files })))(
    "$title",
    { timeout: 120_000 },
    async ({ files }) => {
      const texts = await Texts.of(Object.fromEntries(files.map(({ path, text }) => [path, text])));
      const spec = files.find(({ path }) => texts.linter.workspace.specsAt(texts.path(path)).length > 0)?.path ?? "";
      check(texts, spec);
    },
  );
});

it("every name can be changed", () => {
  expect(counts.refused).toEqual([]);
  const kinds = LINK_KINDS.filter((kind) => kind !== "file" && kind !== "module");
  expect([...counts.renamed.keys()].filter((kind) => kind !== "module").sort()).toEqual(kinds.sort());
});
