import type { Node } from "../syntax/tree.ts";
import { callArguments, calleeName, lastName, operator, stringValue, unwrap } from "./read.ts";
import { profileName } from "./spelling.ts";

/** An expression that reads one field of something, or a name that stands for it: `call.tool_id`, `call["tool_id"]`, `tool_id`. */
export interface FieldRead {
  /** As the profile spells it. */
  name: string;
  /** As the code spells it: `toolName`. */
  written: string;
  /** `name` for a bare name, `attribute` for `x.name`, `key` for `x["name"]`, `x.get("name")` and `getattr(x, "name")`. */
  form: "name" | "attribute" | "key";
  /** What to replace to read another field: the name, or a key without its quotes. */
  at: Node;
  /** The expression that reads the field, without conversions around it. */
  node: Node;
  /** What the field is read from; null for a bare name. */
  owner: Node | null;
}

/** Methods of texts that give another form of the same text. */
const TEXT_METHODS = {
  python: new Set([
    "lower",
    "upper",
    "casefold",
    "strip",
    "lstrip",
    "rstrip",
    "replace",
    "removeprefix",
    "removesuffix",
    "title",
    "encode",
  ]),
  typescript: new Set(["toString", "trim", "toLowerCase", "toUpperCase", "normalize", "valueOf", "replace", "replaceAll"]),
};

/** Methods that read a key. */
const READING_METHODS = {
  python: new Set(["get", "pop", "setdefault", "__getitem__"]),
  typescript: new Set(["get"]),
};

/** The function that makes a text of its argument. */
const TO_TEXT = { python: "str", typescript: "String" };

/** The field that an expression reads, looked for through parentheses, `await`, `str(…)` and text methods; null when it reads none. */
export function fieldRead(expression: Node | null): FieldRead | null {
  for (let node = expression && unwrap(expression); node;) {
    if (node.type === "identifier") return field(node, { form: "name", node, owner: null });
    if (node.type === "attribute") {
      const at = node.child("attribute");
      return at && field(at, { form: "attribute", node, owner: node.child("object") });
    }
    if (node.type === "subscript") return keyRead(node, node.child("subscript"), node.child("value"));
    if (node.type === "await") {
      const [inner] = node.operands;
      node = inner ? unwrap(inner) : null;
      continue;
    }
    if (node.type !== "call") return null;
    const { language } = node.source;
    const callee = node.child("function");
    const { positional } = callArguments(node);
    const method = callee?.type === "attribute" ? calleeName(node) : null;
    if (method && READING_METHODS[language].has(method))
      return keyRead(node, positional[0] ?? null, callee?.child("object") ?? null);
    if (callee?.type === "identifier" && callee.text === "getattr")
      return keyRead(node, positional[1] ?? null, positional[0] ?? null);
    const inner: Node | null =
      method && TEXT_METHODS[language].has(method)
        ? (callee?.child("object") ?? null)
        : callee?.text === TO_TEXT[language]
          ? (positional[0] ?? null)
          : null;
    node = inner && unwrap(inner);
  }
  return null;
}

function field(at: Node, rest: Pick<FieldRead, "form" | "node" | "owner">): FieldRead {
  const written = at.text;
  return { name: profileName(written, at.source), written, at, ...rest };
}

function keyRead(node: Node, key: Node | null, owner: Node | null): FieldRead | null {
  const at = key && stringValue(key) !== null ? unwrap(key).children.find((child) => child.type === "string_content") : undefined;
  return at ? field(at, { form: "key", node, owner }) : null;
}

/** Every field that makes up a text or key: the parts of tuples, f-strings and concatenations too. */
export function fieldReads(expression: Node | null): FieldRead[] {
  const found: FieldRead[] = [];
  const pending = expression ? [expression] : [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const node = unwrap(next);
    if (
      node.type === "tuple" ||
      (node.type === "list" && node.source.language === "typescript") ||
      (node.type === "binary_operator" && (node.source.language === "python" || operator(node) === "+")) ||
      node.type === "string" ||
      node.type === "concatenated_string"
    ) {
      pending.push(...node.operands.toReversed());
    } else if (node.type === "interpolation") {
      const inner = node.child("expression");
      if (inner) pending.push(inner);
    } else {
      const field = fieldRead(node);
      if (field) found.push(field);
    }
  }
  return found;
}

/** The items of a list, tuple or set display; the expression itself when it is none. */
export function itemsOf(expression: Node): Node[] {
  const node = unwrap(expression);
  return node.type === "list" || node.type === "tuple" || node.type === "set" ? node.operands : [node];
}

/** The key and value pairs of a dict literal or of `dict(a=…)`; null for anything else. A key that is no text is null. */
export function dictEntries(expression: Node | null): { key: string | null; keyNode: Node; value: Node; node: Node }[] | null {
  const node = expression && unwrap(expression);
  if (node?.type === "dictionary") {
    return node.operands.flatMap((pair) => {
      const key = pair.child("key");
      const value = pair.child("value");
      return pair.type === "pair" && key && value ? [{ key: stringValue(key), keyNode: key, value, node: pair }] : [];
    });
  }
  if (node?.type === "call" && node.child("function")?.text === "dict") {
    return callArguments(node).keywords.flatMap(({ name, value, node: keyword }) => {
      const keyNode = keyword.child("name");
      return keyNode ? [{ key: name, keyNode, value, node: keyword }] : [];
    });
  }
  return null;
}

/** The last name of what a container expression is called: `tools` of `self._tools`, `context.tools`, `tools()`; leading underscores kept. */
export function containerName(node: Node | null): string | null {
  const inner = node && unwrap(node);
  if (inner?.type === "call") return calleeName(inner);
  if (inner?.type === "subscript") return fieldRead(inner)?.name ?? containerName(inner.child("value"));
  return lastName(inner);
}

/** A value that is given by name: a keyword argument, an entry of an object. */
export interface NamedValue {
  /** As the profile spells it. */
  name: string;
  /** As the code spells it. */
  written: string;
  value: Node;
  /** The name and the value together. */
  node: Node;
  /** The name alone. */
  at: Node;
}

/** What a call is given by name: its keywords, or in TypeScript the entries of the objects it is given. */
export function namedArguments(call: Node): NamedValue[] {
  if (call.source.language === "typescript") return callArguments(call).positional.flatMap(namedValues);
  return callArguments(call).keywords.flatMap(({ name, value, node }) => {
    const at = node.child("name");
    return at ? [{ name, written: name, value, node, at }] : [];
  });
}

/** The named entries of an object literal; none for anything else. */
export function namedValues(object: Node): NamedValue[] {
  const node = unwrap(object);
  if (node.type !== "dictionary") return [];
  return (dictEntries(node) ?? []).flatMap(({ key, keyNode, value, node: pair }) =>
    key === null ? [] : [{ name: profileName(key, node.source), written: key, value, node: pair, at: keyNode }],
  );
}
