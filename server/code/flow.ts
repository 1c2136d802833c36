import {
  calleeName,
  lastName,
  stringValue,
  walk,
  type Binding,
  type Node,
  type ModuleNames,
  type Reference,
  type Scope,
} from "./index.ts";

/** Where an expression ends up without becoming something else. */
export type Landing =
  /** `thread_id=…`, `{"thread_id": …}`, `x.thread_id = …`, `def f(thread_id=…)`: something of that name gets it. */
  | { kind: "named"; name: string; at: Node }
  /** A plain variable is bound to it. */
  | { kind: "variable"; name: string; at: Node }
  /** The function of that name returns it. */
  | { kind: "returned"; name: string; at: Node };

/** Attributes and methods that give the same value in another form. */
const SAME_VALUE = new Set([
  "hex",
  "int",
  "bytes",
  "urn",
  "lower",
  "upper",
  "strip",
  "replace",
  "format",
  "join",
  "encode",
  "decode",
  "__str__",
  "removeprefix",
]);
const CONVERSIONS = new Set(["str", "UUID", "repr", "cast", "StringUUID"]);
const FALLBACK_CALLS = new Set(["get", "pop", "setdefault", "getattr"]);
const DEFAULTS = new Set(["default", "default_factory", "factory", "insert_default"]);

/**
 * Follows an expression outward: through parentheses, `str(…)`, `.hex`, slices, f-strings, concatenations, conditionals, `or`, fallbacks of `.get(…)`
 * and defaults of `Field(…)`. Null where it is given to another function, stored in a container or thrown away.
 */
export function landings(expression: Node): Landing[] {
  let child = expression;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "parenthesized_expression":
      case "await":
      case "interpolation":
      case "string":
      case "concatenated_string":
      case "binary_operator":
      case "boolean_operator":
        continue;
      case "conditional_expression":
        if (parent.operands[1] === child) return [];
        continue;
      case "subscript":
        if (child.field !== "value") return [];
        continue;
      case "attribute":
        if (!SAME_VALUE.has(parent.child("attribute")?.text ?? "")) return [];
        continue;
      case "call":
        if (child.field === "function" || child.field === "arguments") continue;
        return [];
      case "argument_list": {
        const call = parent.parent;
        const name = call && calleeName(call);
        if (!name) return [];
        const at = parent.operands.indexOf(child);
        if (CONVERSIONS.has(name) || SAME_VALUE.has(name) || DEFAULTS.has(child.child("name")?.text ?? "")) continue;
        if (FALLBACK_CALLS.has(name) && at === (name === "getattr" ? 2 : 1)) continue;
        // `setattr(x, "name", value)`, `patch.object(x, "name", value)`, `patch("module.name", value)`.
        if (((name === "setattr" || name === "object") && at === 2) || (name === "patch" && at === 1)) {
          const target = parent.operands[at - 1] ?? null;
          const path = stringValue(target);
          return target && path !== null ? [{ kind: "named", name: path.slice(path.lastIndexOf(".") + 1), at: target }] : [];
        }
        // The first argument of `Field(…)` is the default.
        if (name === "Field" && at === 0) continue;
        return [];
      }
      case "keyword_argument": {
        const name = parent.child("name");
        if (!name || child.field !== "value") return [];
        if (DEFAULTS.has(name.text)) continue;
        return [{ kind: "named", name: name.text, at: name }];
      }
      case "lambda": {
        // `app.dependency_overrides[get_service] = lambda: value`
        const left = parent.parent?.type === "assignment" ? parent.parent.child("left") : null;
        const key =
          left?.type === "subscript" && lastName(left.child("value")) === "dependency_overrides" ? left.child("subscript") : null;
        const dependency = lastName(key);
        if (key && dependency !== null && child.field === "body") return [{ kind: "named", name: dependency, at: key }];
        if (child.field !== "body" || !DEFAULTS.has(parent.parent?.child("name")?.text ?? "")) return [];
        continue;
      }
      case "pair": {
        const key = parent.child("key");
        const name = stringValue(key);
        return child.field === "value" && key && name !== null ? [{ kind: "named", name, at: key }] : [];
      }
      case "default_parameter":
      case "typed_default_parameter": {
        const name = parent.child("name");
        return child.field === "value" && name ? [{ kind: "named", name: name.text, at: name }] : [];
      }
      case "named_expression": {
        const name = parent.child("name");
        if (!name || child.field !== "value") return [];
        return [{ kind: "variable", name: name.text, at: name }, ...landings(parent)];
      }
      case "assignment":
      case "augmented_assignment":
        return child.field === "right" ? assigned(parent) : [];
      case "expression_list":
      case "tuple": {
        const statement = parent.parent;
        const left = statement?.type === "assignment" && parent.field === "right" ? statement.child("left") : null;
        const target =
          left &&
          (left.type === "pattern_list" || left.type === "tuple_pattern") &&
          left.operands.length === parent.operands.length
            ? left.operands[parent.operands.indexOf(child)]
            : null;
        return target ? targetOf(target) : [];
      }
      case "list":
        // `":".join([a, b])`
        if (parent.parent?.parent?.type !== "call" || calleeName(parent.parent.parent) !== "join") return [];
        continue;
      case "yield":
      case "return_statement": {
        let definition: Node | null = parent;
        while (definition && definition.type !== "function_definition" && definition.type !== "lambda")
          definition = definition.parent;
        const name = definition?.child("name");
        return name ? [{ kind: "returned", name: name.text, at: name }] : [];
      }
      default:
        return [];
    }
  }
  return [];
}

/** `a = b = value`: every target gets it. */
function assigned(statement: Node): Landing[] {
  const left = statement.child("left");
  const found = left ? targetOf(left) : [];
  const { parent } = statement;
  return parent?.type === "assignment" && statement.field === "right" ? [...found, ...assigned(parent)] : found;
}

function targetOf(target: Node): Landing[] {
  if (target.type === "identifier") return [{ kind: "variable", name: target.text, at: target }];
  const attribute = target.type === "attribute" ? target.child("attribute") : null;
  if (attribute) return [{ kind: "named", name: attribute.text, at: target }];
  const key = target.type === "subscript" ? stringValue(target.child("subscript")) : null;
  return key === null ? [] : [{ kind: "named", name: key, at: target }];
}

/** The binding made at a name; null when the name binds nothing. */
export function bindingAt(name: Node, module: ModuleNames): Binding | null {
  const scope = module.scopeAt(name);
  const lists = [scope.bindings.get(name.text), module.bindings.get(name.text)];
  for (const list of lists) {
    const found = list?.find((binding) => binding.node === name);
    if (found) return found;
  }
  return null;
}

/** The one among a name's bindings that stands at a place. */
export function bindingIn(bindings: readonly Binding[], name: Node): Binding | null {
  return bindings.find((binding) => binding.node === name) ?? null;
}

/** The places that may read what a binding bound. */
export function usesOf(binding: Binding, module: ModuleNames): Reference[] {
  const units = binding.scope.kind === "module" ? module.units : [binding.scope.unit];
  return units.flatMap((unit) =>
    module
      .scopesOf(unit)
      .all.flatMap((scope) =>
        scope.references.filter(
          ({ name, node }) =>
            name === binding.name && mayHold(binding, node, module.bindingsOf(name, node), module.scopeAt(node)),
        ),
      ),
  );
}

/** What names mean, as a look at one statement may ask. */
interface Names {
  bindings(name: Node): readonly Binding[];
  scope(node: Node): Scope;
}

/** `usesOf` for what one function binds, as far as its own text tells. */
export function localUses(binding: Binding, { bindings, scope }: Names): Node[] {
  const uses: Node[] = [];
  walk(binding.scope.node, (node) => {
    if (node.type !== "identifier" || node.text !== binding.name || node === binding.node || isLabel(node)) return;
    if (mayHold(binding, node, bindings(node), scope(node))) uses.push(node);
  });
  return uses;
}

/** The name of an attribute or keyword, which is no variable. */
function isLabel(node: Node): boolean {
  const { parent, field } = node;
  return (parent?.type === "attribute" && field === "attribute") || (parent?.type === "keyword_argument" && field === "name");
}

/** True unless another binding surely stands between this one and the place that reads the name. */
function mayHold(binding: Binding, use: Node, all: readonly Binding[], from: Scope): boolean {
  if (!all.includes(binding)) return false;
  const sameScope = from === binding.scope || (from.kind === "module" && binding.scope.kind === "module");
  if (!sameScope)
    return all.every((other) => other === binding || other.node.start < binding.node.start || isConditional(other, binding));
  if (binding.node.start >= use.start) return false;
  return !all.some(
    (other) =>
      other !== binding &&
      other.node.start > binding.node.start &&
      other.node.end <= use.start &&
      encloses(blockOf(other.statement), use),
  );
}

/** Stands in a branch that the first binding does not share. */
function isConditional(other: Binding, first: Binding): boolean {
  return !encloses(blockOf(other.statement), first.node);
}

/** The branch, loop or function body that a statement stands in; null at module level. */
function blockOf(statement: Node): Node | null {
  let at = statement.parent;
  while (at && at.type !== "block" && at.type !== "case_clause") at = at.parent;
  // A `with` and the body of a `try` run through: what they bind holds after them.
  while (at?.parent && (at.parent.type === "with_statement" || at.parent.type === "finally_clause")) at = blockOf(at.parent);
  return at;
}

function encloses(block: Node | null, node: Node): boolean {
  return block === null || (block.start <= node.start && node.end <= block.end);
}
