import {
  calleeName,
  enclosingFunction,
  keyOf,
  unwrap,
  type FunctionNode,
  type TSESTree,
  type Variable,
} from "../../server/facts/typescript/index.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import type { TypeScriptContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { isPacketName } from "./packets.ts";

type Packets = Profile["packets"];

/** Where an object literal ends up. */
export type LiteralUse =
  /** Given to a function that takes a packet. */
  | { kind: "sink"; name: string; at: TSESTree.Node }
  /** Held by a variable without a type, or with one that says nothing. */
  | { kind: "bound"; name: string; target: TSESTree.Identifier }
  /** Returned by a function whose return type says nothing. */
  | { kind: "returned"; name: string }
  /** A type, a schema or some other function checks it. */
  | { kind: "checked" };

/** Follows a literal, or a name that holds one, to where it is used; null where that says nothing. */
export function literalUse(expression: TSESTree.Node, { project, isTest, module }: TypeScriptContext): LiteralUse | null {
  const { packets } = project.profile;
  let child = expression;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "LogicalExpression":
      case "TSNonNullExpression":
        continue;
      case "ConditionalExpression":
        if (parent.test === child) return null;
        continue;
      case "TSSatisfiesExpression":
        return { kind: "checked" };
      case "TSAsExpression":
      case "TSTypeAssertion":
        // `as` lets fields be missing: whoever writes a packet with it has not had it checked. In tests it makes stand-ins.
        if (isTest && !isLoose(parent.typeAnnotation)) return { kind: "checked" };
        continue;
      case "AwaitExpression":
        return null;
      case "CallExpression":
      case "NewExpression":
        return parent.callee === child ? null : argumentUse(parent, child, packets);
      case "Property":
        // `writePacket({ packet: {…} })`
        return parent.value === child ? namedArgument(parent, packets) : null;
      case "VariableDeclarator": {
        const { id } = parent;
        if (parent.init !== child || id.type !== "Identifier") return null;
        const type = id.typeAnnotation?.typeAnnotation;
        return type && !isLoose(type) ? { kind: "checked" } : { kind: "bound", name: id.name, target: id };
      }
      case "ReturnStatement":
        return returned(enclosingFunction(parent));
      case "ArrowFunctionExpression":
        return parent.body === child ? returned(parent) : null;
      default:
        return null;
    }
  }
  return null;

  function returned(node: FunctionNode | null): LiteralUse | null {
    const type = node?.returnType?.typeAnnotation;
    if (!node || (type && !isLoose(type))) return { kind: "checked" };
    const holder = node.parent;
    if (node.type === "FunctionDeclaration" && node.id) return { kind: "returned", name: node.id.name };
    if (holder.type === "MethodDefinition") return { kind: "returned", name: keyOf(holder) ?? module.textOf(holder.key) };
    if (holder.type === "VariableDeclarator" && holder.id.type === "Identifier" && !holder.id.typeAnnotation)
      return { kind: "returned", name: holder.id.name };
    // A callback's type comes from whom it is given to.
    return null;
  }
}

function argumentUse(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  argument: TSESTree.Node,
  packets: Packets,
): LiteralUse {
  const name = calleeName(call);
  const isSink = call.type === "CallExpression" && name !== null && packets.sinks.includes(snakeCase(name));
  if (!isSink || call.arguments[0] !== argument || hasPacketKey(argument, packets)) return { kind: "checked" };
  return { kind: "sink", name, at: call.callee };
}

/** `{ packet: … }`: the packet is what that key holds. */
function hasPacketKey(argument: TSESTree.Node, packets: Packets): boolean {
  const node = unwrap(argument);
  return (
    node.type === "ObjectExpression" &&
    node.properties.some((property) => property.type === "Property" && packets.keywords.includes(keyOf(property) ?? ""))
  );
}

function namedArgument(property: TSESTree.Property, packets: Packets): LiteralUse | null {
  const key = keyOf(property);
  const call = property.parent.parent;
  if (key === null || !packets.keywords.includes(key) || call?.type !== "CallExpression") return null;
  const name = calleeName(call);
  const isSink = name !== null && packets.sinks.includes(snakeCase(name));
  return isSink && call.arguments[0] === property.parent ? { kind: "sink", name, at: call.callee } : null;
}

/** A type that says nothing of the keys: `any`, `unknown`, `object`, `Record<string, …>`, `{ [key: string]: … }`, a promise of one. */
export function isLoose(type: TSESTree.TypeNode): boolean {
  switch (type.type) {
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
    case "TSObjectKeyword":
      return true;
    case "TSTypeLiteral":
      return type.members.every((member) => member.type === "TSIndexSignature");
    case "TSTypeReference": {
      const [first] = type.typeArguments?.params ?? [];
      if (type.typeName.type !== "Identifier") return false;
      const { name } = type.typeName;
      if (name === "const") return true;
      if (name === "Promise" || name === "Readonly") return first !== undefined && isLoose(first);
      return name === "Record" && first?.type === "TSStringKeyword";
    }
    default:
      return false;
  }
}

/** The keys of a literal in snake case, and whether more may be in it. */
export function literalKeys(node: TSESTree.ObjectExpression): Map<string, TSESTree.Node> {
  const keys = new Map<string, TSESTree.Node>();
  for (const property of node.properties) {
    const key = property.type === "Property" ? keyOf(property) : null;
    if (property.type === "Property" && key !== null) keys.set(snakeCase(key), property.value);
  }
  return keys;
}

/** True for a name that says it holds a packet. */
export function isPacketVariable(name: string, packets: Packets): boolean {
  return isPacketName(snakeCase(name.replace(/^[_#]+/, "")), packets);
}

/** The reads of a variable after the literal was given to it. */
export function readsOf(variable: Variable | null): TSESTree.Node[] {
  return (variable?.references ?? []).filter((reference) => reference.isRead()).map(({ identifier }) => identifier);
}
