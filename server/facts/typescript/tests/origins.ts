import type { TSESTree } from "../../../syntax/typescript.ts";
import type { Operand, Origin } from "../../kinds-tests.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import {
  calleeName,
  isFunction,
  lastName,
  plainArguments,
  propertyName,
  stringValue,
  unwrap,
  type FunctionNode,
} from "../../../code/typescript/read.ts";
import { walk } from "../../../code/typescript/walk.ts";
import { functionNamed } from "./find.ts";
import { mockOf, recordedBy, recordedIn } from "./recorders.ts";
import { isRequest, requestRoot } from "./requests.ts";
import { destructured, extend } from "./origin-paths.ts";
import { mentionName, snakeName, snakeText } from "./spelling.ts";

/** What a helper's parameters stand for while the helper is looked into, by the parameter's name. */
export type Substitution = ReadonlyMap<string, TSESTree.Node>;

/** Methods that hand on the value they are called on, or one of its items. */
const THROUGH =
  /^(?:at|slice|flat|filter|find|findLast|toSorted|sort|reverse|toReversed|concat|values|entries|toString|trim|toLowerCase|pop|shift|getCall)$/;
const DUMPS = /^(?:json|text|toJSON|toObject|body|formData)$/;
const PARSES = /^(?:parse|parseAsync|safeParse|decode|create|from|of)$/;
/** Steps from a value to where it comes from, and values looked at for one operand. */
const MAX_DEPTH = 24;
const MAX_STEPS = 2000;

/** Follows values of a test file back to where they come from. */
export class Origins {
  readonly #module: TypeScriptModule;
  #steps = 0;

  constructor(module: TypeScriptModule) {
    this.#module = module;
  }

  operand(node: TSESTree.Node, given: Substitution = new Map()): Operand {
    this.#steps = 0;
    const origins = this.of(node, given, 0);
    return {
      text: snakeText(this.#module.textOf(unwrap(node)).replace(/\s+/g, " ")).slice(0, 120),
      origins: [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()],
      constant: isConstant(node),
      mentions: this.mentions(node),
    };
  }

  /** Functions called and types named in an expression, and what the names in it are made or declared as. */
  mentions(node: TSESTree.Node): string[] {
    const found = new Set<string>();
    const add = (dotted: string | null): void => {
      if (dotted !== null && dotted !== "") found.add(mentionName(dotted));
    };
    walk(node, (inner) => {
      if (inner.type === "Identifier" || inner.type === "MemberExpression") {
        add(this.#module.resolve(inner) ?? (inner.type === "Identifier" ? inner.name : null));
        const definition = inner.type === "Identifier" ? this.#module.variable(inner)?.defs[0] : undefined;
        if (definition?.type === "Variable" && definition.node.id.type === "Identifier") {
          const value = definition.node.init ? unwrap(definition.node.init) : null;
          if (value?.type === "CallExpression" || value?.type === "NewExpression") {
            const callee = unwrap(value.callee);
            const owner = callee.type === "MemberExpression" && PARSES.test(propertyName(callee) ?? "") ? callee.object : callee;
            add(this.#module.resolve(owner) ?? lastName(owner));
          }
          const type = definition.node.id.typeAnnotation?.typeAnnotation ?? typeOf(definition.node.init);
          if (type?.type === "TSTypeReference") add(lastName(type.typeName));
        }
        return inner.type === "MemberExpression" || inner.parent?.type !== "Property";
      }
      if (inner.type === "TSTypeReference") add(lastName(inner.typeName));
      return true;
    });
    return [...found];
  }

  of(expression: TSESTree.Node | null | undefined, given: Substitution, depth: number): Origin[] {
    if (!expression || depth > MAX_DEPTH || this.#steps++ > MAX_STEPS) return [];
    const declared = typeOf(expression);
    const cast: Origin[] =
      declared?.type === "TSTypeReference" && /^[A-Z]/.test(lastName(declared.typeName) ?? "")
        ? [instance(lastName(declared.typeName) ?? "")]
        : [];
    return [...cast, ...this.#ofPlain(unwrap(expression), given, depth)];
  }

  #ofPlain(node: TSESTree.Node, given: Substitution, depth: number): Origin[] {
    const inner = (child: TSESTree.Node | null | undefined): Origin[] => this.of(child, given, depth + 1);
    switch (node.type) {
      case "Identifier":
        return this.#ofName(node, given, depth);
      case "MemberExpression":
        return this.#ofMember(node, given, depth);
      case "CallExpression":
        return this.#ofCall(node, given, depth);
      case "NewExpression": {
        const name = lastName(node.callee) ?? "";
        // `new Set(written.map(…))` holds what it is given.
        return /^(?:Set|Map|Array)$/.test(name) ? node.arguments.flatMap(inner) : [instance(name)];
      }
      case "AwaitExpression":
      case "SpreadElement":
      case "UnaryExpression":
        return inner(node.argument);
      case "ArrayExpression":
        return node.elements.flatMap(inner);
      case "LogicalExpression":
      case "BinaryExpression":
        return [...inner(node.left), ...inner(node.right)];
      case "ConditionalExpression":
        return [...inner(node.consequent), ...inner(node.alternate)];
      case "TemplateLiteral":
        return node.expressions.flatMap(inner);
      default:
        return [];
    }
  }

  #ofName(node: TSESTree.Identifier, given: Substitution, depth: number): Origin[] {
    const variable = this.#module.variable(node);
    const definition = variable?.defs[0];
    if (!variable || !definition) return [];
    if (definition.type === "Parameter") {
      const argument = given.get(node.name);
      if (argument) return this.of(argument, new Map(), depth + 1);
      const type = node !== definition.name && definition.name.type === "Identifier" ? definition.name.typeAnnotation : undefined;
      if (type?.typeAnnotation.type === "TSTypeReference" && /^[A-Z]/.test(lastName(type.typeAnnotation.typeName) ?? ""))
        return [instance(lastName(type.typeAnnotation.typeName) ?? "")];
      return isFunction(definition.node) ? this.#ofItem(definition.node, definition.name, given, depth) : [];
    }
    if (definition.type !== "Variable") return [];
    const { id, init, parent } = definition.node;
    const recorded = id.type === "Identifier" ? recordedBy(node, this.#module) : [];
    if (recorded.length > 0) return recorded;
    const declared = id.type === "Identifier" ? id.typeAnnotation?.typeAnnotation : undefined;
    const typed =
      declared?.type === "TSTypeReference" && /^[A-Z]/.test(lastName(declared.typeName) ?? "")
        ? [instance(lastName(declared.typeName) ?? "")]
        : [];
    const loop = parent.parent.type === "ForOfStatement" && parent.parent.left === parent ? parent.parent.right : null;
    const value = init ?? loop;
    if (value) return [...typed, ...destructured(id, definition.name, this.of(value, given, depth + 1))];
    // `let packet; beforeEach(() => { packet = … })`
    return [...typed, ...variable.references.flatMap(({ writeExpr }) => this.of(writeExpr, given, depth + 1))];
  }

  /** The parameter of a function that an array's method calls with each item. */
  #ofItem(node: FunctionNode, name: TSESTree.Node, given: Substitution, depth: number): Origin[] {
    const call = node.parent;
    const callee = call.type === "CallExpression" && call.arguments[0] === node ? unwrap(call.callee) : null;
    if (
      callee?.type !== "MemberExpression" ||
      !/^(?:map|flatMap|filter|find|findLast|some|every|forEach|reduce)$/.test(propertyName(callee) ?? "")
    )
      return [];
    const [first] = node.params;
    return first ? destructured(first, name, this.of(callee.object, given, depth + 1)) : [];
  }

  #ofMember(node: TSESTree.MemberExpression, given: Substitution, depth: number): Origin[] {
    const name = propertyName(node);
    const mock = mockOf(node);
    if (mock) return [this.#callOf(mock, given)];
    const origins = this.of(node.object, given, depth + 1);
    if (name === null) return origins;
    if (name === "length") return origins.map((origin) => ({ ...origin, of: "count" }));
    const fake = origins.flatMap((origin) =>
      origin.of === "instance" && origin.path.length === 0 ? recordedIn(origin.name, name, this.#module) : [],
    );
    if (fake.length > 0) return fake;
    return origins.map((origin) => extend(origin, name));
  }

  /** The method whose record is read: `substrateService.writePacket`. */
  #callOf(mock: TSESTree.Node, given: Substitution): Origin {
    let method = unwrap(mock);
    // `vi.mocked(service.writePacket)`
    if (method.type === "CallExpression" && method.arguments[0]) method = unwrap(method.arguments[0]);
    const argument = method.type === "Identifier" ? given.get(method.name) : undefined;
    if (argument) method = unwrap(argument);
    const owner = method.type === "MemberExpression" ? unwrap(method.object) : null;
    const holder = owner?.type === "Identifier" ? given.get(owner.name) : undefined;
    return {
      of: "call",
      name: snakeName(lastName(method) ?? ""),
      receiver: snakeName(lastName(holder ?? owner) ?? ""),
      path: [],
    };
  }

  #ofCall(node: TSESTree.CallExpression, given: Substitution, depth: number): Origin[] {
    const callee = unwrap(node.callee);
    const name = calleeName(node) ?? "";
    const [first] = plainArguments(node);
    const inner = (child: TSESTree.Node | null | undefined): Origin[] => this.of(child, given, depth + 1);
    if (callee.type === "MemberExpression") {
      const { object } = callee;
      const mock = mockOf(callee);
      if (mock) return [{ ...this.#callOf(mock, given), of: name === "callCount" ? "count" : "call" }];
      if (isRequest(node)) return [{ of: "response", name, receiver: snakeName(requestRoot(object)), path: [] }];
      const origins = inner(object);
      if (DUMPS.test(name) && origins.length > 0) return origins.map((origin) => ({ ...origin, dumped: true }));
      if (THROUGH.test(name)) return origins;
      if (/^(?:map|flatMap)$/.test(name) && first) {
        const mapped = unwrap(first);
        if (isFunction(mapped)) return this.#returned(mapped, given, depth + 1);
      }
      // supertest's steps between the request and its answer.
      if (origins.length > 0 && origins.every(({ of, path }) => of === "response" && path.length === 0)) return origins;
      if (name === "get" && origins.length > 0) {
        const key = stringValue(first);
        return key === null ? origins : origins.map((origin) => extend(origin, key, true));
      }
      if (PARSES.test(name)) {
        const model = mentionName(this.#module.resolve(object) ?? lastName(object) ?? "");
        if (model === "JSON") return inner(first).map((origin) => ({ ...origin, dumped: true }));
        return /(?:^|\.)[A-Z]\w*$/.test(model) ? [...inner(first), instance(model)] : [...inner(first), ...origins];
      }
      if (
        /^(?:from|values|entries|all|assign|parse|stringify)$/.test(name) &&
        /^(?:Array|Object|Promise|JSON)$/.test(lastName(object) ?? "")
      )
        return node.arguments.flatMap(inner);
      return [{ of: "result", name: snakeName(name), receiver: snakeName(lastName(object) ?? ""), path: [] }];
    }
    if (/^(?:String|Number|structuredClone)$/.test(name)) return inner(first);
    if (name === "fetch") return [{ of: "response", name, receiver: "", path: [] }];
    const helper = callee.type === "Identifier" ? functionNamed(callee, this.#module) : null;
    if (helper) {
      const found = this.#returned(helper, substitution(helper, node), depth + 1);
      if (found.length > 0) return found;
    }
    return [{ of: "result", name: snakeName(name), receiver: "", path: [] }];
  }

  #returned(node: FunctionNode, given: Substitution, depth: number): Origin[] {
    if (node.body.type !== "BlockStatement") return this.of(node.body, given, depth + 1);
    const found: Origin[] = [];
    walk(node.body, (inner) => {
      if (isFunction(inner)) return false;
      if (inner.type === "ReturnStatement") found.push(...this.of(inner.argument, given, depth + 1));
      return true;
    });
    return found;
  }
}

/** A helper's parameters with the arguments of one call. */
export function substitution(node: FunctionNode, call: TSESTree.CallExpression): Map<string, TSESTree.Node> {
  const given = new Map<string, TSESTree.Node>();
  for (const [at, parameter] of node.params.entries()) {
    const argument = call.arguments[at];
    const target = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    if (target.type === "Identifier" && argument && argument.type !== "SpreadElement") given.set(target.name, argument);
  }
  return given;
}

function instance(name: string): Origin {
  return { of: "instance", name: mentionName(name), receiver: "", path: [] };
}

/** The type that an expression is cast to or checked against. */
function typeOf(expression: TSESTree.Node | null | undefined): TSESTree.TypeNode | null {
  if (expression?.type === "AwaitExpression") return typeOf(expression.argument);
  if (expression?.type === "TSAsExpression" || expression?.type === "TSSatisfiesExpression") return expression.typeAnnotation;
  return null;
}

function isConstant(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "Literal":
      return true;
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "UnaryExpression":
      return isConstant(node.argument);
    case "ArrayExpression":
      return node.elements.every((item) => item !== null && isConstant(item));
    case "ObjectExpression":
      return node.properties.every((property) => property.type === "Property" && isConstant(property.value));
    default:
      return node.type === "Identifier" && node.name === "undefined";
  }
}
