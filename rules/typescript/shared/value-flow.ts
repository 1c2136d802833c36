import {
  calleeName,
  isFunction,
  keyOf,
  lastName,
  propertyName,
  unwrap,
  type FunctionNode,
  type TSESTree,
  type TypeScriptModule,
} from "../../../server/facts/typescript/index.ts";

/** Where an expression ends up without becoming something else. */
export type Landing =
  /** `{ threadId: … }`, `x.threadId = …`, `threadId={…}`, a default: something of that name gets it. */
  | { kind: "named"; name: string; at: TSESTree.Node }
  /** A plain variable is bound to it. */
  | { kind: "variable"; name: string; at: TSESTree.Identifier }
  /** The function of that name returns it. */
  | { kind: "returned"; name: string; at: TSESTree.Node };

/** Methods that give the same value in another form. */
const SAME_VALUE = new Set([
  "concat",
  "join",
  "padEnd",
  "padStart",
  "replace",
  "replaceAll",
  "slice",
  "substring",
  "toLowerCase",
  "toString",
  "toUpperCase",
  "trim",
  "valueOf",
]);
/** Methods of a schema's or column's declaration that take its default, or what makes it. */
const DEFAULTS = /^(?:\$?default|\$defaultFn|\$onUpdate|\$onUpdateFn|prefault)$/;

/**
 * Follows an expression outward: through assertions, `String(…)`, `.slice()`, templates, concatenations, conditionals, `??` and the defaults of
 * schemas. Empty where it is given to another function, stored in a list or thrown away.
 */
export function landings(expression: TSESTree.Node): Landing[] {
  let child = expression;
  // Behind a default the rest of the chain declares the same field.
  let declares = false;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "TSNonNullExpression":
      case "TSAsExpression":
      case "TSTypeAssertion":
      case "TSSatisfiesExpression":
      case "ChainExpression":
      case "AwaitExpression":
      case "TemplateLiteral":
      case "LogicalExpression":
      case "JSXExpressionContainer":
        continue;
      case "BinaryExpression":
        if (parent.operator !== "+") return [];
        continue;
      case "ConditionalExpression":
        if (parent.test === child) return [];
        continue;
      case "MemberExpression":
        if (parent.object !== child || !(declares || SAME_VALUE.has(propertyName(parent) ?? ""))) return [];
        continue;
      case "CallExpression": {
        if (parent.callee === child) {
          if (child.type !== "MemberExpression") return [];
          continue;
        }
        if (isDefault(parent)) declares = true;
        else if (isState(parent)) continue;
        else if (!/^(?:String|concat)$/.test(calleeName(parent) ?? "")) return [];
        continue;
      }
      case "ArrayExpression": {
        const list = parent.parent;
        if (list.type === "MemberExpression" && propertyName(list) === "join") continue;
        const target = list.type === "VariableDeclarator" && list.id.type === "ArrayPattern" ? list.id.elements : [];
        const element = target[parent.elements.indexOf(child as TSESTree.Expression)];
        return element?.type === "Identifier" ? [{ kind: "variable", name: element.name, at: element }] : [];
      }
      case "Property":
      case "PropertyDefinition":
      case "AccessorProperty": {
        const name = parent.value === child ? keyOf(parent) : null;
        return name === null ? [] : [{ kind: "named", name, at: parent.key }];
      }
      case "AssignmentPattern": {
        if (parent.right !== child) return [];
        const key = parent.parent.type === "Property" ? keyOf(parent.parent) : null;
        const name = key ?? lastName(parent.left);
        return name === null ? [] : [{ kind: "named", name, at: parent.left }];
      }
      case "JSXAttribute":
        return parent.name.type === "JSXIdentifier" ? [{ kind: "named", name: parent.name.name, at: parent.name }] : [];
      case "VariableDeclarator": {
        // `const [threadId, setThreadId] = useState(…)`
        const [state] = parent.id.type === "ArrayPattern" && child.type === "CallExpression" ? parent.id.elements : [parent.id];
        return state?.type === "Identifier" ? [{ kind: "variable", name: state.name, at: state }] : [];
      }
      case "AssignmentExpression":
        return parent.right === child ? [...targetOf(parent.left), ...landings(parent)] : [];
      case "ArrowFunctionExpression": {
        if (parent.body !== child) return [];
        if (isDefaultFactory(parent)) continue;
        return returnedBy(parent);
      }
      case "YieldExpression":
      case "ReturnStatement": {
        let definition: TSESTree.Node | undefined = parent;
        while (definition && !isFunction(definition)) definition = definition.parent;
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

/** `.default(…)` of a schema, `.$defaultFn(…)` of a column. */
export function isDefault(call: TSESTree.CallExpression): boolean {
  return unwrap(call.callee).type === "MemberExpression" && DEFAULTS.test(calleeName(call) ?? "");
}

/** A hook of React that keeps a component's first value. */
function isState(call: TSESTree.CallExpression): boolean {
  return /^use(?:State|Ref|Memo)$/.test(calleeName(call) ?? "");
}

/** `.$defaultFn(() => …)`, `useState(() => …)`. */
export function isDefaultFactory({ parent }: TSESTree.Node): boolean {
  return parent?.type === "CallExpression" && (isDefault(parent) || isState(parent));
}

function targetOf(target: TSESTree.Node): Landing[] {
  const plain = unwrap(target);
  if (plain.type === "Identifier") return [{ kind: "variable", name: plain.name, at: plain }];
  const name = plain.type === "MemberExpression" ? lastName(plain) : null;
  return name === null ? [] : [{ kind: "named", name, at: plain }];
}

function returnedBy(definition: FunctionNode): Landing[] {
  const own = "id" in definition ? definition.id : null;
  if (own) return [{ kind: "returned", name: own.name, at: own }];
  const { parent } = definition;
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier")
    return [{ kind: "returned", name: parent.id.name, at: parent.id }];
  if (parent.type === "Property" || parent.type === "MethodDefinition" || parent.type === "PropertyDefinition") {
    const name = keyOf(parent);
    if (name !== null) return [{ kind: "returned", name, at: parent.key }];
  }
  return [];
}

/** The places that read what is written to a variable at one place: all of them, or those before the next write. */
export function readsAfter(at: TSESTree.Identifier, module: TypeScriptModule): TSESTree.Node[] {
  const references = module.variable(at)?.references ?? [];
  const others = references.filter((one) => one.isWrite() && one.identifier !== at).map((one) => one.identifier.range[0]);
  return references
    .filter((one) => one.isRead())
    .map((one) => one.identifier as TSESTree.Node)
    .filter(({ range: [start] }) => {
      if (others.length === 0) return true;
      return start > at.range[0] && !others.some((other) => other > at.range[0] && other < start);
    });
}
