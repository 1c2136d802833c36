import { branchesOf } from "./expressions.ts";
import { calleeName, lastName, operator, stringValue, unwrap, type Node } from "./index.ts";

/** Where an expression ends up without becoming something else. */
export type Landing =
  /** `thread_id=…`, `{"thread_id": …}`, `x.thread_id = …`, `def f(thread_id=…)`, `threadId={…}`: something of that name gets it. */
  | { kind: "named"; name: string; at: Node }
  /** A plain variable is bound to it. */
  | { kind: "variable"; name: string; at: Node }
  /** The function of that name returns it. */
  | { kind: "returned"; name: string; at: Node };

/** Attributes and methods that give the same value in another form. */
const SAME_VALUE = {
  python: new Set("hex int bytes urn lower upper strip replace format join encode decode __str__ removeprefix".split(" ")),
  typescript: new Set(
    "concat join padEnd padStart replace replaceAll slice substring toLowerCase toString toUpperCase trim valueOf".split(" "),
  ),
};
const CONVERSIONS = new Set(["str", "UUID", "repr", "cast", "StringUUID"]);
const FALLBACK_CALLS = new Set(["get", "pop", "setdefault", "getattr"]);
const DEFAULTS = new Set(["default", "default_factory", "factory", "insert_default"]);
/** Methods of a schema's or column's declaration that take its default, or what makes it. */
const DECLARED_DEFAULT = /^(?:\$?default|\$defaultFn|\$onUpdate|\$onUpdateFn|prefault)$/;

/**
 * Follows an expression outward: through parentheses, casts, `str(…)`, `.hex`, slices, f-strings, concatenations, conditionals, `or`, fallbacks of
 * `.get(…)` and defaults of `Field(…)`, schemas and columns. Empty where it is given to another function, stored in a container or thrown away.
 */
export function landings(expression: Node): Landing[] {
  let child = expression;
  const { language } = expression.source;
  // Behind a default the rest of the chain declares the same field.
  let declares = false;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "parenthesized_expression":
      case "cast":
      case "await":
      case "interpolation":
      case "string":
      case "concatenated_string":
      case "boolean_operator":
      case "jsx_expression_container":
        continue;
      case "binary_operator":
        if (language === "typescript" && operator(parent) !== "+") return [];
        continue;
      case "conditional_expression":
        if (!branchesOf(parent).includes(child)) return [];
        continue;
      case "subscript":
        if (child.field !== "value" || language === "typescript") return [];
        continue;
      case "attribute":
        if (!declares && !SAME_VALUE[language].has(parent.child("attribute")?.text ?? "")) return [];
        continue;
      case "call":
        if (child.field === "arguments" || (child.field === "function" && (language === "python" || child.type === "attribute")))
          continue;
        return [];
      case "argument_list": {
        const call = parent.parent;
        const name = call && calleeName(call);
        if (!name) return [];
        if (language === "typescript") {
          if (isDeclaredDefault(call)) declares = true;
          else if (!isState(call) && !/^(?:String|concat)$/.test(name)) return [];
          continue;
        }
        const at = parent.operands.indexOf(child);
        if (CONVERSIONS.has(name) || SAME_VALUE.python.has(name) || DEFAULTS.has(child.child("name")?.text ?? "")) continue;
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
        if (language === "typescript") {
          if (child.field !== "body") return [];
          if (isDefaultFactory(parent)) continue;
          return returnedBy(parent);
        }
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
        const key = parent.parent?.type === "pair" ? stringValue(parent.parent.child("key")) : null;
        const name = parent.child("name");
        return child.field === "value" && name ? [{ kind: "named", name: key ?? name.text, at: name }] : [];
      }
      case "jsx_attribute": {
        const [name] = parent.operands;
        return name ? [{ kind: "named", name: name.text, at: name }] : [];
      }
      case "named_expression": {
        const name = parent.child("name");
        if (!name || child.field !== "value") return [];
        return [{ kind: "variable", name: name.text, at: name }, ...landings(parent)];
      }
      case "assignment":
      case "augmented_assignment":
        return child.field === "right" ? assigned(parent, child) : [];
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
      case "list": {
        // `[a, b].join(":")`
        if (parent.parent?.type === "attribute" && parent.parent.child("attribute")?.text === "join") continue;
        if (language === "typescript") return parent.parent?.type === "assignment" ? elementOf(parent.parent, parent, child) : [];
        // `":".join([a, b])`
        if (parent.parent?.parent?.type !== "call" || calleeName(parent.parent.parent) !== "join") return [];
        continue;
      }
      case "yield":
      case "return_statement": {
        let definition: Node | null = parent;
        while (definition && definition.type !== "function_definition" && definition.type !== "lambda")
          definition = definition.parent;
        if (!definition) return [];
        if (!isDefaultFactory(definition)) return returnedBy(definition);
        // The loop goes on from the factory's call.
        child = definition;
        parent = definition;
        continue;
      }
      default:
        return [];
    }
  }
  return [];
}

/** `a = b = value`: every target gets it. */
function assigned(statement: Node, value: Node): Landing[] {
  const left = statement.child("left");
  const { parent } = statement;
  // `const [threadId, setThreadId] = useState(…)`
  if (left?.type === "tuple_pattern" && statement.source.language === "typescript")
    return value.type === "call" && isState(value) ? left.operands.slice(0, 1).flatMap(targetOf) : [];
  const found = left ? targetOf(left) : [];
  const goesOn = parent && !/^(?:expression_statement|variable_declaration|block)$/.test(parent.type);
  if (statement.source.language === "typescript") return goesOn ? [...found, ...landings(statement)] : found;
  return parent?.type === "assignment" && statement.field === "right" ? [...found, ...assigned(parent, statement)] : found;
}

/** `const [a, b] = [c, d]`: what one element goes to. */
function elementOf(statement: Node, list: Node, element: Node): Landing[] {
  const left = statement.child("left");
  const target = left?.type === "tuple_pattern" ? left.operands[list.operands.indexOf(element)] : undefined;
  return target?.type === "identifier" ? targetOf(target) : [];
}

/** `.default(…)` of a schema, `.$defaultFn(…)` of a column. */
export function isDeclaredDefault(call: Node): boolean {
  return call.child("function")?.type === "attribute" && DECLARED_DEFAULT.test(calleeName(call) ?? "");
}

/** A hook of React that keeps a component's first value. */
function isState(call: Node): boolean {
  return /^use(?:State|Ref|Memo)$/.test(calleeName(call) ?? "");
}

/** `.$defaultFn(() => …)`, `useState(() => …)`: what makes the value. */
export function isDefaultFactory(argument: Node): boolean {
  const call = argument.parent?.type === "argument_list" ? argument.parent.parent : null;
  return call?.source.language === "typescript" && (isDeclaredDefault(call) || isState(call));
}

function returnedBy(definition: Node): Landing[] {
  const { parent } = definition;
  const holder = parent?.type === "assignment" ? parent.child("left") : parent?.type === "pair" ? parent.child("key") : null;
  const name = definition.child("name") ?? holder;
  const text = name?.type === "string" ? stringValue(name) : lastName(name);
  return name && text !== null && name.type !== "attribute" ? [{ kind: "returned", name: text, at: name }] : [];
}

function targetOf(target: Node): Landing[] {
  if (target.type === "identifier") return [{ kind: "variable", name: target.text, at: target }];
  if (target.type === "property_name") return [{ kind: "named", name: target.text, at: target }];
  if (target.type === "cast") return targetOf(unwrap(target));
  const attribute = target.type === "attribute" ? target.child("attribute") : null;
  if (attribute) return [{ kind: "named", name: attribute.text, at: target }];
  const key = target.type === "subscript" ? stringValue(target.child("subscript")) : null;
  return key === null ? [] : [{ kind: "named", name: key, at: target }];
}
