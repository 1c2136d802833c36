import { sep } from "node:path";
import { isTypeScript } from "../../server/facts/languages.ts";
import type { ModuleFile } from "../../server/facts/project.ts";
import type { GuardFact, IncludeFact, RouteFact, RouterFact, RouterName, RoutingFact } from "../../server/facts/kinds-http.ts";
import { frameworkCalled } from "../../server/facts/frameworks/words.ts";
import type { Framework } from "../../server/facts/frameworks/framework.ts";
import { joinText, literal, type ModuleNames, type ResolvedText } from "./module-names.ts";
import { matchesParts } from "./wildcards.ts";

/** One way under which a route can be reached. */
export interface RoutePath {
  /** What stands before the route's own path: prefixes of its router and of every router around it. */
  readonly prefix: ResolvedText;
  readonly full: ResolvedText;
  /** The router is included where the module does not show it: more may stand before. */
  readonly open: boolean;
}

/** A route of the module's code with everything that decides where it is reached. */
export interface ModuleRoute {
  readonly file: ModuleFile;
  readonly fact: RouteFact;
  /** Null where it can not be told. */
  readonly framework: Framework | null;
  readonly paths: readonly RoutePath[];
  /** Dependencies of the route, its router, and the routers and inclusions around it. */
  readonly dependencies: readonly string[];
}

interface Prefix {
  text: ResolvedText;
  open: boolean;
  dependencies: readonly string[];
}

type Owned<Fact> = { file: ModuleFile; fact: Fact };

const MAX_NESTING = 8;

/** The routes that a module's code declares, tests left out. */
export function routesOf(names: ModuleNames): ModuleRoute[] {
  const resolver = new RouteResolver(names);
  return names.code.flatMap((file) =>
    (file.facts?.routes ?? []).flatMap((fact) => (fact.kind === "route" ? resolver.resolve({ file, fact }) : [])),
  );
}

/** One path behind another: of two slashes between them, one is left. */
function between(before: ResolvedText, after: ResolvedText): ResolvedText {
  const [first] = after;
  const isDoubled = before.at(-1)?.endsWith("/") && first?.startsWith("/");
  return isDoubled ? [...before, (first as string).slice(1), ...after.slice(1)] : [...before, ...after];
}

class RouteResolver {
  readonly #names: ModuleNames;
  readonly #routers: Owned<RouterFact>[];
  readonly #includes: Owned<IncludeFact>[];
  readonly #guards: Owned<GuardFact>[];

  constructor(names: ModuleNames) {
    this.#names = names;
    const files = [...names.code, ...names.wiring, ...names.tests];
    const all = files.flatMap((file) => (file.facts?.routes ?? []).map((fact) => ({ file, fact })));
    const ofKind = <Kind extends RoutingFact["kind"]>(kind: Kind): Owned<Extract<RoutingFact, { kind: Kind }>>[] =>
      all.filter((owned): owned is Owned<Extract<RoutingFact, { kind: Kind }>> => owned.fact.kind === kind);
    this.#routers = ofKind("router");
    this.#includes = ofKind("include");
    this.#guards = ofKind("guard");
  }

  /** The route; none where its file is not one of those whose functions are routes. */
  resolve({ file, fact }: Owned<RouteFact>): ModuleRoute[] {
    const dependencies = [...fact.dependencies, ...this.#guardsOf(null)];
    if (fact.file !== null) return this.#ofFile({ file, fact }, frameworkCalled(fact.file), dependencies);
    const own = this.#names.text(fact.path, file.path);
    const prefixes = this.#prefixesOf(fact.router, file, 0);
    return [
      {
        file,
        fact,
        framework: frameworkCalled(this.#find(fact.router, file)?.fact.framework ?? null),
        paths: prefixes.map(({ text, open }) => ({ prefix: text, full: joinText(between(text, own)), open })),
        dependencies: [...dependencies, ...prefixes.flatMap((prefix) => prefix.dependencies)],
      },
    ];
  }

  #ofFile({ file, fact }: Owned<RouteFact>, framework: Framework | null, dependencies: string[]): ModuleRoute[] {
    const paths = framework?.routing?.files?.paths(file.path.split(sep).join("/")) ?? [];
    if (paths.length === 0) return [];
    return [
      {
        file,
        fact,
        framework,
        // The framework's configuration may put a prefix before all.
        paths: paths.map((full) => ({ prefix: [], full: joinText(full), open: true })),
        dependencies: [...dependencies, ...(framework?.auth?.always ?? [])],
      },
    ];
  }

  /** What runs before every route of a router; before all that there are, of none. */
  #guardsOf(router: Owned<RouterFact> | null): string[] {
    return this.#guards
      .filter(({ file, fact }) => (fact.router && router ? this.#find(fact.router, file) === router : fact.router === router))
      .flatMap(({ fact }) => fact.dependencies);
  }

  #prefixesOf(name: RouterName, from: ModuleFile, depth: number): Prefix[] {
    const router = this.#find(name, from);
    if (!router) return [{ text: [], open: !/(^|_|\.)(app|application)(\(\))?$/i.test(name.name), dependencies: [] }];
    const own = router.fact.prefix ? this.#names.text(router.fact.prefix, router.file.path) : [];
    const including = this.#includes.filter(({ file, fact }) => this.#find(fact.router, file) === router);
    const dependencies = [...router.fact.dependencies, ...this.#guardsOf(router)];
    // An application stands at the root, unless another one mounts it.
    if (router.fact.application && including.length === 0) return [{ text: own, open: false, dependencies }];
    const inCode = including.filter(({ file }) => !file.isTest);
    const around =
      depth >= MAX_NESTING
        ? []
        : (inCode.length > 0 ? inCode : including).flatMap(({ file, fact }) => {
            const given = fact.prefix ? this.#names.text(fact.prefix, file.path) : [];
            return this.#prefixesOf(fact.into, file, depth + 1).map((outer) => ({
              text: joinText(between(outer.text, fact.replaces ? given : between(given, own))),
              // A test mounts a router as it likes.
              open: outer.open || file.isTest,
              dependencies: [...outer.dependencies, ...fact.dependencies],
            }));
          });
    return (around.length > 0 ? around : [{ text: own, open: true, dependencies: [] as readonly string[] }]).map((outer) => ({
      text: outer.text,
      open: outer.open,
      dependencies: [...outer.dependencies, ...dependencies],
    }));
  }

  #find(name: RouterName, from: ModuleFile): Owned<RouterFact> | null {
    const located = name.imported === null ? null : this.#names.locate(name.imported, from.path);
    if (name.imported !== null && !located) return null;
    const file = located?.file ?? from;
    const own = this.#routers.filter((router) => router.file === file);
    const called = located?.name ?? name.name;
    if (called.endsWith("()")) return own.find(({ fact }) => fact.within === called.slice(0, -2)) ?? null;
    const same = own.filter(({ fact }) => fact.name === called);
    return (
      same.find(({ fact }) => fact.within === (located ? null : name.within)) ??
      (called.includes(".") || located ? same[0] : same.find(({ fact }) => fact.within === null)) ??
      // A plugin is handed on without a call: the router is what it is given.
      (located && isTypeScript(file.path) ? own.find(({ fact }) => fact.within === called && !fact.application) : undefined) ??
      null
    );
  }
}

/** A parameter as any framework writes it: `{id}`, `{id:path}`, `:id`, `:id(\\d+)`, `<int:id>`. */
const PARAMETER = /(?<=\/):\w+(?:\{[^}]*\}|\([^)]*\))?\??|\{[^}]*\}|<[^>]*>/g;

/** A path for comparing: without host, query and closing slash, every parameter as `{}`. */
export function normalPath(path: string): string {
  const plain = path
    .trim()
    .replace(/^[a-z][a-z+.-]*:\/\/[^/]*/i, "")
    .replace(/[?#].*$/, "")
    .replace(PARAMETER, "{}")
    .replace(/\/{2,}/g, "/");
  return plain.length > 1 ? plain.replace(/\/$/, "") : plain;
}

/** True when a route can be reached at a path of the spec. */
export function reaches({ full, open }: RoutePath, specPath: string): boolean {
  const wanted = normalPath(specPath);
  const known = literal(full);
  if (known !== null) {
    const own = normalPath(known);
    return own === wanted || (open && (own === "" || wanted.endsWith(own.startsWith("/") ? own : `/${own}`)));
  }
  // Parameters are made one before unknown parts become anything.
  const parts = [...(open ? [null] : []), ...full.map((part) => (part === null ? null : normalPart(part)))];
  return matchesParts(wanted, parts) || (wanted.endsWith("/") && matchesParts(wanted.slice(0, -1), parts));
}

function normalPart(part: string): string {
  return part.replace(PARAMETER, "{}").replace(/\/{2,}/g, "/");
}
