import { calleeName, callArguments, operator, stringValue, unwrap, type Binding, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** A text that may become the seed of an id, or a part of it. */
export interface SeedText {
  /** The literal; for a constant of another statement, the name that stands for it here. */
  at: Node;
  value: string;
  /** Stands in for a value that is missing: after `or`, as a default, in a branch. */
  fallback: boolean;
  /** Only a part of the seed: an item of a join, a piece of an f-string. */
  part: boolean;
  /** The constant's own literal. */
  defined: Node | null;
}

interface Flow {
  fallback: boolean;
  part: boolean;
  depth: number;
  /** Bindings followed before: `key = key.strip()` leads back to itself. */
  seen: Set<Binding>;
}

const MAX_DEPTH = 6;
/** Methods that hand their receiver on in another form. */
const SAME_TEXT =
  /^(?:strip|lstrip|rstrip|lower|upper|casefold|encode|decode|title|replace|removeprefix|removesuffix|hexdigest|digest|format)$/;
const DEFAULTED = /^(?:get|pop|setdefault|getenv)$/;

/** The literals that an expression may come to, through fallbacks, f-strings, joins, conversions and names. */
export function seedTexts(expression: Node, context: CodeContext): SeedText[] {
  const found: SeedText[] = [];
  follow(expression, { fallback: false, part: false, depth: 0, seen: new Set() }, context, found);
  return found;
}

function follow(expression: Node, flow: Flow, context: CodeContext, found: SeedText[]): void {
  const node = unwrap(expression);
  if (flow.depth > MAX_DEPTH) return;
  const next = (part: Node | null | undefined, change: Partial<Flow> = {}): void => {
    if (part) follow(part, { ...flow, ...change, depth: flow.depth + 1 }, context, found);
  };
  const value = stringValue(node);
  if (value !== null) {
    found.push({ at: node, value, fallback: flow.fallback, part: flow.part, defined: null });
    return;
  }
  switch (node.type) {
    case "string":
    case "concatenated_string":
      for (const piece of pieces(node)) next(piece, { part: true });
      break;
    case "boolean_operator": {
      const [left, right] = node.operands;
      if (operator(node) === "or") next(left);
      next(right, { fallback: true });
      break;
    }
    case "conditional_expression":
      next(node.operands[0]);
      next(node.operands[2], { fallback: true });
      break;
    case "binary_operator":
      for (const operand of node.operands)
        if (stringValue(operand) === null || operand.type === "parenthesized_expression") next(operand, { part: true });
      break;
    case "list":
    case "tuple":
    case "set":
      for (const item of node.operands) next(item, { part: true });
      break;
    case "list_comprehension":
    case "generator_expression":
      next(node.child("body"), { part: true });
      break;
    case "await":
    case "named_expression":
      next(node.type === "await" ? node.operands[0] : node.child("value"));
      break;
    case "call":
      followCall(node, next);
      break;
    case "identifier":
      followName(node, flow, context, found);
      break;
    default:
  }
}

function followCall(call: Node, next: (part: Node | null | undefined, change?: Partial<Flow>) => void): void {
  const { positional, keywords } = callArguments(call);
  const name = calleeName(call) ?? "";
  const receiver = call.child("function")?.child("object");
  if (name === "str" || name === "bytes" || name === "repr") next(positional[0]);
  else if (name === "getattr") next(positional[2], { fallback: true });
  else if (DEFAULTED.test(name))
    next(positional[1] ?? keywords.find((keyword) => keyword.name === "default")?.value, { fallback: true });
  else if (receiver && name === "join") next(positional[0], { part: true });
  else if (receiver && SAME_TEXT.test(name)) {
    // The text before `.format` and the arguments of `.replace` are not what is missing.
    if (stringValue(receiver) === null) next(receiver);
    if (name === "format")
      for (const argument of [...positional, ...keywords.map(({ value }) => value)]) next(argument, { part: true });
  } else if (/^(?:sha\d+|md5|blake2[bs]|sha3_\d+)$/.test(name)) next(positional[0]);
}

/** Every value the name is given in its function; a module constant; a parameter's default. */
function followName(name: Node, flow: Flow, context: CodeContext, found: SeedText[]): void {
  for (const binding of context.bindings(name)) {
    if (!binding.value || binding.through || flow.seen.has(binding)) continue;
    flow.seen.add(binding);
    if (binding.scope.kind === "module" && rootOf(binding.node) !== rootOf(name)) {
      const value = stringValue(unwrap(binding.value));
      if (value !== null) found.push({ at: name, value, fallback: flow.fallback, part: flow.part, defined: binding.value });
      continue;
    }
    if (binding.node.start > name.start && binding.scope.kind !== "function") continue;
    // A default, and a value given before another one, stand in for what is missing.
    const fallback = flow.fallback || binding.kind === "parameter" || context.bindings(name).length > 1;
    follow(binding.value, { ...flow, fallback, depth: flow.depth + 1 }, context, found);
  }
}

function rootOf(node: Node): Node {
  let root = node;
  while (root.parent) root = root.parent;
  return root;
}

/** The expressions inside an f-string. */
function pieces(node: Node): Node[] {
  return node.operands.flatMap((child) => {
    if (child.type === "interpolation") return child.child("expression") ?? child.operands[0] ?? [];
    return child.type === "string" ? pieces(child) : [];
  });
}
