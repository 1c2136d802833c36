import type { TSESTree } from "../../syntax/typescript.ts";
import type { EnvHelperFact } from "../kinds.ts";
import type { TextFact } from "../../code/text-fact.ts";
import { textOf, type TypeScriptExtractor, type TypeScriptFactContext } from "./extract.ts";
import { ownName } from "../../code/typescript/function-names.ts";
import { calleeName, isFunction, keyOf, plainArguments, propertyName, unwrap } from "../../code/typescript/read.ts";
import { constantValue } from "../../code/typescript/constants.ts";

const ENVIRONMENT = /^(?:process\.env|Bun\.env|import\.meta\.env|\$env\/(?:static|dynamic)\/private\.env)$/;
/** The environment that Hono hands a handler: `c.env.ORDERS_SECRET`. */
const CONTEXT = /^(?:c|ctx|context)$/;
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
/** Functions that look at nothing but the shape of what they are given. */
const COPIES = /^(?:assign|keys|entries|values|freeze|log|debug)$/;

/** The process environment as code reads it. */
export const env: TypeScriptExtractor = {
  MemberExpression(node, context) {
    if (!isEnvironment(node.object, context) || isWritten(node)) return;
    const name = propertyName(node);
    if (name !== null) emit([name], node, context);
    else if (node.computed) read(node.property, node, context);
  },
  VariableDeclarator(node, context) {
    if (node.id.type === "ObjectPattern" && node.init && isEnvironment(node.init, context)) pattern(node.id, context);
  },
  AssignmentPattern(node, context) {
    if (node.left.type === "ObjectPattern" && isEnvironment(node.right, context)) pattern(node.left, context);
  },
  BinaryExpression(node, context) {
    if (node.operator === "in" && isEnvironment(node.right, context)) read(node.left, node, context);
  },
  CallExpression(node, context) {
    // `Deno.env.get("X")`
    if (/^Deno\.env\.(?:get|has)$/.test(context.module.resolve(node.callee) ?? "")) {
      read(plainArguments(node)[0] ?? null, node, context);
      return;
    }
    const whole = node.arguments.some((argument) => hands(argument, context));
    if (!whole || COPIES.test(calleeName(node) ?? "")) return;
    const keys = schemaKeys(node, context);
    for (const key of keys ?? []) emit([key.name], key.at, context);
    // Handed to what can not be looked into: it may read any variable.
    if (keys === null && ownFunction(node.callee, context) === null) emit([null], node, context);
  },
};

/** `process.env`, under any name, as a parameter that stands for it, or as Hono hands it over. */
function isEnvironment(node: TSESTree.Node, context: TypeScriptFactContext): boolean {
  const { module } = context;
  const plain = unwrap(node);
  if (plain.type !== "Identifier" && plain.type !== "MemberExpression") return false;
  if (ENVIRONMENT.test(module.resolve(plain) ?? "")) return true;
  if (plain.type === "MemberExpression") {
    if (propertyName(plain) !== "env") return false;
    const object = unwrap(plain.object);
    if (object.type === "MetaProperty") return true;
    return object.type === "Identifier" && CONTEXT.test(object.name) && module.variable(object)?.defs[0]?.type === "Parameter";
  }
  const definition = module.variable(plain)?.defs[0];
  if (definition?.type !== "Parameter" || definition.name.type !== "Identifier") return false;
  const { parent } = definition.name;
  if (
    parent?.type === "AssignmentPattern" &&
    parent.left === definition.name &&
    ENVIRONMENT.test(module.resolve(parent.right) ?? "")
  )
    return true;
  const type = definition.name.typeAnnotation;
  return type !== undefined && /\bProcessEnv\b/.test(module.textOf(type));
}

/** `process.env.X = …` and `delete process.env.X` read nothing. */
function isWritten(node: TSESTree.MemberExpression): boolean {
  const { parent } = node;
  if (parent.type === "AssignmentExpression") return parent.left === node && parent.operator === "=";
  return parent.type === "UnaryExpression" && parent.operator === "delete";
}

function pattern(node: TSESTree.ObjectPattern, context: TypeScriptFactContext): void {
  for (const property of node.properties) {
    const name = property.type === "Property" ? keyOf(property) : null;
    if (name !== null) emit([name], property, context);
  }
}

function read(name: TSESTree.Node | null, at: TSESTree.Node, context: TypeScriptFactContext): void {
  if (!name) return;
  const helper = parameterOf(unwrap(name), context);
  if (helper) {
    context.emit("env", helper);
    return;
  }
  const text = textOf(name, context);
  if (text && text.some((part) => part !== null)) emit(text, at, context);
}

function emit(name: TextFact, at: TSESTree.Node, context: TypeScriptFactContext): void {
  const [only] = name;
  if (name.length === 1 && typeof only === "string" && !VARIABLE.test(only) && /^[a-z]/.test(only)) return;
  context.emit("env", { kind: "read", name, span: context.span(at) });
}

/** The helper that reads what its parameter names. */
function parameterOf(name: TSESTree.Node, { module }: TypeScriptFactContext): EnvHelperFact | null {
  if (name.type !== "Identifier") return null;
  const definition = module.variable(name)?.defs[0];
  if (definition?.type !== "Parameter" || !isFunction(definition.node)) return null;
  const index = definition.node.params.findIndex(
    (parameter) =>
      parameter === definition.name || (parameter.type === "AssignmentPattern" && parameter.left === definition.name),
  );
  const called = ownName(definition.node);
  return index < 0 || called === null ? null : { kind: "helper", function: called, parameter: name.name, index };
}

/** An argument is the environment, or an object that holds it: `{ runtimeEnv: process.env }`. */
function hands(argument: TSESTree.Node, context: TypeScriptFactContext): boolean {
  const node = unwrap(argument);
  if (node.type === "ObjectExpression")
    return node.properties.some(
      (property) =>
        property.type === "Property" &&
        /^(?:runtimeEnv|env|data|source)\w*$/.test(keyOf(property) ?? "") &&
        isEnvironment(property.value, context),
    );
  return isEnvironment(node, context);
}

interface Key {
  name: string;
  at: TSESTree.Node;
}

/** The variables that a schema asks for: `z.object({ … }).parse(process.env)`, `cleanEnv(process.env, { … })`, `createEnv({ server: { … } })`. */
function schemaKeys(call: TSESTree.CallExpression, context: TypeScriptFactContext): Key[] | null {
  const callee = unwrap(call.callee);
  const schema = callee.type === "MemberExpression" && /[pP]arse/.test(propertyName(callee) ?? "") ? callee.object : null;
  if (schema) return keysOf(schema, context, 0);
  const keys = call.arguments.flatMap((argument) => {
    const node = unwrap(argument);
    return isEnvironment(node, context) ? [] : (keysOf(node, context, 0) ?? []);
  });
  return keys.length > 0 ? keys : null;
}

/** The keys in capitals of every object literal that a schema is made of. */
function keysOf(node: TSESTree.Node, context: TypeScriptFactContext, depth: number): Key[] | null {
  if (depth > 6) return null;
  const plain = unwrap(node);
  switch (plain.type) {
    case "Identifier": {
      const value = constantValue(plain, context.module);
      return value && keysOf(value, context, depth + 1);
    }
    case "CallExpression": {
      const callee = unwrap(plain.callee);
      const around = callee.type === "MemberExpression" ? keysOf(callee.object, context, depth + 1) : null;
      const inside = plain.arguments.flatMap((argument) => keysOf(argument, context, depth + 1) ?? []);
      return around || inside.length > 0 ? [...(around ?? []), ...inside] : null;
    }
    case "ObjectExpression": {
      const keys: Key[] = [];
      for (const property of plain.properties) {
        if (property.type === "SpreadElement") continue;
        const name = keyOf(property);
        if (name !== null && VARIABLE.test(name)) keys.push({ name, at: property.key });
        else if (/^(?:server|client|shared)$/.test(name ?? "")) keys.push(...(keysOf(property.value, context, depth + 1) ?? []));
      }
      return keys.length > 0 ? keys : null;
    }
    default:
      return null;
  }
}

/** A function of this file: what it reads is seen there. */
function ownFunction(callee: TSESTree.Node, { module }: TypeScriptFactContext): TSESTree.Node | null {
  const plain = unwrap(callee);
  if (plain.type !== "Identifier") return null;
  const definition = module.variable(plain)?.defs[0];
  if (definition?.type === "FunctionName") return definition.node;
  const value = constantValue(plain, module);
  return value && isFunction(value) ? value : null;
}
