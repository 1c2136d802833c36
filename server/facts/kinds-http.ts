import type { Span } from "../syntax/text.ts";
import type { TextFact } from "../code/text-fact.ts";

export type AuthScheme = "hmac" | "compare" | "equality" | "bearer" | "api_key" | "basic" | "external" | "delegated";

/**
 * One step of an authentication: a signature computed (`hmac`), a comparison in constant time (`compare`) or not (`equality`), a
 * bearer token, API key or password looked at, a library that does it all (`external`), a function or method that is handed a signature or
 * token and told to verify it (`delegated`): the module's own says more, one from outside nothing.
 */
export interface AuthCheck {
  scheme: AuthScheme;
  /** Of `hmac`: the hash's name in lower case, null where it can not be told. */
  digest: string | null;
  /** Of `hmac`: computed over JSON written again, not over the body as it came. */
  rewritten: boolean;
  /** Of `delegated`: the last name of what is called. */
  callee: string | null;
}

export interface AuthCheckFact extends AuthCheck {
  span: Span;
}

/** What a function checks of a caller's right to call, and what it calls that may check more. */
export interface AuthFact {
  /** Qualified name of the function, or the variable that holds a dependency (`bearer = HTTPBearer()`). */
  name: string;
  span: Span;
  checks: AuthCheckFact[];
  /** Last names of functions, methods and classes that it calls, hands on or depends on. */
  calls: string[];
}

/** A router or application as an expression names it. */
export interface RouterName {
  /** The variable (`router`, `self.router`), or a factory with its parentheses (`create_router()`). */
  name: string;
  /** The function whose local variable it is; null at module level. */
  within: string | null;
  /** Its dotted name when it is imported (`.routes.orders.router`); null when it is this file's own. */
  imported: string | null;
}

/** `router = APIRouter(prefix=…)`, `app = FastAPI()`. */
export interface RouterFact {
  kind: "router";
  name: string;
  within: string | null;
  /** By the name of its row; null where it can not be told. */
  framework: string | null;
  /** An application stands at the root; a router is included somewhere. */
  application: boolean;
  /** Null without one. */
  prefix: TextFact | null;
  /** Names of dependencies that run before each route. */
  dependencies: string[];
  span: Span;
}

/** `app.include_router(router, prefix=…)`, `app.mount("/x", inner)`. */
export interface IncludeFact {
  kind: "include";
  into: RouterName;
  router: RouterName;
  prefix: TextFact | null;
  /** The prefix stands in place of the router's own. */
  replaces: boolean;
  dependencies: string[];
  span: Span;
}

/** `app.use(auth)`: what runs before every route of a router, wherever that is made. */
export interface GuardFact {
  kind: "guard";
  /** Null where it runs before every route there is. */
  router: RouterName | null;
  dependencies: string[];
  span: Span;
}

/** One decorator or `add_api_route` call. */
export interface RouteFact {
  kind: "route";
  router: RouterName;
  /** The framework by its row, where the path is that of the file: which path that is, the row tells. */
  file: string | null;
  /** Upper case; empty where a run would tell. */
  methods: string[];
  path: TextFact;
  /** What of the decorator names the method, where it is one word: `post` of `@router.post`. */
  methodSpan: Span | null;
  /** The path without its quotes, where it is a plain literal. */
  pathSpan: Span | null;
  /** The decorator from its `@`, or the call. */
  span: Span;
  /** The function that answers, by its last name; null for an expression. */
  handler: string | null;
  /** The handler's name at its `def`, for a decorator; null for `add_api_route`. */
  handlerSpan: Span | null;
  dependencies: string[];
}

export type RoutingFact = RouterFact | IncludeFact | GuardFact | RouteFact;

/** An HTTP status that code answers with, and what around it tells of the error it stands for, nearest first. */
export interface StatusFact {
  status: number;
  /** The status itself, or the class that says it. */
  span: Span;
  /** A class says it: no number can take its place. */
  named: boolean;
  /** Texts and constants in the answer. */
  texts: string[];
  /** Texts and constants in the statements right before it. */
  before: string[];
  /** Exceptions of the `except` around it. */
  caught: string[];
  /** The condition under which it is answered. */
  condition: string | null;
  function: string | null;
}
