import { emitTestCall } from "./test-calls.ts";
import { addWords } from "../../words.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../../context.ts";
import {
  ancestor,
  callArguments,
  calleeName,
  decorators,
  isAsync,
  lastName,
  operator,
  unwrap,
  walk,
} from "../../../code/read.ts";
import { idleTest } from "../../../code/tests/idle.ts";
import { neededModule } from "../../../code/tests/idle-file.ts";
import { marksOf, needsRunner } from "../../../code/tests/marks.ts";
import { cannotFail, counts, isNeverAwaited } from "../../../code/tests/reached.ts";
import { bodyOf } from "./body.ts";
import { testNames } from "./names.ts";
import { Origins } from "./origins.ts";
import { substitution } from "./substitution.ts";
import type { AssertionFact, TestFact } from "../../kinds-tests.ts";

/** Test functions with what they assert. */
export const tests: FactExtractor = {
  function_definition(node, context) {
    if (node.source.language === "python" && isTest(node)) context.emit("tests", readTest(node, context));
  },
  call(node, context) {
    if (node.source.language === "typescript") emitTestCall(node, context);
  },
};

function isTest(node: Node): boolean {
  if (!/^test(?:_|$)/.test(node.child("name")?.text ?? "")) return false;
  if (decorators(node).some((decorator) => /\bfixture\b/.test(decorator.text))) return false;
  const owner = ancestor(node, "class_definition", "function_definition");
  return owner === null || (owner.type === "class_definition" && /Test/.test(owner.child("name")?.text ?? ""));
}

function readTest(node: Node, context: FactContext): TestFact {
  const { module } = context;
  const origins = new Origins(module);
  const assertions: AssertionFact[] = [];
  const seeds: string[] = [];
  let deliveries = 0;
  const handled = new Map<string, number>();
  const body = node.child("body") ?? node;
  const names = testNames(module);
  const idle = idleTest(node, names);

  /** @param given what the parameters of a helper stand for @param depth 0 in the test itself, 1 in a helper it calls */
  const read = (root: Node, given: ReadonlyMap<string, Node>, depth: number): void => {
    walk(root, (inner) => {
      if (inner.type === "class_definition") return false;
      if (inner.type === "assert_statement") {
        const [condition] = inner.operands;
        if (condition && counts(inner, root, names) && !cannotFail(condition, names)) {
          const parts = conditions(condition).filter((part) => !cannotFail(part, names));
          assertions.push(...parts.map((part) => assertionOf(part, origins, given, context, inner)));
        }
      } else if (inner.type === "assignment") {
        const left = inner.child("left");
        if (/\.(?:return_value|side_effect)$/.test(left?.text ?? "")) seeds.push(lastName(left?.child("object") ?? null) ?? "");
      } else if (inner.type === "call") {
        const called = mockAssertion(inner, origins, given, context);
        if (called && counts(inner, root, names)) assertions.push(called);
        const times = ancestor(inner, "for_statement", "while_statement") ? 2 : 1;
        if (isDelivery(inner)) deliveries += times;
        const callee = inner.child("function");
        if (callee && HANDLER.test(calleeName(inner) ?? "")) handled.set(callee.text, (handled.get(callee.text) ?? 0) + times);
        const binding = callee?.type === "identifier" ? module.binding(callee.text, callee) : null;
        if (depth === 0 && binding?.kind === "function" && binding.statement !== node && !isNestedIn(binding.statement, node)) {
          const helper = binding.statement.child("body");
          const runs = counts(inner, root, names) && !(isAsync(binding.statement) && isNeverAwaited(inner));
          if (helper && runs) read(helper, substitution(binding.statement, inner), 1);
        }
      }
      return true;
    });
  };
  read(body, new Map(), 0);
  const marks = marksOf(node, names);
  const needs = body.operands.flatMap((statement) => neededModule(statement, names)?.module ?? []);
  return {
    name: node.child("name")?.text ?? "",
    owner: ancestor(node, "class_definition")?.child("name")?.text ?? null,
    span: context.span(node.child("name") ?? node),
    header: context.span({ start: node.start, end: (node.child("return_type") ?? node.child("parameters") ?? node).end }),
    assertions: idle ? [] : assertions,
    ...(idle ? { idle: idle.why } : {}),
    ...(marks === null || marks.length > 0 ? { marks } : {}),
    ...(needsRunner(node, names) ? { needsRunner: true } : {}),
    ...(needs.length > 0 ? { needs } : {}),
    deliveries: Math.max(deliveries, ...handled.values()),
    seeds: [...new Set(seeds)],
    fixtures: (node.child("parameters")?.operands ?? []).map(
      (parameter) => (parameter.child("name") ?? parameter.operands[0] ?? parameter).text,
    ),
    words: wordsOf(node),
    body: bodyOf(node, module),
  };
}

function isNestedIn(definition: Node, test: Node): boolean {
  return test.start <= definition.start && definition.end <= test.end;
}

/** The parts of `a and b`, each an assertion of its own. */
function conditions(condition: Node): Node[] {
  const node = unwrap(condition);
  return node.type === "boolean_operator" && operator(node) === "and" ? node.operands.flatMap(conditions) : [node];
}

function assertionOf(
  node: Node,
  origins: Origins,
  given: ReadonlyMap<string, Node>,
  context: FactContext,
  statement: Node,
): AssertionFact {
  const at = context.span(statement);
  const make = (form: AssertionFact["form"], left: Node, right: readonly Node[]): AssertionFact => ({
    form,
    left: origins.operand(left, given),
    right: right.map((part) => origins.operand(part, given)),
    keywords: [],
    once: false,
    span: at,
  });
  if (node.type === "comparison_operator") {
    const [left, ...right] = node.operands;
    if (left) return make(formOf(operator(node)), left, right);
  }
  if (node.type === "call") {
    const name = calleeName(node);
    const [first, second] = callArguments(node).positional;
    if (name === "isinstance" && first && second) return make("isinstance", first, [second]);
    if ((name === "all" || name === "any") && first) {
      const inner = first.child("body");
      if (inner) return assertionOf(unwrap(inner), origins, given, context, statement);
    }
  }
  return make("truth", node, []);
}

function formOf(sign: string): AssertionFact["form"] {
  if (sign === "==" || sign === "is") return "equal";
  if (sign === "!=" || sign === "is not") return "unequal";
  return sign === "in" || sign === "not in" ? "contains" : "order";
}

/** `mock.method.assert_awaited_once_with(…)`, and `with pytest.raises(…)`. */
function mockAssertion(
  call: Node,
  origins: Origins,
  given: ReadonlyMap<string, Node>,
  context: FactContext,
): AssertionFact | null {
  const name = calleeName(call) ?? "";
  const { positional, keywords } = callArguments(call);
  const callee = call.child("function");
  if (name === "raises" && positional[0]) {
    return {
      form: "raises",
      left: origins.operand(positional[0], given),
      right: [],
      keywords: [],
      once: false,
      span: context.span(call),
    };
  }
  if (!/^assert_(?:not_|any_|has_|)?(?:called|awaited|call|calls|await|awaits)/.test(name) || callee?.type !== "attribute")
    return null;
  const mock = callee.child("object");
  if (!mock) return null;
  const form = /^assert_not_/.test(name) ? "not_called" : /_with$|_any_|_has_/.test(name) ? "called_with" : "called";
  const left = origins.operand(mock, given);
  const owner = mock.type === "attribute" ? lastName(mock.child("object")) : "";
  return {
    form,
    left: { ...left, origins: [{ of: "call", name: lastName(mock) ?? "", receiver: owner ?? "", path: [] }] },
    right: [...positional, ...keywords.map(({ value }) => value)].map((part) => origins.operand(part, given)),
    keywords: keywords.map((keyword) => keyword.name),
    once: name.includes("_once"),
    span: context.span(call),
  };
}

/** Calls that hand one event to what is tested. */
const HANDLER = /^(?:handle|process|execute|run|receive|ingest|invoke|deliver|on)(?:_|$)/;

function isDelivery(call: Node): boolean {
  const callee = call.child("function");
  return (
    callee?.type === "attribute" &&
    /^(?:get|post|put|patch|delete|request)$/.test(calleeName(call) ?? "") &&
    /client/i.test(callee.child("object")?.text ?? "")
  );
}

function wordsOf(node: Node): string[] {
  const words = new Set<string>();
  const add = (text: string): void => addWords(words, text);
  add(node.child("name")?.text ?? "");
  walk(node.child("body") ?? node, (inner) => {
    if (inner.type === "identifier" || inner.type === "string_content") add(inner.text.slice(0, 200));
  });
  return [...words];
}
