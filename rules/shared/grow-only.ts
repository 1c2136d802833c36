import { calleeName, callArguments, enclosingFunction, operator, unwrap, walk, type Node } from "../../server/code/index.ts";

/** A dict or set that remembers what was seen, and what is done with it. */
export interface Memory {
  /** The keys that are tested for membership. */
  tests: Node[];
  /** The places that insert. */
  inserts: Node[];
  /** Something takes entries out, or bounds it. */
  bounded: boolean;
}

/** Nobody chains more alternatives by hand. */
const MAX_DEPTH = 20;

const CONTAINERS = new Set(["dict", "set", "defaultdict", "OrderedDict"]);
const EVICTING = new Set(["pop", "popitem", "clear", "discard", "remove", "difference_update", "intersection_update"]);
const INSERTING = new Set(["add", "setdefault", "update", "__setitem__"]);
const TESTING = new Set(["get", "__contains__"]);
const EVICTING_CALL = /evict|prune|trim|expire|purge|clean|sweep|shrink|limit|bound/i;
const BOUND_NAME =
  /(?:^|_)(?:ttl|expir\w*|evict\w*|prun\w*|purg\w*|max_?size|max_?len|max_(?:entries|items|keys)|capacity|lru)(?:_|$)/i;

/** An expression that makes an empty (or given) dict or set: `{}`, `set()`, `given or {}`, `field(default_factory=dict)`. */
export function makesContainer(value: Node, depth = 0): boolean {
  const node = unwrap(value);
  if (depth > MAX_DEPTH) return false;
  switch (node.type) {
    case "dictionary":
      return node.operands.length === 0;
    case "boolean_operator":
      return node.operands.some((operand) => makesContainer(operand, depth + 1));
    case "conditional_expression":
      return [node.operands[0], node.operands[2]].some((branch) => branch !== undefined && makesContainer(branch, depth + 1));
    case "call": {
      const name = calleeName(node) ?? "";
      if (CONTAINERS.has(name)) return name === "defaultdict" || callArguments(node).positional.length === 0;
      const factory = callArguments(node).keywords.find((keyword) => keyword.name === "default_factory")?.value;
      return factory !== undefined && CONTAINERS.has(unwrap(factory).text);
    }
    default:
      return false;
  }
}

/**
 * Reads what the given roots do with one container.
 * @param isIt true for the expression that is the container (`self._seen`)
 * @param definition the assignment that made it: making it anew elsewhere empties it
 */
export function readMemory(roots: readonly Node[], isIt: (node: Node) => boolean, definition: Node): Memory {
  const memory: Memory = { tests: [], inserts: [], bounded: false };
  const aliases: { name: string; within: Node }[] = [];
  const home = enclosingFunction(definition);
  for (const root of roots) {
    walk(root, (node) => {
      if (isIt(node)) {
        readUse(node, memory, definition, home);
        const alias = aliasOf(node);
        if (alias) aliases.push(alias);
      } else if (node.type === "identifier" && BOUND_NAME.test(node.text)) memory.bounded = true;
    });
  }
  for (const { name, within } of aliases) {
    walk(within, (node) => {
      if (node.type !== "identifier" || node.text !== name || node.field === "attribute") return;
      if (node.parent?.type !== "assignment") readUse(node, memory, definition, home);
    });
  }
  return memory;
}

/** `seen = self._seen`: the name stands for the container in the rest of the function. */
function aliasOf(node: Node): { name: string; within: Node } | null {
  const { parent } = node;
  const left = parent?.type === "assignment" && node.field === "right" ? parent.child("left") : null;
  const within = left?.type === "identifier" ? enclosingFunction(node) : null;
  return left && within ? { name: left.text, within } : null;
}

function readUse(node: Node, memory: Memory, definition: Node, home: Node | null): void {
  const { parent } = node;
  switch (parent?.type) {
    case "comparison_operator": {
      const [key, container] = parent.operands;
      if (key && container === node && /\bin$/.test(operator(parent))) memory.tests.push(key);
      break;
    }
    case "attribute":
      readMethod(parent, memory);
      break;
    case "subscript":
      readItem(parent, memory);
      break;
    case "assignment":
      if (node.field === "left" && parent !== definition && (!home || enclosingFunction(parent) !== home)) memory.bounded = true;
      break;
    case "augmented_assignment":
      if (node.field !== "left") break;
      if (/\|=/.test(parent.text)) memory.inserts.push(parent);
      else memory.bounded = true;
      break;
    case "argument_list": {
      const call = parent.parent;
      const name = call ? (calleeName(call) ?? "") : "";
      if (EVICTING_CALL.test(name) || (name === "len" && call?.parent?.type === "comparison_operator")) memory.bounded = true;
      break;
    }
    default:
  }
}

function readMethod(attribute: Node, memory: Memory): void {
  const call = attribute.parent;
  if (call?.type !== "call" || attribute.field !== "function") return;
  const method = attribute.child("attribute")?.text ?? "";
  const [key] = callArguments(call).positional;
  if (EVICTING.has(method)) memory.bounded = true;
  if (TESTING.has(method) && key) memory.tests.push(key);
  if (INSERTING.has(method)) memory.inserts.push(call);
}

function readItem(subscript: Node, memory: Memory): void {
  const { parent } = subscript;
  if ((parent?.type === "assignment" || parent?.type === "augmented_assignment") && subscript.field === "left")
    memory.inserts.push(parent);
  for (let up = parent; up; up = up.parent) {
    if (up.type === "delete_statement") memory.bounded = true;
    if (up.type.endsWith("_statement")) break;
  }
}
