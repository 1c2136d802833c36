import type { Node } from "../../syntax/tree.ts";
import { ancestor, decorators, isAsync, lastName, unwrap } from "../read.ts";
import { classValue } from "./idle.ts";
import type { TestNames } from "./names.ts";

/** Decorators that leave a test what it is: pytest's own and those of mocks. */
const TRANSPARENT = /^(?:pytest\.mark\.|unittest\.mock\.patch\b|mock\.patch\b|unittest\.(?:skip|expectedFailure))/;

/**
 * What a test carries that pytest's `-m` asks for: the names of its marks, of its classes' and of its file's; null where a decorator or a `pytestmark`
 * can not be read.
 */
export function marksOf(definition: Node, names: TestNames): string[] | null {
  const marks = new Set<string>();
  const values: Node[] = [];
  for (let node: Node | null = definition; node; node = ancestor(node, "class_definition")) {
    values.push(...decorators(node).flatMap((decorator) => decorator.operands.slice(0, 1)));
    const own = node.type === "class_definition" ? classValue(node, "pytestmark") : null;
    if (own) values.push(own);
  }
  values.push(...names.global("pytestmark").flatMap(({ value }) => (value ? [value] : [])));
  let known = true;
  for (const value of values) {
    const node = unwrap(value);
    for (const mark of node.type === "list" || node.type === "tuple" ? node.operands : [node]) {
      const dotted = dottedMark(mark, names);
      const name = /^pytest\.mark\.(\w+)/.exec(dotted ?? "")?.[1];
      if (name) marks.add(name);
      else if (!dotted || !TRANSPARENT.test(dotted)) known = false;
    }
  }
  return known ? [...marks] : null;
}

/** True for an `async def` that pytest only runs when a plugin was told to: nothing on it, its class or its file says which one. */
export function needsRunner(definition: Node, names: TestNames): boolean {
  if (!isAsync(definition)) return false;
  const marks = marksOf(definition, names);
  if (marks === null || marks.some((mark) => /asyncio|anyio|trio|gen_test|twisted|curio|loop/i.test(mark))) return false;
  for (let owner = ancestor(definition, "class_definition"); owner; owner = ancestor(owner, "class_definition")) {
    const bases = owner.child("superclasses")?.operands ?? [];
    if (bases.some((base) => lastName(base) !== "object")) return false;
  }
  const asked = definition.child("parameters")?.operands ?? [];
  // anyio runs what asks for its backend, pytest-aiohttp and pytest-tornado what asks for their loop.
  return !asked.some((parameter) => /^(?:anyio_backend|event_loop|io_loop|loop|nursery)\b/.test(parameter.text));
}

function dottedMark(mark: Node, names: TestNames, step = 0): string | null {
  const node = unwrap(mark);
  const callee = node.type === "call" ? node.child("function") : node;
  const dotted = names.resolve(callee);
  if (dotted?.startsWith("pytest.")) return dotted;
  if (callee?.type !== "identifier" || step > 2) return dotted;
  const bindings = names.global(callee.text);
  const value = bindings.length === 1 ? bindings[0]?.value : null;
  return value ? dottedMark(value, names, step + 1) : dotted;
}
