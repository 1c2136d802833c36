import type { Node } from "../../syntax/tree.ts";
import { definitionName, isClassField, qualifiedName } from "../../code/definitions.ts";
import { ownName } from "../../code/function-names.ts";
import { isBuiltin } from "../../code/names/python/builtins.ts";
import { ancestor, decorators, enclosingFunction, isNew, lastName, unwrap } from "../../code/read.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import type { AuthFact } from "../kinds-http.ts";
import { authCheck } from "./auth-checks.ts";
import { calledName, madeName } from "./called-names.ts";
import { askedFor, dependencyNames } from "./dependencies.ts";
import { routeName } from "./route-names.ts";
import { routingWords } from "./routing-words.ts";

/** Functions that run what they are given: `run_in_threadpool(verify, body)`. */
const RUNS_OTHERS = /thread|executor|task|gather|submit|partial|call/;
/** What reads requests, logs and answers: it checks nothing. */
const PLAIN = /^(?:json|send|status|code|end|next|log|info|warn|error|debug|push|map|filter|toString|require|super)$/;

/** Classes whose instances are put before routes. */
const GUARDS = /guard|auth|verif|signature|signed|security|middleware/i;

/** Signatures, tokens and keys that functions look at. */
export const auth: FactExtractor = {
  call(node, context) {
    if (node.source.language === "python") callInPython(node, context);
    else callInTypeScript(node, context);
  },
  string: checked,
  // A regular expression.
  object: checked,
  attribute: checked,
  subscript: checked,
  comparison_operator: checked,
  default_parameter: checked,
  typed_default_parameter: checked,
  typed_parameter: checked,
  function_definition(node, context) {
    if (node.source.language !== "python") return;
    // What a function defines may be what it hands on: `def require_signature(view): def wrapper(): …`.
    const outer = functionOf(node);
    if (outer) addCall(outer, qualifiedName(node), context);
    for (const decorator of decorators(node)) {
      // `@jwt_required()`
      const [made] = decorator.operands;
      if (made?.type === "call") addCheck(made, node, context);
    }
    // A handler's annotations may ask for something through an alias.
    if (node.parent?.type !== "decorated_definition" || decorators(node).length === 0) return;
    for (const name of aliasedDependencies(node.child("parameters"), context)) addCall(node, name, context);
  },
  class_definition(node, context) {
    // `class JwtGuard extends AuthGuard("jwt") {}`, `class Signed(SignatureGuard)`: what it inherits checks.
    const name = node.child("name");
    for (const base of node.child("superclasses")?.operands ?? []) {
      const check = base.type === "call" ? authCheck(base, context.module) : null;
      const inherited = madeName(base, context.module);
      if (!name || inherited === null || (!check && !GUARDS.test(inherited))) continue;
      const checks = check ? [{ ...check, span: context.span(base) }] : [];
      context.emit("auth", { name: qualifiedName(node), span: context.span(name), checks, calls: [inherited] });
    }
  },
  assignment(node, context) {
    // `bearer = HTTPBearer()`, `const requireToken = bearerAuth({ token })`: what it makes checks.
    const left = node.child("left");
    const right = node.child("right");
    const value = right && unwrap(right);
    if (left?.type !== "identifier" || (value?.type !== "call" && value?.type !== "subscript") || enclosingFunction(node)) return;
    const calls = new Set(dependencyNames(value, context.module));
    const made = value.type === "call" ? calledName(value, context.module) : null;
    const check = authCheck(value, context.module);
    if (made !== null && (/^[A-Z]/.test(made) || (check && node.source.language === "typescript"))) calls.add(made);
    if (calls.size === 0 && !check) return;
    context.emit("auth", {
      name: left.text,
      span: context.span(left),
      checks: check ? [{ ...check, span: context.span(value) }] : [],
      calls: [...calls],
    });
  },
};

function callInPython(node: Node, context: FactContext): void {
  const callee = node.child("function");
  if (callee?.type === "identifier" && isBuiltin(callee.text)) return;
  const asked = askedFor(node, context.module);
  if (asked !== null) {
    const definition = dependentOf(node);
    if (definition && asked !== "") addCall(definition, asked, context);
    return;
  }
  const definition = functionOf(node);
  const name = definition && calledName(node, context.module);
  if (!definition || !name) return;
  addCheck(node, definition, context);
  addCall(definition, name, context);
  if (!RUNS_OTHERS.test(name)) return;
  for (const argument of node.child("arguments")?.operands ?? []) {
    const handed = argument.type === "identifier" || argument.type === "attribute" ? calledName(argument, context.module) : null;
    if (handed) addCall(definition, handed, context);
  }
}

function callInTypeScript(node: Node, context: FactContext): void {
  if (isNew(node)) {
    checked(node, context);
    return;
  }
  const check = isMiddleware(node) ? authCheck(node, context.module) : null;
  const made = check && madeName(node, context.module);
  if (check && made !== null) {
    const checks = [{ ...check, span: context.span(node) }];
    context.emit("auth", { name: made, span: context.span(node), checks, calls: [] });
    return;
  }
  const name = calledName(node, context.module);
  const definition = functionOf(node);
  if (!definition) return;
  addCheck(node, definition, context);
  if (name !== null && !PLAIN.test(name)) addCall(definition, name, context);
  // A function that is handed on may be run: `promisify(verify)`, `withAuth(handler)`.
  for (const argument of node.child("arguments")?.operands ?? []) {
    const plain = unwrap(argument);
    if (plain.type === "identifier" && context.module.bindingsOf(plain.text, plain)[0]?.kind === "function")
      addCall(definition, plain.text, context);
  }
}

/** `bearerAuth({ … })` of `app.use(bearerAuth({ … }))`: what it makes runs before routes. */
function isMiddleware(node: Node): boolean {
  const call = node.parent?.field === "arguments" ? node.parent.parent : null;
  const callee = call && unwrap(call.child("function") as Node);
  const { chain, guards, beforeAll } = routingWords(node);
  const name = lastName(callee) ?? "";
  return callee?.type === "attribute" ? chain.has(name) || beforeAll.has(name) : guards.has(name);
}

function checked(node: Node, context: FactContext): void {
  const { value } = node.source.text;
  // Every string of a file comes here: `Bearer` begins with a b.
  if (node.type === "string" && !/b/i.test(value.slice(node.start + 1, node.start + 3))) return;
  const check = authCheck(node, context.module);
  const definition = check && functionOf(node);
  if (check && definition) factOf(definition, context).checks.push({ ...check, span: context.span(node) });
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
  if (fact) return fact;
  const isPython = definition.source.language === "python";
  const route = isPython ? null : routeName(definition);
  // Middleware that is written into a route belongs to it, as its handler does.
  if (route !== null) for (const other of known.values()) if (other.name === route) fact = other;
  if (!fact) {
    const name = isPython ? qualifiedName(definition) : nameOf(definition, route);
    fact = { name, span: context.span(nameNode(definition)), checks: [], calls: [] };
    context.emit("auth", fact);
  }
  known.set(definition, fact);
  return fact;
}

/** The name of a function or of the route it is written into; a method's with its class. */
function nameOf(definition: Node, route: string | null): string {
  const own = route ?? ownName(definition) ?? "";
  const { parent } = definition;
  const isMember =
    parent !== null && (isClassField(parent) || (parent.type === "block" && parent.parent?.type === "class_definition"));
  const holder = isMember ? ancestor(definition, "class_definition") : null;
  const owner = holder && definitionName(holder);
  return owner === null ? own : `${owner}.${own}`;
}

function nameNode(definition: Node): Node {
  const { parent } = definition;
  const holder = parent?.type === "assignment" ? parent.child("left") : parent?.type === "pair" ? parent.child("key") : null;
  return definition.child("name") ?? holder ?? definition;
}

/**
 * The function in whose body or parameters a node stands; what a lambda, or a function of TypeScript without a name, does counts for the
 * function around it.
 */
function functionOf(node: Node): Node | null {
  const isPython = node.source.language === "python";
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    const isInside = child.field === "body" || child.field === "parameters";
    if (up.type === "function_definition" && isInside && (isPython || isNamed(up))) return up;
    if (up.type === "lambda" && !isPython && isNamed(up)) return up;
    if (up.type === "class_definition" && isPython) return null;
  }
  return null;
}

function isNamed(definition: Node): boolean {
  return (ownName(definition) ?? routeName(definition)) !== null;
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
