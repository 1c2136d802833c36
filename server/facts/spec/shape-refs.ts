import type { Shape } from "./shape.ts";

type Json = string | number | boolean | null | readonly Json[] | JsonMap;
type JsonMap = { readonly [key: string]: Json };

/** A JSON Schema as a shape: what it says once under `definitions` stands at each place that refers to it, and may stand in itself. */
export function shapeOfSchema(schema: object): Shape {
  const { definitions = {}, ...whole } = schema as { definitions?: Readonly<Record<string, Json>> };
  /** Places that refer to a definition, and what they say besides. */
  const referring = new Map<object, { name: string; own: object }>();
  const inPlace = (json: Json): Json => {
    if (typeof json !== "object" || json === null) return json;
    if (isList(json)) return json.map(inPlace);
    const { allOf: _, ...rest } = json;
    const own = withNames(Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inPlace(value)])));
    const name = nameIn(json);
    if (name === null) return own;
    const place = {};
    referring.set(place, { name, own });
    return place;
  };
  const shape = inPlace(whole);
  const known = new Map<string, object>();
  // It grows while it is read: a definition may refer to another.
  for (const { name } of referring.values()) if (!known.has(name)) known.set(name, inPlace(definitions[name] ?? {}) as object);
  const fill = (place: object): void => {
    const refers = referring.get(place);
    if (!refers) return;
    referring.delete(place);
    const meant = known.get(refers.name) as object;
    fill(meant);
    Object.assign(place, meant, refers.own);
  };
  for (const place of [...referring.keys()]) fill(place);
  return shape as Shape;
}

/** A map whose keys are of a fixed set has each of them as a key of its own, with what it means. */
function withNames(map: { [key: string]: Json }): { [key: string]: Json } {
  const { propertyNames: names, additionalProperties: value } = map as { propertyNames?: JsonMap; additionalProperties?: Json };
  if (!names || !isList(names.enum) || typeof value !== "object" || value === null) return map;
  const meanings = isList(names.enumDescriptions) ? names.enumDescriptions : [];
  const keys = (names.enum as readonly string[]).map((name, at) => [name, { anyOf: [value], description: meanings[at] ?? "" }]);
  return { ...map, properties: Object.fromEntries(keys) as JsonMap };
}

/** Of a reference the definition that it names. */
function nameIn({ $ref, allOf }: JsonMap): string | null {
  const first = isList(allOf) ? (allOf[0] as JsonMap | undefined)?.$ref : undefined;
  const target = $ref ?? first;
  return typeof target === "string" ? (/^#\/definitions\/(.+)$/.exec(target)?.[1] ?? null) : null;
}

function isList(json: Json | undefined): json is readonly Json[] {
  return Array.isArray(json);
}
