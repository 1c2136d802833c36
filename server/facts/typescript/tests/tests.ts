import { addWords } from "../../words.ts";
import type { TSESTree } from "../../../syntax/typescript.ts";
import type { AssertionFact, TestFact } from "../../kinds-tests.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "../extract.ts";
import {
  ancestor,
  calleeName,
  isFunction,
  keyOf,
  lastName,
  plainArguments,
  propertyName,
  stringValue,
  unwrap,
  type FunctionNode,
} from "../../../code/typescript/read.ts";
import { isWithin, walk } from "../../../code/typescript/walk.ts";
import { bodyOf } from "./body.ts";
import { assertionsOfCall, canFail } from "./assertions.ts";
import { functionNamed, testOf, type TestCall } from "./find.ts";
import { idleCall } from "./idle.ts";
import { Origins, substitution, type Substitution } from "./origins.ts";
import { ofType, readAssertion, type Reading } from "./read-assertion.ts";
import { counts, isFloating } from "./reached.ts";
import { isRequest } from "./requests.ts";
import { snakeName } from "./spelling.ts";

/** Calls that hand one event to what is tested. */
const HANDLER = /^(?:handle|process|execute|run|receive|ingest|invoke|deliver|on)(?:_|$)/;
/** What tells a mock what to answer. */
const ANSWERS = /^(?:mock(?:Resolved|Return)Value(?:Once)?|mockImplementation(?:Once)?|returns|resolves|callsFake)$/;
const PARSES = /^(?:parse|parseAsync)$/;

/** Tests of vitest, jest and node:test with what they assert. */
export const tests: TypeScriptExtractor = {
  CallExpression(node, context) {
    // Most calls are none; only what has a title and a function is looked at further.
    if (node.arguments.length < 2) return;
    const test = testOf(node, context.module);
    if (test) context.emit("tests", readTest(test, context));
  },
};

function readTest(test: TestCall, context: TypeScriptFactContext): TestFact {
  const { module } = context;
  const origins = new Origins(module);
  const assertions: AssertionFact[] = [];
  const seeds = new Set<string>();
  const handled = new Map<string, number>();
  let deliveries = 0;
  const idle = idleCall(test, module);

  /** @param given what the parameters of a helper stand for @param depth 0 in the test itself, 1 in a helper it calls */
  const read = (root: FunctionNode, given: Substitution, depth: number): void => {
    const reading: Reading = { origins, context, given };
    walk(root.body, (node) => {
      if (node.type === "ClassDeclaration") return false;
      if (node.type !== "CallExpression") return true;
      const asserted = assertionsOfCall(node, module).filter(
        (call) => canFail(call) && !(call.settled !== null && isFloating(call.node)),
      );
      const checked = schemaChecks(node, reading);
      // What is never reached, or fails without anybody noticing, is not asserted.
      if (
        asserted.length + checked.length > 0 &&
        asserted.every((call) => counts(call.node, root, module)) &&
        counts(node, root, module)
      )
        assertions.push(...asserted.flatMap((call) => readAssertion(call, reading)), ...checked);
      const seed = seedOf(node);
      if (seed) seeds.add(seed);
      const times = ancestor(node, "ForStatement", "ForOfStatement", "WhileStatement") ? 2 : 1;
      if (isRequest(node)) deliveries += times;
      else if (HANDLER.test(snakeName(calleeName(node) ?? ""))) {
        const name = module.textOf(node.callee);
        handled.set(name, (handled.get(name) ?? 0) + times);
      }
      const callee = unwrap(node.callee);
      const helper = depth === 0 && callee.type === "Identifier" ? functionNamed(callee, module) : null;
      const runs = helper && counts(node, root, module) && !(helper.async && isFloating(node));
      if (runs && !isWithin(helper, test.body)) read(helper, substitution(helper, node), 1);
      return true;
    });
  };
  read(test.body, new Map(), 0);
  return {
    name: test.title,
    owner: test.suites.length > 0 ? test.suites.join(" ") : null,
    span: context.span(test.titleNode),
    header: { ...context.span(test.call), end: test.titleNode.range[1] },
    assertions: idle ? [] : assertions,
    ...(idle ? { idle: idle.why } : {}),
    deliveries: Math.max(deliveries, ...handled.values()),
    seeds: [...seeds],
    fixtures: fixturesOf(test.body),
    words: wordsOf(test),
    body: bodyOf(test, module),
  };
}

/** `PacketEnvelopeSchema.parse(packet)`, `expectTypeOf(packet).toEqualTypeOf<PacketEnvelope>()`. */
function schemaChecks(node: TSESTree.CallExpression, reading: Reading): AssertionFact[] {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return [];
  const name = propertyName(callee) ?? "";
  const [value] = plainArguments(node);
  if (PARSES.test(name) && value && /^[A-Z]\w+/.test(lastName(callee.object) ?? "") && lastName(callee.object) !== "JSON") {
    const left = reading.origins.operand(value, reading.given);
    return left.origins.some(({ of }) => of !== "instance") ? [ofType(left, callee.object, node, reading)] : [];
  }
  const [type] = node.typeArguments?.params ?? [];
  const object = unwrap(callee.object);
  if (
    !type ||
    !/^to(?:Equal|Match|Extend)/.test(name) ||
    object.type !== "CallExpression" ||
    calleeName(object) !== "expectTypeOf"
  )
    return [];
  const [subject] = plainArguments(object);
  return subject ? [ofType(reading.origins.operand(subject, reading.given), type, node, reading)] : [];
}

/** The method that a mock is told the answer of: `service.searchPackets.mockResolvedValue([…])`, `searchPackets: vi.fn().mockResolvedValue([…])`. */
function seedOf(node: TSESTree.CallExpression): string | null {
  const callee = unwrap(node.callee);
  if (callee.type !== "MemberExpression") return null;
  const name = propertyName(callee) ?? "";
  const { parent } = node;
  if (name === "fn" && node.arguments.length > 0) return parent.type === "Property" ? snakeName(keyOf(parent) ?? "") : null;
  if (!ANSWERS.test(name)) return null;
  let mock = unwrap(callee.object);
  // `stub(service, "searchPackets").resolves([…])`, `vi.spyOn(service, "searchPackets").mockResolvedValue([…])`
  const spied = mock.type === "CallExpression" ? stringValue(mock.arguments[1]) : null;
  if (spied !== null) return snakeName(spied);
  if (mock.type === "CallExpression" && calleeName(mock) === "mocked" && mock.arguments[0]) mock = unwrap(mock.arguments[0]);
  if (mock.type === "CallExpression") return parent.type === "Property" ? snakeName(keyOf(parent) ?? "") : null;
  return snakeName(lastName(mock) ?? "") || null;
}

/** What the runner hands the test: `({ app, service }) => …`. */
function fixturesOf({ params: [first] }: FunctionNode): string[] {
  if (first?.type === "Identifier") return [first.name];
  if (first?.type !== "ObjectPattern") return [];
  return first.properties.flatMap((property) => (property.type === "Property" ? (keyOf(property) ?? []) : []));
}

function wordsOf({ title, body }: TestCall): string[] {
  const words = new Set<string>();
  const add = (text: string): void => addWords(words, text);
  add(title);
  walk(body.body, (node) => {
    if (node.type === "Identifier") add(node.name);
    else if (node.type === "Literal" && typeof node.value === "string") add(node.value.slice(0, 200));
    else if (node.type === "TemplateElement") add(node.value.raw.slice(0, 200));
    return !isFunction(node) || node !== body;
  });
  return [...words];
}
