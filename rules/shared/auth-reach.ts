import type { AuthCheckFact, AuthFact } from "../../server/facts/kinds-http.ts";
import { CHECKING_METHODS } from "../../server/facts/frameworks/words.ts";
import type { ModuleFile } from "../../server/facts/project.ts";
import type { ModuleNames } from "./module-names.ts";
import type { ModuleRoute } from "./module-routes.ts";

/** A check that runs before or in a handler. */
export interface ReachedCheck {
  readonly file: ModuleFile;
  readonly check: AuthCheckFact;
  /** 0 in the handler itself, 1 in what it calls or depends on, and so on. */
  readonly depth: number;
}

/** Everything that a route checks of its caller, as far as the module's code shows it. */
export interface RouteAuth {
  readonly checks: readonly ReachedCheck[];
  /** Where the handler is defined; null when the module does not show it. */
  readonly handler: { readonly file: ModuleFile; readonly fact: AuthFact } | null;
  /** Names of functions outside the module that may check. */
  readonly outside: readonly string[];
}

const MAX_DEPTH = 6;

/** What runs when a dependency is a class or an instance of one. */
const CLASS_METHODS = new Set(["__init__", "__new__", "__post_init__", "__call__", ...CHECKING_METHODS]);

type Owned = { file: ModuleFile; fact: AuthFact };

/** Finds what routes check, following calls and dependencies by name through the files of a module. */
export class AuthReach {
  readonly #byName = new Map<string, Owned[]>();
  readonly #all: Owned[];

  constructor(names: ModuleNames) {
    this.#all = [...names.code, ...names.wiring].flatMap((file) => (file.facts?.auth ?? []).map((fact) => ({ file, fact })));
    for (const owned of this.#all) {
      const parts = owned.fact.name.split(".");
      const last = parts.at(-1) as string;
      this.#add(last, owned);
      if (parts.length > 1) this.#add(owned.fact.name, owned);
      if (CLASS_METHODS.has(last) && parts.length > 1) this.#add(parts.at(-2) as string, owned);
    }
  }

  #add(name: string, owned: Owned): void {
    const list = this.#byName.get(name);
    if (list) list.push(owned);
    else this.#byName.set(name, [owned]);
  }

  of(route: ModuleRoute): RouteAuth {
    const handler = this.#handlerOf(route);
    const checks: ReachedCheck[] = [];
    const outside = new Set<string>();
    const seen = new Set<AuthFact>();
    let level: Owned[] = handler ? [handler] : [];
    // A middleware sees every request of its application.
    let names: string[] = [...route.dependencies];
    const middleware = this.#all.filter(({ fact }) => /Middleware\.(dispatch|__call__|use)$/.test(fact.name));
    for (let depth = 0; depth <= MAX_DEPTH; depth++) {
      const next: string[] = depth === 0 ? names : [];
      for (const { file, fact } of level) {
        if (seen.has(fact)) continue;
        seen.add(fact);
        for (const check of fact.checks) checks.push({ file, check, depth });
        next.push(...fact.calls);
      }
      names = next;
      level = depth === 0 ? [...middleware] : [];
      for (const name of new Set(names)) {
        const found = this.#byName.get(name);
        if (found) level.push(...found);
        else outside.add(name);
      }
    }
    return { checks, handler, outside: [...outside] };
  }

  #handlerOf({ file, fact }: ModuleRoute): Owned | null {
    const { handler, handlerSpan } = fact;
    if (handler === null) return null;
    const same = (this.#byName.get(handler) ?? []).filter((owned) => owned.fact.name.split(".").at(-1) === handler);
    const here = same.filter((owned) => owned.file === file);
    return (
      here.find((owned) => handlerSpan?.start === owned.fact.span.start) ?? here[0] ?? (handlerSpan ? null : (same[0] ?? null))
    );
  }
}
