import { plainTestName } from "../../rules/shared/test-names.ts";
import type { SpecDocument } from "../facts/spec.ts";
import { isTestPath } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { everyClass } from "./contract-uses.ts";
import { linksOf, type LinkKind } from "./links.ts";
import type { Linter } from "./linter.ts";
import { contractLanguages } from "../project/contracts/languages.ts";
import { pathFrom } from "../project/slash-path.ts";

/** Something that a place of a spec may name, as the repository has it. */
export interface KnownValue {
  readonly value: string;
  /** Where it comes from, in words. */
  readonly from: string;
}

/** Files offered at the most. */
const LIMIT = 300;

type Read = (linter: Linter, owner: ModuleFiles) => KnownValue[];

/** By the v3 path of a value, items of lists as `[]`. */
const VALUES: Readonly<Record<string, Read>> = {
  "module.packet_contract.emits.[]": (linter, owner) => [
    ...undeclared(linter, owner, "packet_type", "emitted by the module's code"),
    ...elsewhere(linter, owner, (spec) => spec.packetTypes),
  ],
  "module.packet_contract.requires_metadata.[]": (linter, owner) => {
    const lookup = linter.contractsOf(owner.spec).part("packet_metadata");
    if (lookup.status !== "found") return [];
    const { name, fields } = lookup.class;
    return fields.map((field) => ({ value: field.name, from: `${name}: ${field.annotation ?? ""}` }));
  },
  "module.environment.required.[]": (linter, owner) => environment(linter, owner),
  "module.environment.optional.[]": (linter, owner) => environment(linter, owner),
  "module.repo.allowed_new_files.[]": (_, owner) => files(owner, ({ files: own }) => [...own]),
  "module.repo.allowed_modified_files.[]": (linter, owner) =>
    files(owner, () => [...linter.workspace.sources].filter((path) => linter.workspace.owner(path) === null)),
  "module.interfaces.inbound.[].payload_type": (linter, owner) =>
    everyClass(linter.contractsOf(owner.spec), contractLanguages(owner.spec))
      .filter(({ kind, fields }) => kind !== "class" && kind !== "enum" && fields.length > 0)
      .map(({ name, module }) => ({ value: name, from: module })),
  "module.acceptance.required.[]": (linter, owner) => tests(linter, owner),
  "module.acceptance.optional.[]": (linter, owner) => tests(linter, owner),
  "module.acceptance.required.[].id": (linter, owner) => tests(linter, owner),
  "module.acceptance.optional.[].id": (linter, owner) => tests(linter, owner),
};

/** What the repository has for a place of a spec: each once, in the order in which it is offered; nothing where it knows nothing. */
export function knownValues(linter: Linter, owner: ModuleFiles, path: string): KnownValue[] {
  const found = Object.hasOwn(VALUES, path) ? (VALUES[path]?.(linter, owner) ?? []) : [];
  return [...new Map(found.map((known) => [known.value, known])).values()].slice(0, LIMIT);
}

/** The contract services under which a constructor may ask for them: classes with methods and without fields. */
export function knownServices(linter: Linter): KnownValue[] {
  return everyClass(linter.contractsOf(null), "mixed")
    .filter(({ methods, fields, kind }) => methods.length > 0 && fields.length === 0 && kind !== "enum")
    .map(({ name, module }) => ({ value: name, from: module }));
}

function undeclared(linter: Linter, owner: ModuleFiles, kind: LinkKind, from: string): KnownValue[] {
  return linksOf(linter, owner).flatMap((link) => (link.kind === kind && link.spec === null ? [{ value: link.name, from }] : []));
}

function elsewhere(linter: Linter, owner: ModuleFiles, names: (spec: SpecDocument) => readonly { text: string }[]): KnownValue[] {
  const own = new Set(names(owner.spec).map(({ text }) => text));
  return linter.workspace.modules
    .filter((module) => module !== owner)
    .flatMap(({ spec }) => names(spec).map(({ text }) => ({ value: text, from: `declared by ${spec.id ?? "another module"}` })))
    .filter(({ value }) => !own.has(value));
}

function environment(linter: Linter, owner: ModuleFiles): KnownValue[] {
  const others = elsewhere(linter, owner, ({ environment: { required, optional } }) => [...required, ...optional]);
  return [...undeclared(linter, owner, "environment", "read by the module's code"), ...others];
}

/** Tests of the module that no acceptance name asks for yet. */
function tests(linter: Linter, owner: ModuleFiles): KnownValue[] {
  const listed = new Set(owner.spec.acceptance.map(({ text }) => plainTestName(text)));
  return owner.files.filter(isTestPath).flatMap((path) =>
    (linter.facts(path)?.tests ?? [])
      .map(({ name }) => plainTestName(name))
      .filter((name) => name !== "" && !listed.has(name))
      .map((value) => ({ value, from: shown(owner, path) })),
  );
}

function files(owner: ModuleFiles, candidates: (owner: ModuleFiles) => string[]): KnownValue[] {
  const { spec } = owner;
  const listed = new Set([...spec.allowedNewFiles, ...spec.allowedModifiedFiles].map(({ text }) => text));
  return candidates(owner)
    .map((path) => shown(owner, path))
    .filter((value) => !value.startsWith("../") && !listed.has(value))
    .sort()
    .map((value) => ({ value, from: "" }));
}

function shown({ root }: ModuleFiles, path: string): string {
  return pathFrom(root.folder, path);
}
