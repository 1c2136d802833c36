import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments, parse } from "yaml";
import { checkCopied, textsIn, type Found } from "./copied.ts";

// The example profiles: each row finds its one mistake in the broken repository and nothing in the clean one, and EXPECT says what is found.

const top = join(import.meta.dirname, "..", "..", "examples", "profiles");
const names = readdirSync(top, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

interface Configuration {
  profile: { forbidden_imports: { module: string; why: string }[] };
  agreements: { id: string }[];
}

it("there are three", () => {
  expect(names).toEqual(["graph-engine", "layered-service", "node-template"]);
});

describe.each(names)("%s", (name) => {
  const folder = join(top, name);
  const profile = join(folder, "profile");
  const { profile: tables, agreements } = parse(readFileSync(join(profile, "l9.config.yaml"), "utf8")) as Configuration;
  const own = [...textsIn(join(profile, ".l9", "rules")).values()]
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.get("id") as string);
  let broken: Found[];

  beforeAll(async () => {
    broken = await checkCopied(join(folder, "broken"), profile);
  });

  it("finds in the broken repository what EXPECT says", () => {
    const found = broken.map(
      ({ file, line, column, severity, rule, message }) => `${file}:${line}:${column} ${severity} [${rule}] ${message}\n`,
    );
    expect(found.join("")).toBe(readFileSync(join(folder, "EXPECT"), "utf8"));
  });

  it("has a mistake for each row, and one for each", () => {
    expect(own.filter((id) => broken.filter(({ rule }) => rule === id).length !== 1)).toEqual([]);
    const imports = broken.filter(({ rule }) => rule === "forbidden_import");
    expect(
      tables.forbidden_imports.filter(({ why }) => imports.filter(({ message }) => message.includes(`: ${why}.`)).length !== 1),
    ).toEqual([]);
    const members = (id: string): number =>
      new Set(broken.flatMap(({ data }) => (data.agreement === id ? (data.members as string[]) : []))).size;
    expect(agreements.filter(({ id }) => members(id) !== 1)).toEqual([]);
    const rows = [...own, "forbidden_import", "agreement_broken"];
    expect(broken.filter(({ rule }) => !rows.includes(rule))).toEqual([]);
    expect(own.length + tables.forbidden_imports.length + agreements.length).toBeGreaterThan(15);
  });

  it("finds nothing in the clean one", async () => {
    expect(
      (await checkCopied(join(folder, "clean"), profile)).map(({ file, rule, message }) => `${file} ${rule} ${message}`),
    ).toEqual([]);
  });
});
