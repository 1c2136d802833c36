import {
  calleeName,
  stringValue,
  type Binding,
  type PyNode,
  type PythonModule,
  type Reference,
} from "../../server/facts/python/index.ts";

/** Where an expression ends up without becoming something else. */
export type Landing =
  /** `thread_id=…`, `{"thread_id": …}`, `x.thread_id = …`, `def f(thread_id=…)`: something of that name gets it. */
  | { kind: "named"; name: string; at: PyNode }
  /** A plain variable is bound to it. */
  | { kind: "variable"; name: string; at: PyNode }
  /** The function of that name returns it. */
  | { kind: "returned"; name: string; at: PyNode };

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
export function landings(expression: PyNode): Landing[] {
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
        if (name === "setattr" && at === 2) {
          const attribute = stringValue(parent.operands[1] ?? null);
          return attribute === null ? [] : [{ kind: "named", name: attribute, at: parent.operands[1] as PyNode }];
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
      case "lambda":
        if (child.field !== "body" || !DEFAULTS.has(parent.parent?.child("name")?.text ?? "")) return [];
        continue;
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
      case "return_statement": {
        let definition: PyNode | null = parent;
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
function assigned(statement: PyNode): Landing[] {
  const left = statement.child("left");
  const found = left ? targetOf(left) : [];
  const { parent } = statement;
  return parent?.type === "assignment" && statement.field === "right" ? [...found, ...assigned(parent)] : found;
}

function targetOf(target: PyNode): Landing[] {
  if (target.type === "identifier") return [{ kind: "variable", name: target.text, at: target }];
  const attribute = target.type === "attribute" ? target.child("attribute") : null;
  if (attribute) return [{ kind: "named", name: attribute.text, at: target }];
  const key = target.type === "subscript" ? stringValue(target.child("subscript")) : null;
  return key === null ? [] : [{ kind: "named", name: key, at: target }];
}

/** The binding made at a name; null when the name binds nothing. */
export function bindingAt(name: PyNode, module: PythonModule): Binding | null {
  const scope = module.scopeAt(name);
  const lists = [scope.bindings.get(name.text), module.bindings.get(name.text)];
  for (const list of lists) {
    const found = list?.find((binding) => binding.node === name);
    if (found) return found;
  }
  return null;
}

/** The places that read what a binding bound. */
export function usesOf(binding: Binding, module: PythonModule): Reference[] {
  const units = binding.scope.kind === "module" ? module.units : [binding.scope.unit];
  return units.flatMap((unit) =>
    module
      .scopesOf(unit)
      .all.flatMap((scope) =>
        scope.references.filter(
          (reference) => reference.name === binding.name && module.binding(binding.name, reference.node) === binding,
        ),
      ),
  );
}
