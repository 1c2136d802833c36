import type { Node, Unit } from "../../../syntax/tree.ts";
import { quotedNames } from "./quoted-names.ts";
import { lastName, stringValue, walk } from "../../read.ts";
import { defineClass, defineFunction, defineLambda, defineTypeAlias } from "./scope-definitions.ts";
import { matchPattern } from "./scope-patterns.ts";
import { ScopeWriter, type Visit } from "../scope-writer.ts";
import type { ImportTarget, Scope, UnitScopes } from "../scopes.ts";

/** Calls in which a string is a type, and the first and last argument that is one: `cast("Order", value)`, `TypeVar("T", bound="Order")`. */
const TYPING_CALLS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ["cast", [0, 0]],
  ["assert_type", [1, 1]],
  ["TypeVar", [1, Infinity]],
  ["NewType", [1, 1]],
  ["NamedTuple", [1, 1]],
  ["TypedDict", [1, 1]],
  ["TypeAliasType", [1, 1]],
]);

/** The keyword under which such a call takes a type; in any order, so its place does not tell. */
const TYPING_KEYWORDS: ReadonlyMap<string, RegExp> = new Map([
  ["cast", /^typ$/],
  ["assert_type", /^typ$/],
  ["TypeVar", /^(?:bound|default)$/],
  ["ParamSpec", /^(?:bound|default)$/],
  ["TypeVarTuple", /^default$/],
  ["NewType", /^tp$/],
  ["TypeAliasType", /^value$/],
]);

/** Generics whose arguments are types wherever the subscript stands: `Alias = Optional["Order"]`. */
const GENERICS = new Set(
  (
    "Optional Union Annotated Callable ClassVar Final Generic Type Tuple List Dict Set FrozenSet DefaultDict OrderedDict Counter ChainMap Deque " +
    "list dict tuple set frozenset type defaultdict deque Iterable Iterator Generator AsyncIterable AsyncIterator AsyncGenerator Awaitable Coroutine " +
    "Mapping MutableMapping Sequence MutableSequence Collection Container AbstractSet MutableSet KeysView ItemsView ValuesView ContextManager " +
    "AsyncContextManager Concatenate Unpack Required NotRequired ReadOnly TypeGuard TypeIs"
  ).split(" "),
);

/** Builds the scopes of one top-level statement from one walk over it. */
export function buildScopes(unit: Unit): UnitScopes {
  const writer = new ScopeWriter(unit);
  writer.push(unit.node, writer.top);
  for (let next = writer.pending.pop(); next; next = writer.pending.pop()) visit(writer, next);
  return writer.finish();
}

function visit(writer: ScopeWriter, { node, scope, annotation }: Visit): void {
  switch (node.type) {
    case "identifier":
      writer.read(node, scope);
      return;
    case "comment":
    case "line_continuation":
    case "global_statement":
    case "nonlocal_statement":
      return;
    case "attribute":
      writer.push(node.child("object"), scope, annotation);
      return;
    case "keyword_argument":
      writer.push(node.child("value"), scope, annotation);
      return;
    case "import_statement":
    case "import_from_statement":
    case "future_import_statement":
      importNames(writer, node, scope);
      return;
    case "assignment":
      assign(writer, node, scope);
      return;
    case "augmented_assignment": {
      const left = node.child("left");
      writer.push(node.child("right"), scope);
      if (left?.type === "identifier") writer.read(left, scope);
      writer.bindTargets(left, "assignment", scope, node);
      if (left?.text === "__all__") exportNames(writer, node.child("right"), scope);
      return;
    }
    case "named_expression": {
      const name = node.child("name");
      writer.push(node.child("value"), scope);
      if (name) writer.bind("walrus", name, scope, node, { value: node.child("value") });
      return;
    }
    case "for_statement":
      writer.pushAll(
        node.children.filter((child) => child.field !== "left"),
        scope,
      );
      writer.bindTargets(node.child("left"), "loop", scope, node);
      return;
    case "as_pattern": {
      const [value] = node.operands;
      const parent = node.parent?.type;
      const kind =
        parent === "with_item" ? "with" : parent === "except_clause" || parent === "except_group_clause" ? "except" : "match";
      writer.push(value ?? null, scope);
      writer.bindTargets(node.child("alias"), kind, scope, node, kind === "with" && value ? { value } : {});
      return;
    }
    case "delete_statement":
      deleteNames(writer, node, scope);
      return;
    case "function_definition":
      defineFunction(writer, node, scope);
      return;
    case "lambda":
      defineLambda(writer, node, scope);
      return;
    case "class_definition":
      defineClass(writer, node, scope);
      return;
    case "type_alias_statement":
      defineTypeAlias(writer, node, scope);
      return;
    case "case_pattern":
      matchPattern(writer, node, scope);
      return;
    case "type":
      writer.pushAll(node.children, scope, true);
      return;
    case "string":
    case "concatenated_string":
      string(writer, node, scope, annotation);
      return;
    case "subscript":
    case "generic_type":
      subscript(writer, node, scope, annotation);
      return;
    case "call":
      call(writer, node, scope);
      return;
    case "list_comprehension":
    case "set_comprehension":
    case "dictionary_comprehension":
    case "generator_expression":
      comprehension(writer, node, scope);
      return;
    default:
      writer.pushAll(node.children, scope, annotation);
  }
}

function importNames(writer: ScopeWriter, node: Node, scope: Scope): void {
  const from = node.type !== "import_statement";
  const module = node.type === "future_import_statement" ? "__future__" : dotted(node.child("module_name"));
  for (const name of node.children) {
    if (name.type === "wildcard_import")
      writer.bind("import", name, scope, node, { target: { module, name: "*", bindsTop: false } });
    if (name.field !== "name") continue;
    const path = name.type === "aliased_import" ? name.child("name") : name;
    const alias = name.type === "aliased_import" ? name.child("alias") : null;
    const first = path?.children[0];
    if (!path || !first) continue;
    const target: ImportTarget = from
      ? { module, name: dotted(path), bindsTop: false }
      : { module: dotted(path), name: null, bindsTop: alias === null };
    writer.bind("import", alias ?? first, scope, node, { target });
  }
}

/** A dotted name as one word: white space, line continuations and comments between its parts left out. */
function dotted(node: Node | null): string {
  return node?.text.replace(/\\\r?\n|#.*|\s/g, "") ?? "";
}

function assign(writer: ScopeWriter, node: Node, scope: Scope): void {
  const value = node.child("right");
  const type = node.child("type");
  const left = node.child("left");
  // The value of a `TypeAlias` is a type, and may be written as a string.
  writer.push(value, scope, type !== null && /\bTypeAlias\b/.test(type.text));
  writer.push(type, scope, true);
  writer.bindTargets(left, value ? "assignment" : "annotation", scope, node, { value, annotation: type });
  if (left && /^\(*\s*__all__\s*\)*$/.test(left.text)) exportNames(writer, value, scope);
}

/** Every string of a value that `__all__` is made of. */
function exportNames(writer: ScopeWriter, value: Node | null, scope: Scope): void {
  if (!value || scope.kind !== "module") return;
  walk(value, (node) => {
    if (node.type !== "string" && node.type !== "concatenated_string") return true;
    const name = stringValue(node);
    if (name !== null) writer.export(name, node);
    return false;
  });
}

function deleteNames(writer: ScopeWriter, node: Node, scope: Scope): void {
  for (const target of deleted(node)) {
    if (target.type === "identifier") {
      writer.read(target, scope);
      const reference = scope.references.at(-1);
      if (reference) scope.deleted.push(reference);
    } else writer.push(target, scope);
  }
}

function deleted(node: Node): Node[] {
  const inside = node.type === "delete_statement" || /^(expression_list|tuple|list|parenthesized_expression)$/.test(node.type);
  return inside ? node.operands.flatMap(deleted) : [node];
}

function call(writer: ScopeWriter, node: Node, scope: Scope): void {
  const callee = node.child("function");
  const name = lastName(callee);
  const list = node.child("arguments");
  const types = name === null ? undefined : TYPING_CALLS.get(name);
  const keyword = name === null ? undefined : TYPING_KEYWORDS.get(name);
  if ((types || keyword) && list)
    list.operands.forEach((part, at) => {
      const named = part.type === "keyword_argument" ? part.child("name")?.text : undefined;
      const isType = named === undefined ? types !== undefined && types[0] <= at && at <= types[1] : keyword?.test(named);
      writer.push(part, scope, isType === true);
    });
  else writer.push(list, scope);
  writer.push(callee, scope);
  if (callee?.type !== "attribute" || callee.child("object")?.text !== "__all__") return;
  if (name === "extend" || name === "append") exportNames(writer, node.child("arguments"), scope);
}

function comprehension(writer: ScopeWriter, node: Node, scope: Scope): void {
  const inner = writer.open("comprehension", node, scope);
  let first = true;
  const later: Visit[] = [];
  for (const child of node.children) {
    if (child.type === "for_in_clause") {
      writer.bindTargets(child.child("left"), "loop", inner, child);
      for (const part of child.children) {
        if (part.field !== "left") later.push({ node: part, scope: first ? scope : inner, annotation: false });
      }
      first = false;
    } else later.push({ node: child, scope: inner, annotation: false });
  }
  for (const next of later.toReversed()) writer.pending.push(next);
}

function subscript(writer: ScopeWriter, node: Node, scope: Scope, annotation: boolean): void {
  const [value, ...rest] = node.operands;
  const name = lastName(value ?? null);
  const types = (annotation || (name !== null && GENERICS.has(name))) && name !== "Literal";
  const inside = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
  for (let at = inside.length - 1; at >= 0; at--) {
    const part = inside[at] as Node;
    // Only the first argument of Annotated is a type; the arguments of Literal are values though the grammar calls them types.
    if (types && !(name === "Annotated" && at > 0)) writer.push(part, scope, true);
    else if (part.type === "type") writer.pushAll(part.children, scope);
    else writer.push(part, scope);
  }
  writer.push(value ?? null, scope, annotation);
}

function string(writer: ScopeWriter, node: Node, scope: Scope, annotation: boolean): void {
  const value = annotation ? stringValue(node) : null;
  if (value !== null) {
    for (const name of quotedNames(value)) writer.read(node, scope, true, name);
    return;
  }
  for (let at = node.children.length - 1; at >= 0; at--) {
    const part = node.children[at] as Node;
    // The quotes and the plain text of every string in the file need no visit.
    if (part.type === "interpolation" || part.type === "string") writer.push(part, scope);
  }
}
