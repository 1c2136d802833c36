import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeFact } from "./type.ts";
import type { TypeScriptModule } from "../names/typescript/module.ts";

/** Types that stand for their one argument. */
const SAME = /^(?:Readonly|NonNullable|Required|Awaited|DeepReadonly|Jsonify)$/;
/** zod's ways from a schema to its type. */
const INFERRED = /^(?:infer|input|output|TypeOf|InferOutput|InferInput|Static)$/;

/** Reads a type as Python's annotations are read: the class it names, through `Order | null`, `Readonly<Order>` and `z.infer<typeof OrderSchema>`. */
export function readType(node: TSESTree.TypeNode, module: TypeScriptModule): TypeFact {
  const names: string[] = [];
  const mentions: string[] = [];
  let optional = false;
  const mention = (name: string | null): void => {
    if (name !== null && !mentions.includes(name)) mentions.push(name);
  };
  const read = (type: TSESTree.TypeNode, named: boolean): void => {
    switch (type.type) {
      case "TSNullKeyword":
      case "TSUndefinedKeyword":
        if (named) optional = true;
        return;
      case "TSUnionType":
      case "TSIntersectionType":
        for (const part of type.types) read(part, named);
        return;
      case "TSTypeOperator":
        if (type.operator === "readonly" && type.typeAnnotation) read(type.typeAnnotation, named);
        return;
      case "TSArrayType":
        mention("Array");
        if (named) names.push("Array");
        read(type.elementType, false);
        return;
      case "TSTupleType":
        for (const part of type.elementTypes) read(part, false);
        return;
      case "TSTypeReference": {
        const name = referenceName(type, module);
        const short = name?.slice(name.lastIndexOf(".") + 1) ?? "";
        const [only, ...more] = type.typeArguments?.params ?? [];
        if (only && more.length === 0 && SAME.test(short)) {
          read(only, named);
          return;
        }
        mention(name);
        if (named && name !== null) names.push(name);
        for (const part of type.typeArguments?.params ?? []) if (!isInferred(type)) read(part, false);
        return;
      }
      case "TSTypeLiteral":
        if (named) names.push("object literal");
        return;
      default:
        // A union of a class and a text is not the class.
        if (named && node.type === "TSUnionType") names.push(type.type);
    }
  };
  read(node, true);
  const distinct = [...new Set(names)];
  const [name = ""] = distinct;
  return {
    text: module.textOf(node).replace(/\s+/g, " ").trim(),
    name: distinct.length === 1 && /^[^ ]+$/.test(name) && !/^TS[A-Z]\w+(?:Keyword|Type)$/.test(name) ? name : null,
    mentions,
    optional,
  };
}

/** The dotted name of a type reference; of `z.infer<typeof OrderSchema>` that of the schema. */
export function referenceName(type: TSESTree.TSTypeReference, module: TypeScriptModule): string | null {
  const [only] = type.typeArguments?.params ?? [];
  if (isInferred(type) && only?.type === "TSTypeQuery") return typeName(only.exprName, module);
  return typeName(type.typeName, module);
}

function isInferred({ typeName: name, typeArguments }: TSESTree.TSTypeReference): boolean {
  const last = name.type === "TSQualifiedName" ? name.right.name : name.type === "Identifier" ? name.name : "";
  return INFERRED.test(last) && typeArguments?.params[0]?.type === "TSTypeQuery";
}

/** The dotted name of what names a class, type or schema: resolved through imports, one of the same file by its own name. */
export function typeName(node: TSESTree.Node | null | undefined, module: TypeScriptModule): string | null {
  if (!node) return null;
  const resolved = module.resolve(node);
  if (resolved !== null) return resolved;
  switch (node.type) {
    case "Identifier":
      return node.name;
    case "TSQualifiedName":
      return joined(typeName(node.left, module), node.right.name);
    case "MemberExpression":
      return node.property.type === "Identifier" && !node.computed
        ? joined(typeName(node.object, module), node.property.name)
        : null;
    default:
      return null;
  }
}

function joined(left: string | null, right: string): string | null {
  return left === null ? null : `${left}.${right}`;
}
