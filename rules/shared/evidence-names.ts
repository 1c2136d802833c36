import type { Contracts } from "../../server/facts/contracts.ts";
import type { Module } from "../../server/facts/project.ts";
import type { Profile } from "../profile/schema.ts";
import { snakeCase } from "../../server/code/spelling.ts";
import type { ContractPart } from "../profile/contract-parts.ts";
import { packetFieldNames, type PacketFieldNames } from "./packet-models.ts";

/** The names that evidence is looked for by. */
export interface EvidenceNames {
  /** Methods that take a packet. */
  sinks: readonly string[];
  /** Functions that run a tool. */
  dispatch: RegExp;
  /** What identifies a tool. */
  identity: string;
  /** The registry takes the identity as an argument of its own, so that it may be given by place. */
  identityByPlace: boolean;
  /** Fields of the runtime's context; empty when it is not known. */
  contextFields: readonly string[];
  /** Fields that only say that something went well. */
  statusFields: readonly string[];
  /** What the repository calls the class that plays a part. */
  nameOf: (part: ContractPart) => string;
  /** What the fields of a packet are called. */
  packet: PacketFieldNames;
  /** The dotted classes that the module's own functions and methods return by their annotations, by the function's name. */
  returned: ReadonlyMap<string, readonly string[]>;
}

/** @param files the module's */
export function evidenceNames(profile: Profile, contracts: Contracts, files: Module["files"]): EvidenceNames {
  // Facts of tests spell names as Python does, whatever the language.
  const identity = snakeCase(contracts.identity.value ?? profile.tool_identity_canon.canonical_field);
  let packet: PacketFieldNames | null = null;
  return {
    sinks: profile.packets.sinks,
    dispatch: /^dispatch/,
    identity,
    // Asked for where it is needed: a module that has no tests about it must not depend on it.
    get identityByPlace() {
      const methods = contracts.named(contracts.nameOf("tool_registry")).flatMap((registry) => registry.methods);
      return methods.some(
        ({ name, parameters }) =>
          /^dispatch/.test(name) && parameters.some((parameter) => snakeCase(parameter.name) === identity),
      );
    },
    get contextFields() {
      const context = contracts.part("runtime_context");
      return context.status === "found" ? context.class.fields.map(({ name }) => snakeCase(name)) : [];
    },
    statusFields: ["success", "ok", "status", "completed", "error"],
    nameOf: (part) => contracts.nameOf(part),
    get packet() {
      return (packet ??= packetFieldNames(contracts));
    },
    returned: returnedClasses(files),
  };
}

function returnedClasses(files: Module["files"]): Map<string, string[]> {
  const returned = new Map<string, string[]>();
  for (const { facts, isTest } of files) {
    for (const { name, returns } of isTest ? [] : (facts?.functions ?? [])) {
      if (returns?.name) returned.set(name, [...(returned.get(name) ?? []), returns.name]);
    }
  }
  return returned;
}

/** The rows that a module of this kind must prove, by category. */
export function neededRows(
  module: Pick<Module, "kind" | "spec">,
  { test_assertion_categories: table }: Pick<Profile, "test_assertion_categories">,
): Map<string, readonly string[]> {
  const isNeeded = (row: string): boolean => row !== STALE || canBeStale(module.spec);
  return new Map(neededCategories(module).map((category) => [category, (table[category] ?? []).filter(isNeeded)]));
}

const STALE = "stale_timestamp_401";

/** A caller is checked by something that may have a timestamp: a signature may be one without. */
function canBeStale({ inbound }: Module["spec"]): boolean {
  return inbound.some(({ auth, signature }) => auth !== null && auth.text !== "none" && signature?.timestamped !== false);
}

function neededCategories({ kind, spec }: Pick<Module, "kind" | "spec">): string[] {
  switch (kind) {
    case "tool":
      return ["dispatch", "packets"];
    case "executor":
      return ["runtime", "dispatch", "packets", "idempotency"];
    case "adapter": {
      const authenticated = spec.inbound.some(({ auth }) => auth !== null && auth.text !== "none");
      const callsAios = spec.outbound.some(
        ({ name, endpoint }) => /aios/i.test(`${name?.text ?? ""} ${endpoint?.text ?? ""}`) || endpoint?.text === "/chat",
      );
      return [
        "packets",
        ...(authenticated ? ["signature"] : []),
        ...(spec.idempotency?.enabled ? ["idempotency"] : []),
        ...(callsAios ? ["runtime"] : []),
      ];
    }
    default:
      return ["packets"];
  }
}
