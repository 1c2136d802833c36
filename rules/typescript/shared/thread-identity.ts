import {
  ancestor,
  calleeName,
  keyOf,
  lastName,
  propertyName,
  stringValue,
  unwrap,
  type TSESTree,
  type TypeScriptModule,
} from "../../../server/facts/typescript/index.ts";
import { walk } from "../../../server/code/typescript/walk.ts";
import type { Profile } from "../../profile/schema.ts";
import * as shared from "../../shared/thread-identity.ts";
import { definitionOf } from "./called-functions.ts";
import { snakeCase } from "./spelling.ts";

const V5 = /(?:^|\.)(?:uuid)?v[35]$|uuidv?[35]$/i;

/** True for the profile's thread names in any spelling: `threadId`, `_thread_id`, `#threadKey`. */
export function isThreadName(name: string | null, profile: Profile): boolean {
  return name !== null && shared.isThreadName(snakeCase(name), profile);
}

/** A function that derives a thread identity from what it is given: `uuidv5`, `buildThreadUuid`. */
export function derivesThread(name: string | null): boolean {
  return name !== null && (V5.test(name) || shared.derivesThread(snakeCase(name)));
}

/** A name that says it holds or makes an existing thread identity: `parentThreadId`, `threadUuidFor`. */
export function mentionsThread(name: string | null): boolean {
  return shared.mentionsThread(name);
}

/** The dotted name of a function that makes another id on every call (the profile's `thread_identity`); null for any other expression. */
export function randomFunction(
  callee: TSESTree.Node,
  module: TypeScriptModule,
  { thread_identity: table }: Profile,
): string | null {
  const dotted = module.resolve(callee);
  return dotted !== null && table.random_in_typescript.includes(dotted) ? dotted : null;
}

/** A call that derives an id from its arguments: uuidv5, a function whose name says so, or one of this file that calls uuidv5. */
export function isDerivation(call: TSESTree.CallExpression, module: TypeScriptModule): boolean {
  const callee = unwrap(call.callee);
  if (derivesThread(calleeName(call)) || V5.test(module.resolve(callee) ?? "")) return true;
  const definition = callee.type === "Identifier" ? definitionOf(callee, module) : ownMethod(callee);
  return definition !== null && /\b(?:uuid)?v5\s*\(/i.test(module.textOf(definition));
}

/** `this.derive(…)`: the method of the class around. */
function ownMethod(callee: TSESTree.Node): TSESTree.Node | null {
  if (callee.type !== "MemberExpression" || callee.object.type !== "ThisExpression") return null;
  const name = callee.property.type === "PrivateIdentifier" ? `#${callee.property.name}` : propertyName(callee);
  const members = ancestor(callee, "ClassBody")?.body ?? [];
  return members.find((member) => member.type === "MethodDefinition" && keyOf(member) === name) ?? null;
}

/** A call that this file can not see into: it may well derive the id. */
export function isOpaqueCall(node: TSESTree.Node, module: TypeScriptModule): boolean {
  if (node.type !== "CallExpression") return false;
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return module.variable(callee) !== null && definitionOf(callee, module) === null;
  return ownMethod(callee) === null;
}

/** True for what is already a thread identity: a uuidv5, a name that says so, or a local name bound to one. */
export function isThreadIdentity(expression: TSESTree.Node, module: TypeScriptModule, depth = 0): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "AwaitExpression":
      return isThreadIdentity(node.argument, module, depth);
    case "CallExpression":
      return isDerivation(node, module) || mentionsThread(calleeName(node)) || mentionsThread(stringValue(node.arguments[0]));
    case "MemberExpression":
      return isThreadText(node.computed ? stringValue(node.property) : lastName(node)) || isThread(node);
    case "ConditionalExpression":
      return isThreadIdentity(node.consequent, module, depth) || isThreadIdentity(node.alternate, module, depth);
    case "LogicalExpression":
      return isThreadIdentity(node.left, module, depth) || isThreadIdentity(node.right, module, depth);
    case "Identifier": {
      if (isThreadText(node.name)) return true;
      const definition = depth < 2 ? definitionOf(node, module) : null;
      return definition !== null && isThreadIdentity(definition, module, depth + 1);
    }
    default:
      return false;
  }
}

function isThreadText(name: string | null): boolean {
  return mentionsThread(name) || /^thread$/i.test(name ?? "");
}

/** `thread.id`, `event.thread.uuid`. */
function isThread(node: TSESTree.MemberExpression): boolean {
  return /^(?:id|uuid|key)$/.test(lastName(node) ?? "") && /thread$/i.test(lastName(node.object) ?? "");
}

/** True when a variable or member of that name is what an id is derived from somewhere below the root. */
export function isDerivationInput(name: string, root: TSESTree.Node, module: TypeScriptModule): boolean {
  let found = false;
  walk(root, (node) => {
    if (found) return false;
    if (node.type !== "CallExpression" || !node.arguments.some((argument) => module.textOf(argument).includes(name))) return true;
    if (!isDerivation(node, module)) return true;
    for (const argument of node.arguments) {
      walk(argument, (part) => {
        const isKey = part.parent?.type === "Property" && part.parent.key === part && !part.parent.shorthand;
        if ((part.type === "Identifier" || part.type === "PrivateIdentifier") && part.name === name && !isKey) found = true;
      });
    }
    return true;
  });
  return found;
}

/** A random id somewhere in an expression. */
export function holdsRandom(expression: TSESTree.Node, module: TypeScriptModule, profile: Profile): boolean {
  let found = false;
  walk(expression, (node) => {
    if (node.type === "CallExpression" && randomFunction(node.callee, module, profile)) found = true;
    return !found;
  });
  return found;
}
