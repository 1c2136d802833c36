import type { Contracts, Established, Evidence } from "../../facts/contracts.ts";
import { prose, span } from "../../syntax/visible-markdown.ts";

/** What the keys of a module are about that the repository and its Space may say too. */
const ABOUT: Readonly<Record<string, (contracts: Contracts) => Established<unknown>>> = {
  id: ({ identity }) => identity,
  exposes_tool: ({ identity }) => identity,
  interfaces: ({ patterns }) => patterns.route_handler,
  idempotency: ({ idempotency }) => idempotency,
  threading: ({ patterns }) => patterns.thread_uuid,
  packet_contract: ({ patterns }) => patterns.packet_creation,
  error_policy: ({ patterns }) => patterns.error_handling,
  observability: ({ patterns }) => patterns.logging,
  standards: ({ patterns }) => patterns.dependency_injection,
};

/** Places that are shown of what is said more often. */
const SHOWN = 3;

/**
 * What the repository and its Space say about a key: a paragraph each.
 * @param path of the key in the v3 layout; keys deep below one get none
 * @param place where evidence stands, as the user sees it
 */
export function saidAbout(path: readonly string[], contracts: Contracts, place: (evidence: Evidence) => string): string[] {
  const [module, key = "", , deeper] = path;
  const about = module === "module" && deeper === undefined && Object.hasOwn(ABOUT, key) ? ABOUT[key] : undefined;
  const evidence = about ? about(contracts).evidence.filter((one) => one.path !== "") : [];
  return evidence.slice(0, SHOWN).map((one) => {
    const from = one.rank === "workspace" ? "" : `, ${one.rank} of the Space`;
    return `${prose(one.says, false)} (${span(place(one))}${from})`;
  });
}
