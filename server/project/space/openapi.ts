import type { SpaceEntry, SpaceField } from "../../facts/space.ts";
import { jsonAt, jsonText, type JsonEntry, type JsonNode } from "../../syntax/json.ts";

const METHODS = new Set(["get", "post", "put", "patch", "delete", "head", "options", "trace"]);

/**
 * Routes and schemas of an OpenAPI document; nothing for any other JSON.
 * @param title what a JSON Schema is called that has no title itself; null where the document as a whole is none
 */
export function readOpenApi(root: JsonNode, title: string | null = null): SpaceEntry[] {
  const entries: SpaceEntry[] = [];
  for (const { key: route, value } of entriesOf(jsonAt(root, "paths"))) {
    for (const { key: method, keySpan } of entriesOf(value)) {
      if (METHODS.has(method))
        entries.push({ kind: "route", method: method.toUpperCase(), route, handler: null, path: null, span: keySpan });
    }
  }
  const whole = title === null || !jsonAt(root, "properties") ? [] : [wholeSchema(root, title)];
  for (const { key: name, keySpan, value } of [
    ...whole,
    ...entriesOf(jsonAt(root, "components", "schemas")),
    ...entriesOf(jsonAt(root, "definitions")),
    ...entriesOf(jsonAt(root, "$defs")),
  ]) {
    const properties = jsonAt(value, "properties");
    if (!properties) continue;
    const required = jsonAt(value, "required");
    const names = required?.kind === "array" ? required.items.map((item) => jsonText(item)) : [];
    const fields = entriesOf(properties).map((property): SpaceField => {
      const initial = jsonAt(property.value, "default");
      return {
        name: property.key,
        annotation: annotation(property.value),
        required: names.includes(property.key),
        default: initial?.kind === "scalar" ? pythonLiteral(initial.value) : initial ? "..." : null,
        span: property.keySpan,
      };
    });
    const extra = jsonAt(value, "additionalProperties");
    entries.push({
      kind: "schema",
      name,
      path: null,
      fields,
      extra: extra?.kind === "scalar" ? extra.value === true : null,
      span: keySpan,
    });
  }
  return entries;
}

/** A JSON Schema that is one model, under its title where that is a name. */
function wholeSchema(root: JsonNode, title: string): JsonEntry {
  const own = jsonAt(root, "title");
  const name = jsonText(own)?.replace(/\s+/g, "") ?? "";
  return { key: /^[A-Za-z_]\w*$/.test(name) ? name : title, keySpan: (own ?? root).span, value: root };
}

function entriesOf(node: JsonNode | undefined): readonly JsonEntry[] {
  return node?.kind === "object" ? node.entries : [];
}

/** A JSON schema as the Python annotation it most likely came from; null when it says nothing of the type. */
function annotation(node: JsonNode | undefined, depth = 0): string | null {
  if (!node || depth > 6) return null;
  const reference = jsonText(jsonAt(node, "$ref"));
  if (reference) return reference.split("/").at(-1) ?? null;
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const choices = jsonAt(node, key);
    if (choices?.kind !== "array") continue;
    const types = choices.items.map((item) => annotation(item, depth + 1));
    if (types.includes(null)) return null;
    const real = types.filter((type) => type !== "None");
    const union = real.length === 1 ? (real[0] as string) : `Union[${real.join(", ")}]`;
    return real.length < types.length ? `Optional[${union}]` : union;
  }
  switch (jsonText(jsonAt(node, "type"))) {
    case "string":
      return (
        { uuid: "UUID", "date-time": "datetime", date: "date", binary: "bytes" }[jsonText(jsonAt(node, "format")) ?? ""] ?? "str"
      );
    case "integer":
      return "int";
    case "number":
      return "float";
    case "boolean":
      return "bool";
    case "null":
      return "None";
    case "array":
      return `List[${annotation(jsonAt(node, "items"), depth + 1) ?? "Any"}]`;
    case "object": {
      const values = jsonAt(node, "additionalProperties");
      return `Dict[str, ${(values?.kind === "object" ? annotation(values, depth + 1) : null) ?? "Any"}]`;
    }
    default:
      return null;
  }
}

function pythonLiteral(value: string | number | boolean | null): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
