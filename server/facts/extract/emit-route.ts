import type { Node } from "../../syntax/tree.ts";
import type { Span } from "../../syntax/text.ts";
import { itemsOf } from "../../code/fields.ts";
import { isFunction, stringValue, unwrap } from "../../code/read.ts";
import { literalText } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import type { FactContext } from "../context.ts";
import type { RouterName } from "../kinds-http.ts";
import { middlewareNames } from "./called-names.ts";
import { dependencyNames } from "./dependencies.ts";
import { routeName } from "./route-names.ts";

/** A route as code declares it. */
export interface DeclaredRoute {
  /** The call that declares it. */
  call: Node;
  /** What of it a finding is drawn at. */
  at: Span;
  router: RouterName;
  path: Node;
  methods: string[];
  /** What names the method, where it is one word. */
  method?: Node | null;
  /** A function that may be written into the route. */
  inline?: Node;
  handler: string | null;
  /** The handler's name at its definition. */
  definition?: Node | null;
  /** What runs before the handler. */
  before: readonly Node[];
}

export function emitRoute(route: DeclaredRoute, context: FactContext): void {
  const { call, at, router, path, methods, method, inline, handler, definition, before } = route;
  const { module } = context;
  const isPython = call.source.language === "python";
  const text = readText(path, module) ?? (isPython || isFunction(unwrap(path)) ? null : [null]);
  if (!text || (typeof text[0] === "string" && !text[0].startsWith("/") && (isPython || text[0] !== "*"))) return;
  const content = stringValue(path) === null ? undefined : unwrap(path).children.find(({ type }) => type === "string_content");
  const isInline = inline !== undefined && isFunction(inline);
  const name = isInline && !isPython ? routeName(inline) : handler;
  const handlerSpan = definition ?? (isInline && !isPython ? { start: at.start, end: at.end } : null);
  context.emit("routes", {
    kind: "route",
    router,
    file: null,
    methods,
    path: text,
    methodSpan: method ? context.span(method) : null,
    pathSpan: content ? context.span(content) : null,
    span: context.span(at),
    handler: name,
    handlerSpan: handlerSpan ? context.span(handlerSpan) : null,
    dependencies: [...new Set([...dependencyNames(call, module), ...middlewareNames(before, module)])],
  });
}

/** The methods that a list or a text names; GET where nothing is said, none where a run would tell. */
export function methodsOf(given: Node | null, { module }: FactContext): string[] {
  if (!given) return ["GET"];
  const values = itemsOf(given).map((item) => literalText(readText(item, module))?.toUpperCase());
  return values.every((value) => value !== undefined) ? values : [];
}
