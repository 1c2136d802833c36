import { categoryOf } from "../../rules/shared/error-categories.ts";
import { environmentOf } from "../../rules/shared/module-env.ts";
import { literal, ModuleNames } from "../../rules/shared/module-names.ts";
import { emissionsOf } from "../../rules/shared/module-packets.ts";
import { routesOf } from "../../rules/shared/module-routes.ts";
import { ownTests } from "../../rules/shared/own-tests.ts";
import { pairRoutes, specRoutes } from "../../rules/shared/route-pairs.ts";
import { plainTestName } from "../../rules/shared/test-names.ts";
import { HEADER_LENGTH, moduleIdIn, plainModuleId } from "../facts/header.ts";
import type { Module, ModuleFile, Project } from "../facts/project.ts";
import { pathsOf, type ModuleFiles } from "../project/modules.ts";
import type { Span } from "../syntax/text.ts";
import { callsRoute, writtenPath } from "./called-paths.ts";
import type { Linter } from "./linter.ts";

/** What a spec promises and code and tests keep, in the order in which it is shown. */
export const LINK_KINDS = ["module", "file", "route", "packet_type", "environment", "error_category", "acceptance"] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** What is declared for many modules besides: fields of the packets' metadata that a spec requires, members of contracts. */
export type SharedKind = "metadata_field" | "contract_member";

/** What a kind of promise is called. */
export const KIND_WORDS: Readonly<Record<LinkKind | SharedKind, string>> = {
  module: "module id",
  file: "file",
  route: "route",
  packet_type: "packet type",
  environment: "environment variable",
  error_category: "error category",
  metadata_field: "metadata field",
  contract_member: "contract member",
  acceptance: "acceptance test",
};

/** Offsets in a file; its path is absolute. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** One promise with its ends. */
export interface Link {
  readonly kind: LinkKind;
  /** As the spec writes it; as the code does where the spec does not name it. */
  readonly name: string;
  /** Null where the spec does not name it. */
  readonly spec: Place | null;
  readonly code: readonly Place[];
  readonly tests: readonly Place[];
  /** What is missing, as it follows the name: `is not in the spec`; null where nothing that has to be there is missing. */
  readonly missing: string | null;
}

const NOT_IN_SPEC = "is not in the spec";

interface Source {
  readonly module: Module;
  readonly owner: ModuleFiles;
  readonly project: Project;
  readonly names: ModuleNames;
  /** The texts that tests write, with their places: read once for all promises. */
  readonly mentioned: readonly { value: string; place: Place }[];
}

/** Every promise of a module with the places that keep it: the same pairs that the rules about drift compare. */
export function linksOf(linter: Linter, owner: ModuleFiles): Link[] {
  const module = linter.modules.module(owner);
  const names = new ModuleNames(module);
  const source = { module, owner, project: linter.project(owner), names, mentioned: mentionedInTests(names) };
  return [moduleLinks, fileLinks, routeLinks, packetLinks, environmentLinks, categoryLinks, acceptanceLinks].flatMap((read) =>
    read(source),
  );
}

function inSpec({ module }: Source, { span }: { span: Span }): Place {
  return { path: module.specPath, span };
}

function inFile({ path }: ModuleFile, span: Span): Place {
  return { path, span };
}

/** The id, and the files whose header names it. A file without one lacks nothing. */
function moduleLinks(source: Source): Link[] {
  const { spec, files } = source.module;
  if (spec.id === null) return [];
  const id = plainModuleId(spec.id);
  const headers = files.flatMap((file) => {
    for (const comment of file.facts?.comments ?? []) {
      if (comment.span.start >= HEADER_LENGTH) return [];
      const named = moduleIdIn(comment.text);
      if (!named) continue;
      const start = comment.span.start + named.start;
      const place = inFile(file, { start, end: start + named.id.length });
      return plainModuleId(named.id) === id ? [{ file, place }] : [];
    }
    return [];
  });
  const places = (isTest: boolean): Place[] => headers.filter(({ file }) => file.isTest === isTest).map(({ place }) => place);
  return [
    {
      kind: "module",
      name: spec.id,
      spec: inSpec(source, { span: spec.idSpan }),
      code: places(false),
      tests: places(true),
      missing: null,
    },
  ];
}

function fileLinks(source: Source): Link[] {
  const { module, owner } = source;
  return module.spec.allowedNewFiles.map((text): Link => {
    const paths = pathsOf(owner.root.folder, module.spec, [text]);
    const file = module.files.find(({ path }) => paths.has(path));
    const place = file ? [inFile(file, { start: 0, end: 0 })] : [];
    const [code, tests] = file?.isTest ? [[], place] : [place, []];
    return { kind: "file", name: text.text, spec: inSpec(source, text), code, tests, missing: file ? null : "does not exist" };
  });
}

function routeLinks(source: Source): Link[] {
  const wanted = specRoutes(source.module.spec);
  const routes = routesOf(source.names);
  const { same, otherMethod, otherPath, extra } = pairRoutes(wanted, routes);
  const all = [...wanted.map(({ route }) => route.text), ...extra.map(({ paths }) => literal(paths[0]?.full ?? []) ?? "")];
  const tests = (path: string): Place[] =>
    source.mentioned.filter(({ value }) => callsRoute(path, value, all)).map(({ place }) => place);
  const shown = (methods: readonly string[], path: string): string => [...methods, path].join(" ");
  const named = wanted.map((spec): Link => {
    const code = same.filter((pair) => pair.spec === spec).map((pair) => inFile(pair.code.file, pair.code.fact.span));
    const near = [...otherMethod, ...otherPath].find((pair) => pair.spec === spec);
    return {
      kind: "route",
      name: shown(spec.methods, spec.route.text),
      spec: inSpec(source, spec.route),
      code: near ? [inFile(near.code.file, near.code.fact.span)] : code,
      tests: tests(spec.route.text),
      missing: near ? "is another route in the code" : code.length > 0 ? null : "is no route of the code",
    };
  });
  const others = extra.map(({ file, fact, paths }): Link => {
    const path = literal(paths[0]?.full ?? []) ?? "";
    const code = [inFile(file, fact.span)];
    return {
      kind: "route",
      name: shown(fact.methods, path),
      spec: null,
      code,
      tests: tests(path),
      missing: NOT_IN_SPEC,
    };
  });
  return [...named, ...others];
}

function packetLinks(source: Source): Link[] {
  const { known, patterns, mentioned } = emissionsOf(source.names, source.project);
  const places = grouped(known.map(({ type, file, span }) => [type, inFile(file, span)]));
  const maybe = (type: string): boolean => mentioned.has(type) || patterns.some((pattern) => pattern.test(type));
  return paired(source, "packet_type", {
    declared: source.module.spec.packetTypes,
    places,
    maybe,
    lacking: "is emitted nowhere",
  });
}

function environmentLinks(source: Source): Link[] {
  const { environment } = source.module.spec;
  const { names: module } = source;
  const own = environmentOf(module, module.code);
  const { isUsed } = module.wiring.length > 0 ? environmentOf(module, [...module.code, ...module.wiring]) : own;
  const declared = [...environment.required, ...environment.optional];
  const upper = new Map(declared.map(({ text }) => [text.toUpperCase(), text]));
  const ambient = new Set(source.project.profile.ambient_environment);
  const known = own.reads.flatMap(({ file, span, names, anyCase, nested }): [string, Place][] => {
    const read = names.map((name) => (anyCase ? (upper.get(name.toUpperCase()) ?? name) : name));
    const name = read.find((one) => declared.some(({ text }) => text === one)) ?? read[0];
    return name === undefined || nested || ambient.has(name) ? [] : [[name, inFile(file, span)]];
  });
  return paired(source, "environment", { declared, places: grouped(known), maybe: isUsed, lacking: "is read nowhere" });
}

/** What the spec declares beside what the code does, by the same names. */
function paired(
  source: Source,
  kind: LinkKind,
  {
    declared,
    places,
    maybe,
    lacking,
  }: {
    declared: readonly { text: string; span: Span }[];
    places: ReadonlyMap<string, Place[]>;
    /** The code may do it where nothing shows the place. */
    maybe: (name: string) => boolean;
    lacking: string;
  },
): Link[] {
  const tests = grouped(source.mentioned.map(({ value, place }) => [value, place]));
  const own = new Map(declared.map((text) => [text.text, text]));
  const named = [...own.values()].map(({ text, span }): Link => {
    const code = places.get(text) ?? [];
    const missing = code.length > 0 || maybe(text) ? null : lacking;
    return { kind, name: text, spec: inSpec(source, { span }), code, tests: tests.get(text) ?? [], missing };
  });
  const others = [...places].filter(([name]) => !own.has(name));
  return [
    ...named,
    ...others.map(([name, code]): Link => ({ kind, name, spec: null, code, tests: tests.get(name) ?? [], missing: NOT_IN_SPEC })),
  ];
}

/** A category without an answer of its own (the policy logs and goes on) lacks nothing. */
function categoryLinks(source: Source): Link[] {
  const { categories } = source.module.spec.errorPolicy;
  const answers = source.names.code.flatMap((file) => (file.facts?.statuses ?? []).map((fact) => ({ file, fact })));
  return categories.map((category): Link => {
    const code = answers
      .filter(({ fact }) => categoryOf(fact, categories) === category)
      .map(({ file, fact }) => inFile(file, fact.span));
    return {
      kind: "error_category",
      name: category.name.text,
      spec: inSpec(source, category.name),
      code,
      tests: [],
      missing: null,
    };
  });
}

function acceptanceLinks(source: Source): Link[] {
  const tests = ownTests(source.module, source.project);
  return source.module.spec.acceptance.map((name): Link => {
    const own = tests.filter(({ test }) => plainTestName(test.name) === plainTestName(name.text));
    const idle = own.find((one) => one.idle !== null);
    const runs = own.some((one) => one.idle === null);
    const missing = runs || !name.required ? null : idle ? `has a test that ${idle.idle ?? ""}` : "has no test";
    return {
      kind: "acceptance",
      name: name.text,
      spec: inSpec(source, name),
      code: [],
      tests: own.map(({ path, test }) => ({ path, span: test.span })),
      missing,
    };
  });
}

function mentionedInTests(names: ModuleNames): Source["mentioned"] {
  return names.tests.flatMap((file) =>
    (file.facts?.mentions ?? []).flatMap(({ text, span }) => {
      const value = writtenPath(names.text(text, file.path));
      return value === null ? [] : [{ value, place: inFile(file, span) }];
    }),
  );
}

function grouped(pairs: readonly (readonly [string, Place])[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const [key, place] of pairs) places.set(key, [...(places.get(key) ?? []), place]);
  return places;
}

/** The promise that stands at an offset of a file, as seen from the spec, the code or a test; null where there is none. */
export function linkAt(linter: Linter, path: string, offset: number): Link | null {
  const isHere = (place: Place): boolean => place.path === path && place.span.start <= offset && offset <= place.span.end;
  const size = ({ span }: Place): number => span.end - span.start;
  const found = linter.workspace
    .modulesOf(path)
    .flatMap((owner) => linksOf(linter, owner))
    .flatMap((link) => ends(link).map((place) => ({ link, place })))
    .filter(({ place }) => isHere(place) && size(place) > 0)
    // A packet stands inside the route that emits it.
    .sort((a, b) => size(a.place) - size(b.place));
  return found[0]?.link ?? null;
}

/** Where a promise is made and kept: the spec first, then code, then tests. */
export function ends({ spec, code, tests }: Link): Place[] {
  return [...(spec ? [spec] : []), ...code, ...tests];
}
