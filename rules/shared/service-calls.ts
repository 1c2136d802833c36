import { calleeName, lastName, unwrap, walk, type Binding, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";

/** A lower-case function that says it builds something: `get_service`, `create_async_engine`. */
const FACTORY = /^_*(?:create|build|make|new|get|init|setup|open|connect|load)_(?:\w+_)?([a-z]+)$/;
/** A class method that returns an instance: `OrdersClient.from_env`. */
const CONSTRUCTOR_METHOD = /^(?:from_\w+|create\w*|build\w*|make\w*|new|get_instance|instance|connect|open|default)$/;
/** A union of more types is not written by hand. */
const MAX_DEPTH = 40;
const VALUE_BASES = /^(?:\w*Enum|\w*Flag|NamedTuple|TypedDict|Exception|\w+Error|str|int|float|bytes|UUID)$/;
const SCALAR_TYPES =
  /^(?:int|float|str|bool|bytes|complex|None|datetime|date|time|timedelta|Decimal|UUID|Path|PurePath|Literal)$/;

/** The class or factory by which a call builds a service, client, pool or the like (the profile's `service_words`); null for any other call. */
export function builtService(call: Node, context: CodeContext): string | null {
  const callee = calleeOf(call);
  if (!callee) return null;
  const { profile } = context.project;
  const dotted = context.resolve(callee) ?? callee.text;
  if (profile.service_constructors.includes(dotted)) return callee.text;
  const last = dotted.split(".").at(-1) ?? dotted;
  const binding = callee.type === "identifier" ? context.binding(callee) : null;
  if (isServiceClass(last, profile)) return binding?.kind === "class" && isValueClass(binding.statement) ? null : callee.text;
  const noun = FACTORY.exec(last)?.[1];
  if (noun && profile.service_words.some((word) => word.toLowerCase() === noun))
    return returnsScalar(binding) ? null : callee.text;
  if (binding?.kind === "function" && isServiceClass(returnType(binding) ?? "", profile)) return callee.text;
  if (callee.type === "attribute" && CONSTRUCTOR_METHOD.test(last)) {
    const owner = callee.child("object");
    const name = owner && (context.resolve(owner) ?? owner.text);
    if (name && isServiceClass(name.split(".").at(-1) ?? name, profile)) return callee.text;
  }
  return null;
}

/** The expression called, without a generic's arguments: `Repository` of `Repository[Order]()`. */
function calleeOf(call: Node): Node | null {
  const written = call.child("function");
  const callee = written && unwrap(written);
  return callee?.type === "subscript" ? callee.child("value") : callee;
}

/** `OrdersService`, `_HTTPClient`, `OrderRepositoryImpl`, `OrdersServiceV2`: the last word of a class name tells what it is. */
function isServiceClass(name: string, { service_words: words, service_lookalikes: lookalikes }: Profile): boolean {
  const plain = name.replace(/^_+/, "").replace(/(?:Impl|V?\d+)$/, "");
  return /^[A-Z]/.test(plain) && !lookalikes.includes(name) && words.some((word) => plain.endsWith(word));
}

/** An enum, a frozen dataclass or model, a named tuple, an exception: building one at import time is harmless. */
function isValueClass(definition: Node): boolean {
  const bases = definition.child("superclasses")?.operands ?? [];
  if (
    bases.some((base) =>
      base.type === "keyword_argument" ? /^frozen\s*=\s*True$/.test(base.text) : VALUE_BASES.test(lastName(base) ?? ""),
    )
  )
    return true;
  const { parent } = definition;
  if (parent?.type === "decorated_definition") {
    for (const decorator of parent.children) {
      if (
        decorator.type === "decorator" &&
        (/\bfrozen\s*=\s*True\b/.test(decorator.text) || /^@\s*(?:attrs?\.)?frozen\b/.test(decorator.text))
      )
        return true;
    }
  }
  return (definition.child("body")?.children ?? []).some((statement) => {
    if (statement.type === "expression_statement")
      return /^model_config\b[^=]*=.*\bfrozen["']?\s*[=:]\s*True\b/s.test(statement.text);
    return (
      statement.type === "class_definition" &&
      statement.child("name")?.text === "Config" &&
      /\bfrozen\s*=\s*True\b|\ballow_mutation\s*=\s*False\b/.test(statement.text)
    );
  });
}

/** The last name of what a function of this file is annotated to return. */
function returnType(binding: Binding): string | null {
  const annotation = binding.statement.type === "function_definition" ? binding.statement.child("return_type") : null;
  const [type] = annotation?.operands ?? [];
  if (!type) return null;
  return type.type === "string"
    ? (type.text
        .replace(/^["']|["']$/g, "")
        .split(".")
        .at(-1) ?? null)
    : lastName(type);
}

/** A function of this file that returns a number, a text or nothing by its annotation, or by what it returns when it has none. */
export function returnsScalar(binding: Binding | null): boolean {
  const definition = binding?.kind === "function" ? binding.statement : null;
  if (definition?.type !== "function_definition") return false;
  const annotation = definition.child("return_type");
  if (annotation) return isScalarType(annotation);
  return returned(definition).every((value) =>
    /^(?:string|concatenated_string|integer|float|true|false|none|comparison_operator|not_operator)$/.test(value.type),
  );
}

/** A function of this file that returns an object by its annotation, or that returns a class's instance when it has none. */
export function returnsObject(binding: Binding): boolean {
  const definition = binding.statement;
  const annotation = definition.child("return_type");
  if (annotation) return !isScalarType(annotation);
  return returned(definition).some((value) => value.type === "call" && /^_*[A-Z]\w*[a-z]/.test(calleeName(value) ?? ""));
}

function returned(definition: Node): Node[] {
  const values: Node[] = [];
  const body = definition.child("body");
  if (!body) return values;
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "class_definition" || node.type === "lambda") return false;
    if (node.type === "return_statement" && node.operands[0]) values.push(unwrap(node.operands[0]));
    return true;
  });
  return values;
}

/** An annotation that holds numbers, texts, dates and the like only: `int`, `str | None`, `Optional[UUID]`. */
export function isScalarType(annotation: Node, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const node = annotation.type === "type" ? (annotation.operands[0] ?? annotation) : annotation;
  if (node.type === "string")
    return (
      /^["'][\w.\s|,]*["']$/.test(node.text) &&
      (node.text.match(/[\w.]+/g) ?? []).every((name) => SCALAR_TYPES.test(name.split(".").at(-1) ?? ""))
    );
  if (node.type === "none") return true;
  if (node.type === "binary_operator" || node.type === "union_type")
    return node.operands.every((part) => isScalarType(part, depth + 1));
  if (node.type === "generic_type" || node.type === "subscript") {
    const [owner, ...rest] = node.operands;
    const name = lastName(owner ?? null) ?? owner?.text ?? "";
    // A class is chosen, not built.
    if (name === "Literal" || name === "Type" || name === "type") return true;
    const inner = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
    return (
      /^(?:Optional|Union|Final|ClassVar|Annotated)$/.test(name) &&
      (name === "Annotated" ? inner.slice(0, 1) : inner).every((part) => isScalarType(part, depth + 1))
    );
  }
  return SCALAR_TYPES.test(lastName(node) ?? "");
}
