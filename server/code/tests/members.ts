import { lastName, stringValue, unwrap } from "../read.ts";
import type { Node } from "../../syntax/tree.ts";

/** What a member of something is called: `.name`, `["name"]`; null for other expressions, and where only a run would tell. */
export function memberName(node: Node | null): string | null {
  if (node?.type === "attribute") return lastName(node);
  return node?.type === "subscript" ? stringValue(node.child("subscript")) : null;
}

/** What a member is read from; null for other expressions. */
export function ownerOf(node: Node): Node | null {
  const owner = node.type === "attribute" ? node.child("object") : node.type === "subscript" ? node.child("value") : null;
  return owner && unwrap(owner);
}

/** The last name of what is read or called: `send` of `this.client.send`, `client["send"]`. */
export function lastMember(expression: Node | null): string | null {
  const node = expression && unwrap(expression);
  return memberName(node) ?? lastName(node);
}

/** What a call calls. */
export function calledBy(call: Node): Node {
  return unwrap(call.child("function") as Node);
}

/** The last name of what a call calls. */
export function calledName(call: Node): string | null {
  return lastMember(calledBy(call));
}

/** The parameters of a function. */
export function parametersOf(definition: Node): Node[] {
  return definition.child("parameters")?.operands ?? [];
}

/** The name that a parameter binds, where it binds one as a whole. */
export function parameterName(parameter: Node | undefined): Node | null {
  const name = parameter && (parameter.child("name") ?? parameter);
  return name?.type === "identifier" ? name : null;
}

/** True when a node is another or stands in it. */
export function isWithin(node: Node, outer: Node): boolean {
  return outer.start <= node.start && node.end <= outer.end;
}
