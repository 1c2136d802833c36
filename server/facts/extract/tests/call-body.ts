import type { ModuleNames } from "../../../code/names/module-names.ts";
import { isFunction, isNew, stringValue, unwrap } from "../../../code/read.ts";
import { calledBy, isWithin, ownerOf, parametersOf } from "../../../code/tests/members.ts";
import type { TestCall } from "../../../code/tests/test-calls.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { TestBody } from "../../kinds-tests.ts";

/** What reads or writes something under the test's own name: two tests with the same lines do not do the same. */
const BY_NAME = /currentTestName|toMatch(?:File)?Snapshot|toThrowErrorMatchingSnapshot|\btask\b|cassette|polly/i;
/** What a suite may hold and change nothing for its tests. */
const ONLY_TESTS = /^(?:it|test|specify|describe|suite|context)\b/;
/** Types, which say nothing of what runs. */
const UNSAID = /^(?:type|comment|ts_type_\w+)$|^ts_(?:interface|type_alias)_declaration$/;

/** What a test does, for comparing it with another. */
export function bodyOf(test: TestCall, module: ModuleNames): TestBody | null {
  if (test.inner || BY_NAME.test(test.body.text)) return null;
  const writer = new BodyWriter(test, module);
  writer.write(calledBy(test.call));
  const [, ...given] = test.call.child("arguments")?.operands ?? [];
  for (const argument of given) if (unwrap(argument).type === "dictionary") writer.write(argument);
  writer.write(test.body);
  const around = writer.ofSuite || hasSetup(test.call) ? test.suites.join(" ") : "";
  return {
    text: [around, ...writer.parts].join(" "),
    ofFile: writer.ofFile || around !== "" || !onlyTests(module.units.map(({ node }) => node)),
  };
}

/** A suite around the test holds more than tests: hooks, variables. */
function hasSetup(call: Node): boolean {
  for (let node = call.parent; node; node = node.parent) {
    const body = isFunction(node) ? node.child("body") : null;
    if (body?.type === "block" && !onlyTests(body.operands)) return true;
  }
  return false;
}

function onlyTests(statements: readonly Node[]): boolean {
  return statements.every((statement) => {
    if (statement.type === "import_declaration" || statement.type === "comment") return true;
    const [call] = statement.type === "expression_statement" ? statement.operands : [];
    return call?.type === "call" && !isNew(call) && ONLY_TESTS.test(rootOf(calledBy(call)));
  });
}

function rootOf(callee: Node): string {
  let node = callee;
  for (;;) {
    const next =
      ownerOf(node) ??
      (node.type === "call" && !isNew(node) ? calledBy(node) : null) ??
      (node.type === "tagged_template_expression" ? (node.operands[0] ?? null) : null);
    if (!next) return node.type === "identifier" ? node.text : "";
    node = unwrap(next);
  }
}

/** Writes a tree without what formatting, comments, types and the choice of local names add to it. */
class BodyWriter {
  readonly parts: string[] = [];
  /** It reads a name that the file defines, and one that a suite around it defines. */
  ofFile = false;
  ofSuite = false;
  readonly #test: TestCall;
  readonly #module: ModuleNames;
  readonly #locals = new Map<Node, string>();

  constructor(test: TestCall, module: ModuleNames) {
    this.#test = test;
    this.#module = module;
  }

  write(expression: Node): void {
    const node = unwrap(expression);
    if (UNSAID.test(node.type)) return;
    if (node.type === "identifier") this.parts.push(this.#name(node));
    else if (/^(?:typed_parameter)$/.test(node.type)) this.write(node.child("name") as Node);
    else if (node.type === "string") this.#text(node);
    else if (node.children.length === 0) this.parts.push(`<${node.type} ${JSON.stringify(node.text)}>`);
    else {
      this.parts.push(`<${node.type} ${ownText(node)}`);
      for (const child of said(node)) {
        if (UNSAID.test(child.type)) continue;
        if (child.field !== null) this.parts.push(`${child.field}:`);
        this.write(child);
      }
      this.parts.push(">");
    }
  }

  /** A text is the same in any quotes. */
  #text(node: Node): void {
    const value = stringValue(node);
    if (value !== null) this.parts.push(JSON.stringify(value));
    else
      for (const part of node.children)
        if (part.type === "interpolation") this.write(part.child("expression") as Node);
        else this.parts.push(JSON.stringify(part.text));
  }

  #name(node: Node): string {
    const [binding] = this.#module.bindingsOf(node.text, node);
    if (!binding) return node.text;
    if (binding.target) return this.#module.resolve(node) ?? node.text;
    if (isWithin(binding.node, this.#test.body)) {
      const known = this.#locals.get(binding.node) ?? `$${this.#locals.size}`;
      this.#locals.set(binding.node, known);
      return known;
    }
    this.ofFile = true;
    this.ofSuite ||= binding.scope.kind !== "module";
    return node.text;
  }
}

/** Operators and words of a node's own, without what formatting may change. */
function ownText(node: Node): string {
  let text = "";
  let at = node.start;
  for (const child of [...node.children, null]) {
    text += node.source.text.value.slice(at, child?.start ?? node.end);
    at = child?.end ?? node.end;
  }
  return text.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "").replace(/[\s;,:(){}[\]]+/g, "");
}

/** The children of a node; of `expect(value, "what is wrong otherwise")` the text is no part of what is asserted. */
function said(node: Node): readonly Node[] {
  const call = node.field === "arguments" ? node.parent : null;
  const [value, message, ...more] = node.children;
  const isExpect = call?.type === "call" && !isNew(call) && calledBy(call).text === "expect" && more.length === 0;
  return isExpect && value && message?.type === "string" && stringValue(message) !== null ? [value] : node.children;
}

/** What the runner hands a test by name: `({ app, service }) => …`. */
export function fixturesOf({ body }: TestCall): string[] {
  const [first] = parametersOf(body);
  const target = first?.child("name") ?? first;
  if (target?.type === "identifier") return [target.text];
  return target?.type === "object_pattern"
    ? target.operands.flatMap((property) => (property.type === "pair" ? (stringValue(property.child("key")) ?? []) : []))
    : [];
}
