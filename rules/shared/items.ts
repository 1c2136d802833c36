import type { ContractClass, ContractMethod } from "../../server/facts/contracts.ts";
import { itemClass } from "../../server/code/types/python.ts";
import { callArguments, unwrap, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { classNamed } from "./named-classes.ts";

/** The contract class that an expression is an instance of. */
export type Lookup = (expression: Node | null) => ContractClass | null;

/** Steps from a collection to what it was made from. */
const MAX_STEPS = 6;

/** Calls that give the items of their argument. */
const SAME_ITEMS = /^(?:list|reversed|sorted|tuple|set|iter)$/;

/** The contract class of the items of a collection, by annotations; null where nothing tells. */
export function itemOf(collection: Node | null, lookup: Lookup, context: CodeContext, steps = 0): ContractClass | null {
  if (!collection || steps > MAX_STEPS) return null;
  const node = unwrap(collection);
  switch (node.type) {
    case "await":
      return itemOf(node.operands[0] ?? null, lookup, context, steps + 1);
    case "subscript":
      return node.child("subscript")?.type === "slice" ? itemOf(node.child("value"), lookup, context, steps + 1) : null;
    case "identifier":
      return ofName(node, lookup, context, steps);
    case "attribute": {
      const field = lookup(node.child("object"))?.fields.find(({ name }) => name === node.child("attribute")?.text);
      return field?.itemClass ? context.project.contracts.classAt(field.itemClass) : null;
    }
    case "call":
      return ofCall(node, lookup, context, steps);
    default:
      return null;
  }
}

function ofName(node: Node, lookup: Lookup, context: CodeContext, steps: number): ContractClass | null {
  const bindings = context.bindings(node);
  const [binding] = bindings;
  if (!binding || bindings.length > 1) return null;
  if (binding.annotation) return context.contractClass(itemClass(context.type(binding.annotation)));
  const isAssigned = binding.kind === "assignment" || binding.kind === "walrus";
  return isAssigned ? itemOf(binding.value, lookup, context, steps + 1) : null;
}

function ofCall(node: Node, lookup: Lookup, context: CodeContext, steps: number): ContractClass | null {
  const callee = node.child("function");
  const dotted = context.resolve(callee);
  if (dotted !== null && SAME_ITEMS.test(dotted))
    return itemOf(callArguments(node).positional[0] ?? null, lookup, context, steps + 1);
  const binding = callee?.type === "identifier" ? context.binding(callee) : null;
  const returns = binding?.kind === "function" ? binding.statement.child("return_type") : null;
  if (returns) return context.contractClass(itemClass(context.type(returns)));
  const method =
    context.contractFunction(dotted) ?? (callee?.type === "attribute" ? methodCalled(callee, lookup, context) : null);
  return method?.returnsItem ? context.project.contracts.classAt(method.returnsItem) : null;
}

/** The method of a contract class, or of a class that is named, that a callee stands for. */
export function methodCalled(callee: Node, lookup: Lookup, context: CodeContext): ContractMethod | null {
  const object = callee.child("object");
  const owner = lookup(object) ?? classNamed(object, context);
  return owner?.methods.find(({ name }) => name === callee.child("attribute")?.text) ?? null;
}
