import {
  ancestor,
  calleeName,
  isFunction,
  keyOf,
  lastName,
  stringValue,
  unwrap,
  type TSESTree,
  type TypeScriptModule,
} from "../../server/facts/typescript/index.ts";

/** A mock as written, with every cast around it, and where it goes. */
export interface MockValue {
  /** The literal or the call. */
  value: TSESTree.ObjectExpression | TSESTree.CallExpression;
  /** With its casts. */
  whole: TSESTree.Node;
  /** The types it is cast to, innermost first. */
  casts: TSESTree.TypeNode[];
  /** Checked against a type before it is cast. */
  satisfies: boolean;
  /** What it is called there; null where it is handed on without a name. */
  name: string | null;
  /** The type that the name, or the function that returns it, is declared with. */
  declared: TSESTree.TypeNode | null;
}

const LIBRARIES = /^(?:vitest-mock-extended|jest-mock-extended|@golevelup\/ts-(?:jest|vitest))\.(?:mock|mockDeep|createMock)$/;

/** `vi.fn()`, `jest.fn()`, `mock.fn()` of node:test. */
export function isMockFunction(call: TSESTree.CallExpression): boolean {
  const callee = unwrap(call.callee);
  if (callee.type !== "MemberExpression" || calleeName(call) !== "fn") return false;
  return /^(?:vi|vitest|jest|mock)$/.test(lastName(callee.object) ?? "");
}

/** `mock()`, `mockDeep()` and their kin, which know a type only when they are told one. */
export function isMockOfAnything(call: TSESTree.CallExpression, module: TypeScriptModule): boolean {
  return LIBRARIES.test(module.resolve(call.callee) ?? "");
}

export function mockValue(value: MockValue["value"], module: TypeScriptModule): MockValue {
  const casts: TSESTree.TypeNode[] = [];
  let whole: TSESTree.Node = value;
  let satisfies = false;
  for (let up = value.parent as TSESTree.Node | undefined; up; up = up.parent) {
    if (up.type === "TSAsExpression" || up.type === "TSTypeAssertion") casts.push(up.typeAnnotation);
    else if (up.type === "TSSatisfiesExpression") satisfies = true;
    else if (up.type !== "TSNonNullExpression") break;
    whole = up;
  }
  return { value, whole, casts, satisfies, ...landing(whole, module) };
}

/** What takes a value in: the variable, property, parameter or setting that it is given to. */
function landing(node: TSESTree.Node, module: TypeScriptModule): Pick<MockValue, "name" | "declared"> {
  const nothing = { name: null, declared: null };
  const { parent } = node;
  switch (parent?.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? { name: parent.id.name, declared: typeOf(parent.id) } : nothing;
    case "Property":
      return parent.value === node ? { name: keyOf(parent), declared: null } : nothing;
    case "PropertyDefinition":
      return { name: keyOf(parent), declared: parent.typeAnnotation?.typeAnnotation ?? null };
    case "AssignmentPattern":
      return parent.left.type === "Identifier" ? { name: parent.left.name, declared: typeOf(parent.left) } : nothing;
    case "AssignmentExpression":
      return parent.right === node ? { name: lastName(parent.left), declared: declaredType(parent.left, module) } : nothing;
    case "CallExpression": {
      // `app.decorate("substrateService", …)`, `container.register("substrateService", …)`
      const name = parent.arguments[0] === node ? null : stringValue(parent.arguments[0]);
      return { name: name !== null && /^\w+$/.test(name) ? name : null, declared: null };
    }
    case "ArrowFunctionExpression":
    case "ReturnStatement": {
      const owner = isFunction(parent)
        ? parent
        : ancestor(parent, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression");
      if (!owner || (isFunction(parent) && parent.body !== node)) return nothing;
      return { name: functionName(owner), declared: owner.returnType?.typeAnnotation ?? null };
    }
    default:
      return nothing;
  }
}

function functionName(node: TSESTree.Node): string | null {
  if (node.type === "FunctionDeclaration") return node.id?.name ?? null;
  const { parent } = node;
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : null;
}

function typeOf(name: TSESTree.Identifier): TSESTree.TypeNode | null {
  return name.typeAnnotation?.typeAnnotation ?? null;
}

/** The type that a variable was declared with before something is put into it. */
function declaredType(name: TSESTree.Node, module: TypeScriptModule): TSESTree.TypeNode | null {
  const declared = name.type === "Identifier" ? module.variable(name)?.identifiers[0] : undefined;
  return declared?.type === "Identifier" ? typeOf(declared) : null;
}
