import { snakeCase } from "../code/spelling.ts";
import type { ContractClass, Evidence } from "../facts/contracts.ts";
import { isCode } from "../facts/languages.ts";
import { classNamesIn, classUses } from "./class-uses.ts";
import { contractAt } from "./contract-at.ts";
import { contractWordAt, documentsOf } from "./contract-words.ts";
import { isSame, memberAt, membersOf, usesOf, type Member } from "./contract-uses.ts";
import { requiring } from "./impact.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";

/** A contract class, or a member of one, and everywhere it is written. */
export interface ContractName {
  /** `Order`, `Order.order_id` */
  readonly name: string;
  /** Where it was read. */
  readonly evidence: Evidence;
  /** The place that was asked about. */
  readonly at: Place;
  /** Null where it was read from no place. */
  readonly declared: Place | null;
  /** Specs that name it, or that require it of the packets' metadata. */
  readonly specs: readonly Place[];
  /** Code and tests that use it, then documents of modules that name it. */
  readonly uses: readonly Place[];
}

type Subject = { member: Member } | { class: ContractClass };

/**
 * The contract class or member at an offset of a spec, of a module's document, of the code that declares it or of code that uses it; null where there is none.
 * @param among absolute paths of the files whose uses are asked for; every source and document of the workspace where none are given
 */
export function contractNameAt(linter: Linter, path: string, offset: number, among?: readonly string[]): ContractName | null {
  const subject = subjectAt(linter, path, offset);
  if (!subject) return null;
  const [name, evidence] =
    "member" in subject
      ? [`${subject.member.class.name}.${subject.member.name}`, subject.member.evidence]
      : [subject.class.name, subject.class.evidence];
  const declared = evidence.path !== "" && evidence.span ? { path: evidence.path, span: evidence.span } : null;
  const letters =
    "member" in subject ? [subject.member.name, ...subject.member.aliases] : [...classNamesIn(linter, subject.class)];
  const worded = (paths: readonly string[]): Place[] => paths.flatMap((one) => wordsIn(linter, one, letters, evidence));
  const specPaths = [...new Set(linter.workspace.modules.map(({ spec }) => spec.path))];
  const required = "member" in subject ? requiring(linter, subject.member) : [];
  const specs = [...required, ...worded(specPaths.filter((one) => among?.includes(one) ?? true))];
  const inCode = "member" in subject ? usesOf(linter, subject.member, among) : classUses(linter, subject.class, among);
  const uses = [...inCode, ...worded(documentsOf(linter).filter((one) => among?.includes(one) ?? true))];
  const here = [...(declared ? [declared] : []), ...specs, ...uses].find(
    ({ path: one, span }) => one === path && span.start <= offset && offset <= span.end,
  );
  return here ? { name, evidence, at: here, declared, specs, uses } : null;
}

function subjectAt(linter: Linter, path: string, offset: number): Subject | null {
  const word = isCode(path) ? null : contractWordAt(linter, path, offset);
  const found = word ?? (isCode(path) ? contractAt(linter, path, offset) : null);
  const own = found?.field ?? found?.method;
  if (word && own) return { member: membersOf(word.class).find(({ name }) => name === own.name) as Member };
  const member = required(linter, path, offset) ?? memberAt(linter, path, offset);
  if (member) return { member };
  // A variable that holds an instance has a name of its own.
  const isClass =
    found && !own && classNamesIn(linter, found.class).has(linter.files.text(path).slice(found.span.start, found.span.end));
  return isClass ? { class: found.class } : null;
}

/** The places of a spec or a document whose letters name what was read at a place. */
function wordsIn(linter: Linter, path: string, letters: readonly string[], evidence: Evidence): Place[] {
  const text = linter.files.text(path);
  return letters.flatMap((word) => {
    const places: Place[] = [];
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
      const found = contractWordAt(linter, path, at);
      const span = { start: at, end: at + word.length };
      if (found && found.span.start === span.start && found.span.end === span.end && isSame(read(found), evidence))
        places.push({ path, span });
    }
    return places;
  });
}

function read({
  class: owner,
  field,
  method,
}: {
  class: ContractClass;
  field: { evidence: Evidence } | null;
  method: { evidence: Evidence } | null;
}): Evidence {
  return (field ?? method ?? owner).evidence;
}

/** The field of the packets' metadata that a spec requires at an offset. */
function required(linter: Linter, path: string, offset: number): Member | null {
  for (const spec of linter.workspace.specsAt(path)) {
    const named = spec.requiredMetadata.find(({ span }) => span.start <= offset && offset <= span.end);
    const lookup = named && linter.contractsOf(spec).part("packet_metadata");
    if (named && lookup?.status === "found")
      return membersOf(lookup.class).find(({ name }) => snakeCase(name) === snakeCase(named.text)) ?? null;
  }
  return null;
}
