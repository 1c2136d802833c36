import type { Design } from "../design/shape.ts";
import type { ToolDesign } from "../design/tool.ts";

/** How an expression reads a key: from the call itself, or from its arguments. */
export function keyOf(tool: ToolDesign, name: string): string {
  return tool.ofRequest.includes(name) ? `str(request.${name})` : `arguments.${name}`;
}

/** A key of the call as an expression; with a fallback the second counts where the first is missing. */
export function dedupeExpression({ dedupe, pydantic }: Design, tool: ToolDesign): string | null {
  if (!dedupe) return null;
  const first = keyOf(tool, dedupe.key);
  if (dedupe.fallback) return `(${first} or ${keyOf(tool, dedupe.fallback)})`;
  if (dedupe.hashed)
    return `(${first} or hashlib.sha256(json.dumps(arguments.${pydantic === 2 ? "model_dump" : "dict"}(), sort_keys=True).encode()).hexdigest())`;
  return first;
}

/** How a call is told apart: the expression, the name under which it is stored, and what methods are given of it. */
interface ToolKey {
  expression: string;
  field: string;
  parameter: readonly string[];
  argument: string;
}

/** The call's own id is at hand wherever the request is; another key is handed on. */
export function toolKey(design: Design, tool: ToolDesign): ToolKey | null {
  const expression = dedupeExpression(design, tool);
  if (expression === null) return null;
  const ofCall = expression === `str(request.${tool.request.call})`;
  return ofCall
    ? { expression, field: tool.request.call, parameter: [], argument: "" }
    : { expression: "key", field: "dedupe_key", parameter: ["key: str"], argument: ", key" };
}
