import type { Node } from "../../syntax/tree.ts";
import { callArguments, calleeName, isNew, keyOf, operator, unwrap, walk } from "../../code/read.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { schemaKeys } from "./env-schemas.ts";
import { emitSettings, isSettings } from "./env-settings.ts";
import { helperOf, ownFunction } from "./own-functions.ts";

/** Last names of what `READERS` matches: methods of other names need not be looked up. */
const READING = new Set(["getenv", "getenvb", "get", "has", "pop", "setdefault", "__getitem__"]);
const READERS = {
  python: /^os\.(?:getenvb?|environb?\.(?:get|pop|setdefault|__getitem__))$/,
  typescript: /^Deno\.env\.(?:get|has)$/,
};
const ENVIRONMENT = {
  python: /^os\.environb?$/,
  typescript: /^(?:process\.env|Bun\.env|import\.meta\.env|\$env\/(?:static|dynamic)\/private\.env)$/,
};
/** The environment that Hono hands a handler: `c.env.ORDERS_SECRET`. */
const HANDLER_CONTEXT = /^(?:c|ctx|context)$/;
/** Functions that look at nothing but the shape of what they are given. */
const COPIES = /^(?:assign|keys|entries|values|freeze|log|debug)$/;

/** The process environment as code reads it. */
export const env: FactExtractor = {
  call(node, context) {
    const callee = node.child("function");
    if (node.source.language === "python") prefixed(node, context);
    if (callee?.type !== "attribute" || READING.has(calleeName(node) ?? "")) {
      if (READERS[node.source.language].test(context.module.resolve(callee) ?? "")) {
        const { positional, keywords } = callArguments(node);
        read(positional[0] ?? keywords.find(({ name }) => name === "key")?.value ?? null, node, context);
        return;
      }
    }
    if (node.source.language === "typescript" && !isNew(node)) handed(node, context);
  },
  subscript(node, context) {
    if (isEnvironment(node.child("value"), context) && !isWritten(node)) read(node.child("subscript"), node, context);
  },
  attribute(node, context) {
    const name = node.source.language === "typescript" ? node.child("attribute") : null;
    if (name && isEnvironment(node.child("object"), context) && !isWritten(node)) emit([name.text], node, context);
  },
  assignment(node, context) {
    destructured(node.child("left"), node.child("right"), context);
  },
  default_parameter: withDefault,
  typed_default_parameter: withDefault,
  comparison_operator(node, context) {
    const [name, whole] = node.operands;
    if (name && whole && isEnvironment(whole, context) && /^(?:not )?in$/.test(operator(node))) read(name, node, context);
  },
  class_definition(node, context) {
    if (isSettings(node, context)) emitSettings(node, context);
  },
};

/** environs: `with env.prefixed("ORDERS_"): env.int("TIMEOUT")` reads `ORDERS_TIMEOUT`. */
function prefixed(call: Node, context: FactContext): void {
  const callee = call.child("function");
  const object = callee?.type === "attribute" ? callee.child("object") : callee;
  const [first] = call.child("arguments")?.operands ?? [];
  if (object?.type !== "identifier" || first?.type !== "string" || calleeName(call) === "prefixed") return;
  const before: TextFact = [];
  for (let up = call.parent; up; up = up.parent) {
    if (up.type !== "with_statement") continue;
    walk(up.children[0] ?? up, (node) => {
      const isPrefix = node.type === "call" && calleeName(node) === "prefixed";
      if (!isPrefix || node.child("function")?.child("object")?.text !== object.text) return true;
      const prefix = node.child("arguments")?.operands[0];
      before.unshift(...(prefix ? (readText(prefix, context.module) ?? [null]) : [null]));
      return false;
    });
  }
  const name = before.length > 0 ? readText(first, context.module) : null;
  if (name) emit([...before, ...name], call, context);
}

function withDefault(parameter: Node, context: FactContext): void {
  destructured(parameter.child("name"), parameter.child("value"), context);
}

/** `const { ORDERS_SECRET } = process.env` */
function destructured(pattern: Node | null, value: Node | null, context: FactContext): void {
  if (pattern?.type !== "object_pattern" || !isEnvironment(value, context)) return;
  for (const pair of pattern.operands) {
    const name = keyOf(pair);
    if (name !== null) emit([name], pair, context);
  }
}

/** A call that is given the whole environment. */
function handed(node: Node, context: FactContext): void {
  const isGiven = (argument: Node): boolean => isEnvironment(argument, context);
  const given = node.child("arguments")?.operands ?? [];
  if (!given.some((argument) => isGiven(argument) || holds(argument, isGiven)) || COPIES.test(calleeName(node) ?? "")) return;
  const keys = schemaKeys(node, isGiven, context.module);
  for (const { name, at } of keys ?? []) emit([name], at, context);
  // Handed to what can not be looked into: it may read any variable.
  if (keys === null && !ownFunction(node.child("function"), context.module)) emit([null], node, context);
}

/** `{ runtimeEnv: process.env }` */
function holds(argument: Node, isGiven: (node: Node) => boolean): boolean {
  const object = unwrap(argument);
  if (object.type !== "dictionary") return false;
  return object.operands.some((pair) => {
    const value = pair.child("value");
    return value !== null && /^(?:runtimeEnv|env|data|source)\w*$/.test(keyOf(pair) ?? "") && isGiven(value);
  });
}

/** The environment under any name, as a parameter that stands for it, or as Hono hands it over. */
function isEnvironment(expression: Node | null, { module }: FactContext): boolean {
  const node = expression && unwrap(expression);
  if (node?.type !== "identifier" && node?.type !== "attribute") return false;
  const isIt = ENVIRONMENT[node.source.language];
  if (isIt.test(module.resolve(node) ?? "")) return true;
  if (node.source.language === "python") return false;
  if (node.type === "attribute") {
    const object = unwrap(node.child("object") as Node);
    if (node.child("attribute")?.text !== "env") return false;
    if (object.type === "meta_property") return true;
    return HANDLER_CONTEXT.test(object.text) && module.bindingsOf(object.text, object)[0]?.kind === "parameter";
  }
  const [first] = module.bindingsOf(node.text, node);
  if (first?.kind !== "parameter") return false;
  return isIt.test(module.resolve(first.value) ?? "") || /\bProcessEnv\b/.test(first.annotation?.text ?? "");
}

/** What is set or deleted is not read. */
function isWritten(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "assignment") return node.field === "left";
  return parent?.type === "delete_statement" || (parent?.type === "unary_operator" && operator(parent) === "delete");
}

function read(name: Node | null, at: Node, context: FactContext): void {
  if (!name) return;
  const helper = helperOf(unwrap(name), context.module);
  const text = helper ? null : readText(name, context.module);
  if (helper) context.emit("env", helper);
  else if (text?.some((part) => part !== null)) emit(text, at, context);
}

function emit(name: TextFact, at: Node, context: FactContext): void {
  const [only] = name;
  // `import.meta.env.mode`, `process.env.npm_config_registry`
  if (at.source.language === "typescript" && name.length === 1 && typeof only === "string" && /^[a-z]/.test(only)) return;
  context.emit("env", { kind: "read", name, span: context.span(at) });
}
