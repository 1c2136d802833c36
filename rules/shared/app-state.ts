import { lastName, unwrap, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** Names that stand for one another: enough for code that people read, and an end for circles. */
const MAX_STEPS = 6;

/** `app.state`, `request.app.state`, and a name that was given one of them. */
export function isAppState(object: Node, context: CodeContext, steps = 0): boolean {
  const node = unwrap(object);
  if (node.type === "identifier") {
    const value = context.binding(node)?.value;
    return value?.type === "attribute" && steps < MAX_STEPS && isAppState(value, context, steps + 1);
  }
  if (node.type !== "attribute" || node.child("attribute")?.text !== "state") return false;
  return /app|request|websocket|^ws$/i.test(lastName(node.child("object")) ?? "");
}
