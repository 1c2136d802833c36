import type { TSESTree } from "../../../syntax/typescript.ts";
import type { Origin } from "../../kinds-tests.ts";
import { ownName } from "../../../code/typescript/function-names.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import {
  calleeName,
  enclosingFunction,
  keyOf,
  lastName,
  propertyName,
  unwrap,
  type FunctionNode,
} from "../../../code/typescript/read.ts";
import { walk } from "../../../code/typescript/walk.ts";
import { snakeName } from "./spelling.ts";

/** A list that a nested function fills with what it is given: the function stands in for the method it is set as. */
export function recordedBy(name: TSESTree.Identifier, module: TypeScriptModule): Origin[] {
  const variable = module.variable(name);
  const definition = variable?.defs[0];
  if (!variable || definition?.type !== "Variable" || !definition.node.init) return [];
  const init = unwrap(definition.node.init);
  const isEmpty = init.type === "ArrayExpression" && init.elements.length === 0;
  const isNewSet =
    init.type === "NewExpression" && init.arguments.length === 0 && /^(?:Set|Array)$/.test(lastName(init.callee) ?? "");
  if (!isEmpty && !isNewSet) return [];
  const home = enclosingFunction(definition.node);
  return variable.references.flatMap(({ identifier }) => {
    const member = identifier.parent;
    const call = member.type === "MemberExpression" && member.object === identifier ? member.parent : null;
    if (call?.type !== "CallExpression" || !/^(?:push|add|unshift)$/.test(calleeName(call) ?? "")) return [];
    const recorder = enclosingFunction(call);
    const method = recorder && recorder !== home ? methodOf(recorder) : null;
    return method ? [{ of: "call" as const, ...method, path: [] }] : [];
  });
}

/** `this.packets.push(packet)` in a method of a fake class of this file: the field holds what the method was given. */
export function recordedIn(className: string, field: string, module: TypeScriptModule): Origin[] {
  const definition = module.global(className)?.defs[0];
  if (definition?.type !== "ClassName") return [];
  const found: Origin[] = [];
  walk(definition.node, (node) => {
    if (node.type !== "CallExpression" || !/^(?:push|add)$/.test(calleeName(node) ?? "")) return;
    const callee = unwrap(node.callee);
    const target = callee.type === "MemberExpression" ? unwrap(callee.object) : null;
    if (target?.type !== "MemberExpression" || target.object.type !== "ThisExpression" || propertyName(target) !== field) return;
    const method = enclosingFunction(node);
    const name = method && ownName(method);
    if (name && name !== "constructor") found.push({ of: "call", name: snakeName(name), receiver: className, path: [] });
  });
  return found;
}

/** The method that a function stands in for: the key it is given under, or the mock whose implementation it is. */
function methodOf(recorder: FunctionNode): Pick<Origin, "name" | "receiver"> | null {
  const { parent } = recorder;
  if (parent.type === "CallExpression") {
    const callee = unwrap(parent.callee);
    if (callee.type === "MemberExpression" && /^mock\w*Implementation/.test(propertyName(callee) ?? "")) {
      const mock = unwrap(callee.object);
      const owner = mock.type === "MemberExpression" ? lastName(mock.object) : null;
      return { name: snakeName(lastName(mock) ?? ""), receiver: snakeName(owner ?? "") };
    }
  }
  const name = ownName(recorder);
  return name === null ? null : { name: snakeName(name), receiver: snakeName(holderOf(recorder)) };
}

/** The variable or property that holds the object a method is written in. */
function holderOf(recorder: FunctionNode): string {
  for (let up: TSESTree.Node | undefined = recorder.parent, inside = false; up; up = up.parent) {
    if (up.type === "ObjectExpression") inside = true;
    else if (inside && up.type === "VariableDeclarator") return up.id.type === "Identifier" ? up.id.name : "";
    else if (inside && up.type === "Property") return keyOf(up) ?? "";
    else if (up.type === "BlockStatement") return "";
  }
  return "";
}

/** The mock whose record a member reads: `write` of `write.mock.calls`, `write.mock.lastCall`, `write.firstCall`; null for other members. */
export function mockOf(node: TSESTree.MemberExpression): TSESTree.Node | null {
  const name = propertyName(node) ?? "";
  const object = unwrap(node.object);
  const underMock = object.type === "MemberExpression" && propertyName(object) === "mock";
  if (underMock && /^(?:calls|lastCall|contexts|callCount)$/.test(name)) return object.object;
  return /^(?:firstCall|secondCall|thirdCall|lastCall|getCall|getCalls|callCount)$/.test(name) && !underMock ? object : null;
}
