import type { Node } from "../../syntax/tree.ts";
import { authCheck, authCheckOfCall } from "./auth-checks.ts";
import { isBuiltin } from "../../code/names/python/builtins.ts";
import { calledName } from "./called-names.ts";
import { askedFor, dependencyNames } from "./dependencies.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { qualifiedName } from "./functions.ts";
import { decorators, enclosingFunction } from "../../code/read.ts";
import type { AuthFact } from "../kinds-http.ts";

/** Functions that run what they are given: `run_in_threadpool(verify, body)`. */
const RUNS_OTHERS = /thread|executor|task|gather|submit|partial|call/;

/** Signatures, tokens and keys that functions look at. */
export const auth: FactExtractor = {
  call(node, context) {
    const callee = node.child("function");
    if (callee?.type === "identifier" && isBuiltin(callee.text)) return;
    const asked = askedFor(node, context.module);
    if (asked !== null) {
      const definition = dependentOf(node);
      if (definition && asked !== "") addCall(definition, asked, context);
      return;
    }
    const definition = functionOf(node);
    if (!definition) return;
    const name = calledName(node, context.module);
    if (!name) return;
    const check = authCheckOfCall(node, name, context.module);
    if (check) factOf(definition, context).checks.push({ ...check, span: context.span(node) });
    addCall(definition, name, context);
    if (!RUNS_OTHERS.test(name)) return;
    for (const argument of node.child("arguments")?.operands ?? []) {
      const handed =
        argument.type === "identifier" || argument.type === "attribute" ? calledName(argument, context.module) : null;
      if (handed) addCall(definition, handed, context);
    }
  },
  string: checked,
  subscript: checked,
  comparison_operator: checked,
  default_parameter: checked,
  typed_default_parameter: checked,
  typed_parameter: checked,
  function_definition(node, context) {
    // A handler's annotations may ask for something through an alias.
    if (node.parent?.type !== "decorated_definition" || decorators(node).length === 0) return;
    for (const name of aliasedDependencies(node.child("parameters"), context)) addCall(node, name, context);
  },
  assignment(node, context) {
    const left = node.child("left");
    const value = node.child("right");
    if (left?.type !== "identifier" || (value?.type !== "call" && value?.type !== "subscript") || enclosingFunction(node)) return;
    const calls = new Set(dependencyNames(value, context.module));
    const made = value.type === "call" ? calledName(value, context.module) : null;
    if (made && /^[A-Z]/.test(made)) calls.add(made);
    const check = authCheck(value, context.module);
    if (calls.size === 0 && !check) return;
    context.emit("auth", {
      name: left.text,
      span: context.span(left),
      checks: check ? [{ ...check, span: context.span(value) }] : [],
      calls: [...calls],
    });
  },
};

function checked(node: Node, context: FactContext): void {
  if (
    node.type === "string" &&
    !/b/i.test(node.source.text.value.charAt(node.start + 1) + node.source.text.value.charAt(node.start + 2))
  )
    return;
  const definition = functionOf(node);
  if (definition) addCheck(node, definition, context);
}

function addCheck(node: Node, definition: Node, context: FactContext): void {
  const check = authCheck(node, context.module);
  if (check) factOf(definition, context).checks.push({ ...check, span: context.span(node) });
}

function addCall(definition: Node, name: string, context: FactContext): void {
  const { calls } = factOf(definition, context);
  if (!calls.includes(name)) calls.push(name);
}

const made = new WeakMap<FactContext, Map<Node, AuthFact>>();

/** The fact of a function, emitted when there is something to say and completed while its body is read. */
function factOf(definition: Node, context: FactContext): AuthFact {
  let known = made.get(context);
  if (!known) made.set(context, (known = new Map<Node, AuthFact>()));
  let fact = known.get(definition);
  if (!fact) {
    fact = { name: qualifiedName(definition), span: context.span(definition.child("name") ?? definition), checks: [], calls: [] };
    known.set(definition, fact);
    context.emit("auth", fact);
  }
  return fact;
}

/** The function in whose body or parameters a node stands; what a lambda does counts for the function around it. */
function functionOf(node: Node): Node | null {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "function_definition" && (child.field === "body" || child.field === "parameters")) return up;
    if (up.type === "class_definition") return null;
  }
  return null;
}

/** The function that a `Depends(…)` in its parameters or decorators is asked for by. */
function dependentOf(node: Node): Node | null {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "function_definition") return up;
    if (up.type === "decorated_definition") return up.child("definition");
  }
  return null;
}

/** `caller: Caller` where `Caller = Annotated[str, Depends(verify)]`, here or in another file. */
function aliasedDependencies(parameters: Node | null, { module }: FactContext): string[] {
  return (parameters?.operands ?? []).flatMap((parameter) => {
    const [type] = parameter.child("type")?.operands ?? [];
    if (type?.type !== "identifier") return [];
    const binding = module.binding(type.text, type);
    if (binding?.target?.name) return [binding.target.name];
    return binding?.kind === "assignment" ? [binding.name] : [];
  });
}
