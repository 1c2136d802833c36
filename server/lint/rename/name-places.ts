import { ModuleNames, literal } from "../../../rules/shared/module-names.ts";
import { normalPath, routesOf, type ModuleRoute } from "../../../rules/shared/module-routes.ts";
import { plainTestName } from "../../../rules/shared/test-names.ts";
import { plainModuleId } from "../../facts/header.ts";
import type { ModuleFiles } from "../../project/modules.ts";
import type { Span } from "../../syntax/text.ts";
import { linksOf, type Link, type Place } from "../links.ts";
import type { Linter } from "../linter.ts";
import { isTitled, ModuleTexts, type WrittenPlace } from "./module-texts.ts";
import { concretePath, partOfPath, testNameLike } from "./spelling.ts";
import { isDistinctive, tokensIn } from "./tokens.ts";

/** A place whose letters are the name of a promise. */
export interface NamePlace extends Place {
  readonly in: "spec" | "code" | "test" | "document";
  /** What stands there. */
  readonly text: string;
  /** What an edit replaces, where that is more than the letters. */
  readonly replaces?: Span;
  /** What is to stand there once the promise is called otherwise; null where that can not be written there. */
  readonly spell: (name: string) => string | null;
}

/** The name of a promise, and everywhere it is written. */
export interface Named {
  readonly link: Link;
  readonly name: string;
  readonly places: readonly NamePlace[];
  /** Why it can not be renamed, as a sentence without its end; null where nothing is in the way so far. */
  readonly fault: string | null;
}

const same = (name: string): string => name;

/** What the promises of one module are called, and where. */
export class NamePlaces {
  readonly owner: ModuleFiles;
  readonly links: readonly Link[];
  readonly texts: ModuleTexts;
  readonly #routes: readonly ModuleRoute[];

  constructor(linter: Linter, owner: ModuleFiles) {
    this.owner = owner;
    this.links = linksOf(linter, owner);
    this.texts = new ModuleTexts(linter, owner);
    this.#routes = routesOf(new ModuleNames(linter.modules.module(owner)));
  }

  /** The promise whose name is written at an offset of a file; null where none is. */
  at(path: string, offset: number): { named: Named; place: NamePlace } | null {
    const found = this.links.flatMap((link) => {
      const named = this.of(link);
      const place = named?.places.find((one) => one.path === path && one.span.start <= offset && offset <= one.span.end);
      return named && place ? [{ named, place }] : [];
    });
    const size = ({ span }: Place): number => span.end - span.start;
    return found.sort((a, b) => size(a.place) - size(b.place))[0] ?? null;
  }

  /** Null for what is not named by the spec, and for a file: its name is its path. */
  of(link: Link): Named | null {
    const name = nameOf(link);
    if (!link.spec || link.kind === "file") return null;
    const own = this.texts.inner(link.spec, name);
    const isOther = (other: Link): boolean => other.kind !== link.kind && (other.kind !== "module" || link.kind === "module");
    const others = this.links.filter((other) => isOther(other) && other.spec && nameOf(other) === name);
    const places = this.#places(link, name);
    const fault =
      own === null
        ? `the spec writes \`${name}\` with escapes, over several lines or through an alias`
        : others[0]
          ? `\`${name}\` is the name of two things in this module`
          : link.kind === "module"
            ? this.#madeOf(name)
            : null;
    return { link, name, places: distinct(places), fault };
  }

  #places(link: Link, name: string): NamePlace[] {
    switch (link.kind) {
      case "route":
        return this.#route(name);
      case "acceptance":
        return this.#acceptance(link, name);
      case "module":
        return [...this.#declared(link, name), ...this.#headers(link), ...this.#inDocuments(name, same)];
      default:
        return this.#plain(link, name);
    }
  }

  #headers({ code, tests }: Link): NamePlace[] {
    return [...code, ...tests].map(({ path, span }) => {
      const text = this.texts.text(path).slice(span.start, span.end);
      return { in: tests.some((place) => place.path === path) ? "test" : "code", path, span, text, spell: same };
    });
  }

  /** A text of the code that holds the id: thread ids, packets and stored data are made from it, and would be others with another one. */
  #madeOf(name: string): string | null {
    const word = new RegExp(`(?<![\\w-])${name.replaceAll(".", "[._]")}(?![\\w-])`, "i");
    const found = this.texts.code.find(({ form, value }) => /^(?:text|template)$/.test(form) && word.test(value));
    return found
      ? `\`${found.path.slice(this.owner.root.folder.length + 1)}\` writes \`${found.value}\`, and what is made from it, such as thread ids, packets or stored data, would not be found again under another id: change the id by hand`
      : null;
  }

  /** Packet types, variables and categories: the same letters everywhere. */
  #plain(link: Link, name: string): NamePlace[] {
    const spec = link.kind === "error_category" || !isDistinctive(name) ? this.#declared(link, name) : this.#inSpec(name);
    const code = this.texts.code.flatMap((one) => this.#inCode(link, name, one));
    return [...spec, ...code, ...this.#inDocuments(name, same)];
  }

  #inCode(link: Link, name: string, one: WrittenPlace): NamePlace[] {
    if (one.value !== name) return [];
    const made = (spell: NamePlace["spell"] = same): NamePlace[] => [inFile(one, spell)];
    if (one.form === "text") return made();
    if (link.kind !== "environment") return [];
    if (one.form === "shorthand") return made((next) => `${next}: ${name}`);
    if (one.form === "aliased" && one.entry)
      return made((next) => (next === one.of ? next : `${next}: ${one.of}`)).map((place) => ({
        ...place,
        replaces: one.entry as Span,
      }));
    if (one.form !== "member") return [];
    // `Kind.DEBUG` is no variable of the environment, `process.env.DEBUG` is.
    const isRead = link.code.some(({ path, span }) => path === one.path && span.start <= one.start && one.end <= span.end);
    return isDistinctive(name) || isRead || /(?:^|[._])env(?:ironment)?$/i.test(one.of) ? made() : [];
  }

  #acceptance(link: Link, name: string): NamePlace[] {
    const tests = this.texts.code.filter(({ isTest }) => isTest);
    const found = link.tests.flatMap((place): NamePlace[] => {
      const written = tests.find(
        ({ path, start, end }) => path === place.path && start >= place.span.start && end <= place.span.end,
      );
      if (!written) return [];
      const spell = testNameLike(written.value, isTitled(place.path));
      return [inFile(written, (next) => spell?.(next) ?? null)];
    });
    const called = found.flatMap(({ path, text, span, spell }) =>
      tests
        .filter((one) => one.path === path && one.value === text && one.form === "name" && one.start !== span.start)
        .map((one) => inFile(one, spell)),
    );
    const like = testNameLike(name, false);
    const declared = this.#declared(link, name).map((place) => ({ ...place, spell: (next: string) => like?.(next) ?? null }));
    const documents = [...declared.slice(0, 1), ...found.slice(0, 1)].flatMap(({ text, spell }) =>
      this.#inDocuments(text, spell),
    );
    return [...declared, ...found, ...called, ...documents];
  }

  #route(name: string): NamePlace[] {
    const links = this.links.filter((link) => link.kind === "route" && link.spec && nameOf(link) === name);
    const declared = links.flatMap((link) => this.#declared(link, name));
    const code = links.flatMap((link) => link.code).flatMap((place) => this.#routePart(name, place));
    const others = new Set(this.links.filter((link) => link.kind === "route").map((link) => normalPath(nameOf(link))));
    const taken = new Set(code.map(({ path, span }) => `${path}:${span.start}`));
    const calls = this.texts.code.flatMap((one): NamePlace[] => {
      if ((one.form !== "text" && one.form !== "template") || taken.has(`${one.path}:${one.start}`)) return [];
      if (!one.isTest && !one.value.startsWith("/")) return [];
      if (concretePath(name, name, one.value) === null) return [];
      const exact = normalPath(one.value);
      if (exact !== normalPath(name) && others.has(exact)) return [];
      return [inFile(one, (next) => concretePath(name, next, one.value))];
    });
    return [...declared, ...code, ...calls, ...this.#inDocuments(name, same)];
  }

  /** The letters of a route's own path; where they do not hold what changes, those of its router's prefix. */
  #routePart(name: string, at: Place): NamePlace[] {
    const route = this.#routes.find(({ file, fact }) => file.path === at.path && fact.span.start === at.span.start);
    if (!route) return [];
    const path = route.paths[0];
    const prefix = path ? (literal(path.prefix) ?? "") : "";
    const full = path ? literal(path.full) : null;
    const own = full?.startsWith(prefix) ? full.slice(prefix.length) : null;
    const depth = own === null ? 0 : own.split("/").filter(Boolean).length;
    const texts = this.texts.code.filter(({ isTest, form }) => !isTest && form === "text");
    const { pathSpan } = route.fact;
    const ownPlaces = texts.filter((one) =>
      pathSpan ? one.path === at.path && one.start === pathSpan.start : own !== null && one.value === own && own !== "",
    );
    const inOwn = (next: string, part: string): string | null => partOfPath(name, next, part, 0);
    const made = ownPlaces.map((one) => inFile(one, (next) => inOwn(next, one.value) ?? one.value));
    if (prefix === "") return made;
    const canOwn = (next: string): boolean => ownPlaces.some((one) => inOwn(next, one.value) !== null);
    const prefixes = texts.filter((one) => one.value === prefix);
    return [
      ...made,
      ...prefixes.map((one) => inFile(one, (next) => (canOwn(next) ? one.value : partOfPath(name, next, one.value, depth)))),
    ];
  }

  #declared(link: Link, name: string): NamePlace[] {
    const span = link.spec && this.texts.inner(link.spec, name);
    return link.spec && span ? [{ in: "spec", path: link.spec.path, span, text: name, spell: same }] : [];
  }

  /** Everywhere in the spec, its comments and sentences too. */
  #inSpec(name: string): NamePlace[] {
    const { path, yaml } = this.owner.spec;
    return tokensIn(this.texts.text(path), name)
      .filter(({ start }) => start >= yaml.span.start && start < yaml.span.end)
      .map((span) => ({ in: "spec", path, span, text: name, spell: same }));
  }

  #inDocuments(text: string, spell: NamePlace["spell"]): NamePlace[] {
    return this.texts.named(text).map((place) => ({ ...place, in: "document", text, spell }));
  }
}

/** The path of a route stands behind its methods. */
export function nameOf({ kind, name }: Link): string {
  return kind === "route" ? name.slice(name.indexOf("/")) : name;
}

function inFile({ path, isTest, start, end, value }: WrittenPlace, spell: NamePlace["spell"]): NamePlace {
  return { in: isTest ? "test" : "code", path, span: { start, end }, text: value, spell };
}

function distinct(places: readonly NamePlace[]): NamePlace[] {
  return [...new Map(places.map((place) => [`${place.path}\0${place.span.start}`, place])).values()];
}

/** What names of a kind are compared by. */
export function nameKey(kind: Link["kind"], name: string): string {
  if (kind === "acceptance") return plainTestName(name);
  if (kind === "module") return plainModuleId(name);
  return kind === "route" ? normalPath(name) : name;
}
