import { REQUESTS } from "../executor-contracts/requests.ts";
import { RUNNER } from "../executor-contracts/runner.ts";
import { TURNS } from "../executor-contracts/turns.ts";
import type { Change } from "../field-types.ts";
import { VARIANTS } from "../field-types.ts";
import { filesOf } from "../governance-contracts/contracts.ts";
import { FILES } from "../governance-contracts/files.ts";
import { LOADERS } from "../governance-contracts/loaders.ts";
import { OTHERS } from "../governance-contracts/models.ts";

/** Contracts that a module is generated over. */
export interface Shape {
  about: string;
  /** Files in place of the sample's; null: the sample's, with changes. */
  files: Readonly<Record<string, string>> | null;
  changes: readonly Change[];
  parts: Readonly<Record<string, string>>;
  pydantic: 1 | 2;
  /** What the spec has to say of them, by the key of its module. */
  spec: Readonly<Record<string, unknown>>;
  /** The mechanisms by which such contracts let duplicates be found. */
  mechanisms: readonly string[];
}

const MECHANISMS = ["substrate_lookup", "memory_cache", "both"];
const SAMPLE: Shape = {
  about: "the sample's",
  files: null,
  changes: [],
  parts: {},
  pydantic: 1,
  spec: {},
  mechanisms: MECHANISMS,
};

/** The sample's contracts, as they are and with fields of other types. */
export const SAMPLES: readonly Shape[] = [
  SAMPLE,
  ...VARIANTS.filter(({ about }) => /UUID|required field/.test(about)).map(({ about, changes }) => ({
    ...SAMPLE,
    about,
    changes: changes.filter(([file]) => !file.startsWith("specs/")),
  })),
];

export const EXECUTORS: readonly Shape[] = [
  {
    ...SAMPLE,
    spec: {
      interfaces: { inbound: [{ name: "run_task", payload_type: "AgentTask" }] },
      key: "task_id",
      thread: ["agent_id"],
    },
  },
  ...[TURNS, RUNNER, REQUESTS].map(({ about, files, parts, key, thread, task, mechanism }) => ({
    ...SAMPLE,
    about,
    files,
    parts,
    pydantic: files["pyproject.toml"]?.includes("pydantic>=2") ? (2 as const) : (1 as const),
    spec: { interfaces: { inbound: [{ name: "run_task", payload_type: task }] }, key, thread },
    // A dataclass is not made again of a packet.
    mechanisms: mechanism === "memory_cache" ? [mechanism] : MECHANISMS,
  })),
];

export const GOVERNANCES: readonly Shape[] = [
  SAMPLE,
  ...[...FILES, ...LOADERS, ...OTHERS].map((contracts) => ({
    ...SAMPLE,
    about: contracts.about,
    files: filesOf(contracts),
    parts: contracts.parts ?? {},
    pydantic: contracts.pydantic,
    spec: {
      ...(contracts.environment === undefined ? {} : { environment: contracts.environment }),
      ...(contracts.notes === undefined ? {} : { notes_for_generators: [contracts.notes] }),
    },
  })),
];
