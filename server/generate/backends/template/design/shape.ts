import type { GenerationTask } from "../../../backend.ts";
import type { SpecValues, InboundSpec } from "./spec.ts";
import type { Names } from "./names.ts";
import type { KnownContracts } from "./contracts.ts";
import type { Layout } from "./layout.ts";
import type { Environment } from "./environment.ts";
import type { Signing } from "./signature.ts";
import type { Outbound } from "./outbound.ts";
import type { Policy } from "./policy.ts";
import type { PacketDesign } from "./packets.ts";
import type { SubstrateDesign } from "./substrate.ts";
import type { RuntimeDesign } from "./runtime.ts";
import type { ToolDesign } from "./tool.ts";
import type { GovernanceDesign } from "./governance.ts";
import type { ExecutorDesign } from "./executor.ts";

/** A field of what a request says. */
export interface EventField {
  name: string;
  required: boolean;
  /** Why it is there, for the schema's documentation. */
  doc: string;
}

export interface Dedupe {
  mechanism: "substrate_lookup" | "memory_cache" | "both";
  /** The name under which a delivery's key is stored and answered. */
  key: string;
  /** `event.event_id`, or with a fallback the helper that chooses. */
  fallback: string | null;
  hashed: boolean;
  reject: boolean;
  ttlSeconds: number;
}

/** Everything that is decided about a module before a line of it is written. */
export interface Design {
  task: GenerationTask;
  spec: SpecValues;
  names: Names;
  kind: "adapter" | "tool" | "service" | "governance" | "executor";
  identity: string;
  pydantic: 1 | 2;
  contracts: KnownContracts;
  layout: Layout;
  environment: Environment;
  outbound: Outbound;
  policy: Policy;
  packets: PacketDesign;
  substrate: SubstrateDesign;
  runtime: RuntimeDesign | null;
  tool: ToolDesign | null;
  governance: GovernanceDesign | null;
  executor: ExecutorDesign | null;
  dedupe: Dedupe | null;
  routes: InboundSpec[];
  fields: EventField[];
  keyFields: string[];
  /** The attachments of a request are stored without their content. */
  attachments: boolean;
  /** How its callers sign, where they do. */
  signing: Signing;
}
