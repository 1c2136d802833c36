import type { Evidence } from "../../facts/contracts.ts";
import type { SpaceExtract, SpaceFile, SpaceSymbol } from "../../facts/space.ts";
import { isElided, leavesOut } from "../space/compare.ts";
import { placeInSpaceFile } from "../space/facts.ts";
import type { Space } from "../space/space.ts";
import type { Span } from "../../syntax/text.ts";
import type { Listed, ContractSource, Statement } from "./repository.ts";
import type { SpaceSources } from "./workspace-repository.ts";

/** What the files of a Space say that contracts are read from. Extracts are parsed when a class or module of theirs is asked for. */
export function spaceSources(space: Space): SpaceSources {
  const { files } = space;
  return {
    first: space.first,
    extracts: files.flatMap((file) => file.facts.extracts.map((extract) => extractSource(space, file, extract))),
    listed: files.flatMap(listedClasses),
    statements: (key) => files.flatMap((file) => statements(file, key)),
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

/** Classes that a file names without their code: entries of an index, and schemas with their fields. */
function listedClasses(file: SpaceFile): Listed[] {
  const symbols = file.facts.entries.filter((entry) => entry.kind === "symbol");
  const classes = symbols.filter((symbol) => symbol.what === "class" && symbol.path !== null);
  const schemas = file.facts.entries.filter((entry) => entry.kind === "schema");
  // Answers are kept across edits, with new places written into them: the file's own facts are left alone.
  const listedAt = (span: Span): Evidence => ({ path: file.path, span: { ...span }, rank: "index" });
  return [
    ...classes.map((symbol) => ({
      name: symbol.name,
      module: dottedModule(symbol.path ?? ""),
      fields: [],
      methods: symbols
        .filter((method) => method.what === "method" && method.owner === symbol.name)
        .map((method) => readMethod(method, listedAt)),
      evidence: listedAt(symbol.span),
    })),
    ...schemas.map((schema) => ({
      name: schema.name,
      module: schema.path === null ? null : dottedModule(schema.path),
      fields: schema.fields.map((field) => ({ ...field, evidence: listedAt(field.span) })),
      methods: [],
      evidence: listedAt(schema.span),
    })),
  ];
}

function readMethod({ name, parameters, span }: SpaceSymbol, listedAt: (span: Span) => Evidence): Listed["methods"][number] {
  return { name, parameters: (parameters ?? []).map((parameter) => parameter.name), evidence: listedAt(span) };
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

function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
