import type { ModuleNames } from "../names/module-names.ts";
import { callArguments, isNew, keyOf, stringValue, unwrap } from "../read.ts";
import type { Node } from "../../syntax/tree.ts";
import { calledBy, lastMember, memberName, ownerOf, parameterName, parametersOf } from "./members.ts";
import { constantTruth, counts } from "./reached-calls.ts";
import type { TestCall } from "./test-calls.ts";

/** Why a test proves nothing, whatever it asserts. */
export interface IdleCall {
  /** What follows the test's title in a message: `is skipped by …`. */
  why: string;
  /** What makes it so. */
  at: Node;
}

/** Why a runner never runs a test, or does not mind its failure; null for one that runs. A skip on a condition is none: elsewhere it runs. */
export function idleCall(test: TestCall, module: ModuleNames): IdleCall | null {
  const own = ofCall(test.call, module);
  if (own) return own;
  for (const suite of test.suiteCalls) {
    const why = ofCall(suite, module);
    if (why) return { ...why, why: `${why.why}, around it` };
  }
  // A test that the file never comes to: behind `if (false)`, in a function that nothing calls.
  if (!counts(test.call, null, module)) return { why: "stands where the file never comes to", at: test.call };
  return byBody(test);
}

/** `it.skip`, `xit`, `it.fails`, `it.skipIf(true)`, `it("…", { skip: true }, …)`. */
function ofCall(call: Node, module: ModuleNames): IdleCall | null {
  const shown = (node: Node): string => `\`${node.text.split("\n", 1)[0] ?? ""}\``;
  for (let node = calledBy(call); ;) {
    const owner = ownerOf(node);
    if (node.type === "identifier") {
      if (/^x(?:it|test|describe)$/.test(node.text)) return { why: `is skipped by ${shown(node)}`, at: node };
      break;
    }
    if (owner) {
      const name = memberName(node) ?? "";
      if (/^(?:skip|todo|fixme)$/.test(name)) return { why: `is skipped by ${shown(node)}`, at: node };
      if (/^(?:fails|failing)$/.test(name)) return { why: `is expected to fail by ${shown(node)}`, at: node };
      node = owner;
    } else if (node.type === "call" && !isNew(node)) {
      const callee = calledBy(node);
      const name = lastMember(callee) ?? "";
      const [first] = node.child("arguments")?.operands ?? [];
      const truth = constantTruth(first, module);
      if ((name === "skipIf" && truth === true) || (name === "runIf" && truth === false))
        return { why: `is skipped by ${shown(node)}`, at: node };
      const table = first && unwrap(first);
      if (/^(?:each|for)$/.test(name) && table?.type === "list" && table.operands.length === 0)
        return { why: `is given no case to run by ${shown(node)}`, at: node };
      node = callee;
    } else if (node.type === "tagged_template_expression" && node.operands[0]) node = unwrap(node.operands[0]);
    else break;
  }
  for (const argument of callArguments(call).positional.slice(1)) {
    const options = unwrap(argument);
    if (options.type !== "dictionary") continue;
    for (const property of options.operands) {
      const key = property.type === "pair" ? (keyOf(property) ?? "") : "";
      if (!/^(?:skip|todo|fails)$/.test(key) || constantTruth(property.child("value"), module) !== true) continue;
      return { why: `${key === "fails" ? "is expected to fail" : "is skipped"} by ${shown(property)}`, at: property };
    }
  }
  return null;
}

/** Skipped by its first statement: `ctx.skip()`, `t.skip("later")`, `this.skip()`, `test.skip()`. */
function byBody({ body }: TestCall): IdleCall | null {
  const block = body.child("body");
  for (const statement of block?.type === "block" ? block.operands : []) {
    if (statement.type === "variable_declaration") continue;
    const [expression] = statement.type === "expression_statement" ? statement.operands : [];
    const call = expression && unwrap(expression);
    if (call?.type !== "call" || isNew(call)) return null;
    const callee = calledBy(call);
    const owner = ownerOf(callee);
    const [first] = parametersOf(body);
    const isSkip = owner
      ? /^(?:skip|fixme)$/.test(memberName(callee) ?? "") && isRunner(owner, first)
      : callee.type === "identifier" && callee.text === "skip" && first?.type === "object_pattern";
    const [condition] = call.child("arguments")?.operands ?? [];
    const isAlways = condition === undefined || stringValue(condition) !== null || unwrap(condition).type === "true";
    return isSkip && isAlways ? { why: "is skipped by its first statement", at: statement } : null;
  }
  return null;
}

/** `this`, what the runner hands the test, or the runner's own `test` and `it`. */
function isRunner(object: Node, parameter: Node | undefined): boolean {
  if (object.type !== "identifier") return false;
  return /^(?:this|test|it)$/.test(object.text) || parameterName(parameter)?.text === object.text;
}
