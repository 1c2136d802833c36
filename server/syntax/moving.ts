import type { Span } from "./text.ts";
import type { Node, Unit } from "./tree.ts";

/** Takes places out of those that move with a statement: whoever held them holds others now. */
export function forgetSpans(unit: Unit, gone: readonly Span[]): void {
  if (gone.length === 0) return;
  const forgotten = new Set(gone);
  let kept = 0;
  for (const span of unit.spans) if (!forgotten.has(span)) unit.spans[kept++] = span;
  unit.spans.length = kept;
}

/** Moves a statement, its nodes and what stands in it. */
export function moveUnit(unit: Unit, delta: number): void {
  moveNode(unit.node, delta);
  for (const span of unit.spans) {
    span.start += delta;
    span.end += delta;
  }
}

function moveNode(root: Node, delta: number): void {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    node.start += delta;
    node.end += delta;
    for (const child of node.children) pending.push(child);
  }
}

/** Every place in a piece of plain data. */
export function eachSpan(value: unknown, visit: (span: Span) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number")
    visit(value as Span);
  else for (const inner of Object.values(value)) eachSpan(inner, visit);
}
