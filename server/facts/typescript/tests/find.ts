import type { TSESTree } from "../../../syntax/typescript.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import { isFunction, lastName, stringValue, unwrap, type FunctionNode } from "../../../code/typescript/read.ts";

/** A test of vitest, jest, node:test and their kin: `it("…", () => …)`, `test.each(table)("…", …)`, `t.test("…", …)`. */
export interface TestCall {
  call: TSESTree.CallExpression;
  /** As the runner prints it: the first argument's text. */
  title: string;
  /** The first argument. */
  titleNode: TSESTree.Node;
  body: FunctionNode;
  /** Titles of the `describe` blocks around it, outermost first. */
  suites: string[];
  /** These blocks' calls, outermost first. */
  suiteCalls: TSESTree.CallExpression[];
  /** What was done to the test: `only`, `each`, `fails`. */
  modifiers: string[];
  /** A test in a test, of node:test. */
  inner: boolean;
}

const TEST_NAMES = /^(?:it|test|specify|fit|xit|xtest|bench)$/;
const SUITE_NAMES = /^(?:describe|suite|context|fdescribe|xdescribe)$/;
const RUNNERS = /^(?:vitest|vite-plus\/test|@jest\/globals|node:test|bun:test|@playwright\/test|mocha|@std\/testing\/bdd)$/;
/** Fixtures extended from fixtures. */
const MAX_STEPS = 6;

interface Head {
  root: TSESTree.Node;
  modifiers: string[];
}

/** The test that a call declares; null for any other call, and for one that is only planned (`it.todo`). */
export function testOf(call: TSESTree.CallExpression, module: TypeScriptModule): TestCall | null {
  const [titleNode] = call.arguments;
  if (!titleNode || call.arguments.length < 2) return null;
  const head = headOf(call.callee);
  if (!head) return null;
  const inner = isSubtest(head, module);
  if (!inner && !isNamed(head.root, TEST_NAMES, module)) return null;
  if (head.modifiers.some((name) => /^(?:todo|extend|describe|step|use|beforeEach|afterEach)$/.test(name))) return null;
  const body = bodyOf(call, module);
  if (!body) return null;
  return {
    call,
    title: stringValue(titleNode) ?? module.textOf(titleNode).replace(/^[`"']|[`"']$/g, ""),
    titleNode,
    body,
    ...suitesAround(call, module),
    modifiers: head.modifiers,
    inner,
  };
}

/** True when the file brings a test runner of its own, whatever it is called. */
export function importsRunner(module: TypeScriptModule): boolean {
  return module.tree.program.body.some((statement) => statement.type === "ImportDeclaration" && isRunner(statement.source.value));
}

function isRunner(source: string): boolean {
  return RUNNERS.test(source);
}

/** `it`, and what is done to it, of `it.skip`, `it.each(…)`, `` it.each`…` ``. */
function headOf(callee: TSESTree.Node): Head | null {
  const modifiers: string[] = [];
  for (let node = unwrap(callee); ;) {
    switch (node.type) {
      case "Identifier":
        return { root: node, modifiers };
      case "MemberExpression": {
        const name = lastName(node);
        if (name === null) return null;
        modifiers.unshift(name);
        node = unwrap(node.object);
        break;
      }
      case "CallExpression":
        node = unwrap(node.callee);
        break;
      case "TaggedTemplateExpression":
        node = unwrap(node.tag);
        break;
      default:
        return null;
    }
  }
}

/** `t.test("…", …)` where `t` is what node:test gives the test around it. */
function isSubtest({ root, modifiers }: Head, module: TypeScriptModule): boolean {
  if (modifiers[0] !== "test" || modifiers.length > 1) return false;
  const definition = module.variable(root)?.defs[0];
  if (definition?.type !== "Parameter" || !isFunction(definition.node)) return false;
  const call = definition.node.parent;
  return call?.type === "CallExpression" && definition.node.params[0] === definition.name && testOf(call, module) !== null;
}

/** A name of a runner: a global, imported under any name, taken from a file of fixtures, or extended from one. */
function isNamed(root: TSESTree.Node, names: RegExp, module: TypeScriptModule, step = 0): boolean {
  if (root.type !== "Identifier" || step > MAX_STEPS) return false;
  const variable = module.variable(root);
  if (!variable) return names.test(root.name);
  const [definition] = variable.defs;
  if (definition?.type === "ImportBinding") {
    const dotted = module.resolve(root) ?? "";
    // The default of node:test is `test`.
    return names.test(dotted.slice(dotted.lastIndexOf(".") + 1));
  }
  if (definition?.type !== "Variable" || !definition.node.init) return false;
  const init = unwrap(definition.node.init);
  if (init.type === "Identifier") return isNamed(init, names, module, step + 1);
  if (init.type === "MemberExpression" || init.type === "CallExpression") {
    const head = headOf(init.type === "CallExpression" ? init.callee : init);
    const extended = head?.modifiers.every((name) =>
      /^(?:extend|skipIf|runIf|skip|only|concurrent|sequential|each|for|override)$/.test(name),
    );
    return head !== null && extended === true && head.modifiers.length > 0 && isNamed(head.root, names, module, step + 1);
  }
  return false;
}

/** The function that runs: written here, or of this file by its name. */
function bodyOf(call: TSESTree.CallExpression, module: TypeScriptModule): FunctionNode | null {
  for (const argument of call.arguments.slice(1).toReversed()) {
    const node = unwrap(argument);
    if (isFunction(node)) return node;
    const named = node.type === "Identifier" ? functionNamed(node, module) : null;
    if (named) return named;
    // `it("…", withDatabase(async (db) => …))`
    if (node.type === "CallExpression") {
      const wrapped = node.arguments.map((inner) => unwrap(inner)).find(isFunction);
      if (wrapped) return wrapped;
    }
  }
  return null;
}

/** The function of this file that a name stands for. */
export function functionNamed(name: TSESTree.Node, module: TypeScriptModule): FunctionNode | null {
  const definition = module.variable(name)?.defs[0];
  if (definition?.type === "FunctionName" && isFunction(definition.node)) return definition.node;
  if (definition?.type !== "Variable" || definition.node.id.type !== "Identifier" || !definition.node.init) return null;
  const init = unwrap(definition.node.init);
  return isFunction(init) ? init : null;
}

function suitesAround(call: TSESTree.CallExpression, module: TypeScriptModule): Pick<TestCall, "suites" | "suiteCalls"> {
  const suites: string[] = [];
  const suiteCalls: TSESTree.CallExpression[] = [];
  for (let node: TSESTree.Node | undefined = call.parent; node; node = node.parent) {
    if (node.type !== "CallExpression") continue;
    const [title] = node.arguments;
    const head = title ? headOf(node.callee) : null;
    if (!title || !head) continue;
    const isSuite = isNamed(head.root, SUITE_NAMES, module) || head.modifiers.includes("describe");
    if (!isSuite) continue;
    suites.unshift(stringValue(title) ?? module.textOf(title));
    suiteCalls.unshift(node);
  }
  return { suites, suiteCalls };
}
