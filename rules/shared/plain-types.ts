import { lastName, typeArguments, typeIn, type Node } from "../../server/code/index.ts";

/** A union of more types is not written by hand. */
const MAX_DEPTH = 40;
const SCALAR_TYPES =
  /^(?:int|float|str|bool|bytes|complex|None|datetime|date|time|timedelta|Decimal|UUID|Path|PurePath|Literal)$/;
const PLAIN_TYPES =
  /^(?:Array|ReadonlyArray|Record|Map|ReadonlyMap|WeakMap|Set|ReadonlySet|WeakSet|Date|RegExp|URL|Buffer|Uint8Array|ArrayBuffer|Timeout|Timer|Immediate|ReturnType|AbortController|Decimal|BigNumber|Error)$/;

/**
 * An annotation that holds numbers, texts, dates and the like only: `int`, `str | None`, `Optional[UUID]`; in TypeScript lists, tables and functions
 * too: `number | null`, `Map<string, Order>`, `() => void`.
 */
export function isPlainType(annotation: Node, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  const type = typeIn(annotation);
  return type.source.language === "python" ? isScalar(type, depth) : isPlain(type, depth);
}

function isScalar(node: Node, depth: number): boolean {
  if (node.type === "string")
    return (
      /^["'][\w.\s|,]*["']$/.test(node.text) &&
      (node.text.match(/[\w.]+/g) ?? []).every((name) => SCALAR_TYPES.test(name.split(".").at(-1) ?? ""))
    );
  if (node.type === "none") return true;
  if (node.type === "binary_operator" || node.type === "union_type")
    return node.operands.every((part) => isPlainType(part, depth + 1));
  if (node.type === "generic_type" || node.type === "subscript") {
    const [owner, ...rest] = node.operands;
    const name = lastName(owner ?? null) ?? owner?.text ?? "";
    // A class is chosen, not built.
    if (name === "Literal" || name === "Type" || name === "type") return true;
    const inner = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
    return (
      /^(?:Optional|Union|Final|ClassVar|Annotated)$/.test(name) &&
      (name === "Annotated" ? inner.slice(0, 1) : inner).every((part) => isPlainType(part, depth + 1))
    );
  }
  return SCALAR_TYPES.test(lastName(node) ?? "");
}

function isPlain(type: Node, depth: number): boolean {
  switch (type.type) {
    case "ts_union_type":
    case "ts_intersection_type":
      return type.operands.every((part) => isPlainType(part, depth + 1));
    case "ts_type_reference": {
      const name = lastName(type) ?? "";
      const [inner] = typeArguments(type);
      return name === "Promise" && inner ? isPlainType(inner, depth + 1) : PLAIN_TYPES.test(name);
    }
    default:
      return !/^ts_(?:any_keyword|unknown_keyword|object_keyword|import_type|indexed_access_type|type_literal)$/.test(type.type);
  }
}
