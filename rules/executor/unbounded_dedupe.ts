import { ancestor, enclosingFunction, lastName, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type FileContext, type Report } from "../define.ts";
import { makesContainer, readMemory, type Memory } from "../shared/grow-only.ts";

/** A container named for what it remembers. */
const MEMORY_NAME =
  /seen|processed|dedup|idempot|handled|duplicate|delivered|already_(?:seen|processed|handled|delivered)|replay|nonce|consumed|acked/i;
/** A container whose name leaves open what it is for. */
const CACHE_NAME = /cache|recent|results?$|responses?$|known|ids$|keys$/i;
/** A key that identifies one delivery of something. */
const DELIVERY_KEY =
  /(?:^|[._"'])(?:event|message|msg|delivery|webhook|update|notification|packet|request|idempotency|dedupe?|signature|nonce)_?(?:id|sid|key|uuid|hash)?["'\])]*$/i;
const DEDUPE_KEY = /dedup|idempot/i;

export default defineRule({
  id: "unbounded_dedupe",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A dict or set used as a dedupe or idempotency memory that nothing evicts, bounds or expires.",
  why: "It grows with every event until the process dies, and it is empty after each restart.",
  instead: "Bound it by a TTL or a size, or look the packet up in the substrate.",
  examples: [
    {
      bad: "class Handler:\n    def __init__(self) -> None:\n        self._seen: set[str] = set()\n\n    def first(self, event_id: str) -> bool:\n        if event_id in self._seen:\n            return False\n        self._seen.add(event_id)\n        return True\n",
      good: "class Handler:\n    def __init__(self) -> None:\n        self._seen: TTLCache[str, bool] = TTLCache(maxsize=10_000, ttl=3600)\n",
    },
  ],
  python: {
    class_definition(node, context) {
      for (const { name, target, statement } of attributesOf(node)) {
        const memory = readMemory([node], (use) => isAttribute(use, name, node), statement);
        const report = judge(`self.${name}`, name, target, memory);
        if (report) context.report(report);
      }
    },
  },
  pythonFile(context) {
    for (const [name, bindings] of context.module.bindings) {
      const [binding] = bindings;
      if (!binding?.value || bindings.length !== 1 || !makesContainer(binding.value)) continue;
      if (binding.through || (!MEMORY_NAME.test(name) && !CACHE_NAME.test(name))) continue;
      const roots = context.module.units.map((unit) => unit.node).filter((unit) => unit.text.includes(name));
      const memory = readMemory(roots, (use) => isModuleName(use, name, context), binding.statement);
      const report = judge(name, name, binding.node, memory);
      if (report) context.report(report);
    }
  },
});

/** The attributes that a class makes as a dict or set: in its body, or on `self`. */
function attributesOf(definition: Node): { name: string; target: Node; statement: Node }[] {
  const found = new Map<string, { name: string; target: Node; statement: Node }>();
  walk(definition, (node) => {
    if (node.type === "class_definition" && node !== definition) return false;
    if (node.type !== "assignment") return true;
    const target = node.child("left");
    const value = node.child("right");
    if (!target || !value || !makesContainer(value)) return true;
    const own = target.type === "identifier" && ancestor(node, "function_definition", "class_definition") === definition;
    const onSelf = target.type === "attribute" && target.child("object")?.text === "self";
    const name = own || onSelf ? lastName(target) : null;
    if (name && !found.has(name)) found.set(name, { name, target, statement: node });
    return true;
  });
  return [...found.values()];
}

/** `self._seen`, `cls._seen`, `Handler._seen`. */
function isAttribute(node: Node, name: string, owner: Node): boolean {
  if (node.type !== "attribute" || node.child("attribute")?.text !== name) return false;
  const object = node.child("object")?.text;
  return object === "self" || object === "cls" || object === owner.child("name")?.text;
}

function isModuleName(node: Node, name: string, { module }: FileContext): boolean {
  if (node.type !== "identifier" || node.text !== name || node.field === "attribute") return false;
  return module.bindingsOf(name, node)[0]?.scope.kind === "module";
}

function judge(written: string, name: string, target: Node, memory: Memory): Report | null {
  const [insert] = memory.inserts;
  if (memory.bounded || !insert || memory.tests.length === 0) return null;
  if (!MEMORY_NAME.test(name) && !memory.tests.some((key) => DEDUPE_KEY.test(key.text) || isDelivery(key, name))) return null;
  const key = memory.tests[0]?.text.replace(/\s+/g, " ") ?? "";
  return {
    at: target,
    message: `\`${written}\` keeps every \`${key.length > 40 ? "key" : key}\` for ever: nothing evicts, bounds or expires its entries, so it grows until the process dies. Give it a TTL or a maximum size, or look the packet up in the substrate.`,
    related: [{ at: insert, message: "entries are added here" }],
  };
}

/** A cache keyed by a delivery's id, whose hit ends the work: `if event_id in self._cache: return …`. */
function isDelivery(key: Node, name: string): boolean {
  if (!CACHE_NAME.test(name) || !DELIVERY_KEY.test(key.text)) return false;
  const branch = ancestor(key, "if_statement");
  if (!branch || enclosingFunction(branch) !== enclosingFunction(key)) return true;
  const body = branch.child("consequence");
  return body === null || !/\braise\b/.test(body.text);
}
