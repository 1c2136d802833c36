import type { Node } from "../../syntax/tree.ts";
import { itemsOf } from "../../code/fields.ts";
import { ownName } from "../../code/function-names.ts";
import { callArguments, calleeName, isFunction, keyOf, stringValue, unwrap } from "../../code/read.ts";
import { joined, type TextFact } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import type { FactContext } from "../context.ts";
import { middlewareNames } from "./called-names.ts";
import { givenTo, routingWords } from "./routing-words.ts";

/** A class whose methods are routes: `@Controller("orders")` above it, `@Get(":id")` above them. */
export function controller(node: Node, context: FactContext): void {
  const calls = decoratorCalls(node);
  if (calls.length === 0) return;
  for (const { name: framework, routing } of routingWords(node).rows) {
    const words = routing.controllers;
    const call = words && calls.find((candidate) => calleeName(candidate) === words.decorator);
    if (!words || !call) continue;
    const name = ownName(node) ?? "default";
    const given = givenTo(call, words.path);
    const prefix = given && unwrap(given).type !== "dictionary" ? given : null;
    context.emit("routes", {
      kind: "router",
      name,
      within: null,
      framework,
      application: false,
      prefix: prefix ? rooted(prefix, context) : null,
      dependencies: guardsOf(calls, context),
      span: context.span(node.child("name") ?? call),
    });
    for (const member of node.child("body")?.operands ?? []) if (isFunction(member)) routesOf(member, name, words.verbs, context);
  }
}

function routesOf(method: Node, owner: string, verbs: Readonly<Record<string, string>>, context: FactContext): void {
  const calls = decoratorCalls(method);
  const name = method.child("name");
  for (const call of calls) {
    const verb = verbs[calleeName(call) ?? ""];
    if (verb === undefined || !name) continue;
    const [given] = callArguments(call).positional;
    for (const path of given ? itemsOf(given) : [null]) {
      const content =
        path && stringValue(path) !== null ? unwrap(path).children.find(({ type }) => type === "string_content") : undefined;
      context.emit("routes", {
        kind: "route",
        router: { name: owner, within: null, imported: null },
        file: null,
        methods: verb === "" ? [] : [verb],
        path: path ? rooted(path, context) : [],
        methodSpan: null,
        pathSpan: content ? context.span(content) : null,
        span: context.span({ start: (call.parent ?? call).start, end: call.end }),
        handler: keyOf(method),
        handlerSpan: context.span(name),
        dependencies: guardsOf(calls, context),
      });
    }
  }
}

function decoratorCalls(definition: Node): Node[] {
  return definition.childrenIn("decorator").flatMap(({ operands: [call] }) => (call?.type === "call" ? [call] : []));
}

function guardsOf(calls: readonly Node[], { module }: FactContext): string[] {
  const guards = calls.filter((call) => routingWords(call).guards.has(calleeName(call) ?? ""));
  return middlewareNames(
    guards.flatMap((call) => callArguments(call).positional),
    module,
  );
}

/** `orders` and `/orders` are one path; of several prefixes, none can be told. */
function rooted(path: Node, { module }: FactContext): TextFact {
  const text = readText(path, module) ?? [null];
  const [first] = text;
  return text.length === 0 || (typeof first === "string" && first.startsWith("/")) ? text : joined(["/", ...text]);
}
