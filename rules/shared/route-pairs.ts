import { distance } from "fastest-levenshtein";
import type { Inbound, SpecDocument, SpecText } from "../../server/facts/spec.ts";
import { literal } from "./module-names.ts";
import { normalPath, reaches, type ModuleRoute } from "./module-routes.ts";

/** An HTTP entry of the spec's `interfaces.inbound`. */
export interface SpecRoute {
  readonly inbound: Inbound;
  readonly route: SpecText;
  /** Upper case; empty for any. */
  readonly methods: readonly string[];
}

/** What the spec's routes and the code's have to do with each other. */
export interface RoutePairs {
  /** Right path and method. */
  readonly same: readonly { spec: SpecRoute; code: ModuleRoute }[];
  /** Right path, another method. */
  readonly otherMethod: readonly { spec: SpecRoute; code: ModuleRoute }[];
  /** The same method under a path that is near enough to be meant. */
  readonly otherPath: readonly { spec: SpecRoute; code: ModuleRoute }[];
  /** Right path, and methods that no entry of the spec has there. */
  readonly moreMethods: readonly { code: ModuleRoute; methods: readonly string[] }[];
  readonly missing: readonly SpecRoute[];
  readonly extra: readonly ModuleRoute[];
}

/** The spec's inbound entries that are HTTP: those with a route. */
export function specRoutes(spec: SpecDocument): SpecRoute[] {
  return spec.inbound.flatMap((inbound) => {
    const { route, method } = inbound;
    if (!route || !/^(\/|[a-z]+:\/\/)/.test(route.text) || /\{\{/.test(route.text)) return [];
    const methods = (method?.text ?? "")
      .toUpperCase()
      .split(/[^A-Z]+/)
      .filter((word) => word !== "" && word !== "ANY");
    return [{ inbound, route, methods }];
  });
}

/** Finds for every route of the spec the code's, and the other way round. */
export function pairRoutes(wanted: readonly SpecRoute[], routes: readonly ModuleRoute[]): RoutePairs {
  const same: { spec: SpecRoute; code: ModuleRoute }[] = [];
  const otherMethod: { spec: SpecRoute; code: ModuleRoute }[] = [];
  const otherPath: { spec: SpecRoute; code: ModuleRoute }[] = [];
  const used = new Set<ModuleRoute>();
  let left = wanted.filter((spec) => {
    const found = routes.filter((code) => isAt(code, spec) && hasMethod(code, spec));
    for (const code of found) {
      used.add(code);
      same.push({ spec, code });
    }
    return found.length === 0;
  });
  const pair = (into: { spec: SpecRoute; code: ModuleRoute }[], fits: (code: ModuleRoute, spec: SpecRoute) => boolean): void => {
    left = left.filter((spec) => {
      const code = routes.find((route) => !used.has(route) && fits(route, spec));
      if (!code) return true;
      used.add(code);
      into.push({ spec, code });
      return false;
    });
  };
  pair(otherMethod, isAt);
  pair(otherPath, (code, spec) => hasMethod(code, spec) && isNear(code, spec));
  const extra = routes.filter((route) => !used.has(route) && route.paths.every(({ full }) => literal(full) !== null));
  const moreMethods = [...new Set(same.map(({ code }) => code))].flatMap((code) => {
    const methods = methodsBeyond(code, wanted);
    return methods.length > 0 ? [{ code, methods }] : [];
  });
  return { same, otherMethod, otherPath, moreMethods, missing: left, extra };
}

/** HEAD comes along with GET, and OPTIONS answers what may be asked. */
function methodsBeyond(code: ModuleRoute, wanted: readonly SpecRoute[]): string[] {
  const here = wanted.filter((spec) => isAt(code, spec));
  if (here.some(({ methods }) => methods.length === 0)) return [];
  const known = new Set(["HEAD", "OPTIONS", ...here.flatMap(({ methods }) => methods)]);
  return code.fact.methods.filter((method) => !known.has(method));
}

function isAt(code: ModuleRoute, { route }: SpecRoute): boolean {
  return code.paths.some((path) => reaches(path, route.text));
}

function hasMethod({ fact }: ModuleRoute, { methods }: SpecRoute): boolean {
  return fact.methods.length === 0 || methods.length === 0 || methods.every((method) => fact.methods.includes(method));
}

/** One path is the other with segments doubled or left out, they end alike, or a letter or two differ. */
function isNear({ paths }: ModuleRoute, { route }: SpecRoute): boolean {
  const wanted = segments(route.text);
  return paths.some(({ full }) => {
    const text = literal(full);
    if (text === null) return false;
    const own = segments(text);
    if (wanted.length === 0 || own.length === 0) return false;
    if (own.every((part) => wanted.includes(part)) || wanted.every((part) => own.includes(part))) return true;
    const last = own.at(-1);
    return (last === wanted.at(-1) && last !== "{}") || distance(own.join("/"), wanted.join("/")) <= 2;
  });
}

function segments(path: string): string[] {
  return normalPath(path).split("/").filter(Boolean);
}
