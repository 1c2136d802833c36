import type { PyNode } from "../../syntax/python.ts";
import type { Span } from "../../syntax/text.ts";
import { authCheck, type AuthCheck } from "./auth-checks.ts";
import { calledName, dependencyNames } from "./dependencies.ts";
import type { FactContext, FactExtractor } from "./extract.ts";
import { qualifiedName } from "./functions.ts";
import { callArguments, decorators, enclosingFunction, walk } from "./read.ts";

export interface AuthCheckFact extends AuthCheck {
  span: Span;
}

/** What a function checks of a caller's right to call, and what it calls that may check more. */
export interface AuthFact {
  /** Qualified name of the function, or the variable that holds a dependency (`bearer = HTTPBearer()`). */
  name: string;
  span: Span;
  checks: AuthCheckFact[];
  /** Last names of functions, methods and classes that it calls, hands on or depends on. */
  calls: string[];
}

/** Signatures, tokens and keys that functions look at. */
export const auth: FactExtractor = {
  function_definition(node, context) {
    const name = node.child("name");
    const body = node.child("body");
    if (!name || !body) return;
    const calls = new Set<string>();
    const checks: AuthCheckFact[] = [];
    const look = (root: PyNode): void =>
      walk(root, (inner) => {
        if (inner.type === "function_definition") return false;
        const check = authCheck(inner, context.module);
        if (check) checks.push({ ...check, span: context.span(inner) });
        if (inner.type === "call") addCalls(inner, calls, context);
        return true;
      });
    look(body);
    const parameters = node.child("parameters");
    if (parameters) look(parameters);
    for (const dependency of [parameters, ...decorators(node)]) {
      if (dependency) for (const called of dependencyNames(dependency, context.module)) calls.add(called);
    }
    for (const called of aliasedDependencies(parameters, context)) calls.add(called);
    if (checks.length === 0 && calls.size === 0) return;
    context.emit("auth", { name: qualifiedName(node), span: context.span(name), checks, calls: [...calls] });
  },
  assignment(node, context) {
    const left = node.child("left");
    const value = node.child("right");
    if (left?.type !== "identifier" || !value || enclosingFunction(node)) return;
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

function addCalls(call: PyNode, calls: Set<string>, context: FactContext): void {
  const name = calledName(call, context.module);
  if (name) calls.add(name);
  // `run_in_threadpool(verify, body)`
  for (const argument of callArguments(call).positional) {
    const binding = argument.type === "identifier" ? context.module.binding(argument.text, argument) : null;
    if (binding && (binding.kind === "function" || binding.target?.name)) calls.add(binding.target?.name ?? binding.name);
  }
}

/** `caller: Caller` where `Caller = Annotated[str, Depends(verify)]`, here or in another file. */
function aliasedDependencies(parameters: PyNode | null, { module }: FactContext): string[] {
  return (parameters?.operands ?? []).flatMap((parameter) => {
    const [type] = parameter.child("type")?.operands ?? [];
    if (type?.type !== "identifier") return [];
    const binding = module.binding(type.text, type);
    if (binding?.target?.name) return [binding.target.name];
    return binding?.kind === "assignment" ? [binding.name] : [];
  });
}
