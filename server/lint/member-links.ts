import { snakeCase } from "../code/spelling.ts";
import { memberAt, membersOf, usesOf, type Member } from "./contract-uses.ts";
import { requiring } from "./impact.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";

/** A member of a contract class and everywhere it is written: where it is declared, specs that require it of the packets' metadata, code and tests that use it. */
export interface MemberLink {
  readonly member: Member;
  /** The place that was asked about. */
  readonly at: Place;
  /** Null where it was read from no place. */
  readonly declared: Place | null;
  readonly specs: readonly Place[];
  readonly uses: readonly Place[];
}

/**
 * The member at an offset of a spec, of the code that declares it or of code that uses it; null where there is none.
 * @param among absolute paths of the files whose uses are asked for; every source of the workspace where none are given
 */
export function memberLinkAt(linter: Linter, path: string, offset: number, among?: readonly string[]): MemberLink | null {
  const member = required(linter, path, offset) ?? memberAt(linter, path, offset);
  if (!member) return null;
  const { evidence } = member;
  const declared = evidence.path !== "" && evidence.span ? { path: evidence.path, span: evidence.span } : null;
  const specs = requiring(linter, member);
  const uses = usesOf(linter, member, among);
  const here = [...(declared ? [declared] : []), ...specs, ...uses].find(
    ({ path: one, span }) => one === path && span.start <= offset && offset <= span.end,
  );
  return here ? { member, at: here, declared, specs, uses } : null;
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
