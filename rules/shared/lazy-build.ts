import { calleeName, isFunction, isNew, lastName, unwrap, type Node } from "../../server/code/index.ts";
import { branchesOf } from "../../server/code/expressions.ts";
import type { CodeContext } from "../define.ts";
import { definitionOf } from "./called-functions.ts";
import { isPlainType } from "./plain-types.ts";
import { returnedValues } from "../../server/code/returned.ts";
import { builtService, isValueClass, returnsPlain } from "./service-calls.ts";

/** Functions and classes whose result is a number, a text, a point in time or another plain value. */
const SCALAR_CALL =
  /^(?:os|time|datetime|uuid|random|secrets|platform|math|sys|getpass|hashlib|decimal|pathlib|string|textwrap|re)\.|^json\.dumps$|^socket\.gethostname$|^importlib\.metadata\.version$/;
const LOGGER = /^get_?logger$/i;
/** Classes and functions of TypeScript whose result is a value, an error or a logger. */
const NO_OBJECT = /^(?:Decimal|BigNumber|Big|\w*Error)$|logger/i;
/** A function or method that says it makes something. */
const BUILDING_FUNCTION = {
  python: /^_*(?:create|build|make|new|get|init|setup|open|connect|load|from)(?:_|$)/,
  typescript: /^_*(?:create|build|make|init|initialize|setup|open|connect|load)(?=[A-Z]|$)/,
};

interface Search {
  context: CodeContext;
  /** The name that gets it is annotated with a class: whatever a function returns into it is an object. */
  annotated: boolean;
}

/** Nobody nests more alternatives by hand. */
const MAX_DEPTH = 20;

/** The call by which an expression makes a new object; null when it only passes on what it is given, or a plain value. */
export function buildingIn(expression: Node, search: Search, named = false, depth = 0): Node | null {
  const value = unwrap(expression);
  if (depth > MAX_DEPTH) return null;
  const first = (parts: readonly (Node | null | undefined)[]): Node | null => {
    for (const part of parts) {
      const call = part && buildingIn(part, search, named, depth + 1);
      if (call) return call;
    }
    return null;
  };
  switch (value.type) {
    case "call":
      return buildsObject(value, search) ? value : null;
    case "await":
    case "boolean_operator":
      return first(value.operands);
    case "named_expression":
      return first([value.child("value")]);
    case "assignment":
    case "augmented_assignment":
      return first([value.child("right")]);
    case "conditional_expression":
      return first(branchesOf(value));
    case "identifier": {
      // One local name is followed.
      const local = named ? null : search.context.binding(value);
      const assigned = local?.kind === "assignment" && local.scope.function ? local.value : null;
      return assigned && buildingIn(assigned, search, true, depth + 1);
    }
    default:
      return null;
  }
}

/** A class called, or a function that makes an object; not one whose result is a plain value or a logger. */
function buildsObject(call: Node, search: Search): boolean {
  if (builtService(call, search.context) !== null) return true;
  const written = call.child("function");
  if (!written) return false;
  const callee = unwrap(written);
  if (call.source.language === "python") return buildsInPython(callee, search);
  if (NO_OBJECT.test(lastName(callee) ?? "")) return false;
  return isNew(call) ? buildsByNew(callee, search.context) : returnsNew(callee, search.context);
}

function buildsInPython(callee: Node, { context, annotated }: Search): boolean {
  const name = lastName(callee);
  if (!name) return callee.type === "subscript";
  const dotted = context.resolve(callee);
  if ((dotted && SCALAR_CALL.test(dotted)) || LOGGER.test(name)) return false;
  if (/^_*[A-Z]/.test(name)) return true;
  const isBuilding = BUILDING_FUNCTION.python.test(name);
  const tells = annotated || isBuilding;
  if (callee.type === "identifier") {
    const binding = context.binding(callee);
    // A name without a binding is a builtin: of those only `open` makes an object to look after.
    if (!binding) return name === "open";
    if (binding.kind !== "function") return binding.target !== null && tells;
    const { statement } = binding;
    return returnsObject(statement) || (tells && !returnsPlain(statement));
  }
  if (dotted === null) return isBuilding && name !== "get";
  // `asyncpg.create_pool`: the receiver is an imported module or class, not a builtin's literal or a value.
  return tells && isImported(callee, context);
}

/** Returns an object by its annotation, or a class's instance when it has none. */
function returnsObject(definition: Node): boolean {
  const annotation = definition.child("return_type");
  if (annotation) return !isPlainType(annotation);
  return returnedValues(definition).some((value) => {
    const made = value && unwrap(value);
    return made?.type === "call" && /^_*[A-Z]\w*[a-z]/.test(calleeName(made) ?? "");
  });
}

/** A class of this file or an imported one; what the platform has (`Map`, `Date`, `URL`) holds values. */
function buildsByNew(callee: Node, context: CodeContext): boolean {
  const definition = callee.type === "identifier" ? definitionOf(callee, context) : null;
  if (definition?.type === "class_definition" && isValueClass(definition)) return false;
  const root = rootOf(callee);
  return root !== null && context.bindings(root).length > 0;
}

function returnsNew(callee: Node, context: CodeContext): boolean {
  const tells = BUILDING_FUNCTION.typescript.test(lastName(callee) ?? "");
  const definition = callee.type === "identifier" ? definitionOf(callee, context) : null;
  if (!definition) return tells && isImported(callee, context);
  if (!isFunction(definition)) return false;
  const type = definition.child("return_type");
  if (type) return tells && !isPlainType(type);
  return returnedValues(definition).some((value) => {
    const made = value && unwrap(value);
    return made?.type === "call" && isNew(made);
  });
}

function isImported(callee: Node, context: CodeContext): boolean {
  const root = rootOf(callee);
  return root !== null && context.binding(root)?.kind === "import";
}

function rootOf(expression: Node): Node | null {
  let node = unwrap(expression);
  while (node.type === "attribute" || (node.type === "subscript" && node.source.language === "typescript"))
    node = unwrap(node.operands[0] as Node);
  return node.type === "identifier" ? node : null;
}
