import type { Node } from "../../../syntax/tree.ts";
import type { ModuleNames } from "../../../code/names/module-names.ts";
import { callArguments, calleeName, lastName, stringValue, unwrap, walk } from "../../../code/read.ts";

import { recordedBy, recordedIn } from "./recorders.ts";
import { substitution } from "./substitution.ts";
import type { Operand, Origin } from "../../kinds-tests.ts";

/** A mock's records of what it was given. */
const RECORD = /^(?:await_args|call_args|await_args_list|call_args_list|mock_calls|method_calls|mock_awaits)$/;
const COUNT = /^(?:await_count|call_count)$/;
const CLIENT_VERB = /^(?:get|post|put|patch|delete|request|head|options)$/;
/** Calls that hand on what they are given. */
const THROUGH = new Set([
  "list",
  "tuple",
  "set",
  "sorted",
  "reversed",
  "iter",
  "next",
  "str",
  "UUID",
  "deepcopy",
  "copy",
  "dict",
  "enumerate",
  "zip",
]);
/** Methods that give a model as a dict or text. */
const DUMPS = new Set(["dict", "model_dump", "json", "model_dump_json"]);
/** Class methods that make a model from what they are given. */
const PARSES = /^(?:model_validate(?:_json)?|parse_obj|parse_raw|from_orm|model_construct)$/;
/** Methods that give another form of the same value. */
const SAME = new Set(["copy", "model_copy", "items", "values", "lower", "upper", "strip", "decode", "encode"]);
/** Keywords under which the one argument of a call is given: they are not part of what is given. */
const ARGUMENT = new Set(["packet", "envelope", "request", "context", "task", "event"]);

/** Steps from a value to where it comes from, and values looked at for one operand: an end for circles and for very large tests. */
const MAX_DEPTH = 24;
const MAX_STEPS = 2000;

/** What a helper's parameters stand for while the helper is looked into. */
type Substitution = ReadonlyMap<string, Node>;

/** Follows values of a test file back to where they come from. */
export class Origins {
  readonly #module: ModuleNames;
  #steps = 0;

  constructor(module: ModuleNames) {
    this.#module = module;
  }

  operand(node: Node, given: Substitution = new Map()): Operand {
    this.#steps = 0;
    const mentions = new Set<string>();
    walk(node, (inner) => {
      if (inner.type === "identifier" || inner.type === "attribute") {
        const dotted = this.#module.resolve(inner) ?? (inner.type === "identifier" ? inner.text : null);
        if (dotted !== null) mentions.add(dotted);
        const binding = inner.type === "identifier" ? this.#module.binding(inner.text, inner) : null;
        // A constant or local name made by one call stands for that call: `BINDING = ToolBinding(…)`.
        const value = binding?.value && unwrap(binding.value);
        if (value?.type === "call") mentions.add(this.#module.resolve(value.child("function")) ?? calleeName(value) ?? "");
        return inner.type === "identifier";
      }
      return true;
    });
    return {
      text: node.text.replace(/\s+/g, " ").slice(0, 120),
      origins: unique(this.of(node, given)),
      constant: isConstant(node),
      mentions: [...mentions],
    };
  }

  of(expression: Node | null, given: Substitution, depth = 0): Origin[] {
    if (!expression || depth > MAX_DEPTH || this.#steps++ > MAX_STEPS) return [];
    const node = unwrap(expression);
    const inner = (child: Node | null): Origin[] => this.of(child, given, depth + 1);
    switch (node.type) {
      case "identifier":
        return this.#ofName(node, given, depth);
      case "attribute":
        return this.#ofAttribute(node, given, depth);
      case "subscript":
        return this.#ofSubscript(node, given, depth);
      case "call":
        return this.#ofCall(node, given, depth);
      case "await":
      case "list_splat":
      case "not_operator":
        return inner(node.operands[0] ?? null);
      case "list":
      case "tuple":
      case "set":
      case "expression_list":
      case "boolean_operator":
      case "binary_operator":
        return node.operands.flatMap(inner);
      case "conditional_expression":
        return [...inner(node.operands[0] ?? null), ...inner(node.operands[2] ?? null)];
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
        return inner(node.child("body"));
      case "dictionary_comprehension":
        return node.child("body")?.operands.flatMap(inner) ?? [];
      default:
        return [];
    }
  }

  #ofName(node: Node, given: Substitution, depth: number): Origin[] {
    const argument = given.get(node.text);
    const binding = this.#module.binding(node.text, node);
    if (argument && (!binding || binding.kind === "parameter")) return this.of(argument, new Map(), depth + 1);
    if (!binding) return [];
    const recorded = recordedBy(binding);
    if (recorded.length > 0) return recorded;
    if (binding.kind === "parameter") {
      const annotation = binding.annotation && this.#module.resolve(binding.annotation);
      return annotation ? [{ of: "instance", name: annotation, receiver: "", path: [] }] : this.#ofFixture(node.text, depth);
    }
    const declared = binding.kind === "assignment" && binding.annotation ? this.#module.resolve(binding.annotation) : null;
    if (declared !== null && /^[A-Z]/.test(declared.split(".").at(-1) ?? ""))
      return [{ of: "instance", name: declared, receiver: "", path: [] }, ...this.of(binding.value, given, depth + 1)];
    if (binding.kind === "loop") return this.of(binding.statement.child("right"), given, depth + 1);
    if (binding.value) return this.of(binding.value, given, depth + 1);
    // `inbound, outbound = written(…)`: each name is one of what stands on the right.
    if (binding.kind === "assignment" && binding.statement.type === "assignment")
      return this.of(binding.statement.child("right"), given, depth + 1);
    return [];
  }

  /** A fixture of this file: what it returns or yields. */
  #ofFixture(name: string, depth: number): Origin[] {
    const fixture = this.#module.global(name).find(({ kind }) => kind === "function");
    return fixture ? this.#returned(fixture.statement, new Map(), depth + 1) : [];
  }

  #ofAttribute(node: Node, given: Substitution, depth: number): Origin[] {
    const name = node.child("attribute")?.text ?? "";
    const object = node.child("object");
    if (!object) return [];
    if (RECORD.test(name)) return [this.#callOf(object, given)];
    if (COUNT.test(name)) return [{ ...this.#callOf(object, given), of: "count" }];
    const origins = this.of(object, given, depth + 1);
    const fake = origins.flatMap((origin) =>
      origin.of === "instance" && origin.path.length === 0 ? recordedIn(origin.name, name, this.#module) : [],
    );
    if (fake.length > 0) return fake;
    return origins.map((origin) =>
      origin.of === "call" && (name === "args" || name === "kwargs") ? origin : extend(origin, name),
    );
  }

  /** The method whose record is read: `substrate_service.write_packet`. */
  #callOf(mock: Node, given: Substitution): Origin {
    const method = unwrap(mock);
    const name = lastName(method) ?? "";
    const owner = method.type === "attribute" ? method.child("object") : null;
    const argument = owner?.type === "identifier" ? given.get(owner.text) : undefined;
    return { of: "call", name, receiver: lastName(argument ?? owner) ?? "", path: [] };
  }

  #ofSubscript(node: Node, given: Substitution, depth: number): Origin[] {
    const origins = this.of(node.child("value"), given, depth + 1);
    const key = stringValue(node.child("subscript"));
    return key === null ? origins : origins.map((origin) => extendByKey(origin, key));
  }

  #ofCall(node: Node, given: Substitution, depth: number): Origin[] {
    const callee = node.child("function");
    const name = calleeName(node) ?? "";
    const { positional } = callArguments(node);
    const first = positional[0] ?? null;
    if (callee?.type === "attribute") {
      const object = callee.child("object");
      if (CLIENT_VERB.test(name) && /client/i.test(object?.text ?? ""))
        return [{ of: "response", name, receiver: lastName(object) ?? "", path: [] }];
      const origins = this.of(object, given, depth + 1);
      if (DUMPS.has(name)) return origins.map((origin) => ({ ...origin, dumped: true }));
      if (SAME.has(name) || name === "pop") return origins;
      if (name === "get" && origins.length > 0) {
        const key = stringValue(first);
        return key === null ? origins : origins.map((origin) => extendByKey(origin, key));
      }
      if (PARSES.test(name)) {
        const model = this.#module.resolve(object) ?? object?.text ?? "";
        return [...this.of(first, given, depth + 1), { of: "instance", name: model, receiver: "", path: [] }];
      }
      return [{ of: "result", name, receiver: lastName(object) ?? "", path: [] }];
    }
    if (name === "len") return this.of(first, given, depth + 1).map((origin) => ({ ...origin, of: "count" }));
    if (THROUGH.has(name)) return positional.flatMap((argument) => this.of(argument, given, depth + 1));
    const binding = callee?.type === "identifier" ? this.#module.binding(callee.text, callee) : null;
    if (binding?.kind === "function") {
      const found = this.#returned(binding.statement, substitution(binding.statement, node), depth + 1);
      return found.length > 0 ? found : [{ of: "result", name, receiver: "", path: [] }];
    }
    const dotted = this.#module.resolve(callee) ?? callee?.text ?? name;
    if (/^[A-Z]/.test(dotted.split(".").at(-1) ?? "")) {
      // A model made from a response is that response, read through its schema.
      const spread = (node.child("arguments")?.operands ?? []).filter((argument) => argument.type === "dictionary_splat");
      const from = spread.flatMap((argument) => this.of(argument.operands[0] ?? null, given, depth + 1));
      return [...from, { of: "instance", name: dotted, receiver: "", path: [] }];
    }
    return [{ of: "result", name, receiver: "", path: [] }];
  }

  #returned(definition: Node, given: Substitution, depth: number): Origin[] {
    const found: Origin[] = [];
    walk(definition.child("body") ?? definition, (node) => {
      if (node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition") return false;
      if (node.type === "return_statement" || node.type === "yield")
        found.push(...this.of(node.operands[0] ?? null, given, depth + 1));
      return true;
    });
    return found;
  }
}

function extend(origin: Origin, name: string): Origin {
  if (origin.of === "count") return origin;
  if (origin.of === "call" && origin.path.length === 0 && ARGUMENT.has(name)) return origin;
  return { ...origin, path: [...origin.path, name] };
}

function extendByKey(origin: Origin, key: string): Origin {
  const extended = extend(origin, key);
  return extended === origin ? origin : { ...origin, path: [...origin.path, `[${key}]`] };
}

function unique(origins: readonly Origin[]): Origin[] {
  const seen = new Map(origins.map((origin) => [JSON.stringify(origin), origin]));
  return [...seen.values()];
}

function isConstant(expression: Node): boolean {
  const node = unwrap(expression);
  if (/^(?:integer|float|true|false|none|ellipsis)$/.test(node.type) || stringValue(node) !== null) return true;
  if (/^(?:list|tuple|set)$/.test(node.type)) return node.operands.every(isConstant);
  if (node.type === "dictionary") return node.operands.every((pair) => pair.operands.every(isConstant));
  return node.type === "unary_operator" && node.operands.every(isConstant);
}
