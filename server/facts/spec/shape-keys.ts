import { alternative, type Shape } from "./shape.ts";

/** A key that a schema knows. */
export interface ShapeKey {
  /** Dotted; `[]` for the items of a list, `<name>` for a name that the writer chooses: `module.error_policy.categories.<name>.status`. */
  path: string;
  shape: Shape;
  /** Asked for by the schema wherever the map that it stands in is written. */
  required: boolean;
}

/** All keys of a schema, each before those below it; what `below` refuses is listed without the keys below it. */
export function keysOf(shape: Shape, below: (path: string) => boolean = () => true, path = ""): ShapeKey[] {
  const map = alternative(shape, "object");
  const named = Object.entries(map?.properties ?? {}).flatMap(([key, value]) => {
    const full = path === "" ? key : `${path}.${key}`;
    const own = { path: full, shape: value, required: map?.required?.includes(key) ?? false };
    return [own, ...(below(full) ? keysOf(value, below, full) : [])];
  });
  const any = map?.additionalProperties;
  const chosen = typeof any === "object" ? keysOf(any, below, `${path}.<name>`) : [];
  const items = alternative(shape, "array")?.items;
  return [...named, ...chosen, ...(items ? keysOf(items, below, `${path}[]`) : [])];
}
