import { defaultProfile } from "../../rules/profile/index.ts";
import { targetOf } from "../facts/spec.ts";
import { alternative, shapeOfKey, specShape, type Shape } from "../facts/spec/shape.ts";

/** The shape at a path whose list items are `[]`; a key of a v2 layout has that of the place it means in v3. */
export function shapeOfPath(path: readonly string[]): Shape | null {
  return walk(path) ?? walk(v3Path(path));
}

/** Where v3 keeps what stands at a path; the path itself in a v3 layout. */
export function v3Path(path: readonly string[]): string[] {
  const end = path.indexOf("[]");
  const keys = end < 0 ? path : path.slice(0, end);
  return keys.length === 0 ? [...path] : [...targetOf(keys.join(".")).path.split("."), ...path.slice(keys.length)];
}

/** True for a spec's required keys and what leads to them, and in the maps of a list for those the schema asks for. */
export function isRequired(path: readonly string[], key: string): boolean {
  if (path.includes("[]")) return alternative(shapeOfPath(path) ?? {}, "object")?.required?.includes(key) ?? false;
  const full = v3Path([...path, key]).join(".");
  return defaultProfile.required_spec_keys.some((required) => required === full || required.startsWith(`${full}.`));
}

/** The shape at a path of a schema whose list items are `[]`; null where it knows no such key. */
export function shapeIn(schema: Shape, path: readonly string[]): Shape | null {
  return path.reduce<Shape | null>((shape, key) => {
    if (!shape) return null;
    return key === "[]" ? (alternative(shape, "array")?.items ?? null) : shapeOfKey(shape, key);
  }, schema);
}

function walk(path: readonly string[]): Shape | null {
  return shapeIn(specShape, path);
}
