import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { lastName, typeArguments, typeIn } from "../read.ts";
import type { TypeFact } from "./type.ts";

/** Types that stand for their one argument. */
const SAME = /^(?:Readonly|NonNullable|Required|Awaited|DeepReadonly|Jsonify)$/;
/** What vitest and jest call a mock of a type, which has all that the type has. */
const MOCKED = /^(?:vitest|jest|@jest\/globals(?:\.jest)?)\.(?:Mocked|MockedObject|MockedObjectDeep)$/;
/** zod's ways from a schema to its type. */
const INFERRED = /^(?:infer|input|output|TypeOf|InferOutput|InferInput|Static)$/;

/** Reads a type as Python's annotations are read: the class it names, through `Order | null`, `Readonly<Order>` and `z.infer<typeof OrderSchema>`. */
export function readTypeScriptType(annotation: Node, module: ModuleNames): TypeFact {
  const names: string[] = [];
  const mentions: string[] = [];
  let optional = false;
  const root = typeIn(annotation);
  const mention = (name: string | null): void => {
    if (name !== null && !mentions.includes(name)) mentions.push(name);
  };
  const read = (type: Node, named: boolean): void => {
    const parts = type.operands;
    switch (type.type) {
      case "ts_null_keyword":
      case "ts_undefined_keyword":
        if (named) optional = true;
        return;
      case "ts_union_type":
      case "ts_intersection_type":
        for (const part of parts) read(part, named);
        return;
      case "ts_type_operator":
        if (type.text.startsWith("readonly") && parts[0]) read(parts[0], named);
        return;
      case "ts_array_type":
        mention("Array");
        if (named) names.push("Array");
        if (parts[0]) read(parts[0], false);
        return;
      case "ts_tuple_type":
        for (const part of parts) read(part, false);
        return;
      case "ts_type_reference": {
        const name = referenceName(type, module);
        const short = name?.slice(name.lastIndexOf(".") + 1) ?? "";
        const given = typeArguments(type);
        const [only, ...more] = given;
        if (only && more.length === 0 && (SAME.test(short) || MOCKED.test(name ?? ""))) {
          read(only, named);
          return;
        }
        mention(name);
        if (named && name !== null) names.push(name);
        for (const part of given) if (!isInferred(type)) read(part, false);
        return;
      }
      case "ts_type_literal":
        if (named) names.push("object literal");
        return;
      default:
        // A union of a class and a text is not the class.
        if (named && root.type === "ts_union_type") names.push(type.type);
    }
  };
  read(root, true);
  const distinct = [...new Set(names)];
  const [name = ""] = distinct;
  return {
    text: root.text.replace(/\s+/g, " ").trim(),
    name: distinct.length === 1 && /^[^ ]+$/.test(name) && !/^ts_\w+_(?:keyword|type)$/.test(name) ? name : null,
    mentions,
    optional,
  };
}

/** The dotted name of a type reference; of `z.infer<typeof OrderSchema>` that of the schema. */
export function referenceName(type: Node, module: ModuleNames): string | null {
  const [only] = typeArguments(type);
  if (isInferred(type) && only) return typeScriptName(only.operands[0] ?? null, module);
  return typeScriptName(type.operands[0] ?? null, module);
}

function isInferred(type: Node): boolean {
  return INFERRED.test(lastName(type) ?? "") && typeArguments(type)[0]?.type === "ts_type_query";
}

/** The dotted name of what names a class, type or schema: resolved through imports, one of the same file by its own name. */
export function typeScriptName(node: Node | null, module: ModuleNames): string | null {
  if (!node) return null;
  const resolved = module.resolve(node);
  if (resolved !== null) return resolved;
  if (node.type === "identifier") return node.text === "this" || node.text === "super" ? null : node.text;
  if (node.type !== "ts_qualified_name" && node.type !== "attribute") return null;
  const left = typeScriptName(node.operands[0] ?? null, module);
  return left === null ? null : `${left}.${lastName(node) ?? ""}`;
}
