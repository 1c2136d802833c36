import type { TSESTree } from "../../../syntax/typescript.ts";
import type { TestBody } from "../../kinds-tests.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import { isFunction, unwrap } from "../../../code/typescript/read.ts";
import { isWithin } from "../../../code/typescript/walk.ts";
import type { TestCall } from "./find.ts";

/** What reads or writes something under the test's own name: two tests with the same lines do not do the same. */
const BY_NAME = /currentTestName|toMatch(?:File)?Snapshot|toThrowErrorMatchingSnapshot|\btask\b|cassette|polly/i;
/** What a suite may hold and change nothing for its tests. */
const ONLY_TESTS = /^(?:it|test|specify|describe|suite|context)\b/;
/** Types, places and spellings, which say nothing of what runs. */
const UNSAID = new Set(["type", "parent", "range", "loc", "raw", "typeAnnotation", "returnType", "shorthand", "directive"]);

/** What a test does, for comparing it with another. */
export function bodyOf(test: TestCall, module: TypeScriptModule): TestBody | null {
  if (test.inner || BY_NAME.test(module.textOf(test.body))) return null;
  const writer = new BodyWriter(test, module);
  writer.write(test.call.callee);
  for (const argument of test.call.arguments.slice(1)) if (unwrap(argument).type === "ObjectExpression") writer.write(argument);
  writer.write(test.body.async);
  for (const parameter of test.body.params) writer.write(parameter);
  writer.write(test.body.body);
  const around = writer.ofSuite || hasSetup(test.call) ? test.suites.join(" ") : "";
  return {
    text: [around, ...writer.parts].join(" "),
    ofFile: writer.ofFile || around !== "" || !onlyTests(module.tree.program.body),
  };
}

/** A suite around the test holds more than tests: hooks, variables. */
function hasSetup(call: TSESTree.CallExpression): boolean {
  for (let node: TSESTree.Node | undefined = call.parent; node; node = node.parent)
    if (isFunction(node) && node.body.type === "BlockStatement" && !onlyTests(node.body.body)) return true;
  return false;
}

function onlyTests(statements: readonly TSESTree.Statement[]): boolean {
  return statements.every((statement) => {
    if (statement.type === "ImportDeclaration") return true;
    if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return false;
    return ONLY_TESTS.test(rootOf(statement.expression.callee));
  });
}

function rootOf(callee: TSESTree.Node): string {
  let node = unwrap(callee);
  while (node.type === "MemberExpression" || node.type === "CallExpression" || node.type === "TaggedTemplateExpression")
    node = unwrap(node.type === "MemberExpression" ? node.object : node.type === "CallExpression" ? node.callee : node.tag);
  return node.type === "Identifier" ? node.name : "";
}

/** Writes a tree without what formatting, comments, types and the choice of local names add to it. */
class BodyWriter {
  readonly parts: string[] = [];
  /** It reads a name that the file defines, and one that a suite around it defines. */
  ofFile = false;
  ofSuite = false;
  readonly #test: TestCall;
  readonly #module: TypeScriptModule;
  readonly #locals = new Map<unknown, string>();

  constructor(test: TestCall, module: TypeScriptModule) {
    this.#test = test;
    this.#module = module;
  }

  write(value: unknown): void {
    if (Array.isArray(value)) {
      this.parts.push("[");
      for (const item of value) this.write(item);
      this.parts.push("]");
    } else if (isNode(value)) this.#node(unwrap(value));
    else if (value instanceof RegExp || typeof value === "bigint") this.parts.push(`${String(value)}`);
    else this.parts.push(JSON.stringify(value) ?? "undefined");
  }

  #node(node: TSESTree.Node): void {
    if (node.type === "Identifier" || node.type === "JSXIdentifier") {
      this.parts.push(this.#name(node));
      return;
    }
    this.parts.push(`<${node.type}`);
    for (const [key, value] of Object.entries(node)) {
      if (UNSAID.has(key) || value === undefined) continue;
      this.parts.push(`${key}:`);
      this.write(key === "arguments" && isExpect(node) ? (value as unknown[]).slice(0, 1) : value);
    }
    this.parts.push(">");
  }

  #name(node: TSESTree.Identifier | TSESTree.JSXIdentifier): string {
    const variable = this.#module.variable(node);
    const [definition] = variable?.defs ?? [];
    if (!variable || !definition) return node.name;
    if (definition.type === "ImportBinding") return this.#module.resolve(node) ?? node.name;
    const { block } = variable.scope;
    if (isWithin(block, this.#test.body)) {
      const known = this.#locals.get(variable) ?? `$${this.#locals.size}`;
      this.#locals.set(variable, known);
      return known;
    }
    this.ofFile = true;
    this.ofSuite ||= block.type !== "Program";
    return node.name;
  }
}

function isNode(value: unknown): value is TSESTree.Node {
  return typeof value === "object" && value !== null && "type" in value && "range" in value;
}

/** `expect(value, "what is wrong otherwise")`: the text is no part of what is asserted. */
function isExpect(node: TSESTree.Node): boolean {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "expect") return false;
  const [, message] = node.arguments;
  return message?.type === "Literal" && typeof message.value === "string";
}
