import type { ModuleNames } from "../../../code/names/module-names.ts";
import { ancestor, callArguments, isAsync, isNew, keyOf, stringValue, unwrap, walk } from "../../../code/read.ts";
import { assertionsOfCall, canFail } from "../../../code/tests/assertion-calls.ts";
import { idleCall } from "../../../code/tests/idle-calls.ts";
import { calledBy, calledName, isWithin, lastMember, memberName, ownerOf } from "../../../code/tests/members.ts";
import { counts, isFloating } from "../../../code/tests/reached-calls.ts";
import { functionNamed, testOf, type TestCall } from "../../../code/tests/test-calls.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { FactContext } from "../../context.ts";
import type { AssertionFact, TestFact } from "../../kinds-tests.ts";
import { addWords } from "../../words.ts";
import { ofType, readAssertion, typesGiven, type Reading } from "./call-assertions.ts";
import { bodyOf, fixturesOf } from "./call-body.ts";
import { CallOrigins, givenTo, type Given } from "./call-origins.ts";
import { snakeName } from "./call-spelling.ts";
import { isRequest } from "./requests.ts";

/** Calls that hand one event to what is tested. */
const HANDLER = /^(?:handle|process|execute|run|receive|ingest|invoke|deliver|on)(?:_|$)/;
/** What tells a mock what to answer. */
const ANSWERS = /^(?:mock(?:Resolved|Return)Value(?:Once)?|mockImplementation(?:Once)?|returns|resolves|callsFake)$/;
/** `\\n`, `\\u00fc`: no letters of a word. */
const ESCAPE = /\\(?:u\{[^}]*\}|u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/g;
const PARSES = /^(?:parse|parseAsync)$/;

/** A test of vitest, jest or node:test with what it asserts. */
export function emitTestCall(call: Node, context: FactContext): void {
  const test = testOf(call, context.module);
  if (test) context.emit("tests", readTest(test, context));
}

function readTest(test: TestCall, context: FactContext): TestFact {
  const { module } = context;
  const origins = new CallOrigins(module);
  const assertions: AssertionFact[] = [];
  const seeds = new Set<string>();
  const handled = new Map<string, number>();
  let deliveries = 0;
  const idle = idleCall(test, module);

  /** @param given what the parameters of a helper stand for @param depth 0 in the test itself, 1 in a helper it calls */
  const read = (root: Node, given: Given, depth: number): void => {
    const reading: Reading = { origins, context, given };
    walk(root.child("body") as Node, (node) => {
      if (node.type === "class_definition") return false;
      if (node.type !== "call" || isNew(node)) return true;
      assertions.push(...assertedBy(node, root, reading));
      const seed = seedOf(node);
      if (seed) seeds.add(seed);
      const times = ancestor(node, "for_statement", "while_statement") ? 2 : 1;
      if (isRequest(node)) deliveries += times;
      else if (HANDLER.test(snakeName(calledName(node) ?? ""))) {
        const name = calledBy(node).text;
        handled.set(name, (handled.get(name) ?? 0) + times);
      }
      const callee = calledBy(node);
      const helper = depth === 0 && callee.type === "identifier" ? functionNamed(callee, module) : null;
      const runs = helper && counts(node, root, module) && !(isAsync(helper) && isFloating(node));
      if (runs && !isWithin(helper, test.body)) read(helper, givenTo(helper, node), 1);
      return true;
    });
  };
  read(test.body, new Map(), 0);
  return {
    name: test.title,
    owner: test.suites.length > 0 ? test.suites.join(" ") : null,
    span: context.span(test.titleNode),
    header: context.span({ start: test.call.start, end: test.titleNode.end }),
    assertions: idle ? [] : assertions,
    ...(idle ? { idle: idle.why } : {}),
    deliveries: Math.max(deliveries, ...handled.values()),
    seeds: [...seeds],
    fixtures: fixturesOf(test),
    words: wordsOf(test),
    body: bodyOf(test, module),
  };
}

/** What is never reached, or fails without anybody noticing, is not asserted. */
function assertedBy(node: Node, root: Node, reading: Reading): AssertionFact[] {
  const { module }: { module: ModuleNames } = reading.context;
  const asserted = assertionsOfCall(node, module).filter(
    (call) => canFail(call) && !(call.settled !== null && isFloating(call.node)),
  );
  const checked = schemaChecks(node, reading);
  const isReached =
    asserted.length + checked.length > 0 &&
    asserted.every((call) => counts(call.node, root, module)) &&
    counts(node, root, module);
  return isReached ? [...asserted.flatMap((call) => readAssertion(call, reading)), ...checked] : [];
}

/** `PacketEnvelopeSchema.parse(packet)`, `expectTypeOf(packet).toEqualTypeOf<PacketEnvelope>()`. */
function schemaChecks(node: Node, reading: Reading): AssertionFact[] {
  const callee = calledBy(node);
  const object = ownerOf(callee);
  if (!object) return [];
  const name = memberName(callee) ?? "";
  const [value] = callArguments(node).positional;
  const model = lastMember(object) ?? "";
  if (PARSES.test(name) && value && /^[A-Z]\w+/.test(model) && model !== "JSON") {
    const left = reading.origins.operand(value, reading.given);
    return left.origins.some(({ of }) => of !== "instance") ? [ofType(left, object, node, reading)] : [];
  }
  const [type] = typesGiven(node);
  if (!type || !/^to(?:Equal|Match|Extend)/.test(name) || object.type !== "call" || calledName(object) !== "expectTypeOf")
    return [];
  const [subject] = callArguments(object).positional;
  return subject ? [ofType(reading.origins.operand(subject, reading.given), type, node, reading)] : [];
}

/** The method that a mock is told the answer of: `service.searchPackets.mockResolvedValue([…])`, `searchPackets: vi.fn().mockResolvedValue([…])`. */
function seedOf(node: Node): string | null {
  const callee = calledBy(node);
  let mock = ownerOf(callee);
  if (!mock) return null;
  const name = memberName(callee) ?? "";
  const { parent } = node;
  const key = parent?.type === "pair" ? snakeName(keyOf(parent) ?? "") : null;
  if (name === "fn" && (node.child("arguments")?.operands.length ?? 0) > 0) return key;
  if (!ANSWERS.test(name)) return null;
  // `stub(service, "searchPackets").resolves([…])`, `vi.spyOn(service, "searchPackets").mockResolvedValue([…])`
  const [object, method] = mock.type === "call" ? (mock.child("arguments")?.operands ?? []) : [];
  const spied = stringValue(method ?? null);
  if (spied !== null) return snakeName(spied);
  if (mock.type === "call" && calledName(mock) === "mocked" && object) mock = unwrap(object);
  if (mock.type === "call") return key;
  return snakeName(lastMember(mock) ?? "") || null;
}

function wordsOf({ title, body }: TestCall): string[] {
  const words = new Set<string>();
  addWords(words, title);
  walk(body.child("body") as Node, (node) => {
    if (/^(?:identifier|property_name)$/.test(node.type)) addWords(words, node.text);
    else if (node.type === "string_content") addWords(words, node.text.slice(0, 200).replace(ESCAPE, " "));
  });
  return [...words];
}
