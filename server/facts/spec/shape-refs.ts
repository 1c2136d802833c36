import type { Shape } from "./shape.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON Schema as a shape: what it says once under `definitions` stands at each place that refers to it. */
export function shapeOfSchema(schema: object): Shape {
  const { definitions = {} } = schema as { definitions?: Readonly<Record<string, Json>> };
  const known = new Map<string, Json>();
  const inPlace = (json: Json): Json => {
    if (typeof json !== "object" || json === null) return json;
    if (Array.isArray(json)) return json.map(inPlace);
    const { allOf, ...rest } = json as { allOf?: readonly { $ref?: string }[] };
    const own = Object.fromEntries(Object.entries(rest as Record<string, Json>).map(([key, value]) => [key, inPlace(value)]));
    const name = /^#\/definitions\/(.+)$/.exec((allOf?.[0]?.$ref ?? own.$ref ?? "") as string)?.[1];
    if (name === undefined) return own;
    let definition = known.get(name);
    if (definition === undefined) known.set(name, (definition = inPlace(definitions[name] as Json)));
    return { ...(definition as Record<string, Json>), ...own };
  };
  return inPlace(schema as Json) as Shape;
}
