import type { TSESTree } from "../../../syntax/typescript.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import { keyOf, lastName, plainArguments, propertyName, stringValue, unwrap } from "../../../code/typescript/read.ts";
import type { TestCall } from "./find.ts";
import { constantTruth, counts } from "./reached.ts";

/** Why a test proves nothing, whatever it asserts. */
export interface IdleCall {
  /** What follows the test's title in a message: `is skipped by …`. */
  why: string;
  /** What makes it so. */
  at: TSESTree.Node;
}

/** Why a runner never runs a test, or does not mind its failure; null for one that runs. A skip on a condition is none: elsewhere it runs. */
export function idleCall(test: TestCall, module: TypeScriptModule): IdleCall | null {
  const own = ofCall(test.call, module);
  if (own) return own;
  for (const suite of test.suiteCalls) {
    const why = ofCall(suite, module);
    if (why) return { ...why, why: `${why.why}, around it` };
  }
  return byPlace(test.call, module) ?? byBody(test);
}

/** `it.skip`, `xit`, `it.fails`, `it.skipIf(true)`, `it("…", { skip: true }, …)`. */
function ofCall(call: TSESTree.CallExpression, module: TypeScriptModule): IdleCall | null {
  const shown = (node: TSESTree.Node): string => `\`${module.textOf(node).split("\n", 1)[0] ?? ""}\``;
  for (let node = unwrap(call.callee); ;) {
    if (node.type === "Identifier") {
      if (/^x(?:it|test|describe)$/.test(node.name)) return { why: `is skipped by ${shown(node)}`, at: node };
      break;
    }
    if (node.type === "MemberExpression") {
      const name = propertyName(node) ?? "";
      if (/^(?:skip|todo|fixme)$/.test(name)) return { why: `is skipped by ${shown(node)}`, at: node };
      if (/^(?:fails|failing)$/.test(name)) return { why: `is expected to fail by ${shown(node)}`, at: node };
      node = unwrap(node.object);
    } else if (node.type === "CallExpression") {
      const name = lastName(node.callee) ?? "";
      const truth = constantTruth(node.arguments[0], module);
      if ((name === "skipIf" && truth === true) || (name === "runIf" && truth === false))
        return { why: `is skipped by ${shown(node)}`, at: node };
      const [table] = node.arguments;
      if (
        /^(?:each|for)$/.test(name) &&
        table &&
        unwrap(table).type === "ArrayExpression" &&
        (unwrap(table) as TSESTree.ArrayExpression).elements.length === 0
      )
        return { why: `is given no case to run by ${shown(node)}`, at: node };
      node = unwrap(node.callee);
    } else if (node.type === "TaggedTemplateExpression") node = unwrap(node.tag);
    else break;
  }
  for (const argument of plainArguments(call).slice(1)) {
    const options = unwrap(argument);
    if (options.type !== "ObjectExpression") continue;
    for (const property of options.properties) {
      if (property.type !== "Property") continue;
      const key = keyOf(property) ?? "";
      if (!/^(?:skip|todo|fails)$/.test(key) || constantTruth(property.value, module) !== true) continue;
      return { why: `${key === "fails" ? "is expected to fail" : "is skipped"} by ${shown(property)}`, at: property };
    }
  }
  return null;
}

/** A test that the file never comes to: behind `if (false)`, in a function that nothing calls. */
function byPlace(call: TSESTree.CallExpression, module: TypeScriptModule): IdleCall | null {
  if (!counts(call, module.tree.program, module)) return { why: "stands where the file never comes to", at: call };
  return null;
}

/** Skipped by its first statement: `ctx.skip()`, `t.skip("later")`, `this.skip()`, `test.skip()`. */
function byBody({ body }: TestCall): IdleCall | null {
  if (body.body.type !== "BlockStatement") return null;
  for (const statement of body.body.body) {
    if (statement.type === "VariableDeclaration") continue;
    if (statement.type !== "ExpressionStatement") return null;
    const call = unwrap(statement.expression);
    if (call.type !== "CallExpression") return null;
    const callee = unwrap(call.callee);
    const [first] = body.params;
    const isSkip =
      callee.type === "MemberExpression"
        ? /^(?:skip|fixme)$/.test(propertyName(callee) ?? "") && isRunner(unwrap(callee.object), first)
        : callee.type === "Identifier" && callee.name === "skip" && first?.type === "ObjectPattern";
    const [condition] = call.arguments;
    const isAlways =
      condition === undefined ||
      stringValue(condition) !== null ||
      (unwrap(condition).type === "Literal" && (unwrap(condition) as TSESTree.Literal).value === true);
    return isSkip && isAlways ? { why: "is skipped by its first statement", at: statement } : null;
  }
  return null;
}

/** `this`, what the runner hands the test, or the runner's own `test` and `it`. */
function isRunner(object: TSESTree.Node, parameter: TSESTree.Parameter | undefined): boolean {
  if (object.type === "ThisExpression") return true;
  if (object.type !== "Identifier") return false;
  return /^(?:test|it)$/.test(object.name) || (parameter?.type === "Identifier" && parameter.name === object.name);
}
