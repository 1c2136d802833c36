import type { TSESTree } from "../../syntax/typescript.ts";
import type { AuthFact } from "../kinds-http.ts";
import { authCheck } from "./auth-checks.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { ownName } from "../../code/typescript/function-names.ts";
import { className } from "./functions.ts";
import { handlerName } from "./middleware.ts";
import { ancestor, enclosingFunction, propertyName, unwrap, type FunctionNode } from "../../code/typescript/read.ts";
import { routeName } from "./route-names.ts";

/** What reads requests, logs and answers: it checks nothing. */
const PLAIN = /^(?:json|send|status|code|end|next|log|info|warn|error|debug|push|map|filter|toString|require)$/;

const ROUTING = /^(?:get|post|put|patch|delete|all|use|on|addHook|register)$/;

/** Signatures, tokens and keys that functions look at. */
export const auth: TypeScriptExtractor = {
  CallExpression(node, context) {
    const check = isMiddleware(node) ? authCheck(node, context.module) : null;
    const callee = check && handlerName(node.callee, context);
    if (check && callee !== null) {
      context.emit("auth", {
        name: callee,
        span: context.span(node),
        checks: [{ ...check, span: context.span(node) }],
        calls: [],
      });
      return;
    }
    const definition = functionOf(node, context);
    if (!definition) return;
    checked(node, context);
    const name = handlerName(node.callee, context);
    if (name !== null && !PLAIN.test(name)) addCall(definition, name, context);
    // A function that is handed on may be run: `promisify(verify)`, `withAuth(handler)`.
    for (const argument of node.arguments) {
      const plain = unwrap(argument);
      if (plain.type !== "Identifier") continue;
      const found = context.module.variable(plain)?.defs[0];
      if (found?.type === "FunctionName") addCall(definition, plain.name, context);
    }
  },
  NewExpression: checked,
  Literal: checked,
  TemplateLiteral: checked,
  MemberExpression: checked,
  BinaryExpression: checked,
  VariableDeclarator(node, context) {
    // `const requireToken = bearerAuth({ token })`: what it makes checks.
    const made = node.init ? unwrap(node.init) : null;
    if (node.id.type !== "Identifier" || made?.type !== "CallExpression" || enclosingFunction(node)) return;
    const check = authCheck(made, context.module);
    const calls = handlerName(made.callee, context);
    if (check) emit(node.id, [{ ...check, span: context.span(made) }], calls === null ? [] : [calls], context);
  },
};

/** `bearerAuth({ … })` of `app.use(bearerAuth({ … }))`: what it makes runs before routes. */
function isMiddleware({ parent }: TSESTree.CallExpression): boolean {
  if (parent.type !== "CallExpression") return false;
  const callee = unwrap(parent.callee);
  return callee.type === "MemberExpression" && ROUTING.test(propertyName(callee) ?? "");
}

function emit(name: TSESTree.Identifier, checks: AuthFact["checks"], calls: string[], context: TypeScriptFactContext): void {
  context.emit("auth", { name: name.name, span: context.span(name), checks, calls });
}

function checked(node: TSESTree.Node, context: TypeScriptFactContext): void {
  const check = authCheck(node, context.module);
  const definition = check && functionOf(node, context);
  if (check && definition) factOf(definition, context).checks.push({ ...check, span: context.span(node) });
}

function addCall(definition: FunctionNode, name: string, context: TypeScriptFactContext): void {
  const { calls } = factOf(definition, context);
  if (!calls.includes(name)) calls.push(name);
}

const made = new WeakMap<TypeScriptFactContext, Map<FunctionNode, AuthFact>>();

/** The fact of a function, emitted when there is something to say and completed while its body is read. */
function factOf(definition: FunctionNode, context: TypeScriptFactContext): AuthFact {
  let known = made.get(context);
  if (!known) made.set(context, (known = new Map<FunctionNode, AuthFact>()));
  let fact = known.get(definition);
  const route = fact ? null : routeName(definition, context.module);
  // Middleware that is written into a route belongs to it, as its handler does.
  if (route !== null) for (const [other, its] of known) if (its.name === route && other !== definition) fact = its;
  if (fact) known.set(definition, fact);
  if (!fact) {
    const owner = ancestor(definition, "ClassDeclaration", "ClassExpression");
    const own = calledName(definition, context) ?? "";
    const within =
      definition.parent.type === "MethodDefinition" || definition.parent.type === "PropertyDefinition"
        ? className(owner ?? undefined)
        : null;
    fact = { name: within === null ? own : `${within}.${own}`, span: context.span(nameNode(definition)), checks: [], calls: [] };
    known.set(definition, fact);
    context.emit("auth", fact);
  }
  return fact;
}

function nameNode(definition: FunctionNode): TSESTree.Node {
  if (definition.type !== "ArrowFunctionExpression" && definition.id) return definition.id;
  const { parent } = definition;
  if (parent.type === "VariableDeclarator") return parent.id;
  if (parent.type === "MethodDefinition" || parent.type === "PropertyDefinition" || parent.type === "Property") return parent.key;
  return definition;
}

/** What a function is called by routes and calls: its name, or that of the route it is written into. */
function calledName(definition: FunctionNode, { module }: TypeScriptFactContext): string | null {
  return routeName(definition, module) ?? ownName(definition);
}

/** The function that a node runs in: what one without a name does counts for the function around it. */
function functionOf(node: TSESTree.Node, context: TypeScriptFactContext): FunctionNode | null {
  for (let up = enclosingFunction(node); up; up = enclosingFunction(up)) if (calledName(up, context) !== null) return up;
  return null;
}
