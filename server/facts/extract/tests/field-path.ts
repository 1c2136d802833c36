import type { Origin } from "../../kinds-tests.ts";

/** What was read from a value, attributes and keys alike: `["payload", "order_id"]`. */
export function fieldPath({ path }: Pick<Origin, "path">): string[] {
  return path.map((step) => step.replace(/^\[(.*)\]$/s, "$1"));
}
