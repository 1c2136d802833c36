import {
  keyOf,
  spanOf,
  stringValue,
  type Span,
  type TSESTree,
  type TypeScriptModule,
} from "../../server/facts/typescript/index.ts";
import { isInArguments, withAssertions } from "./load-time.ts";

const ENVIRONMENT = /^(?:process|Bun)\.env$/;
const DENO = /^Deno\.env\.(get|has|toObject|set|delete)$/;

/** One use of the process environment. */
export interface EnvUse {
  at: Span;
  /** The variables by name; empty where the whole environment is used, or a name that only a run would tell. */
  names: string[];
  /** Written to or deleted from, and not read. */
  sets: boolean;
}

/** The node types that can be a use of the process environment. */
export const ENV_USES = [
  "MemberExpression",
  "VariableDeclarator",
  "AssignmentExpression",
  "CallExpression",
  "NewExpression",
  "SpreadElement",
  "Property",
  "BinaryExpression",
  "ForInStatement",
  "ForOfStatement",
] as const;

/** How a node (one of `ENV_USES`) itself uses `process.env`, `Bun.env` or `Deno.env`; null when it does not. */
export function envUse(node: TSESTree.Node, module: TypeScriptModule): EnvUse | null {
  if (!speaksOfEnvironment(module)) return null;
  const isEnvironment = (value: TSESTree.Node | null | undefined): value is TSESTree.Node =>
    value !== null && value !== undefined && ENVIRONMENT.test(module.resolve(value) ?? "");
  switch (node.type) {
    case "MemberExpression": {
      if (!isEnvironment(node.object)) return null;
      const name = node.computed ? stringValue(node.property) : (node.property as TSESTree.Identifier).name;
      return { at: spanOf(node), names: name === null ? [] : [name], sets: isWritten(node) };
    }
    case "VariableDeclarator":
      return destructured(node.id, node.init, module);
    case "AssignmentExpression":
      return destructured(node.left, node.right, module);
    case "CallExpression": {
      const deno = DENO.exec(module.resolve(node.callee) ?? "")?.[1];
      if (deno) {
        const name = stringValue(node.arguments[0]);
        return { at: spanOf(node), names: name === null ? [] : [name], sets: deno === "set" || deno === "delete" };
      }
      if (!node.arguments.some(isEnvironment)) return null;
      const sets = module.resolve(node.callee) === "Object.assign" && isEnvironment(node.arguments[0]);
      return { at: spanOf(node), names: [], sets };
    }
    case "NewExpression":
      return node.arguments.some(isEnvironment) ? { at: spanOf(node), names: [], sets: false } : null;
    case "SpreadElement":
      return isEnvironment(node.argument) ? { at: spanOf(node), names: [], sets: false } : null;
    case "Property":
      // `createEnv({ runtimeEnv: process.env })`: whoever is called reads it.
      if (node.parent.type !== "ObjectExpression" || !isEnvironment(node.value) || !isInArguments(node)) return null;
      return { at: spanOf(node.value), names: [], sets: false };
    case "BinaryExpression": {
      if (node.operator !== "in" || !isEnvironment(node.right)) return null;
      const name = stringValue(node.left);
      return { at: spanOf(node), names: name === null ? [] : [name], sets: false };
    }
    case "ForInStatement":
    case "ForOfStatement":
      return isEnvironment(node.right) ? { at: spanOf(node.right), names: [], sets: false } : null;
    default:
      return null;
  }
}

const speaking = new WeakMap<TypeScriptModule, boolean>();

/** Most files do not: their every name need not be asked what it means. */
export function speaksOfEnvironment(module: TypeScriptModule): boolean {
  const known = speaking.get(module) ?? module.tree.text.value.includes("env");
  speaking.set(module, known);
  return known;
}

/** `process.env.X = …`, `process.env.X ??= …`, `delete process.env.X`. */
function isWritten(node: TSESTree.MemberExpression): boolean {
  const outer = withAssertions(node);
  const { parent } = outer;
  if (parent?.type === "AssignmentExpression") return parent.left === outer && parent.parent.type === "ExpressionStatement";
  return parent?.type === "UnaryExpression" && parent.operator === "delete";
}

/** `const { TOKEN, URL: url = "" } = process.env`, `const { env: { TOKEN } } = process`. */
function destructured(target: TSESTree.Node, value: TSESTree.Expression | null, module: TypeScriptModule): EnvUse | null {
  if (target.type !== "ObjectPattern" || !value) return null;
  const from = module.resolve(value);
  if (from === null || !/^(?:(?:process|Bun)(?:\.env)?|globalThis)$/.test(from)) return null;
  const pattern = ENVIRONMENT.test(from) ? target : inner(target, "env");
  if (!pattern || pattern.properties.length === 0) return null;
  const names = pattern.properties.map((property) => (property.type === "Property" ? keyOf(property) : null));
  const isKnown = names.every((name) => name !== null);
  return { at: spanOf(pattern), names: isKnown ? names.filter((name) => name !== null) : [], sets: false };
}

function inner(pattern: TSESTree.ObjectPattern, key: string): TSESTree.ObjectPattern | null {
  const property = pattern.properties.find((one) => one.type === "Property" && keyOf(one) === key);
  if (property?.type !== "Property") return null;
  const value = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
  return value.type === "ObjectPattern" ? value : null;
}
