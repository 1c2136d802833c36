import {
  calleeName,
  enclosingFunction,
  isNew,
  isSatisfies,
  keyOf,
  lastName,
  stringValue,
  typeIn,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** An object literal or a call of TypeScript with every cast around it, and where it goes. */
export interface CastValue {
  value: Node;
  /** With its casts. */
  whole: Node;
  /** The types it is cast to, innermost first. */
  casts: Node[];
  /** Checked against a type before it is cast. */
  satisfies: boolean;
  /** What it is called there; null where it is handed on without a name. */
  name: string | null;
  /** The type that the name, or the function that returns it, is declared with. */
  declared: Node | null;
}

type Landing = Pick<CastValue, "name" | "declared">;

export function castValue(value: Node, context: CodeContext): CastValue {
  const casts: Node[] = [];
  let whole = value;
  let satisfies = false;
  for (let up = value.parent; up?.type === "cast"; whole = up, up = up.parent) {
    const type = up.child("type");
    if (isSatisfies(up)) satisfies = true;
    else if (type) casts.push(type);
  }
  const { name, declared } = landing(whole, context);
  return { value, whole, casts, satisfies, name, declared: declared && typeIn(declared) };
}

/** What takes a value in: the variable, property, parameter or setting that it is given to. */
function landing(node: Node, context: CodeContext): Landing {
  const { parent } = node;
  switch (parent?.type) {
    case "assignment":
    case "augmented_assignment":
      return node.field === "right" ? assigned(parent, context) : NOWHERE;
    case "pair":
      return node.field === "value" ? { name: keyOf(parent), declared: null } : NOWHERE;
    case "default_parameter":
    case "typed_default_parameter": {
      const name = parent.child("name");
      return name?.type === "identifier" ? { name: name.text, declared: parent.child("type") } : NOWHERE;
    }
    case "argument_list": {
      // `app.decorate("substrateService", …)`, `container.register("substrateService", …)`
      const [first] = parent.operands;
      const name = first === node || isNew(parent.parent as Node) ? null : stringValue(first ?? null);
      return { name: name !== null && /^\w+$/.test(name) ? name : null, declared: null };
    }
    case "lambda":
      return returned(parent);
    case "return_statement":
      return returned(enclosingFunction(parent));
    default:
      return NOWHERE;
  }
}

const NOWHERE: Landing = { name: null, declared: null };

function assigned(assignment: Node, context: CodeContext): Landing {
  const left = assignment.child("left") as Node;
  if (left.type === "property_name") return { name: keyOf(assignment), declared: assignment.child("type") };
  if (assignment.parent?.type === "variable_declaration")
    return left.type === "identifier" ? { name: left.text, declared: assignment.child("type") } : NOWHERE;
  // The type that a variable was declared with before something is put into it.
  const declared = left.type === "identifier" ? context.bindings(left)[0]?.annotation : null;
  return { name: lastName(left), declared: declared ?? null };
}

function returned(definition: Node | null): Landing {
  if (!definition) return NOWHERE;
  const own = definition.child("name");
  const holder = definition.parent?.parent?.type === "variable_declaration" ? definition.parent.child("left") : null;
  const name = own ?? holder;
  return { name: name?.type === "identifier" ? name.text : null, declared: definition.child("return_type") };
}

const LIBRARIES = /^(?:vitest-mock-extended|jest-mock-extended|@golevelup\/ts-(?:jest|vitest))\.(?:mock|mockDeep|createMock)$/;

/** `vi.fn()`, `jest.fn()`, `mock.fn()` of node:test. */
export function isMockFunction(call: Node): boolean {
  const callee = call.child("function");
  if (callee?.type !== "attribute" || isNew(call) || calleeName(call) !== "fn") return false;
  return /^(?:vi|vitest|jest|mock)$/.test(lastName(callee.child("object")) ?? "");
}

/** `mock()`, `mockDeep()` and their kin, which know a type only when they are told one. */
export function isMockOfAnything(call: Node, context: CodeContext): boolean {
  return !isNew(call) && LIBRARIES.test(context.resolve(call.child("function")) ?? "");
}
