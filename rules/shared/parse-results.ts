import { keyOf, unwrap, type Node } from "../../server/code/index.ts";
import { calledName, memberName, ownerOf } from "../../server/code/tests/members.ts";
import type { FileContext } from "../define.ts";

type Names = Pick<FileContext, "module">;

/** Whether a schema takes a value: `Order.safeParse(value).success`, directly or of a name that holds the result. */
export function isParsed(expression: Node, names: Names): boolean {
  const node = unwrap(expression);
  if (node.type === "identifier") {
    const { target, value } = assigned(node, names) ?? {};
    // `const { success } = Order.safeParse(value)`
    if (target?.type === "object_pattern") {
      const entry = target.operands.find((one) => (one.child("value") ?? one).text === node.text);
      return entry?.type === "pair" && keyOf(entry) === "success" && isParse(value ?? null);
    }
    return value?.type === "attribute" && isParsed(value, names);
  }
  const owner = memberName(node) === "success" ? ownerOf(node) : null;
  if (!owner) return false;
  const plain = unwrap(owner);
  return isParse(plain.type === "identifier" ? (assigned(plain, names)?.value ?? null) : plain);
}

/** What the only assignment of a name gives it. */
function assigned(name: Node, { module }: Names): { target: Node; value: Node } | null {
  const [binding, ...more] = module.bindingsOf(name.text, name);
  const { statement } = binding ?? {};
  if (!statement || more.length > 0 || statement.type !== "assignment") return null;
  const target = statement.child("left");
  const value = statement.child("right");
  return target && value ? { target, value: unwrap(value) } : null;
}

/** `Order.safeParse(x)`, `v.safeParse(Order, x)`, awaited too. */
function isParse(expression: Node | null): boolean {
  const node = expression && unwrap(expression);
  const call = node?.type === "await" && node.operands[0] ? unwrap(node.operands[0]) : node;
  return call?.type === "call" && /^(?:safe(?:Parse|Decode|Encode)(?:Async)?|spa)$/.test(calledName(call) ?? "");
}
