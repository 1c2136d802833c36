import { snakeCase } from "../code/spelling.ts";
import type { ContractField } from "../facts/contracts.ts";
import { isCode, isTestPath } from "../facts/languages.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { isSame, isSameMember, memberUses, type MemberUse } from "./contract-uses.ts";
import type { Link, Place, SharedKind } from "./links.ts";
import type { Linter } from "./linter.ts";
import { ModuleTexts } from "./rename/module-texts.ts";

/** What a module has of contracts, with its ends. */
export interface ContractLink extends Omit<Link, "kind"> {
  readonly kind: SharedKind;
  /** Where the contract declares it; null where it does not, or was read from no place. */
  readonly contract: Place | null;
}

/** The fields of the metadata that a spec requires with what writes them, and each member of a contract that the module uses. TypeScript's parser must be loaded. */
export function contractLinksOf(linter: Linter, owner: ModuleFiles): ContractLink[] {
  const files = owner.files.filter(isCode);
  // A class of the module's own is no contract.
  const uses = files.flatMap((path) => memberUses(linter, path)).filter(({ member }) => !files.includes(member.evidence.path));
  const fields = metadataLinks(linter, owner, uses);
  const told = new Set(fields.map(({ contract }) => keyOf(contract)));
  const members = [...memberLinks(uses), ...unknownMembers(linter, files)];
  return [...fields, ...members.filter(({ contract }) => contract === null || !told.has(keyOf(contract)))];
}

function metadataLinks(linter: Linter, owner: ModuleFiles, uses: readonly MemberUse[]): ContractLink[] {
  const { spec } = owner;
  const lookup = linter.contractsOf(spec).part("packet_metadata");
  const model = lookup.status === "found" ? lookup.class : null;
  const texts = new ModuleTexts(linter, owner);
  return spec.requiredMetadata.map(({ text, span }): ContractLink => {
    const isNamed = (name: string): boolean => snakeCase(name) === snakeCase(text);
    const field = model?.fields.find(({ name }) => isNamed(name)) ?? null;
    const own = field ? uses.filter(({ member }) => isSame(member.evidence, field.evidence)) : [];
    // What the model lacks is written into the payload, by its name; what it has may be given by its name too (`{"tool_id": …}`).
    const written = texts.code.filter(
      ({ value, form, isTest }) => !isTest && (field ? form === "text" : form !== "module") && isNamed(value),
    );
    const named = written.map(({ path, start, end }) => ({ path, span: { start, end } }));
    const [code, tests] = field ? apart(own.map(({ place }) => place)) : [named, []];
    const isWritten = own.some(({ isWrite }) => isWrite) || named.length > 0 || hasDefault(field);
    // Where the code has somebody else build the metadata, nothing is told.
    const built = uses.filter(
      ({ isWrite, member }) => isWrite && model?.fields.some((one) => isSame(one.evidence, member.evidence)),
    );
    const isTold =
      (built.length > 0 && built.every(({ isOpen }) => !isOpen)) ||
      !owner.files.some((path) => isCode(path) && !isTestPath(path));
    return {
      kind: "metadata_field",
      name: text,
      spec: { path: spec.path, span },
      contract: field && placeOf(field.evidence),
      code,
      tests,
      missing: isWritten || !isTold ? null : "is written nowhere",
    };
  });
}

/** The contract gives it a value where nobody does. */
function hasDefault(field: ContractField | null): boolean {
  return field !== null && !field.required && field.default !== null && !/^(?:None|null|undefined)$/.test(field.default);
}

function memberLinks(uses: readonly MemberUse[]): ContractLink[] {
  const members: { use: MemberUse; places: Place[] }[] = [];
  for (const use of uses) {
    const known = members.find((one) => isSameMember(one.use.member, use.member));
    if (known) known.places.push(use.place);
    else members.push({ use, places: [use.place] });
  }
  const links = members.map(({ use: { member }, places }): ContractLink => {
    const [code, tests] = apart(places);
    const name = `${member.class.name}.${member.name}`;
    return { kind: "contract_member", name, spec: null, contract: placeOf(member.evidence), code, tests, missing: null };
  });
  return links.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Members that the module names and the contract does not have, as the rules find them. */
function unknownMembers(linter: Linter, files: readonly string[]): ContractLink[] {
  const links = new Map<string, { name: string; places: Place[] }>();
  for (const path of files)
    for (const { rule, span, data } of linter.checkForGates(path)) {
      if (rule !== "unknown_model_field" && rule !== "unknown_service_method" && rule !== "assumed_result_field") continue;
      const name = `${String(data.model ?? data.service)}.${String(data.field ?? data.method)}`;
      const known = links.get(name) ?? { name, places: [] };
      known.places.push({ path, span });
      links.set(name, known);
    }
  return [...links.values()].map(({ name, places }): ContractLink => {
    const [code, tests] = apart(places);
    return { kind: "contract_member", name, spec: null, contract: null, code, tests, missing: "is not in the contract" };
  });
}

function apart(places: readonly Place[]): [code: Place[], tests: Place[]] {
  return [places.filter(({ path }) => !isTestPath(path)), places.filter(({ path }) => isTestPath(path))];
}

function placeOf({ path, span }: ContractField["evidence"]): Place | null {
  return path !== "" && span ? { path, span } : null;
}

function keyOf(place: Place | null): string {
  return place ? `${place.path}:${place.span.start}` : "";
}
