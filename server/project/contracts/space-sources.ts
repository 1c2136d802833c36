import type { Evidence } from "../../facts/contracts.ts";
import type { PatternKey, SpaceExtract, SpaceFile, SpaceSymbol } from "../../facts/space.ts";
import { isElided, leavesOut } from "../space/compare.ts";
import { placeInSpaceFile } from "../space/facts.ts";
import type { Space } from "../space/space.ts";
import type { Span } from "../../syntax/text.ts";
import type { Listed, ContractSource, Prose, Statement } from "./repository.ts";
import type { SpaceSources } from "./workspace-repository.ts";

/** What the files of a Space say that contracts are read from. Extracts are parsed when a class or module of theirs is asked for. */
export function spaceSources(space: Space): SpaceSources {
  const { files } = space;
  return {
    first: space.first,
    extracts: files.flatMap((file) => file.facts.extracts.map((extract) => extractSource(space, file, extract))),
    listed: listedClasses(files),
    statements: (key) => files.flatMap((file) => statements(file, key)),
    prose: (about) => files.flatMap((file) => prose(file, about)),
  };
}

function extractSource(space: Space, file: SpaceFile, extract: SpaceExtract): ContractSource {
  return {
    path: file.path,
    module: dottedModule(extract.path),
    rank: extract.rank,
    partial: extract.excerpt || isElided(extract.code),
    leavesOut: (fact) => extract.excerpt || leavesOut(extract.code, fact),
    classes: extract.classes,
    functions: extract.functions,
    get facts() {
      return space.facts(extract);
    },
    place: (span) => placeInSpaceFile(extract, span),
  };
}

/** `core/agents/schemas.py` is `core.agents.schemas`. */
function dottedModule(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, "")
    .replace(/\.pyi?$/, "")
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");
}

/** Classes that files name without their code: entries of an index, and schemas with their fields. A class's methods may be listed in another file. */
export function listedClasses(files: readonly SpaceFile[]): Listed[] {
  const symbols = files.flatMap(({ path, facts }) =>
    facts.entries.flatMap((entry) => (entry.kind === "symbol" ? [{ symbol: entry, file: path }] : [])),
  );
  const classes = symbols.filter(({ symbol }) => symbol.what === "class" && symbol.path !== null);
  const methods = symbols.filter(({ symbol }) => symbol.what === "method");
  const schemas = files.flatMap((file) =>
    file.facts.entries.flatMap((entry) => (entry.kind === "schema" ? [{ schema: entry, file: file.path }] : [])),
  );
  return [
    ...classes.map(({ symbol, file }) => ({
      name: symbol.name,
      module: dottedModule(symbol.path ?? ""),
      fields: [],
      methods: methods
        .filter((method) => method.symbol.owner === symbol.name && isOneOf(method.symbol, symbol, classes))
        .map((method) => readMethod(method.symbol, method.file)),
      evidence: listedAt(file, symbol.span),
    })),
    ...schemas.map(({ schema, file }) => ({
      name: schema.name,
      module: schema.path === null ? null : dottedModule(schema.path),
      fields: schema.fields.map((field) => ({ ...field, evidence: listedAt(file, field.span) })),
      methods: [],
      evidence: listedAt(file, schema.span),
    })),
  ];
}

/** Of several classes of one name a method belongs to the one listed under its path; to the only one whatever its path says. */
function isOneOf(method: SpaceSymbol, owner: SpaceSymbol, classes: readonly { symbol: SpaceSymbol }[]): boolean {
  const places = new Set(classes.flatMap(({ symbol }) => (symbol.name === owner.name ? [symbol.path] : [])));
  return places.size <= 1 || method.path === owner.path;
}

function readMethod({ name, parameters, span }: SpaceSymbol, file: string): Listed["methods"][number] {
  return { name, parameters: (parameters ?? []).map((parameter) => parameter.name), evidence: listedAt(file, span) };
}

/** Answers are kept across edits, with new places written into them: the file's own facts are left alone. */
function listedAt(path: string, span: Span): Evidence {
  return { path, span: { ...span }, rank: "index" };
}

/** `Idempotency: substrate lookup` states `substrate_lookup` for `idempotency`. */
function statements(file: SpaceFile, key: string): Statement[] {
  return file.facts.entries.flatMap((entry) => {
    if (entry.kind !== "statement" || !fold(entry.key).startsWith(key)) return [];
    return [
      {
        value: fold(entry.value.split(/[.,;(]/)[0] ?? ""),
        text: entry.value,
        evidence: { path: file.path, span: { ...entry.span }, rank: file.facts.rank },
      },
    ];
  });
}

function prose({ path, facts: { entries, rank } }: SpaceFile, about: PatternKey): Prose[] {
  return entries.flatMap((entry) =>
    entry.kind === "prose" && entry.about === about
      ? [{ text: entry.text, evidence: { path, span: { ...entry.span }, rank } }]
      : [],
  );
}

function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
