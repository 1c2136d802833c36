import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { parseAllDocuments, parse, parseDocument } from "yaml";
import { checkCopied, textsIn, type Found } from "./copied.ts";

// The example profiles: each row finds its one mistake in the broken repository and nothing in the clean one, and EXPECT says what is found.

const top = join(import.meta.dirname, "..", "..", "examples", "profiles");
const names = readdirSync(top).filter((name) => existsSync(join(top, name, "EXPECT")));
const shared = join(top, "shared");

interface Configuration {
  extends?: string;
  profile: { forbidden_imports: { module: string; why: string }[] };
  agreements: { id: string }[];
  contracts?: Record<string, string>;
  contract_sources?: string[];
}

function read(...path: string[]): Configuration {
  return parse(readFileSync(join(...path), "utf8")) as Configuration;
}

it("there are three", () => {
  expect(names).toEqual(["graph-engine", "layered-service", "node-template"]);
  const extending = names.filter((name) => read(top, name, "profile", "l9.config.yaml").extends === "./l9.shared.yaml");
  expect(extending).toEqual(["layered-service", "node-template"]);
});

describe.each(names)("%s", (name) => {
  const folder = join(top, name);
  const profile = join(folder, "profile");
  const written = read(profile, "l9.config.yaml");
  const { agreements, contracts = {}, contract_sources: sources = [] } = written;
  // What is copied: the files that the profile extends, and the profile.
  const copied = written.extends === undefined ? [profile] : [shared, profile];
  const forbidden = [written, ...(written.extends === undefined ? [] : [read(shared, written.extends)])].flatMap(
    (file) => file.profile.forbidden_imports,
  );
  const own = [...textsIn(join(profile, ".l9", "rules")).values()]
    .flatMap((text) => parseAllDocuments(text))
    .map((document) => document.get("id") as string);
  let broken: Found[];

  beforeAll(async () => {
    broken = await checkCopied(join(folder, "broken"), ...copied);
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
    expect(forbidden.filter(({ why }) => imports.filter(({ message }) => message.includes(`: ${why}.`)).length !== 1)).toEqual(
      [],
    );
    const members = (id: string): number =>
      new Set(broken.flatMap(({ data }) => (data.agreement === id ? (data.members as string[]) : []))).size;
    expect(agreements.filter(({ id }) => members(id) !== 1)).toEqual([]);
    const rows = [...own, "forbidden_import", "agreement_broken"];
    const others = broken.filter(({ rule }) => !rows.includes(rule));
    expect(others).toHaveLength(Object.keys(contracts).length + sources.length);
    expect(own.length + forbidden.length + agreements.length).toBeGreaterThan(15);
  });

  const contractRows = [
    ...Object.keys(contracts).map((part) => ["contracts", part]),
    ...sources.map((_, at) => ["contract_sources", at]),
  ];
  it.each(contractRows)("has one finding by %s.%s, which is gone without the row", async (...row) => {
    const other = mkdtempSync(join(tmpdir(), "l9-without-"));
    onTestFinished(() => rmSync(other, { recursive: true }));
    const document = parseDocument(readFileSync(join(profile, "l9.config.yaml"), "utf8"));
    document.deleteIn(row);
    writeFileSync(join(other, "l9.config.yaml"), String(document));
    const said = (findings: Found[]): string[] => findings.map(({ file, rule, message }) => `${file} ${rule} ${message}`);
    const without = said(await checkCopied(join(folder, "broken"), ...copied, other));
    expect(said(broken).filter((text) => !without.includes(text))).toHaveLength(1);
    expect(without.filter((text) => !said(broken).includes(text))).toEqual([]);
  });

  it("finds nothing in the clean one", async () => {
    expect(
      (await checkCopied(join(folder, "clean"), ...copied)).map(({ file, rule, message }) => `${file} ${rule} ${message}`),
    ).toEqual([]);
  });
});
