import type { Source } from "../../syntax/tree.ts";
import type { AuthScheme } from "../kinds-http.ts";

/** What a web framework looks like in code. Everything that is left out it does not have. */
export interface Framework {
  readonly name: string;
  readonly language: Source["language"];
  /** How a path holds a parameter called `name`: `{name}`, `:name`. */
  readonly parameter?: string;
  /** What a caller gets who uses another method than the route's. */
  readonly otherMethod?: 404 | 405;
  readonly routing?: RoutingWords;
  readonly auth?: AuthWords;
  readonly statuses?: StatusWords;
}

/** Where a call is given something: at a place among its arguments, or by a name: a keyword, in TypeScript an entry of an object. */
export interface Given {
  readonly at?: number;
  readonly named?: readonly string[];
}

/** How routers are made, what declares a route on them, and what puts one behind another. */
export interface RoutingWords {
  /** What makes an application, which stands at the root, and what makes a router: a pattern of dotted names, as they are imported. */
  readonly application?: RegExp;
  readonly router?: RegExp;
  /** The keyword of a router that is its prefix. */
  readonly prefix?: string;
  /** The method that gives a router with a prefix. */
  readonly prefixMethod?: string;
  /** Names by which routers go, where it can not be seen what they are. */
  readonly called?: RegExp;
  /** The types of a parameter that is a router, and its names where it has no type. */
  readonly parameterType?: RegExp;
  readonly parameterName?: RegExp;
  /** Methods of a router that declare a route for one method of HTTP; the empty text for any. In Python they decorate. */
  readonly verbs?: Readonly<Record<string, string>>;
  /** Decorators that are given the path first and the methods by `methods`. */
  readonly decorators?: readonly string[];
  /** Methods of a router that declare a route by their arguments alone. */
  readonly declares?: Readonly<
    Record<string, { readonly path: Given; readonly handler: Given; readonly methods: Given; readonly least?: number }>
  >;
  /** The method that gives something to declare several methods of one path on: `router.route("/x").get(…).post(…)`. */
  readonly path?: string;
  /** Methods of a router that put another behind it; `replaces` where their prefix stands in place of the router's own. */
  readonly includes?: Readonly<Record<string, { readonly router: Given; readonly prefix: Given; readonly replaces?: true }>>;
  /** Methods of a router that put routers and functions behind it, a path before them; `least` is how many arguments they have at least. */
  readonly mounts?: Readonly<Record<string, { readonly least: number }>>;
  /** Further methods that a chain of calls on a router may have. */
  readonly chain?: readonly string[];
  /** Classes whose methods are routes, by the class's decorator, which is given the prefix, and by those of the methods. */
  readonly controllers?: {
    readonly decorator: string;
    readonly path: Given;
    readonly verbs: Readonly<Record<string, string>>;
  };
  /** Files whose exported functions are routes, by the functions' names. */
  readonly files?: {
    readonly exports: Readonly<Record<string, string>>;
    /** The paths that a file may answer at, slashes between its folders, null for what only a run tells; none for a file of another kind. */
    readonly paths: (file: string) => readonly (readonly (string | null)[])[];
  };
}

/** How a caller's right to call is checked. */
export interface AuthWords {
  /** Functions and classes that look at credentials themselves, by their last names. */
  readonly schemes?: Readonly<Record<string, AuthScheme>>;
  /** Methods of a router after which functions run before each of its routes; in Python they decorate too. */
  readonly before?: readonly string[];
  /** Methods like those of `before`, for every route of the application; in Python they decorate too. */
  readonly beforeAll?: readonly string[];
  /** The token by which a provider runs before every route: `{ provide: APP_GUARD, useClass: SignatureGuard }`. */
  readonly provided?: string;
  /** Functions that run before every route by their names alone. */
  readonly always?: readonly string[];
  /** Decorators of classes and methods that are given what runs before. */
  readonly guards?: readonly string[];
  /** Methods by which a class that runs before a route checks. */
  readonly methods?: readonly string[];
  /** Functions that look at the credentials whose name they are given: `AuthGuard("jwt")`. */
  readonly strategies?: Readonly<Record<string, readonly (readonly [RegExp, AuthScheme])[]>>;
  /** What is read of a request when its credentials are looked at: `authorization.token`. */
  readonly reads?: Readonly<Record<string, AuthScheme>>;
  /** Entries of a route's options that hold what runs before it. */
  readonly options?: readonly string[];
  /** What asks for a function to run before a handler: `Depends(verify)`. */
  readonly asks?: readonly string[];
  /** The default of a parameter that is read from a header. */
  readonly header?: string;
  /** The type of a parameter that is filled with a bearer token. */
  readonly bearerType?: string;
}

/** How a status is answered. */
export interface StatusWords {
  /** What makes an answer: a class or function by its last name, a method with what it is called on (`Response.json`). */
  readonly answers?: readonly {
    readonly called: RegExp;
    /** Where the status stands among the arguments; an object there holds it by `named`. */
    readonly place: number;
  }[];
  /** The keyword, or the entry of an object, that gives an answer its status. */
  readonly named?: string;
  /** Whatever is given this keyword answers with it. */
  readonly namedAnywhere?: boolean;
  /** What the answer that is being written goes by; a pattern of names. */
  readonly answer?: RegExp;
  /** Methods of that answer which take a status, with its place among the arguments. */
  readonly setters?: Readonly<Record<string, number>>;
  /** Fields of that answer which hold its status. */
  readonly fields?: readonly string[];
  /** Errors whose class is a status: dotted names, whose first group is the status in words: `Forbidden`. */
  readonly errors?: RegExp;
  /** `return body, 403`: of functions that these methods of a router decorate, or with a body that is made by these, dotted names. */
  readonly returned?: { readonly behind: readonly string[]; readonly made: RegExp };
}

/** The methods that every framework has a function of the same name for. */
export const VERBS: Readonly<Record<string, string>> = {
  get: "GET",
  post: "POST",
  put: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  head: "HEAD",
  options: "OPTIONS",
};
