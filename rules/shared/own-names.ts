import type { Contracts } from "../../server/facts/contracts.ts";
import { CONTRACT_PARTS, isPart } from "../profile/contract-parts.ts";

/** A text with `{packet}` and other parts in it, in the repository's own names; without contracts in those of the generator document. */
export function inOwnNames(text: string, contracts: Pick<Contracts, "nameOf"> | null = null): string {
  return text.replace(/\{(\w+)\}/g, (whole, part: string) =>
    isPart(part) ? (contracts?.nameOf(part) ?? CONTRACT_PARTS[part].name) : whole,
  );
}
