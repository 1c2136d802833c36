import { CONTRACT_PARTS } from "../../rules/profile/contract-parts.ts";

type Row = Record<string, unknown>;

/** Names of packets before a part had one class: the generator document's, which need no row. */
const USUAL = new Set([CONTRACT_PARTS.packet.name, "PacketEnvelope"]);

/**
 * A configuration as it is written today. `profile.packets.models` named the classes of packets: the first of the repository's own is the row `packet` of
 * `contracts`, where there is none.
 */
export function withoutFormerKeys(config: unknown): unknown {
  if (!isRow(config) || !isRow(config.profile) || !isRow(config.profile.packets)) return config;
  const { models, ...packets } = config.profile.packets;
  // What is taken away leaves nothing to name.
  const names = isRow(models) ? (models.replace ?? models.add ?? []) : models;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) return config;
  const own = names.find((name) => !USUAL.has(name));
  const contracts = isRow(config.contracts) ? config.contracts : {};
  return {
    ...config,
    profile: { ...config.profile, packets },
    ...(own === undefined || config.contracts === null ? {} : { contracts: { packet: own, ...contracts } }),
  };
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
