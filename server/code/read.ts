import { step } from "../syntax/meter.ts";
import type { Node } from "../syntax/tree.ts";

/** The positional and keyword arguments of a call. `splat` is true when `*args` or `**kwargs` may bring more. */
export interface CallArguments {
  positional: Node[];
  keywords: { name: string; value: Node; node: Node }[];
  splat: boolean;
  dictionarySplat: boolean;
}

export function callArguments(call: Node): CallArguments {
  const result: CallArguments = { positional: [], keywords: [], splat: false, dictionarySplat: false };
  const list = call.child("arguments");
  if (!list) return result;
  if (list.type === "generator_expression") return { ...result, positional: [list] };
  for (const argument of list.operands) {
    if (argument.type === "keyword_argument") {
      const value = argument.child("value");
      if (value) result.keywords.push({ name: argument.child("name")?.text ?? "", value, node: argument });
    } else if (argument.type === "list_splat") result.splat = true;
    else if (argument.type === "dictionary_splat") result.dictionarySplat = true;
    else result.positional.push(argument);
  }
  return result;
}

export function keywordArgument(call: Node, name: string): Node | null {
  return callArguments(call).keywords.find((keyword) => keyword.name === name)?.value ?? null;
}

/** The value of a string literal without interpolation (implicit concatenation included); null for anything else. Escapes are kept as written. */
export function stringValue(node: Node | null): string | null {
  if (!node) return null;
  if (node.type === "property_name") return node.text;
  if (node.type === "cast" || (node.type === "parenthesized_expression" && node.operands.length === 1))
    return stringValue(node.operands[0] ?? null);
  if (node.type === "concatenated_string") {
    const parts = node.operands.map(stringValue);
    return parts.includes(null) ? null : parts.join("");
  }
  if (node.type !== "string") return null;
  let value = "";
  for (const child of node.children) {
    if (child.type === "interpolation") return null;
    if (child.type === "string_content") value += child.text;
  }
  return value;
}

/** The key of an entry of an object, or of a member of a class or type; null for a computed one. */
export function keyOf(entry: Node): string | null {
  const key = entry.child("key") ?? entry.child("name") ?? entry.child("left");
  return key?.type === "number" ? key.text : stringValue(key);
}

/** The operator of a binary, boolean, comparison or unary expression as written, white space folded: `or`, `==`, `not in`. */
export function operator(node: Node): string {
  const [left, right] = node.operands;
  const { value } = node.source.text;
  if (!left) return "";
  const raw = right ? value.slice(left.end, right.start) : value.slice(node.start, left.start);
  const plain = node.source.language === "python" ? raw.replace(/#.*$/gm, "") : raw.replace(/\/\*[^]*?\*\/|\/\/.*$|[()]/gm, "");
  return plain
    .replace(/\\\r?\n/g, " ")
    .trim()
    .replace(/\s+/g, " ");
}

/** The expression inside any number of parentheses, and of what changes only its type: `x!`, `x as T`, `x satisfies T`. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (inner.type === "cast" || (inner.type === "parenthesized_expression" && inner.operands.length === 1))
    inner = inner.operands[0] as Node;
  return inner;
}

/** A cast that checks what it casts: `x satisfies T`. */
export function isSatisfies(cast: Node): boolean {
  const type = cast.child("type");
  const value = cast.child("value");
  return type !== null && value !== null && /\bsatisfies\b/.test(cast.source.text.value.slice(value.end, type.start));
}

/** `new Order(…)`. */
export function isNew(call: Node): boolean {
  const callee = call.child("function");
  return call.source.language === "typescript" && callee !== null && callee.start > call.start && /^new\b/.test(call.text);
}

/** The nearest ancestor (the node itself left out) of one of the types. */
export function ancestor(node: Node, ...types: string[]): Node | null {
  for (let up = node.parent; up; up = up.parent) if (types.includes(up.type)) return up;
  return null;
}

/** The innermost function around a node, as far as the node is evaluated inside it: its decorators and defaults are not. */
export function enclosingFunction(node: Node): Node | null {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if ((up.type === "function_definition" || up.type === "lambda") && child.field === "body") return up;
  }
  return null;
}

/** Every descendant, the node itself first, in source order. `enter` returning false leaves out what lies below. */
export function walk(root: Node, enter: (node: Node) => boolean | void): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    step();
    if (enter(node) === false) continue;
    for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
  }
}

export function isFunction({ type }: Node): boolean {
  return type === "function_definition" || type === "lambda";
}

export function isAsync(definition: Node): boolean {
  return definition.source.language === "python"
    ? /^async\b/.test(definition.text.slice(0, 6))
    : modifiers(definition).includes("async");
}

/** The words of TypeScript before the name of a function or member: `static`, `async`, `readonly`; `*` of a generator. */
export function modifiers(definition: Node): string[] {
  const { parent } = definition;
  const { value } = definition.source.text;
  const key = parent?.type === "pair" && definition.field === "value" ? parent.child("key") : null;
  // `{ async run() {} }`: the words stand before the key.
  const holder = key && value.slice(key.end, definition.start).trim() === "" ? (parent as Node) : definition;
  const start = Math.max(holder.start, ...holder.childrenIn("decorator").map(({ end }) => end));
  const inner = holder.children.filter(({ field, end }) => field !== "decorator" && end > start && field !== "parameters");
  const end = Math.min(...inner.map((child) => child.start), definition.child("parameters")?.operands[0]?.start ?? holder.end);
  const head = value.slice(start, end).replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  return /^[^([<:=]*/.exec(head)?.[0].match(/\w+|\*/g) ?? [];
}

/** The words that make a parameter of a TypeScript constructor a field: `private`, `readonly`. */
export function fieldWords(parameter: Node): string[] {
  const list = parameter.parent as Node;
  const before = list.children[list.children.indexOf(parameter) - 1];
  const text = parameter.source.text.value.slice(before?.end ?? list.start, parameter.start);
  return text.match(/\b(?:public|private|protected|override|readonly)\b/g) ?? [];
}

/** A name of TypeScript that need not be given: `size?: number`. */
export function isOptional(name: Node): boolean {
  return /^\s*\]?\s*\?/.test(name.source.text.value.slice(name.end, name.end + 80));
}

/** The decorators of a function, class or field. */
export function decorators(definition: Node): Node[] {
  const { parent } = definition;
  const holder = parent?.type === "decorated_definition" ? parent : definition;
  step(holder.children.length);
  return holder.children.filter((child) => child.type === "decorator");
}

/** The expression of a decorator, and the callee when it is a call. */
export function decoratorTarget(decorator: Node): Node | null {
  const [expression] = decorator.operands;
  if (!expression) return null;
  return expression.type === "call" ? expression.child("function") : expression;
}

/** The last name of a dotted expression: `write_packet` of `self.service.write_packet`. */
export function lastName(node: Node | null): string | null {
  if (!node) return null;
  if (node.type === "identifier" || node.type === "property_name") return node.text;
  if (node.type === "attribute") return node.child("attribute")?.text ?? null;
  if (node.type === "ts_type_reference") return lastName(node.operands[0] ?? null);
  if (node.type === "ts_qualified_name") return lastName(node.operands[1] ?? null);
  return null;
}

/** The type that an annotation writes. */
export function typeIn(annotation: Node): Node {
  return (annotation.type === "type" && annotation.operands[0]) || annotation;
}

/** What a type of TypeScript is given: `Order` of `Promise<Order>`. */
export function typeArguments(type: Node): Node[] {
  return type.operands.find((part) => part.type === "ts_type_parameter_instantiation")?.operands ?? [];
}

/** The name of the function a call calls, without its receiver. */
export function calleeName(call: Node): string | null {
  return lastName(call.child("function"));
}
