import {
  callArguments,
  calleeName,
  containerName,
  enclosingFunction,
  lastName,
  stringValue,
  unwrap,
  type Node,
} from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";

/** Memories that are for nothing but finding duplicates. */
const DEDUPE_MEMORY = /^_*(?:\w+_)?(?:seen|processed|handled|dedup\w*|dedupe\w*|idempoten\w*|duplicates?)(?:_\w+)?$/i;
/** Memories that may be for anything: they count in a test about duplicates. */
const ANY_MEMORY = /cache|memory|store/i;
/** Methods that look stored packets up. */
const LOOKUP = /^(?:search|get|find|query|lookup|fetch|list)_packets?(?:_\w+)?$/;
const FILLING = new Set(["add", "update", "setdefault", "set", "append", "insert", "put", "remember", "mark"]);
/** Names of tests and fixtures that are about duplicates. */
const ABOUT_DUPLICATES = /dedup|duplicate|idempoten|replay|redeliver|already|twice|second_|_again|retry|retries/i;

type Mechanism = "memory_cache" | "substrate_lookup";

export default defineRule({
  id: "idempotency_test_mismatch",
  family: "tests",
  check: "tests_prove_contracts",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A test that sets duplicates up in another place than the one where the module looks for them.",
  why: "It proves a mechanism that does not exist: the real one stays untested, and the test passes for another reason.",
  instead: "Seed what the mechanism asks: the packets that the substrate's lookup returns, or the memory the cache keeps.",
  examples: [
    {
      bad: 'async def test_duplicate(adapter):\n    adapter._seen["evt-1"] = True\n',
      good: "async def test_duplicate(service):\n    service.search_packets_by_thread.return_value = [packet()]\n",
    },
  ],
  python: {
    assignment(node, context) {
      if (!context.isTest) return;
      check(node, assignmentSeed(node, context), context);
    },
    call(node, context) {
      if (!context.isTest) return;
      check(node, callSeed(node, context), context);
    },
  },
});

interface Seed {
  mechanism: Mechanism;
  name: string;
}

function check(node: Node, seed: Seed | null, context: CodeContext): void {
  if (!seed) return;
  const { value, evidence } = context.project.contracts.idempotency;
  if ((value !== "memory_cache" && value !== "substrate_lookup") || value === seed.mechanism) return;
  const [first] = evidence;
  const related = first?.span && first.path ? [{ path: first.path, at: first.span, message: first.says }] : [];
  const message =
    value === "substrate_lookup"
      ? `\`${seed.name}\` is filled to make a duplicate, but duplicates are found by looking packets up in the substrate: let the lookup return the earlier packet.`
      : `\`${seed.name}\` returns an earlier packet to make a duplicate, but duplicates are found in a memory of the module: fill that, or deliver twice.`;
  context.report({ at: node, message, related, data: { mechanism: value, seeded: seed.mechanism } });
}

/** `adapter._seen["evt"] = True`, `adapter._seen = {"evt"}`, `service.search_packets.return_value = [packet]`. */
function assignmentSeed(node: Node, context: CodeContext): Seed | null {
  const left = node.child("left");
  const right = node.child("right");
  if (!left || !right || node.child("type")) return null;
  if (left.type === "subscript") {
    const name = containerName(left.child("value"));
    return name && isMemory(name, node, context) ? { mechanism: "memory_cache", name } : null;
  }
  if (left.type !== "attribute") return null;
  const name = lastName(left) ?? "";
  if (isMemory(name, node, context) && isFilled(right)) return { mechanism: "memory_cache", name };
  const method = /^(?:return_value|side_effect)$/.test(name) ? lastName(left.child("object")) : name;
  if (!method || !LOOKUP.test(method) || !isAboutDuplicates(node, context)) return null;
  const returned = method === name ? mockReturn(right) : right;
  return returned && isFilled(returned) ? { mechanism: "substrate_lookup", name: method } : null;
}

/** `adapter._seen.add("evt")`, `monkeypatch.setattr(adapter, "_seen", {"evt"})`, `patch.object(…)`, `AsyncMock(search_packets=…)`. */
function callSeed(node: Node, context: CodeContext): Seed | null {
  const callee = node.child("function");
  const method = calleeName(node) ?? "";
  const { positional, keywords } = callArguments(node);
  if (callee?.type === "attribute" && FILLING.has(method) && positional.length > 0) {
    const name = containerName(callee.child("object"));
    return name && isMemory(name, node, context) ? { mechanism: "memory_cache", name } : null;
  }
  if (/^(?:setattr|object)$/.test(method) && positional.length > 2) {
    const name = stringValue(positional[1] ?? null);
    if (name && isMemory(name, node, context) && isFilled(positional[2] as Node)) return { mechanism: "memory_cache", name };
  }
  if (method === "dict" && callee?.type === "attribute" && lastName(callee.child("object")) === "patch") {
    const name = lastName(positional[0] ?? null);
    if (name && isMemory(name, node, context) && positional[1] && isFilled(positional[1]))
      return { mechanism: "memory_cache", name };
  }
  for (const { name, value } of keywords) {
    const returned = LOOKUP.test(name) && isAboutDuplicates(node, context) ? mockReturn(value) : null;
    if (returned && isFilled(returned)) return { mechanism: "substrate_lookup", name };
  }
  return null;
}

function isMemory(name: string, node: Node, context: CodeContext): boolean {
  return DEDUPE_MEMORY.test(name) || (ANY_MEMORY.test(name) && isAboutDuplicates(node, context));
}

/** What `AsyncMock(return_value=x)` and `lambda: x` return. */
function mockReturn(value: Node): Node | null {
  const node = unwrap(value);
  if (node.type === "lambda") return node.child("body");
  if (node.type !== "call" || !/Mock$/.test(calleeName(node) ?? "")) return null;
  return callArguments(node).keywords.find(({ name }) => name === "return_value" || name === "side_effect")?.value ?? null;
}

/** Anything but nothing: an empty container and None make no duplicate. */
function isFilled(value: Node): boolean {
  const node = unwrap(value);
  if (node.type === "none" || node.type === "false") return false;
  if (/^(?:list|tuple|dictionary|set)$/.test(node.type)) return node.operands.length > 0;
  if (node.type === "call" && /^(?:set|dict|list|OrderedDict|TTLCache|LRUCache|deque)$/.test(calleeName(node) ?? ""))
    return callArguments(node).positional.some((part) => isFilled(part) && part.type !== "integer");
  return true;
}

/** A test, fixture or helper whose name speaks of duplicates. */
function isAboutDuplicates(node: Node, context: CodeContext): boolean {
  for (let owner = enclosingFunction(node); owner; owner = enclosingFunction(owner)) {
    if (ABOUT_DUPLICATES.test(owner.child("name")?.text ?? "")) return true;
  }
  return /(?:^|\/)test_[^/]*(?:dedup|duplicate|idempoten|replay)[^/]*\.py$/.test(context.path);
}
