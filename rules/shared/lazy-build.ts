import { lastName, unwrap, type Binding, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { builtService, returnsObject, returnsScalar } from "./service-calls.ts";

/** Functions and classes whose result is a number, a text, a point in time or another plain value. */
const SCALAR_CALL =
  /^(?:os|time|datetime|uuid|random|secrets|platform|math|sys|getpass|hashlib|decimal|pathlib|string|textwrap|re)\.|^json\.dumps$|^socket\.gethostname$|^importlib\.metadata\.version$/;
const LOGGER = /^get_?logger$/i;
/** A function or method that says it makes something. */
const BUILDING_FUNCTION = /^_*(?:create|build|make|new|get|init|setup|open|connect|load|from)(?:_|$)/;

/** The call by which a function that declares a name `global` builds what it binds the name to; null when it only stores a value it was given. */
export function lazyBuild(binding: Binding, annotated: boolean, context: CodeContext): Node | null {
  const value = binding.value ?? pairedValue(binding);
  return value && building(value, { context, annotated, named: false });
}

interface Search {
  context: CodeContext;
  /** The module-level name is annotated with a class: whatever a function returns into it is an object. */
  annotated: boolean;
  /** A local name was followed: one is enough. */
  named: boolean;
}

/** Nobody nests more alternatives by hand. */
const MAX_DEPTH = 20;

function building(expression: Node, search: Search, depth = 0): Node | null {
  const value = unwrap(expression);
  const next = depth + 1;
  if (depth > MAX_DEPTH) return null;
  switch (value.type) {
    case "call":
      return buildsObject(value, search) ? value : null;
    case "await":
      return value.operands[0] ? building(value.operands[0], search, next) : null;
    case "named_expression":
    case "assignment": {
      const inner = value.child(value.type === "assignment" ? "right" : "value");
      return inner && building(inner, search, next);
    }
    case "boolean_operator":
      return first(value.operands, search, next);
    case "conditional_expression": {
      const [then, , otherwise] = value.operands;
      return first([then, otherwise], search, next);
    }
    case "identifier": {
      const local = search.context.binding(value);
      const assigned = local && local.scope.kind === "function" && local.kind !== "parameter" ? local.value : null;
      return assigned && !search.named ? building(assigned, { ...search, named: true }, next) : null;
    }
    default:
      return null;
  }
}

function first(expressions: readonly (Node | undefined)[], search: Search, depth: number): Node | null {
  for (const expression of expressions) {
    const call = expression && building(expression, search, depth);
    if (call) return call;
  }
  return null;
}

/** A class called, or a function that makes an object; not one whose result is a plain value or a logger. */
function buildsObject(call: Node, { context, annotated }: Search): boolean {
  if (builtService(call, context) !== null) return true;
  const written = call.child("function");
  if (!written) return false;
  const callee = unwrap(written);
  const name = lastName(callee);
  if (!name) return callee.type === "subscript";
  const dotted = context.resolve(callee);
  if ((dotted && SCALAR_CALL.test(dotted)) || LOGGER.test(name)) return false;
  if (/^_*[A-Z]/.test(name)) return true;
  const tells = annotated || BUILDING_FUNCTION.test(name);
  if (callee.type === "identifier") {
    const binding = context.binding(callee);
    // A name without a binding is a builtin: of those only `open` makes an object to look after.
    if (!binding) return name === "open";
    if (binding.kind === "function") return returnsObject(binding) || (tells && !returnsScalar(binding));
    return binding.target !== null && tells;
  }
  if (dotted === null) return BUILDING_FUNCTION.test(name) && name !== "get";
  return isFunctionOfModule(callee, context) && tells;
}

/** `asyncpg.create_pool`: the receiver is an imported module or class, not a builtin's literal or a value. */
function isFunctionOfModule(callee: Node, context: CodeContext): boolean {
  let object = callee.child("object");
  while (object?.type === "attribute") object = object.child("object");
  return object?.type === "identifier" && context.binding(object)?.target !== null && context.binding(object) !== null;
}

/** The value that belongs to one name of `a, b = A(), B()`. */
function pairedValue(binding: Binding): Node | null {
  if (binding.statement.type !== "assignment") return null;
  const left = binding.statement.child("left");
  const right = binding.statement.child("right");
  if (!left || !right || left.operands.length !== right.operands.length) return null;
  return right.operands[left.operands.indexOf(binding.node)] ?? null;
}
