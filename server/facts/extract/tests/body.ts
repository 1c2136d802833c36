import type { Node } from "../../../syntax/tree.ts";
import type { ModuleNames } from "../../../code/names/module-names.ts";
import { ancestor, decorators, decoratorTarget, isAsync, stringValue, unwrap } from "../../../code/read.ts";
import type { TestBody } from "../../kinds-tests.ts";

/** Marks that sort tests or describe them, and change nothing of what one does. */
const LABELS =
  /^(?:pytest\.)?mark\.(?:asyncio|anyio|unit|integration|e2e|smoke|slow|fast|positive|negative|acceptance|happy_path|order|timeout|flaky)$|^allure\./;
/** What reads or writes something under the test's own name: two tests with the same lines do not do the same. */
const BY_NAME = /^request$|snapshot|cassette|(?:^|_)vcr|recorder|betamax|datadir|regression|golden|testinfo|approv/i;

/** Nodes whose type says all that stands between their parts. */
const SILENT = /^(?:block|function_definition|typed_parameter|typed_default_parameter|assert_statement|assignment)$/;

/** What a test does, for comparing it with another. */
export function bodyOf(test: Node, module: ModuleNames): TestBody | null {
  const heads = decorators(test).filter((one) => !LABELS.test(decoratorTarget(one)?.text ?? ""));
  const fixtures = (test.child("parameters")?.operands ?? []).map(
    (parameter) => (parameter.child("name") ?? parameter.operands[0] ?? parameter).text,
  );
  if (fixtures.some((name) => BY_NAME.test(name)) || heads.some((one) => /vcr|cassette|snapshot/i.test(one.text))) return null;
  const writer = new BodyWriter(test, module);
  for (const head of heads) writer.write(head);
  const body = test.child("body");
  if (body) writer.write(body);
  const owner = ancestor(test, "class_definition");
  const around = owner && !isPlain(owner) ? (owner.child("name")?.text ?? "") : "";
  return {
    text: [`(${[...fixtures].sort().join(" ")})`, around, ...writer.parts].join(" "),
    ofFile:
      writer.ofFile ||
      around !== "" ||
      module.global("pytestmark").length > 0 ||
      fixtures.some((name) => module.global(name).length > 0),
  };
}

/** A class that only holds tests: nothing of it changes what they do. */
function isPlain(owner: Node): boolean {
  const members = owner.child("body")?.operands ?? [];
  return (
    decorators(owner).length === 0 &&
    !owner.child("superclasses") &&
    members.every((member) => {
      const definition = member.type === "decorated_definition" ? member.child("definition") : member;
      if (definition?.type === "function_definition") return /^test/.test(definition.child("name")?.text ?? "");
      return isText(member) || member.type === "pass_statement";
    })
  );
}

/** An expression statement that is a string alone: a docstring, or a text that nothing reads. */
function isText(statement: Node): boolean {
  const [only] = statement.operands;
  return (
    statement.type === "expression_statement" &&
    statement.operands.length === 1 &&
    only !== undefined &&
    stringValue(only) !== null
  );
}

/** Writes a tree without what formatting, comments and the choice of local names add to it. */
class BodyWriter {
  readonly parts: string[] = [];
  /** It reads a name that the file defines. */
  ofFile = false;
  readonly #test: Node;
  readonly #module: ModuleNames;
  readonly #locals = new Map<string, string>();

  constructor(test: Node, module: ModuleNames) {
    this.#test = test;
    this.#module = module;
  }

  write(raw: Node): void {
    const node = unwrap(raw);
    if (node.type === "identifier") {
      this.parts.push(this.#name(node));
      return;
    }
    const text = node.type === "string" || node.type === "concatenated_string" ? stringValue(node) : null;
    if (text !== null) {
      this.parts.push(`${/^\w*/.exec(node.text)?.[0].toLowerCase().replace("u", "") ?? ""}${JSON.stringify(text)}`);
      return;
    }
    if (node.type === "string_start") {
      this.parts.push(node.text.replace(/["']+$/, "").toLowerCase());
      return;
    }
    if (node.type === "string_end") return;
    if (node.type === "string_content") {
      this.parts.push(JSON.stringify(node.text));
      return;
    }
    if (node.operands.length === 0) {
      this.parts.push(node.text);
      return;
    }
    const children = meaningOf(node);
    this.parts.push(`<${node.type}${node.type === "function_definition" && isAsync(node) ? " async" : ""}`);
    let end = node.start;
    for (const child of children) {
      this.#between(end, child.start, node);
      this.write(child);
      end = child.end;
    }
    this.#between(end, node.end, node);
    this.parts.push(">");
  }

  /** Operators and keywords between the parts of a node; brackets and commas say no more than the node's type. */
  #between(start: number, end: number, node: Node): void {
    if (start >= end || SILENT.test(node.type)) return;
    const token = node.source.text.value
      .slice(start, end)
      .replace(/#.*$/gm, "")
      .replace(/[\s\\(),]+/g, " ")
      .trim();
    if (token !== "") this.parts.push(token);
  }

  #name(node: Node): string {
    const { text } = node;
    if (node.field === "attribute" || (node.field === "name" && node.parent?.type === "keyword_argument")) return text;
    const binding = this.#module.binding(text, node);
    if (!binding) return text;
    const { scope } = binding;
    if (scope.kind === "module") {
      this.ofFile ||= binding.kind !== "import";
      return binding.kind === "import" ? (this.#module.resolve(node) ?? text) : text;
    }
    const inside = this.#test.start <= scope.node.start && scope.node.end <= this.#test.end;
    // A test's own parameters are fixtures, which go by their names; what an import binds is known by what it imports.
    if (!inside || binding.kind === "import" || (scope.node === this.#test && binding.kind === "parameter")) return text;
    const key = `${scope.node.start} ${text}`;
    const known = this.#locals.get(key) ?? `$${this.#locals.size}`;
    this.#locals.set(key, known);
    return known;
  }
}

function isMessage(node: Node): boolean {
  return node.type === "string" || node.type === "concatenated_string";
}

/** The parts of a node that say what it does. */
function meaningOf(node: Node): Node[] {
  const children = node.operands;
  if (node.type === "block") return children.filter((statement) => !isText(statement) && statement.type !== "pass_statement");
  // What a failing assertion prints is no part of what it asserts.
  if (node.type === "assert_statement" && children[1] && isMessage(children[1])) return children.slice(0, 1);
  if (node.type === "assignment" && node.child("right")) return children.filter(({ field }) => field !== "type");
  if (node.type === "function_definition") return children.filter(({ field }) => field !== "return_type");
  if (node.type === "typed_parameter" || node.type === "typed_default_parameter")
    return children.filter(({ field }) => field !== "type");
  return children;
}
