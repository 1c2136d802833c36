import type { ModuleNames } from "../names/module-names.ts";
import { callArguments, isFunction, isNew, stringValue, unwrap } from "../read.ts";
import type { Node } from "../../syntax/tree.ts";
import { calledBy, memberName, ownerOf, parameterName, parametersOf } from "./members.ts";

/** A test of vitest, jest, node:test and their kin: `it("…", () => …)`, `test.each(table)("…", …)`, `t.test("…", …)`. */
export interface TestCall {
  call: Node;
  /** As the runner prints it: the first argument's text. */
  title: string;
  /** The first argument. */
  titleNode: Node;
  /** The function that runs. */
  body: Node;
  /** Titles of the `describe` blocks around it, outermost first. */
  suites: string[];
  /** These blocks' calls, outermost first. */
  suiteCalls: Node[];
  /** What was done to the test: `only`, `each`, `fails`. */
  modifiers: string[];
  /** A test in a test, of node:test. */
  inner: boolean;
}

const TEST_NAMES = /^(?:it|test|specify|fit|xit|xtest|bench)$/;
const SUITE_NAMES = /^(?:describe|suite|context|fdescribe|xdescribe)$/;
const RUNNERS = /^(?:vitest|vite-plus\/test|@jest\/globals|node:test|test|bun:test|@playwright\/test|mocha|@std\/testing\/bdd)$/;
/** Fixtures extended from fixtures. */
const MAX_STEPS = 6;

interface Head {
  root: Node;
  modifiers: string[];
}

/** The test that a call declares; null for any other call, and for one that is only planned (`it.todo`). */
export function testOf(call: Node, module: ModuleNames): TestCall | null {
  const given = call.child("arguments")?.operands ?? [];
  const [titleNode] = given;
  // Most calls are none; only what has a title and a function is looked at further.
  if (!titleNode || given.length < 2 || isNew(call)) return null;
  const head = headOf(calledBy(call));
  if (!head) return null;
  const inner = isSubtest(head, module);
  if (!inner && !isNamed(head.root, TEST_NAMES, module)) return null;
  if (head.modifiers.some((name) => /^(?:todo|extend|describe|step|use|beforeEach|afterEach)$/.test(name))) return null;
  const body = bodyOf(given.slice(1), module);
  if (!body) return null;
  return {
    call,
    title: stringValue(titleNode) ?? titleNode.text.replace(/^[`"']|[`"']$/g, ""),
    titleNode,
    body,
    ...suitesAround(call, module),
    modifiers: head.modifiers,
    inner,
  };
}

/** True when the file brings a test runner of its own, whatever it is called. */
export function importsRunner(module: ModuleNames): boolean {
  return module.imports.some(({ target, statement }) => target !== null && isRunner(target.module, statement));
}

/** Node's own `test` is imported as `node:test`; a package of that name is none. */
function isRunner(source: string, statement: Node): boolean {
  return RUNNERS.test(source) && (source !== "test" || /["']node:test["']/.test((statement.parent ?? statement).text));
}

/** `it`, and what is done to it, of `it.skip`, `it.each(…)`, `` it.each`…` ``. */
function headOf(callee: Node): Head | null {
  const modifiers: string[] = [];
  for (let node = unwrap(callee); ;) {
    if (node.type === "identifier") return { root: node, modifiers };
    const owner = ownerOf(node);
    if (owner) {
      const name = memberName(node);
      if (name === null) return null;
      modifiers.unshift(name);
      node = owner;
    } else if (node.type === "call" && !isNew(node)) node = calledBy(node);
    else if (node.type === "tagged_template_expression" && node.operands[0]) node = unwrap(node.operands[0]);
    else return null;
  }
}

/** `t.test("…", …)` where `t` is what node:test gives the test around it. */
function isSubtest({ root, modifiers }: Head, module: ModuleNames): boolean {
  if (modifiers[0] !== "test" || modifiers.length > 1) return false;
  const [binding] = module.bindingsOf(root.text, root);
  if (binding?.kind !== "parameter" || !isFunction(binding.statement)) return false;
  const call = binding.statement.parent?.parent;
  return (
    binding.statement.parent?.field === "arguments" &&
    call?.type === "call" &&
    parameterName(parametersOf(binding.statement)[0]) === binding.node &&
    testOf(call, module) !== null
  );
}

/** A name of a runner: a global, imported under any name, taken from a file of fixtures, or extended from one. */
function isNamed(root: Node, names: RegExp, module: ModuleNames, step = 0): boolean {
  if (root.type !== "identifier" || step > MAX_STEPS) return false;
  const [binding] = module.bindingsOf(root.text, root);
  if (!binding) return names.test(root.text);
  if (binding.target) {
    const dotted = module.resolve(root) ?? "";
    // The default of node:test is `test`.
    return names.test(dotted.slice(dotted.lastIndexOf(".") + 1));
  }
  const value = binding.statement.type === "assignment" ? binding.statement.child("right") : null;
  if (!value) return false;
  const made = unwrap(value);
  if (made.type === "identifier") return isNamed(made, names, module, step + 1);
  if (ownerOf(made) || (made.type === "call" && !isNew(made))) {
    const head = headOf(made.type === "call" ? calledBy(made) : made);
    const extended = head?.modifiers.every((name) =>
      /^(?:extend|skipIf|runIf|skip|only|concurrent|sequential|each|for|override)$/.test(name),
    );
    return head !== null && extended === true && head.modifiers.length > 0 && isNamed(head.root, names, module, step + 1);
  }
  return false;
}

/** The function that runs: written here, or of this file by its name. */
function bodyOf(given: readonly Node[], module: ModuleNames): Node | null {
  for (const argument of given.toReversed()) {
    const node = unwrap(argument);
    if (isFunction(node)) return node;
    const named = node.type === "identifier" ? functionNamed(node, module) : null;
    if (named) return named;
    // `it("…", withDatabase(async (db) => …))`
    if (node.type === "call" && !isNew(node)) {
      const wrapped = callArguments(node).positional.map(unwrap).find(isFunction);
      if (wrapped) return wrapped;
    }
  }
  return null;
}

/** The function of this file that a name stands for. */
export function functionNamed(name: Node, module: ModuleNames): Node | null {
  const [binding] = module.bindingsOf(name.text, name);
  if (binding?.kind === "function" && isFunction(binding.statement)) return binding.statement;
  if (binding?.statement.type !== "assignment" || binding.statement.child("left") !== binding.node) return null;
  const value = binding.statement.child("right");
  const made = value && unwrap(value);
  return made && isFunction(made) ? made : null;
}

function suitesAround(call: Node, module: ModuleNames): Pick<TestCall, "suites" | "suiteCalls"> {
  const suites: string[] = [];
  const suiteCalls: Node[] = [];
  for (let node = call.parent; node; node = node.parent) {
    if (node.type !== "call" || isNew(node)) continue;
    const [title] = node.child("arguments")?.operands ?? [];
    const head = title ? headOf(calledBy(node)) : null;
    if (!title || !head) continue;
    const isSuite = isNamed(head.root, SUITE_NAMES, module) || head.modifiers.includes("describe");
    if (!isSuite) continue;
    suites.unshift(stringValue(title) ?? title.text);
    suiteCalls.unshift(node);
  }
  return { suites, suiteCalls };
}
