import { readSpecValues } from "../generate/backends/template/design/spec.ts";
import { keysOf } from "../facts/spec/shape-keys.ts";
import { alternative, specShape, typesOf, type Shape } from "../facts/spec/shape.ts";

/** The keys of a spec that change what the template makes code of: each is left out and said otherwise once in a spec that has all, and what is read is compared. */
export function readByTemplate(): string[] {
  const wholes = [0, -1].map((at) => exampleOf(specShape, at));
  return keysOf(specShape)
    .map(({ path }) => path)
    .filter((path) => {
      const parts = path.replaceAll("[]", ".[]").split(".");
      return wholes.some((whole) => CHANGES.some((change) => readOf(whole) !== readOf(changed(whole, parts, change))));
    });
}

/** What is read, without the words that are looked through as a whole. */
function readOf(spec: unknown): string {
  try {
    return JSON.stringify(readSpecValues(spec), (key, value: unknown) =>
      key === "vocabulary" || key === "prose" ? undefined : value,
    );
  } catch (error) {
    return String(error);
  }
}

/** A value that has every key. @param at which of several words stands there */
function exampleOf(shape: Shape, at: number): unknown {
  const types = typesOf(shape);
  if (types.includes("object")) {
    const map = alternative(shape, "object");
    const any = map?.additionalProperties;
    return Object.fromEntries([
      ...Object.entries(map?.properties ?? {}).map(([key, value]) => [key, exampleOf(value, at)] as const),
      ...(typeof any === "object" ? [["some", exampleOf(any, at)] as const] : []),
    ]);
  }
  const items = alternative(shape, "array")?.items;
  if (types.includes("array") && items) return [exampleOf(items, at)];
  const words = shape.enum ?? shape.anyOf?.find((one) => one.enum)?.enum;
  if (words) return words.at(at);
  if (types.includes("string")) return "word";
  if (types.includes("boolean")) return at === 0;
  return types.includes("number") || types.includes("integer") ? 7 : "word";
}

/** Left out, and another value of its type. */
const CHANGES: readonly ((value: unknown) => unknown)[] = [
  () => undefined,
  (value) => (typeof value === "string" ? "another_longer_word" : typeof value === "boolean" ? !value : value),
];

function changed(value: unknown, [first = "", ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (first === "[]") return Array.isArray(value) ? value.map((one: unknown) => changed(one, rest, change)) : value;
  if (typeof value !== "object" || value === null) return value;
  const fits = (key: string): boolean => key === first || (first === "<name>" && key === "some");
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      !fits(key) ? one : rest.length === 0 ? change(one) : changed(one, rest, change),
    ]),
  );
}
