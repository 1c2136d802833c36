import { snakeCase } from "../code/spelling.ts";
import type { ContractField } from "./contracts.ts";

/** What the fields of a packet are for, by the names that repositories give them, in snake case. */
export const PACKET_FIELDS = {
  type: /^(?:packet_type|type|kind)$/,
  payload: /^(?:payload|body|data|content)$/,
  metadata: /^(?:metadata|headers?)$/,
} as const;

/** Fields and keywords that may give a packet its type. */
export const PACKET_TYPE_NAMES: readonly string[] = ["packet_type", "type", "kind"];

/** The field of a class that is for something, by its name; null where it has none. */
export function fieldNamed(fields: readonly Pick<ContractField, "name">[], what: keyof typeof PACKET_FIELDS): string | null {
  return fields.find(({ name }) => PACKET_FIELDS[what].test(snakeCase(name)))?.name ?? null;
}
