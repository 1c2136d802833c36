import { calleeName } from "../../code/read.ts";
import type { Node } from "../../syntax/tree.ts";
import { NotExact } from "../agreements.ts";
import { enumInsertion } from "./code-insertion.ts";
import type { Reader, ReadSet } from "./expressions.ts";

/** Bases that bring no fields. */
const FIELDLESS = /^(?:object|pydantic\.BaseModel|(?:typing|typing_extensions)\.(?:TypedDict|NamedTuple|Protocol|Generic))$/;

/** Bases under which `auto()` gives the name in small letters. */
const TEXT_ENUM = /^enum\.StrEnum$/;

interface Member {
  name: Node;
  value: Node | null;
  statement: Node;
}

/** The members of an Enum of Python, or the fields of a model. */
export function classSet(definition: Node, reader: Reader): ReadSet {
  const bases = (definition.child("superclasses")?.operands ?? []).filter(({ type }) => type !== "keyword_argument");
  const names = bases.map((base) => reader.module.resolve(base) ?? base.text);
  return names.some((name) => /(?:^enum\.\w+|(?:Enum|Flag))$/.test(name))
    ? enumSet(definition, names, reader)
    : fieldSet(definition, bases, names, reader);
}

function enumSet(definition: Node, bases: readonly string[], reader: Reader): ReadSet {
  const members = membersOf(definition).filter(({ name }) => !/^_.*_$|^__/.test(name.text));
  const items = members.map(({ name, value }) => {
    if (!value) throw new NotExact(`\`${name.text}\` has no value`, { at: name });
    const called = value.type === "call" ? calleeName(value) : null;
    if (called === "member" || called === "nonmember")
      throw new NotExact(`\`${name.text}\` is made by \`${called}\``, { at: name });
    if (reader.take === "keys") return { text: name.text, at: name };
    if (called !== "auto") return reader.text(value);
    if (!bases.some((base) => TEXT_ENUM.test(base)))
      throw new NotExact(`the value of \`${name.text}\` is a number that is counted`, { at: name });
    return { text: name.text.toLowerCase(), at: name };
  });
  return {
    items,
    insertion: enumInsertion(
      definition,
      members.map(({ name, value, statement }, at) => ({ name, value, statement, text: items[at]?.text ?? "" })),
    ),
  };
}

function fieldSet(definition: Node, bases: readonly Node[], names: readonly string[], reader: Reader): ReadSet {
  if (reader.take === "values")
    throw new NotExact("it is no Enum: a class has `keys`, its fields, and no `values`", { at: definition.child("name") });
  const inherited = bases.flatMap((base, at) => {
    if (FIELDLESS.test(names[at] ?? "") || base.type === "subscript") return [];
    return base.type === "identifier" && reader.module.global(base.text).some(({ kind }) => kind === "class")
      ? reader.follow(base).items
      : unknownBase(base);
  });
  const own = membersOf(definition, true).filter(
    ({ name, statement }) =>
      !name.text.startsWith("_") && name.text !== "model_config" && !/\bClassVar\b/.test(statement.child("type")?.text ?? ""),
  );
  return { items: [...inherited, ...own.map(({ name }) => ({ text: name.text, at: name }))], insertion: null };
}

function unknownBase(base: Node): never {
  throw new NotExact(`it inherits from \`${base.text}\`, which is not looked into`, { at: base });
}

/** @param annotated only what has a type */
function membersOf(definition: Node, annotated = false): Member[] {
  return (definition.child("body")?.operands ?? []).flatMap((statement): Member[] => {
    const [inner] = statement.type === "expression_statement" ? statement.operands : [];
    const name = inner?.child("left");
    if (
      inner?.type === "assignment" &&
      name?.type === "identifier" &&
      (annotated ? inner.child("type") : (inner.child("right") ?? !inner.child("type")))
    )
      return [{ name, value: inner.child("right"), statement: inner }];
    if (/^(?:if|for|while|with|try|match)_statement$/.test(statement.type))
      throw new NotExact("its body has branches", { at: statement });
    return [];
  });
}
