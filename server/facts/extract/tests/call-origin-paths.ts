import { keyOf } from "../../../code/read.ts";
import type { Node } from "../../../syntax/tree.ts";
import type { Origin } from "../../kinds-tests.ts";
import { snakeName } from "./call-spelling.ts";

/** Records of what a mock was given, and their parts that are no part of what was given. */
const RECORD = /^(?:calls|lastCall|firstCall|secondCall|thirdCall|getCalls?|args|arguments|mock)$/;
/** Names under which the one argument of a call is given: they are not part of what is given. */
const ARGUMENT = new Set(["packet", "envelope", "request", "context", "task", "event"]);

/** What a name that a pattern binds is of the whole. */
export function destructured(pattern: Node, name: Node, origins: readonly Origin[]): Origin[] {
  const path = pathTo(pattern, name);
  return path === null ? [] : origins.map((origin) => path.reduce((from, step) => extend(from, step), origin));
}

/** The keys from a pattern to a name in it; positions are left out. */
function pathTo(pattern: Node, name: Node): string[] | null {
  if (pattern === name) return [];
  switch (pattern.type) {
    case "typed_parameter":
    case "default_parameter":
    case "typed_default_parameter": {
      const inner = pattern.child("name");
      return inner && pathTo(inner, name);
    }
    case "list_splat_pattern":
    case "tuple_pattern":
      for (const element of pattern.operands) {
        const path = pathTo(element, name);
        if (path) return path;
      }
      return null;
    case "object_pattern":
      for (const property of pattern.operands) {
        const value = property.type === "pair" ? property.child("value") : null;
        const path = value && pathTo(value, name);
        const key = keyOf(property);
        if (path && key !== null) return [key, ...path];
      }
      return null;
    default:
      return null;
  }
}

/** @param key `headers["x-correlation-id"]`: written as a key whatever it reads */
export function extend(origin: Origin, name: string, key = false): Origin {
  if (origin.of === "count" || /^\d+$/.test(name)) return origin;
  if (origin.of === "call" && origin.path.length === 0 && (ARGUMENT.has(name) || RECORD.test(name))) return origin;
  // The body of an answer is the answer, read as what it holds.
  if (origin.of === "response" && origin.path.length === 0 && /^(?:body|data)$/.test(name)) return { ...origin, dumped: true };
  const step = snakeName(name.replace(/-/g, "_"));
  return { ...origin, path: [...origin.path, key ? `[${step}]` : step] };
}
