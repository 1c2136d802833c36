import type { Contracts } from "../../server/facts/contracts.ts";
import type { MadeFact } from "../../server/facts/kinds.ts";
import { fieldNamed } from "../../server/facts/packet-fields.ts";
import { classesIn } from "../../server/code/types/declared.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import type { Project } from "../../server/facts/project.ts";

type Known = Pick<Project, "contracts">;

/** What the repository calls its packets: first the class that a module builds. */
export function packetModels({ contracts }: Known): string[] {
  return [...new Set([contracts.nameOf("packet"), contracts.nameOf("stored_packet"), contracts.nameOf("outgoing_packet")])];
}

/** What the fields of the repository's packet are called, in snake case; those of the generator document's where nothing is known of it. */
export interface PacketFieldNames {
  readonly type: string;
  readonly payload: string;
  readonly metadata: string;
}

export function packetFieldNames(contracts: Contracts): PacketFieldNames {
  const lookup = contracts.part("packet");
  const fields = lookup.status === "found" ? lookup.class.fields : [];
  const metadata = contracts.nameOf("packet_metadata");
  // A field that is declared as the metadata's class is the metadata, whatever it is called.
  const declared = fields.find(({ type }) => classesIn(type).some((dotted) => dotted.endsWith(`.${metadata}`)));
  const called = (what: keyof PacketFieldNames, document: string): string => snakeCase(fieldNamed(fields, what) ?? document);
  return {
    type: called("type", "packet_type"),
    payload: called("payload", "payload"),
    metadata: declared ? snakeCase(declared.name) : called("metadata", "metadata"),
  };
}

/** What is made with a type is a packet: by its class and the field of it, or by its keys alone. */
export function makesPacket({ made }: { made: MadeFact | null }, project: Known): boolean {
  if (made === null) return true;
  return packetModels(project).includes(made.model) && packetFieldNames(project.contracts).type === made.field;
}
