import { ancestor, lastName, unwrap, type Binding, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { selfAssignments } from "./self-assignments.ts";

/** Steps from a name to what it was given that are followed. */
const MAX_STEPS = 5;

/** Members and methods of a path that are paths again. */
const PATH_MEMBERS = /^(?:parent|parents)$/;
const PATH_METHODS =
  /^(?:resolve|absolute|expanduser|joinpath|with_name|with_stem|with_suffix|with_segments|relative_to|readlink|rename|replace)$/;
const PATH_MAKERS = /^(.*Path)\.(?:cwd|home|from_uri)$/;

/**
 * The dotted class that an expression is an instance of, as its file alone tells: an annotation (unions with None, quotes and `Annotated` read), a construction, a path made of
 * another, an attribute that the class around declares or assigns. Null where nothing tells. Classes of other modules are named as they are imported.
 */
export function heldClass(expression: Node | null, context: CodeContext, steps = 0): string | null {
  if (!expression || steps > MAX_STEPS) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "call":
      return ofCall(node, context, steps);
    case "binary_operator":
      // `path / "x"`, `"x" / path`
      return node.operands.map((part) => heldClass(part, context, steps + 1)).find((name) => isPathClass(name)) ?? null;
    case "subscript": {
      const object = node.child("value");
      return object?.type === "attribute" && lastName(object) === "parents" ? heldClass(object, context, steps + 1) : null;
    }
    case "conditional_expression":
    case "boolean_operator":
      return heldClass(node.operands[0] ?? null, context, steps + 1);
    case "attribute":
      return ofAttribute(node, context, steps);
    case "identifier":
      return ofBinding(context.binding(node), context, steps);
    default:
      return null;
  }
}

/** A path of some library: pathlib's own, or one that is awaited (`anyio.Path`). */
export function isPathClass(name: string | null): boolean {
  return name !== null && /(?:^|\.)(?:Async|U)?(?:Pure)?(?:Posix|Windows)?Path$/.test(name);
}

function ofCall(call: Node, context: CodeContext, steps: number): string | null {
  const callee = call.child("function");
  const dotted = context.resolve(callee);
  if (dotted !== null) {
    const maker = PATH_MAKERS.exec(dotted)?.[1];
    if (maker !== undefined) return maker;
    const last = dotted.slice(dotted.lastIndexOf(".") + 1);
    if (/^_*[A-Z]/.test(last)) return dotted;
    // `requests.session()` is a function that makes one.
    if (dotted === "requests.session" || dotted === "requests.sessions.session") return "requests.Session";
  }
  if (callee?.type !== "attribute" || !PATH_METHODS.test(lastName(callee) ?? "")) return null;
  const object = heldClass(callee.child("object"), context, steps + 1);
  return isPathClass(object) ? object : null;
}

function ofAttribute(node: Node, context: CodeContext, steps: number): string | null {
  const object = node.child("object");
  const name = lastName(node) ?? "";
  if (PATH_MEMBERS.test(name)) {
    const path = heldClass(object, context, steps + 1);
    if (isPathClass(path)) return path;
  }
  if (object?.type !== "identifier" || (object.text !== "self" && object.text !== "cls")) return null;
  const owner = ancestor(node, "class_definition");
  for (const assignment of owner ? selfAssignments(owner, name) : []) {
    const type = assignment.child("type");
    const found = type ? context.type(type).name : heldClass(assignment.child("right"), context, steps + 1);
    if (found !== null) return found;
  }
  return null;
}

function ofBinding(binding: Binding | null, context: CodeContext, steps: number): string | null {
  if (!binding) return null;
  if (binding.annotation) return context.type(binding.annotation).name;
  return heldClass(binding.value, context, steps + 1);
}
