import type { ContractClass, Contracts } from "../facts/contracts.ts";

/** A class beside the required ones that generated code meets. */
export interface SupportingContract {
  /** `runtime`: what AIOS is asked through; `registry`: where tools are called; `model`: what those and the services take and give. */
  role: "runtime" | "registry" | "model";
  name: string;
  import: string;
  class: ContractClass;
}

/** Models of a reasoning step and of a tool call, as the generator document calls them. */
const CONTEXT = "RuntimeContext";
const MODELS = [CONTEXT, "AIOSResult", "ToolBinding", "ToolCallRequest", "ToolCallResult"];

/** The runtime, the registry, and the models that they and the services name, as far as they can be found once. @param services the required services */
export function supportingContracts(contracts: Contracts, services: readonly ContractClass[]): SupportingContract[] {
  const found = new Map<string, SupportingContract>();
  const add = (name: string, role: SupportingContract["role"]): void => {
    if (found.has(name)) return;
    const lookup = contracts.required(name);
    if (lookup.status !== "found") return;
    found.set(name, {
      role,
      name: lookup.class.name,
      import: `from ${lookup.class.module} import ${lookup.class.name}`,
      class: lookup.class,
    });
  };
  for (const name of MODELS) add(name, "model");
  for (const name of contracts.classNames()) {
    if (/aios|runtime/i.test(name)) addIf(contracts, name, add, "runtime", takesContext);
    else if (/registry/i.test(name)) addIf(contracts, name, add, "registry", dispatches);
  }
  const speaking = [
    ...services,
    ...[...found.values()].flatMap((contract) => (contract.role === "model" ? [] : [contract.class])),
  ];
  const known = new Set(contracts.classNames());
  for (const name of speaking.flatMap(namedTypes)) if (known.has(name)) add(name, "model");
  return [...found.values()];
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

/** One of its methods is given a RuntimeContext. */
function takesContext({ methods, kind }: ContractClass): boolean {
  return (
    kind !== "pydantic" &&
    methods.some(({ parameters }) => parameters.some(({ annotation }) => namesIn(annotation).includes(CONTEXT)))
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
