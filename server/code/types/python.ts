import type { Node } from "../../syntax/tree.ts";
import { importedName } from "../names/module.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { stringValue, unwrap } from "../read.ts";
import type { TypeFact } from "./type.ts";

/** Types whose one argument is what they hold or give one by one. */
const HOLDERS =
  /^(?:(?:typing|collections\.abc|typing_extensions|collections)\.)?(?:list|List|set|Set|frozenset|FrozenSet|Sequence|MutableSequence|Collection|Iterable|Iterator|AsyncIterable|AsyncIterator|Generator|AsyncGenerator|deque|Deque)$/;
/** Types that are awaited, or given by a context manager, for their one argument. */
const CARRIERS =
  /^(?:(?:typing|collections\.abc|contextlib|typing_extensions)\.)?(?:Awaitable|Coroutine|AsyncContextManager|ContextManager|AbstractAsyncContextManager|AbstractContextManager)$/;

/** The class of the items of `List[T]`, `Sequence[T]`, `AsyncIterator[T]`; null for anything else. */
export function itemClass({ name, mentions }: TypeFact): string | null {
  return name !== null && HOLDERS.test(name) ? onlyArgument(name, mentions) : null;
}

/** The class behind `Awaitable[T]` and context managers of one; null for anything else. */
export function carriedClass({ name, mentions }: TypeFact): string | null {
  return name !== null && CARRIERS.test(name) ? onlyArgument(name, mentions) : null;
}

/** The class that a variable of `type[T]` holds; null for anything else. */
export function classArgument({ name, mentions }: TypeFact): string | null {
  return name !== null && /^(?:type|(?:typing|typing_extensions)\.Type)$/.test(name) ? onlyArgument(name, mentions) : null;
}

function onlyArgument(name: string, mentions: readonly string[]): string | null {
  const others = mentions.filter((other) => other !== name && other !== "None" && !/(?:^|\.)(?:Any|object)$/.test(other));
  return others.length === 1 ? (others[0] as string) : null;
}

/** What wraps a type without being one: the wrapped type stands first. */
const WRAPPERS = new Set(["Annotated", "Required", "NotRequired", "ReadOnly", "Final", "ClassVar", "InitVar", "Mapped"]);
const UNIONS = new Set(["Union", "Optional"]);

/** Reads an annotation; `node` may be the grammar's `type` node or the expression in it. */
export function readType(node: Node, module: ModuleNames): TypeFact {
  return module.typeOf(node, readAnnotation);
}

function readAnnotation(node: Node, module: ModuleNames): TypeFact {
  const names: string[] = [];
  const mentions: string[] = [];
  let optional = false;
  const mention = (name: string | null): void => {
    if (name !== null && !mentions.includes(name)) mentions.push(name);
  };

  /** `named` is false below a generic's arguments: they are mentioned, they are not what the annotation names. */
  const read = (at: Node, named: boolean): void => {
    const expression = inner(at);
    switch (expression.type) {
      case "none":
        if (named) optional = true;
        return;
      case "identifier":
      case "attribute": {
        const name = typeName(expression, module);
        mention(name);
        if (named && name !== null) names.push(name);
        return;
      }
      case "string":
      case "concatenated_string":
        readQuoted(stringValue(expression) ?? "", expression, named);
        return;
      case "binary_operator":
      case "union_type":
        for (const operand of expression.operands) read(operand, named);
        return;
      case "generic_type":
      case "subscript": {
        const [origin, ...rest] = expression.operands;
        const parameters = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
        const short = lastPart(origin?.text ?? "");
        if (short === "Literal") {
          mention(typeName(origin ?? null, module));
          return;
        }
        if (UNIONS.has(short)) {
          if (short === "Optional" && named) optional = true;
          for (const parameter of parameters) read(parameter, named);
          return;
        }
        if (WRAPPERS.has(short)) {
          const [first] = parameters;
          if (first) read(first, named);
          return;
        }
        if (origin) read(origin, named);
        for (const parameter of parameters) read(parameter, false);
        return;
      }
      case "list":
      case "tuple":
        for (const operand of expression.operands) read(operand, false);
        return;
      default:
        return;
    }
  };

  /** The text of a string annotation, read with the same few forms: names, `|`, Optional, Union, Annotated, arguments. */
  const readQuoted = (text: string, at: Node, named: boolean): void => {
    const parts = splitTop(text, "|");
    if (parts.length > 1) {
      for (const part of parts) readQuoted(part, at, named);
      return;
    }
    const match = /^\s*([A-Za-z_][\w.]*)\s*(?:\[([\s\S]*)\])?\s*$/.exec(text);
    if (!match) return;
    const [, origin = "", argument] = match;
    if (origin === "None") {
      if (named) optional = true;
      return;
    }
    const short = lastPart(origin);
    const parameters = argument === undefined ? [] : splitTop(argument, ",");
    if (argument !== undefined && UNIONS.has(short)) {
      if (short === "Optional" && named) optional = true;
      for (const parameter of parameters) readQuoted(parameter, at, named);
      return;
    }
    if (argument !== undefined && WRAPPERS.has(short)) {
      readQuoted(parameters[0] ?? "", at, named);
      return;
    }
    const name = quotedName(origin, at, module);
    mention(name);
    if (named) names.push(name);
    if (short === "Literal") return;
    for (const parameter of parameters) readQuoted(parameter, at, false);
  };

  read(node, true);
  const whole = inner(node);
  const text = stringValue(whole) ?? whole.text;
  const distinct = [...new Set(names)];
  return {
    text: text.replace(/\s+/g, " ").trim(),
    name: distinct.length === 1 ? (distinct[0] as string) : null,
    mentions,
    optional,
  };
}

/** The wrappers written around a type, outermost first: `ClassVar`, `Required`, `Annotated`, … by their own names. */
export function typeWrappers(node: Node | null): string[] {
  const found: string[] = [];
  for (let at: Node | null = node && inner(node); at;) {
    const quoted = stringValue(at);
    if (quoted !== null) {
      for (
        let rest = quoted.trim(), match;
        (match = /^([\w.]+)\s*(?:\[([\s\S]*)\])?$/.exec(rest));
        rest = (match[2] ?? "").trim()
      ) {
        const short = lastPart(match[1] ?? "");
        if (!WRAPPERS.has(short)) break;
        found.push(short);
      }
      return found;
    }
    if (at.type === "identifier" || at.type === "attribute") {
      const short = lastPart(at.text);
      if (WRAPPERS.has(short)) found.push(short);
      return found;
    }
    if (at.type !== "generic_type" && at.type !== "subscript") return found;
    const [origin, ...rest] = at.operands;
    const short = lastPart(origin?.text ?? "");
    if (!WRAPPERS.has(short)) return found;
    found.push(short);
    const [first] = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
    at = first ? inner(first) : null;
  }
  return found;
}

/** The arguments after the type in `Annotated[T, a, b]`; empty for anything else. */
export function annotatedArguments(node: Node | null): Node[] {
  const at = node && inner(node);
  if (!at || (at.type !== "generic_type" && at.type !== "subscript")) return [];
  const [origin, ...rest] = at.operands;
  const parameters = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part])).map(inner);
  const short = lastPart(origin?.text ?? "");
  if (short === "Annotated") return parameters.slice(1);
  // `Optional[Annotated[…]]` carries no metadata of its own; `Required[Annotated[…]]` does.
  return WRAPPERS.has(short) && parameters[0] ? annotatedArguments(parameters[0]) : [];
}

/** The dotted name of an expression that names a class: resolved through imports, a class of the same file by its own name. */
export function typeName(node: Node | null, module: ModuleNames): string | null {
  if (!node) return null;
  const resolved = module.resolve(node);
  if (resolved !== null) return resolved;
  const expression = unwrap(node);
  if (expression.type === "identifier") return expression.text;
  if (expression.type !== "attribute") return null;
  const object = typeName(expression.child("object"), module);
  return object === null ? null : `${object}.${expression.child("attribute")?.text ?? ""}`;
}

function quotedName(dotted: string, at: Node, module: ModuleNames): string {
  const [first = "", ...rest] = dotted.split(".");
  const binding = module.binding(first, at);
  const head = binding?.target ? importedName(binding) : first;
  return [head, ...rest].join(".");
}

function inner(node: Node): Node {
  let at = node;
  while ((at.type === "type" || at.type === "parenthesized_expression") && at.operands.length === 1) at = at.operands[0] as Node;
  return at;
}

function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf(".") + 1).trim();
}

/** Splits at a character that stands outside brackets and quotes. */
function splitTop(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote) {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else if ("[(".includes(char)) depth++;
    else if ("])".includes(char)) depth--;
    else if (char === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
