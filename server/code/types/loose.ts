import type { Node } from "../../syntax/tree.ts";
import { lastName, typeArguments, typeIn } from "../read.ts";

/**
 * A type of TypeScript that says nothing of an object's keys: `any`, `unknown`, `object`, `Record<string, …>`, `{ [key: string]: … }`, a promise of one;
 * `const` too, which leaves an object as it is.
 * @param options.opaque false where `any` and `unknown` are none: they hide what is returned on purpose
 */
export function isLooseType(annotation: Node, { opaque } = { opaque: true }): boolean {
  const type = typeIn(annotation);
  switch (type.type) {
    case "ts_any_keyword":
    case "ts_unknown_keyword":
      return opaque;
    case "ts_object_keyword":
      return true;
    case "ts_type_literal":
      return type.operands.every((member) => member.type === "ts_index_signature");
    case "ts_type_reference": {
      const [name, first] = [type.operands[0]?.type === "identifier" ? lastName(type) : null, typeArguments(type)[0]];
      if (name === "Promise" || name === "Readonly") return first !== undefined && isLooseType(first, { opaque });
      return name === "const" || name === "Object" || (name === "Record" && first?.type === "ts_string_keyword");
    }
    default:
      return false;
  }
}
