import type { Binding, ModuleNames } from "../../../code/index.ts";
import { callArguments, isFunction, isNew, stringValue, typeIn, unwrap, walk, lastName } from "../../../code/read.ts";
import { returnedValues } from "../../../code/returned.ts";
import { calledBy, calledName, lastMember, memberName, ownerOf, parametersOf } from "../../../code/tests/members.ts";
import { functionNamed } from "../../../code/tests/test-calls.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { Operand, Origin } from "../../kinds-tests.ts";
import { destructured, extend } from "./call-origin-paths.ts";
import { mockOf, recordedBy, recordedIn } from "./call-recorders.ts";
import { mentionName, snakeName, snakeText } from "./call-spelling.ts";
import { isRequest, requestRoot } from "./requests.ts";

/** What a helper's parameters stand for while the helper is looked into, by the parameter's name. */
export type Given = ReadonlyMap<string, Node>;

/** Methods that hand on the value they are called on, or one of its items. */
const THROUGH =
  /^(?:at|slice|flat|filter|find|findLast|toSorted|sort|reverse|toReversed|concat|values|entries|toString|trim|toLowerCase|pop|shift|getCall)$/;
const DUMPS = /^(?:json|text|toJSON|toObject|body|formData)$/;
const PARSES = /^(?:parse|parseAsync|safeParse|decode|create|from|of)$/;
const ITERATES = /^(?:map|flatMap|filter|find|findLast|some|every|forEach|reduce)$/;
/** Steps from a value to where it comes from, and values looked at for one operand. */
const MAX_DEPTH = 24;
const MAX_STEPS = 2000;

/** Follows values of a test file back to where they come from. */
export class CallOrigins {
  readonly #module: ModuleNames;
  #steps = 0;

  constructor(module: ModuleNames) {
    this.#module = module;
  }

  operand(node: Node, given: Given = new Map()): Operand {
    this.#steps = 0;
    const origins = this.of(node, given, 0);
    return {
      text: snakeText(unwrap(node).text.replace(/\s+/g, " ")).slice(0, 120),
      origins: [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()],
      constant: isConstant(node),
      mentions: this.mentions(node),
    };
  }

  /** Functions called and types named in an expression, and what the names in it are made or declared as. */
  mentions(node: Node): string[] {
    const found = new Set<string>();
    const add = (dotted: string | null): void => {
      if (dotted !== null && dotted !== "") found.add(mentionName(dotted));
    };
    walk(node, (inner) => {
      const isName = inner.type === "identifier" && inner.text !== "this";
      if (isName || inner.type === "property_name") {
        add((isName ? this.#module.resolve(inner) : null) ?? inner.text);
        if (isName) this.#mentionsOfName(inner, add);
      } else if (ownerOf(inner)) add(this.#module.resolve(inner));
      else if (inner.type === "ts_type_reference") add(lastName(inner));
      return true;
    });
    return [...found];
  }

  /** What the variable of a name is made of, and declared as. */
  #mentionsOfName(name: Node, add: (dotted: string | null) => void): void {
    const [binding] = this.#module.bindingsOf(name.text, name);
    if (binding?.statement.type !== "assignment" || binding.statement.child("left") !== binding.node) return;
    const right = binding.statement.child("right");
    const value = right && unwrap(right);
    if (value?.type === "call") {
      const callee = calledBy(value);
      const owner = PARSES.test(memberName(callee) ?? "") ? (ownerOf(callee) ?? callee) : callee;
      add(this.#module.resolve(owner) ?? lastMember(owner));
    }
    const declared = binding.statement.child("type");
    add(modelName(declared ? typeIn(declared) : typeOf(right), /./));
  }

  of(expression: Node | null | undefined, given: Given, depth: number): Origin[] {
    if (!expression || depth > MAX_DEPTH || this.#steps++ > MAX_STEPS) return [];
    return [...instanceOf(typeOf(expression)), ...this.#ofPlain(unwrap(expression), given, depth)];
  }

  #ofPlain(node: Node, given: Given, depth: number): Origin[] {
    const inner = (child: Node | null | undefined): Origin[] => this.of(child, given, depth + 1);
    switch (node.type) {
      case "identifier":
        return this.#ofName(node, given, depth);
      case "attribute":
      case "subscript":
        return this.#ofMember(node, given, depth);
      case "call": {
        if (!isNew(node)) return this.#ofCall(node, given, depth);
        const name = calledName(node) ?? "";
        // `new Set(written.map(…))` holds what it is given.
        return /^(?:Set|Map|Array)$/.test(name) ? (node.child("arguments")?.operands ?? []).flatMap(inner) : [instance(name)];
      }
      case "await":
      case "list_splat":
      case "unary_operator":
      case "not_operator":
      case "list":
      case "boolean_operator":
      case "binary_operator":
      case "comparison_operator":
        return node.operands.flatMap(inner);
      case "conditional_expression":
        return [...inner(node.child("consequence")), ...inner(node.child("alternative"))];
      case "string":
        return node.children.flatMap((part) => (part.type === "interpolation" ? inner(part.child("expression")) : []));
      default:
        return [];
    }
  }

  #ofName(name: Node, given: Given, depth: number): Origin[] {
    const bindings = this.#module.bindingsOf(name.text, name);
    const [binding] = bindings;
    if (!binding) return [];
    if (binding.kind === "parameter") return this.#ofParameter(name, binding, given, depth);
    if (binding.statement.type !== "assignment") return [];
    const left = binding.statement.child("left") as Node;
    const recorded = left === binding.node ? recordedBy(binding, this.#module) : [];
    if (recorded.length > 0) return recorded;
    const declared = left === binding.node ? binding.statement.child("type") : null;
    const typed = instanceOf(declared && typeIn(declared));
    const loop = binding.statement.parent?.parent;
    const over = loop?.type === "for_statement" && binding.statement.parent?.field === "left" ? loop.child("right") : null;
    const value = binding.statement.child("right") ?? over;
    if (value) return [...typed, ...destructured(left, binding.node, this.of(value, given, depth + 1))];
    // `let packet; beforeEach(() => { packet = … })`
    return [...typed, ...bindings.flatMap((written) => this.of(written.value, given, depth + 1))];
  }

  #ofParameter(name: Node, { node, statement }: Binding, given: Given, depth: number): Origin[] {
    const argument = given.get(name.text);
    if (argument) return this.of(argument, new Map(), depth + 1);
    const type = name !== node && node.parent?.child("name") === node ? node.parent.child("type") : null;
    const typed = instanceOf(type && typeIn(type));
    if (typed.length > 0) return typed;
    // The parameter of a function that an array's method calls with each item.
    const list = statement.parent;
    const call = isFunction(statement) && list?.field === "arguments" && list.operands[0] === statement ? list.parent : null;
    const callee = call?.type === "call" && !isNew(call) ? calledBy(call) : null;
    const [first] = parametersOf(statement);
    if (!callee || !first || !ITERATES.test(memberName(callee) ?? "")) return [];
    return destructured(first, node, this.of(ownerOf(callee), given, depth + 1));
  }

  #ofMember(node: Node, given: Given, depth: number): Origin[] {
    const name = memberName(node);
    const mock = mockOf(node);
    if (mock) return [this.#callOf(mock, given)];
    const origins = this.of(node.operands[0], given, depth + 1);
    if (name === null) return origins;
    if (name === "length") return origins.map((origin) => ({ ...origin, of: "count" }));
    const fake = origins.flatMap((origin) =>
      origin.of === "instance" && origin.path.length === 0 ? recordedIn(origin.name, name, this.#module) : [],
    );
    if (fake.length > 0) return fake;
    return origins.map((origin) => extend(origin, name));
  }

  /** The method whose record is read: `substrateService.writePacket`. */
  #callOf(mock: Node, given: Given): Origin {
    let method = unwrap(mock);
    // `vi.mocked(service.writePacket)`
    const [mocked] = method.type === "call" ? (method.child("arguments")?.operands ?? []) : [];
    if (mocked) method = unwrap(mocked);
    const argument = method.type === "identifier" ? given.get(method.text) : undefined;
    if (argument) method = unwrap(argument);
    const owner = ownerOf(method);
    const holder = owner?.type === "identifier" ? given.get(owner.text) : undefined;
    return {
      of: "call",
      name: snakeName(lastMember(method) ?? ""),
      receiver: snakeName(lastMember(holder ?? owner) ?? ""),
      path: [],
    };
  }

  #ofCall(call: Node, given: Given, depth: number): Origin[] {
    const callee = calledBy(call);
    const name = lastMember(callee) ?? "";
    const [first] = callArguments(call).positional;
    const inner = (child: Node | null | undefined): Origin[] => this.of(child, given, depth + 1);
    const object = ownerOf(callee);
    if (object) return this.#ofMethod({ call, callee, object, name, first, given, depth });
    if (/^(?:String|Number|structuredClone)$/.test(name)) return inner(first);
    if (name === "fetch") return [{ of: "response", name, receiver: "", path: [] }];
    const helper = callee.type === "identifier" ? functionNamed(callee, this.#module) : null;
    if (helper) {
      const found = this.#returned(helper, givenTo(helper, call), depth + 1);
      if (found.length > 0) return found;
    }
    return [{ of: "result", name: snakeName(name), receiver: "", path: [] }];
  }

  #ofMethod({ call, callee, object, name, first, given, depth }: MethodCall): Origin[] {
    const inner = (child: Node | null | undefined): Origin[] => this.of(child, given, depth + 1);
    const mock = mockOf(callee);
    if (mock) return [{ ...this.#callOf(mock, given), of: name === "callCount" ? "count" : "call" }];
    if (isRequest(call)) return [{ of: "response", name, receiver: snakeName(requestRoot(object)), path: [] }];
    const origins = inner(callee.operands[0]);
    if (DUMPS.test(name) && origins.length > 0) return origins.map((origin) => ({ ...origin, dumped: true }));
    if (THROUGH.test(name)) return origins;
    const mapped = first && /^(?:map|flatMap)$/.test(name) ? unwrap(first) : null;
    if (mapped && isFunction(mapped)) return this.#returned(mapped, given, depth + 1);
    // supertest's steps between the request and its answer.
    if (origins.length > 0 && origins.every(({ of, path }) => of === "response" && path.length === 0)) return origins;
    if (name === "get" && origins.length > 0) {
      const key = stringValue(first ?? null);
      return key === null ? origins : origins.map((origin) => extend(origin, key, true));
    }
    if (PARSES.test(name)) {
      const model = mentionName(this.#module.resolve(object) ?? lastMember(object) ?? "");
      if (model === "JSON") return inner(first).map((origin) => ({ ...origin, dumped: true }));
      return /(?:^|\.)[A-Z]\w*$/.test(model) ? [...inner(first), instance(model)] : [...inner(first), ...origins];
    }
    const isOfPlatform = /^(?:Array|Object|Promise|JSON)$/.test(lastMember(object) ?? "");
    if (/^(?:from|values|entries|all|assign|parse|stringify)$/.test(name) && isOfPlatform)
      return (call.child("arguments")?.operands ?? []).flatMap(inner);
    return [{ of: "result", name: snakeName(name), receiver: snakeName(lastMember(object) ?? ""), path: [] }];
  }

  #returned(definition: Node, given: Given, depth: number): Origin[] {
    return returnedValues(definition).flatMap((value) => this.of(value, given, depth + 1));
  }
}

interface MethodCall {
  call: Node;
  callee: Node;
  object: Node;
  name: string;
  first: Node | undefined;
  given: Given;
  depth: number;
}

/** A helper's parameters with the arguments of one call. */
export function givenTo(definition: Node, call: Node): Map<string, Node> {
  const given = new Map<string, Node>();
  const all = call.child("arguments")?.operands ?? [];
  for (const [at, parameter] of parametersOf(definition).entries()) {
    const argument = all[at];
    const target = parameter.child("name") ?? parameter;
    if (target.type === "identifier" && argument && argument.type !== "list_splat") given.set(target.text, argument);
  }
  return given;
}

function instance(name: string): Origin {
  return { of: "instance", name: mentionName(name), receiver: "", path: [] };
}

/** What a type that names a model says of a value. */
function instanceOf(type: Node | null): Origin[] {
  const name = modelName(type, /^[A-Z]/);
  return name === null ? [] : [instance(name)];
}

function modelName(type: Node | null, pattern: RegExp): string | null {
  const name = type?.type === "ts_type_reference" ? lastName(type) : null;
  return name !== null && pattern.test(name) ? name : null;
}

/** The type that an expression is cast to or checked against. */
function typeOf(expression: Node | null | undefined): Node | null {
  if (expression?.type === "await") return typeOf(expression.operands[0]);
  return expression?.type === "cast" && !expression.text.startsWith("<") ? expression.child("type") : null;
}

function isConstant(expression: Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case "number":
    case "bigint":
    case "object":
    case "true":
    case "false":
    case "none":
      return true;
    case "string":
      return stringValue(node) !== null;
    case "unary_operator":
    case "not_operator":
    case "list":
      return node.operands.every(isConstant);
    case "dictionary":
      return node.operands.every((pair) => pair.type === "pair" && isConstant(pair.child("value") as Node));
    default:
      return node.type === "identifier" && node.text === "undefined";
  }
}
