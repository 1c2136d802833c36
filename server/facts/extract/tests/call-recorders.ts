import { ownName } from "../../../code/function-names.ts";
import type { Binding, ModuleNames } from "../../../code/index.ts";
import { enclosingFunction, isNew, keyOf, unwrap, walk } from "../../../code/read.ts";
import { calledBy, calledName, lastMember, memberName, ownerOf } from "../../../code/tests/members.ts";
import { usesOf } from "../../../code/uses.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { Origin } from "../../kinds-tests.ts";
import { snakeName } from "./call-spelling.ts";

/** A list that a nested function fills with what it is given: the function stands in for the method it is set as. */
export function recordedBy(binding: Binding, module: ModuleNames): Origin[] {
  const value = binding.statement.type === "assignment" ? binding.statement.child("right") : null;
  const init = value && unwrap(value);
  if (!init) return [];
  const isEmpty = init.type === "list" && init.operands.length === 0;
  const isNewSet =
    init.type === "call" &&
    isNew(init) &&
    (init.child("arguments")?.operands.length ?? 0) === 0 &&
    /^(?:Set|Array)$/.test(calledName(init) ?? "");
  if (!isEmpty && !isNewSet) return [];
  const home = enclosingFunction(binding.statement);
  return usesOf(binding, module).flatMap(({ node }) => {
    const member = node.parent;
    const call = member && ownerOf(member) === node && member.field === "function" ? member.parent : null;
    if (call?.type !== "call" || !/^(?:push|add|unshift)$/.test(calledName(call) ?? "")) return [];
    const recorder = enclosingFunction(call);
    const method = recorder && recorder !== home ? methodOf(recorder) : null;
    return method ? [{ of: "call" as const, ...method, path: [] }] : [];
  });
}

/** `this.packets.push(packet)` in a method of a fake class of this file: the field holds what the method was given. */
export function recordedIn(className: string, field: string, module: ModuleNames): Origin[] {
  const [binding] = module.global(className);
  if (binding?.kind !== "class") return [];
  const found: Origin[] = [];
  walk(binding.statement, (node) => {
    if (node.type !== "call" || isNew(node) || !/^(?:push|add)$/.test(calledName(node) ?? "")) return;
    const target = ownerOf(calledBy(node));
    if (!target || ownerOf(target)?.text !== "this" || memberName(target) !== field) return;
    const method = enclosingFunction(node);
    const name = method && ownName(method);
    if (name && name !== "constructor") found.push({ of: "call", name: snakeName(name), receiver: className, path: [] });
  });
  return found;
}

/** The method that a function stands in for: the key it is given under, or the mock whose implementation it is. */
function methodOf(recorder: Node): Pick<Origin, "name" | "receiver"> | null {
  const call = recorder.parent?.field === "arguments" ? recorder.parent.parent : null;
  if (call?.type === "call") {
    const callee = calledBy(call);
    const mock = /^mock\w*Implementation/.test(memberName(callee) ?? "") ? ownerOf(callee) : null;
    if (mock) {
      const owner = ownerOf(mock);
      return { name: snakeName(lastMember(mock) ?? ""), receiver: snakeName((owner && lastMember(owner)) ?? "") };
    }
  }
  const name = ownName(recorder);
  return name === null ? null : { name: snakeName(name), receiver: snakeName(holderOf(recorder)) };
}

/** The variable or property that holds the object a method is written in. */
function holderOf(recorder: Node): string {
  for (let up = recorder.parent, inside = false; up; up = up.parent) {
    if (up.type === "dictionary") inside = true;
    else if (inside && up.type === "assignment" && up.parent?.type === "variable_declaration") {
      const left = up.child("left");
      return left?.type === "identifier" ? left.text : "";
    } else if (inside && up.type === "pair") return keyOf(up) ?? "";
    else if (up.type === "block") return "";
  }
  return "";
}

/** The mock whose record a member reads: `write` of `write.mock.calls`, `write.mock.lastCall`, `write.firstCall`; null for other members. */
export function mockOf(node: Node): Node | null {
  const name = memberName(node) ?? "";
  const object = ownerOf(node);
  if (!object) return null;
  const underMock = memberName(object) === "mock";
  if (underMock && /^(?:calls|lastCall|contexts|callCount)$/.test(name)) return ownerOf(object);
  return /^(?:firstCall|secondCall|thirdCall|lastCall|getCall|getCalls|callCount)$/.test(name) && !underMock ? object : null;
}
