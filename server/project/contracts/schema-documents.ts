import { basename } from "node:path";
import type { SpaceFile } from "../../facts/space.ts";
import { JsonProblem, parseJson, type JsonNode } from "../../syntax/json.ts";
import { parseYaml, type YamlNode } from "../../syntax/yaml.ts";
import type { Files } from "../files.ts";
import { readOpenApi } from "../space/openapi.ts";
import { listedClasses } from "./space-sources.ts";
import type { Listed } from "./repository.ts";

/** The models that JSON Schemas and OpenAPI documents describe; nothing for a document that is neither, or does not parse. */
export function listedInSchemas(paths: readonly string[], files: Files): Listed[] {
  return listedClasses(
    paths.flatMap((path): SpaceFile[] => {
      const root = parsed(path, files.text(path));
      const entries = root ? readOpenApi(root, titleOf(path)) : [];
      return entries.length === 0 ? [] : [{ path, facts: { rank: "index", extracts: [], entries }, problem: null }];
    }),
  );
}

function parsed(path: string, text: string): JsonNode | null {
  if (!/\.json$/i.test(path)) {
    const root = parseYaml(text)[0]?.root;
    return root ? jsonOf(root) : null;
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonProblem) return null;
    throw error;
  }
}

function jsonOf(node: YamlNode): JsonNode {
  switch (node.kind) {
    case "scalar":
      return { kind: "scalar", span: node.span, value: node.value };
    case "list":
      return { kind: "array", span: node.span, items: node.items.map(jsonOf) };
    case "map":
      return {
        kind: "object",
        span: node.span,
        entries: node.entries.map(({ key, keySpan, value }) => ({
          key,
          keySpan,
          value: value ? jsonOf(value) : { kind: "scalar", span: keySpan, value: null },
        })),
      };
  }
}

/** What a schema without a title is called: `transport-packet.schema.json` describes a TransportPacket. */
function titleOf(path: string): string {
  return basename(path)
    .replace(/(?:\.schema)?\.\w+$/i, "")
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
