import { step } from "../../syntax/meter.ts";
import type { Node } from "../../syntax/tree.ts";
import type { Binding } from "./scopes.ts";

/** The bindings of a name seen from a place, and whether the place is evaluated in the order of the text with them. */
export interface Lookup {
  bindings: readonly Binding[];
  ordered: boolean;
}

/** The binding that most likely holds at a place; see `CodeModule.binding`. */
export function chooseBinding({ bindings, ordered }: Lookup, at: Node): Binding | null {
  if (bindings.length < 2) return bindings[0] ?? null;
  const last = (ordered ? lastBefore(bindings, at) : null) ?? bindings.at(-1) ?? null;
  if (!last || !isFallback(last)) return last;
  const before = ordered ? bindings.filter((binding) => isBefore(binding, at)) : bindings;
  const imports = (before.length > 0 ? before : bindings).filter((binding) => binding.target !== null);
  return imports.findLast((binding) => !isFallback(binding)) ?? imports.at(-1) ?? last;
}

/** The last of the bindings that are made before a place; null where none is. A name may be bound and read thousands of times. */
function lastBefore(bindings: readonly Binding[], at: Node): Binding | null {
  let high = bindings.length;
  if (inSourceOrder(bindings)) {
    for (let low = 0; low < high;) {
      const middle = (low + high) >> 1;
      if ((bindings[middle] as Binding).node.start < at.start) low = middle + 1;
      else high = middle;
    }
  }
  for (let index = high - 1; index >= 0; index--) {
    const binding = bindings[index] as Binding;
    if (isBefore(binding, at)) return binding;
  }
  return null;
}

/** Whether bindings stand one behind the other, found out once: an edit moves them together, or makes another list. */
const sorted = new WeakMap<readonly Binding[], boolean>();

function inSourceOrder(bindings: readonly Binding[]): boolean {
  let is = sorted.get(bindings);
  if (is === undefined) {
    is = bindings.every(({ node }, at) => at === 0 || (bindings[at - 1] as Binding).node.start <= node.start);
    sorted.set(bindings, is);
  }
  return is;
}

function isFallback(binding: Binding): boolean {
  if (binding.value?.type === "none") return true;
  for (let up: Node | null = binding.statement.parent; up; up = up.parent) {
    if (up.type === "except_clause" || up.type === "else_clause") return true;
    if (up.type === "function_definition" || up.type === "class_definition") return false;
  }
  return false;
}

/** Bound before a place is evaluated: above it, and not by the statement whose value the place is part of. */
export function isBefore(binding: Binding, at: Node): boolean {
  step();
  const { statement, node } = binding;
  if (node.start >= at.start) return false;
  if (statement.type === "function_definition" || statement.type === "class_definition") return true;
  const value = statement.type === "for_statement" ? statement.child("right") : statement;
  return !(value && value.start <= at.start && at.end <= value.end);
}
