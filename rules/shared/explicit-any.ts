import { ancestor, isFunction, isSatisfies, keyOf, type Node } from "../../server/code/index.ts";

/** What to say of an `any`; null where it only describes what a type must fit, so that no value gets it. */
export function explicitAny(node: Node): string | null {
  if (isPattern(node)) return null;
  const { parent } = node;
  if (parent?.type === "cast" && !isSatisfies(parent))
    return "`any` in a type assertion switches the type checks off for this value: assert its real type, or use `unknown` and narrow it.";
  if (parent?.type === "type" && parent.parent?.parent?.type === "except_clause")
    return "What is caught is `unknown`: leave the type out and narrow it before use, `any` switches the type checks off.";
  return "`any` switches the type checks off for every value that has it: write the real type, or `unknown` and narrow it.";
}

/**
 * `<F extends (...args: any[]) => any>`, `T extends Promise<any> ? … : …`: only `any` fits every function there. The rest parameter of a mixin's
 * constructor must be `any[]`, the compiler says (TS2545).
 */
function isPattern(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "ts_type_parameter") return child.field === "constraint";
    if (up.type === "ts_conditional_type" && child.field === "extends") return true;
    if (up.type === "ts_module_declaration" && up.text.startsWith("declare")) return true;
    if (up.child("name")?.type === "list_splat_pattern" && isRestOfPattern(up, node)) return true;
  }
  return false;
}

function isRestOfPattern(rest: Node, { parent }: Node): boolean {
  const type = rest.child("type");
  if (parent !== type && (parent?.type !== "ts_array_type" || parent.parent !== type)) return false;
  const owner = rest.parent?.parent as Node;
  if (/^ts_(?:function_type|constructor_type|construct_signature_declaration|call_signature_declaration)$/.test(owner.type))
    return true;
  return (
    isFunction(owner) && keyOf(owner) === "constructor" && Boolean(ancestor(owner, "class_definition")?.child("superclasses"))
  );
}
