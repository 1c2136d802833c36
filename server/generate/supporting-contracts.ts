import type { ContractClass, Contracts } from "../facts/contracts.ts";
import { CONTRACT_PARTS, partOf, type ContractPart } from "../../rules/profile/contract-parts.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { classesIn } from "../code/types/declared.ts";
import { partsOf, sharedLoops } from "./shared-loops.ts";

/** A class beside the required ones that generated code meets. */
export interface SupportingContract {
  /**
   * `runtime`: what AIOS is asked through; `registry`: where tools are called; `loop`: the shared loop that runs an agent's task, and `beside` what it is made
   * with besides; `policy`, `effect`, `operator`: what a governance module decides by, `loader` where it gets that; `model`: what all of these and the services take
   * and give.
   */
  role: "runtime" | "registry" | "loop" | "beside" | "policy" | "effect" | "operator" | "loader" | "model";
  /** What it is for, by its key in the configuration's `contracts`; its name where it plays no part. */
  part: string;
  name: string;
  import: string;
  class: ContractClass;
}

/** Models of a reasoning step and of a tool call. */
const MODELS: readonly ContractPart[] = ["runtime_context", "runtime_result", "tool_binding", "tool_request", "tool_result"];

/**
 * The runtime, the registry, the models that they and the services name, and the enums and models that fields hold, as far as they can be found once.
 * @param services the required services @param models the required models @param kind the module's; null for a workspace as a whole
 */
export function supportingContracts(
  contracts: Contracts,
  services: readonly ContractClass[],
  models: readonly ContractClass[],
  kind: SpecDocument["kind"] | null = null,
): SupportingContract[] {
  const found = new Map<string, SupportingContract>();
  const put = (name: string, role: SupportingContract["role"], held: ContractClass): void => {
    const line = `from ${held.module} import ${held.name}`;
    found.set(name, { role, part: partOf(name), name: held.name, import: line, class: held });
  };
  const add = (name: string, role: SupportingContract["role"]): void => {
    if (found.has(name)) return;
    const lookup = contracts.required(name);
    if (lookup.status === "found") put(name, role, lookup.class);
  };
  for (const part of MODELS) add(CONTRACT_PARTS[part].name, "model");
  const context = contracts.nameOf("runtime_context");
  const registry = contracts.nameOf("tool_registry");
  for (const name of contracts.classNames()) {
    if (/aios|runtime/i.test(name)) addIf(contracts, name, add, "runtime", (one) => takes(one, context));
    else if (/registry/i.test(name) || name === registry) addIf(contracts, name, add, "registry", dispatches);
    if (kind === "governance")
      for (const { role, fits, ...row } of GOVERNING) if (isNamed(name, row, contracts)) addIf(contracts, name, add, role, fits);
  }
  if (kind === "executor") {
    const loops = sharedLoops(contracts, models);
    for (const loop of loops) put(loop.name, "loop", loop);
    for (const one of loops.flatMap((loop) => partsOf(loop, contracts))) {
      const role = takes(one, context) ? "runtime" : dispatches(one) ? "registry" : "beside";
      const before = found.get(one.name);
      if (!before || before.class.module === one.module) put(one.name, role, one);
    }
  }
  const speaking = [
    ...services,
    ...[...found.values()].flatMap((contract) => (contract.role === "model" ? [] : [contract.class])),
  ];
  const known = new Set(contracts.classNames());
  for (const name of speaking.flatMap(namedTypes)) if (known.has(name)) add(name, "model");
  const required = new Set([...services, ...models].map(({ name }) => name));
  const pending = [...models, ...services, ...[...found.values()].map((contract) => contract.class)];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const types = [...next.fields, ...next.methods.flatMap(({ parameters }) => parameters)].map(({ type }) => type);
    for (const dotted of types.flatMap(classesIn)) {
      const held = contracts.classAt(dotted);
      // Two classes of one name can not both be imported.
      if (!held || !HOLDS.has(held.kind) || required.has(held.name) || found.has(held.name)) continue;
      put(held.name, "model", held);
      pending.push(held);
    }
  }
  return [...found.values()];
}

/** Kinds of classes that a field's value is made of. */
const HOLDS = new Set<ContractClass["kind"]>(["pydantic", "dataclass", "enum"]);

interface Governing {
  role: SupportingContract["role"];
  as: ContractPart;
  pattern: RegExp;
  fits: (found: ContractClass) => boolean;
}

/** What a governance module decides by, by the names that such classes have. */
const GOVERNING: readonly Governing[] = [
  {
    role: "policy",
    as: "policy",
    pattern: /^(?:Governance|Access|Authorization|Security)?(?:Policy(?:Rule|Definition|Model)?|Rule)$/,
    fits: ({ fields }) => fields.some(({ name }) => /^(?:effect|decision|verdict)$/.test(name)),
  },
  {
    role: "effect",
    as: "policy_effect",
    pattern: /^(?:Governance|Policy|Access|Rule)?(?:Effect|Verdict)$/,
    fits: ({ members }) => members.some(({ name }) => /^(?:ALLOW|PERMIT)/.test(name)),
  },
  {
    role: "operator",
    as: "policy_operator",
    pattern: /^(?:Policy|Condition|Comparison|Rule)?Operator$/,
    fits: ({ members }) => members.length > 0,
  },
  {
    role: "loader",
    as: "policy_loader",
    pattern: /(?:Policy|Policies|Rules?)(?:Set)?(?:Loader|Repository|Provider|Source|Reader|Store|Catalog)$/,
    fits: ({ kind, methods }) => kind !== "pydantic" && kind !== "enum" && methods.some(({ name }) => !name.startsWith("_")),
  },
];

/** The configuration names the class of a part, or the name is one that such classes have. */
function isNamed(name: string, { as, pattern }: Pick<Governing, "as" | "pattern">, contracts: Contracts): boolean {
  const own = contracts.nameOf(as);
  return own === CONTRACT_PARTS[as].name ? pattern.test(name) : name === own;
}

function addIf(
  contracts: Contracts,
  name: string,
  add: (name: string, role: SupportingContract["role"]) => void,
  role: SupportingContract["role"],
  fits: (found: ContractClass) => boolean,
): void {
  const lookup = contracts.required(name);
  if (lookup.status === "found" && fits(lookup.class)) add(name, role);
}

/** One of its methods is given a class. */
function takes({ methods, kind }: ContractClass, name: string): boolean {
  return (
    kind !== "pydantic" &&
    methods.some(({ parameters }) => parameters.some(({ annotation }) => namesIn(annotation).includes(name)))
  );
}

function dispatches({ methods }: ContractClass): boolean {
  return methods.some(({ name }) => /^dispatch/.test(name));
}

/** Classes that the methods of a service take or give. */
function namedTypes({ methods }: ContractClass): string[] {
  return methods.flatMap(({ parameters, returns }) =>
    [returns, ...parameters.map(({ annotation }) => annotation)].flatMap(namesIn),
  );
}

function namesIn(annotation: string | null): string[] {
  return annotation?.match(/\b[A-Z]\w+/g) ?? [];
}
