import { calleeName, callArguments, keyOf, lastName, operator, stringValue, unwrap } from "../../code/read.ts";
import { literalText } from "../../code/text-fact.ts";
import { readText } from "../../code/texts.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import type { Span } from "../../syntax/text.ts";
import type { Node } from "../../syntax/tree.ts";
import { NotExact, type Insertion } from "../agreements.ts";
import { declarationOf, onlyBinding } from "./bindings.ts";
import { classSet } from "./classes.ts";
import { listInsertion, unionInsertion } from "./code-insertion.ts";

/** `keys` of dicts and objects, names of an Enum's members, fields of a model; `values` of all else. */
export type Take = "keys" | "values";

/** The text that a name of another file stands for, as this file has it; null where that is not known. */
export type ConstantOf = (dotted: string) => string | null;

export interface ReadSet {
  readonly items: { readonly text: string; readonly at: Span }[];
  readonly insertion: Insertion | null;
}

/** Names that are followed to what they stand for. */
const MAX_DEPTH = 8;

/** Functions that make a collection of the one that they are given. */
const COLLECTIONS = /^(?:set|frozenset|list|tuple|dict|Set|Map|freeze|MappingProxyType)$/;

/** Reads which texts an expression or a type of one file consists of. Throws a `NotExact` where only a run would tell. */
export class Reader {
  readonly module: ModuleNames;
  readonly take: Take;
  readonly #constant: ConstantOf;
  #depth = 0;

  constructor(module: ModuleNames, take: Take, constant: ConstantOf) {
    this.module = module;
    this.take = take;
    this.#constant = constant;
  }

  read(expression: Node): ReadSet {
    const node = unwrap(expression);
    switch (node.type) {
      case "type":
      case "ts_type_operator":
        return node.type === "type" ? this.read(node.operands[0] ?? fail(node)) : this.#keysOf(node);
      case "dictionary":
        return this.#dictionary(node);
      case "list":
      case "tuple":
      case "set":
        if (this.take === "keys") throw new NotExact("it is a list, which has no keys: name it under `values`", { at: node });
        return { items: this.#all(node.operands), insertion: listInsertion(node, node.operands) };
      case "call":
        return this.#call(node);
      case "subscript":
      case "generic_type":
        return this.#generic(node);
      case "binary_operator":
        return this.#join(node);
      case "ts_union_type":
        return { items: node.operands.flatMap((part) => this.read(part).items), insertion: unionInsertion(node) };
      case "ts_literal_type":
      case "string":
        return { items: [this.text(node.type === "string" ? node : (node.operands[0] ?? node))], insertion: null };
      case "none":
      case "ts_null_keyword":
      case "ts_undefined_keyword":
        return { items: [], insertion: null };
      case "ts_indexed_access_type":
        return this.#indexed(node);
      case "ts_type_reference":
        return this.#reference(node);
      case "ts_type_query":
        return this.follow(node.operands[0] ?? fail(node));
      case "identifier":
        return this.follow(node);
      case "ts_interface_declaration":
      case "ts_type_literal":
        return this.#interface(node);
      case "ts_enum_declaration":
        return this.#enum(node);
      default:
        throw new NotExact("it is computed", { at: node });
    }
  }

  /** What a name of the same file stands for. */
  follow(name: Node): ReadSet {
    if (name.type !== "identifier") throw new NotExact(`\`${name.text}\` is not looked into`, { at: name });
    if (++this.#depth > MAX_DEPTH) throw new NotExact(`\`${name.text}\` leads too far`, { at: name });
    const declaration = declarationOf(onlyBinding(this.module, name.text));
    const set = declaration.type === "class_definition" ? classSet(declaration, this) : this.read(declaration);
    this.#depth--;
    // What is added belongs where the list itself is written.
    return { items: set.items, insertion: null };
  }

  /** One text and its place, a constant of the file followed. */
  text(node: Node): ReadSet["items"][number] {
    const fact = readText(node, this.module);
    const [part] = fact?.length === 1 ? fact : [];
    const elsewhere = typeof part === "object" && part !== null ? this.#constant(part.name) : null;
    const text = literalText(fact) ?? elsewhere ?? (node.type === "number" ? node.text : null);
    if (text === null) throw new NotExact(`what \`${node.text}\` stands for is not known`, { at: node });
    if (text.includes("\\")) throw new NotExact(`${node.text} holds escapes`, { at: node });
    return { text, at: unwrap(node) };
  }

  #all(members: readonly Node[]): ReadSet["items"] {
    return members.flatMap((member) =>
      member.type === "list_splat" ? this.read(member.operands[0] ?? fail(member)).items : [this.text(member)],
    );
  }

  #dictionary(node: Node): ReadSet {
    const items = node.operands.flatMap((entry): ReadSet["items"] => {
      if (/splat$/.test(entry.type)) return this.read(entry.operands[0] ?? fail(entry)).items;
      const [key, value] = [entry.child("key"), entry.child("value")];
      if (entry.type === "pair" && this.take === "values") return [this.text(value ?? fail(entry))];
      // `{ a }` is `{ a: a }`; `[a]: …` is written with the value of a name.
      if (entry.type === "pair" && key) return [this.#key(entry, key)];
      throw new NotExact("an entry is computed", { at: entry });
    });
    return { items, insertion: null };
  }

  #key(entry: Node, key: Node): ReadSet["items"][number] {
    const isPlain = entry.source.language === "typescript" && keyOf(entry) !== null;
    return isPlain ? { text: keyOf(entry) as string, at: key } : this.text(key);
  }

  #call(node: Node): ReadSet {
    const { positional, keywords, splat, dictionarySplat } = callArguments(node);
    const name = calleeName(node) ?? "";
    const callee = this.module.resolve(node.child("function")) ?? "";
    const [first] = positional;
    if (splat || dictionarySplat) throw new NotExact("its arguments are computed", { at: node });
    if (node.source.language === "typescript" && /(?:^|[./])z(?:od)?(?:\/\w+)?\.(?:z\.)?\w+$/.test(callee))
      return this.#zod(node, name, positional);
    if (!COLLECTIONS.test(name))
      throw new NotExact(`what \`${node.child("function")?.text ?? ""}(…)\` gives is not known`, { at: node });
    if (name === "dict" && keywords.length > 0 && positional.length === 0)
      return {
        items: keywords.map(({ name: text, value, node: keyword }) =>
          this.take === "keys" ? { text, at: keyword.child("name") ?? keyword } : this.text(value),
        ),
        insertion: null,
      };
    if (!first) return { items: [], insertion: null };
    if (positional.length > 1 || keywords.length > 0) throw new NotExact("its arguments are computed", { at: node });
    if (name !== "Map" && name !== "dict") return this.read(first);
    const pairs = unwrap(first);
    if (pairs.type !== "list") return this.read(first);
    const part = this.take === "keys" ? 0 : 1;
    return { items: pairs.operands.map((pair) => this.text(unwrap(pair).operands[part] ?? fail(pair))), insertion: null };
  }

  /** `z.enum([…])`, `z.literal(…)`, `z.union([…])`, `z.nativeEnum(…)`, and what only adds a description or a default to one. */
  #zod(node: Node, name: string, [first]: readonly Node[]): ReadSet {
    if (!first) throw new NotExact(`what \`${node.text}\` takes is not known`, { at: node });
    if (name === "enum" || name === "nativeEnum") return this.read(first);
    if (name === "literal")
      return unwrap(first).type === "list" ? this.read(first) : { items: [this.text(first)], insertion: null };
    if (name === "union") return { items: unwrap(first).operands.flatMap((part) => this.read(part).items), insertion: null };
    if (name === "object" || name === "strictObject" || name === "looseObject") return this.#dictionary(unwrap(first));
    throw new NotExact(`what \`${node.child("function")?.text ?? name}(…)\` takes is not known`, { at: node });
  }

  /** `Literal["a", "b"]`, and unions of them. */
  #generic(node: Node): ReadSet {
    const name = lastName(node.child("value") ?? node.operands[0] ?? null) ?? "";
    const parts = node.type === "subscript" ? node.childrenIn("subscript") : (node.operands[1]?.operands ?? []);
    if (name === "Literal") {
      const members = parts
        .map((part) => (part.type === "type" ? (part.operands[0] ?? part) : part))
        .filter(({ type }) => type !== "none");
      const items = members.flatMap((part) => (part.type === "subscript" ? this.read(part).items : [this.text(part)]));
      return { items, insertion: listInsertion(node, members) };
    }
    if (/^(?:Union|Optional|Annotated|Final|ClassVar)$/.test(name))
      return { items: (name === "Union" ? parts : parts.slice(0, 1)).flatMap((part) => this.read(part).items), insertion: null };
    throw new NotExact(`\`${node.text}\` is no list, dict or Literal`, { at: node });
  }

  /** Types with `|`; collections with `|` and `+`. */
  #join(node: Node): ReadSet {
    const [left, right] = node.operands;
    if (!left || !right || !/^[|+]$/.test(operator(node))) throw new NotExact("it is computed", { at: node });
    return { items: [...this.read(left).items, ...this.read(right).items], insertion: null };
  }

  /** `keyof typeof X`, `keyof X`. */
  #keysOf(node: Node): ReadSet {
    const [of] = node.operands;
    if (!of || !/^keyof\b/.test(node.text)) throw new NotExact("it is computed", { at: node });
    return new Reader(this.module, "keys", this.#constant).read(of);
  }

  /** `(typeof X)[number]`, `(typeof X)[keyof typeof X]`. */
  #indexed(node: Node): ReadSet {
    const [of, by] = node.operands;
    if (of?.type !== "ts_type_query" || !by || !/^(?:ts_number_keyword|ts_type_operator)$/.test(by.type))
      throw new NotExact("it is computed", { at: node });
    return new Reader(this.module, "values", this.#constant).read(of);
  }

  #reference(node: Node): ReadSet {
    const [name, given] = node.operands;
    const [argument] = given?.operands ?? [];
    if (name?.type === "ts_qualified_name" && /^(?:infer|input|output)$/.test(lastName(name) ?? "") && argument)
      return this.read(argument);
    if (!name || given) throw new NotExact(`\`${node.text}\` is not looked into`, { at: node });
    return this.follow(name);
  }

  #interface(node: Node): ReadSet {
    if (this.take === "values") throw new NotExact("an object type has keys, and no values: name it under `keys`", { at: node });
    if (node.children.some(({ field }) => field === "extends")) throw new NotExact("it extends another type", { at: node });
    const members = (node.child("body") ?? node).operands;
    return {
      items: members.map((member) => {
        const text = keyOf(member);
        if (text === null) throw new NotExact("a member is computed", { at: member });
        return { text, at: member.child("name") ?? member };
      }),
      insertion: null,
    };
  }

  #enum(node: Node): ReadSet {
    const members = node.child("body")?.operands ?? [];
    return {
      items: members.map((member) => {
        const [name, value] = member.operands;
        if (this.take === "keys" && name) return { text: stringValue(name) ?? name.text, at: name };
        if (!value) throw new NotExact(`\`${member.text}\` is a number`, { at: member });
        return this.text(value);
      }),
      insertion: null,
    };
  }
}

function fail(node: Node): never {
  throw new NotExact("it is computed", { at: node });
}
