import {
  isAsync,
  isFunction,
  isNew,
  keyOf,
  lastName,
  modifiers,
  stringValue,
  unwrap,
  walk,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** What gives a name its meaning, as a look at one statement may ask. */
export type Definitions = Pick<CodeContext, "binding" | "bindings">;

/** What runs when a call or construction does, as far as this file tells: a function, or what a class does with a new instance. */
export interface Called {
  /** Roots of what runs; none of them is entered by itself. */
  bodies: readonly Node[];
  /** The function called; null for a class. */
  definition: Node | null;
}

/** What a class of Python does with a new instance. */
const INITIALISERS = ["__new__", "__init__", "__post_init__"];

/** The function or class of this file that a call runs; null for anything else, and where calling it runs nothing yet. */
export function calledHere(call: Node, names: Definitions): Called | null {
  const written = call.child("function");
  const callee = written && unwrap(written);
  if (callee?.type === "identifier") {
    const definition = definitionOf(callee, names);
    if (!definition) return null;
    if (isFunction(definition)) return ofFunction(definition);
    const builds = definition.type === "class_definition" && (isNew(call) || call.source.language === "python");
    return builds ? { bodies: initialisers(definition), definition: null } : null;
  }
  const object = callee?.type === "attribute" || callee?.type === "subscript" ? callee.operands[0] : null;
  if (!callee || object?.type !== "identifier") return null;
  const owner = definitionOf(object, names);
  const name = callee.type === "attribute" ? lastName(callee) : stringValue(callee.child("subscript"));
  const method = owner && name !== null ? methodOf(owner, name) : null;
  return method ? ofFunction(method) : null;
}

/** The function or class of this file that a name stands for; in TypeScript also the one value that a variable always has. */
export function definitionOf(name: Node, { binding, bindings }: Definitions): Node | null {
  if (name.source.language === "python") {
    const found = binding(name);
    return found?.kind === "function" || found?.kind === "class" ? found.statement : null;
  }
  const all = bindings(name).filter(({ kind }) => kind !== "type");
  const declared = all.findLast(({ kind }) => kind === "function" || kind === "class");
  if (declared) return declared.statement;
  const [only] = all;
  return only?.kind === "assignment" && only.value && all.length === 1 ? unwrap(only.value) : null;
}

function ofFunction(definition: Node): Called | null {
  const body = definition.child("body");
  if (!body || runsLater(definition)) return null;
  const parameters = definition.child("parameters");
  return { bodies: definition.source.language === "python" || !parameters ? [body] : [parameters, body], definition };
}

/** Calling a generator runs nothing yet, nor does calling a coroutine of Python. */
function runsLater(definition: Node): boolean {
  if (definition.source.language === "typescript") return modifiers(definition).includes("*");
  if (isAsync(definition)) return true;
  let yields = false;
  walk(definition.child("body") as Node, (node) => {
    if (isFunction(node) || yields) return false;
    if (node.type === "yield") yields = true;
    return true;
  });
  return yields;
}

function initialisers(definition: Node): Node[] {
  if (definition.source.language === "python")
    return INITIALISERS.flatMap((name) => methodOf(definition, name) ?? [])
      .filter((method) => !runsLater(method))
      .flatMap((method) => method.child("body") ?? []);
  return membersOf(definition).flatMap((member) => {
    const value = member.child("right");
    if (value) return modifiers(member).includes("static") || isFunction(value) ? [] : [value];
    return member.type === "function_definition" && keyOf(member) === "constructor" ? (member.child("body") ?? []) : [];
  });
}

/** The method of a class, static in TypeScript, or the function that an object literal holds under a name. */
function methodOf(owner: Node, name: string): Node | null {
  for (const member of membersOf(owner)) {
    if (owner.source.language === "python") {
      if (member.type === "function_definition" && member.child("name")?.text === name) return member;
      continue;
    }
    if (member.type !== "pair" && !modifiers(member).includes("static")) continue;
    const value = member.type === "function_definition" ? member : (member.child("value") ?? member.child("right"));
    if (keyOf(member) === name && value && isFunction(value)) return value;
  }
  return null;
}

function membersOf(owner: Node): Node[] {
  const members = owner.type === "class_definition" ? owner.child("body") : owner.type === "dictionary" ? owner : null;
  return (members?.operands ?? []).map((member) => member.child("definition") ?? member);
}
