import type { Location, ReferenceParams, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { Linter } from "../../lint/linter.ts";
import type { Link, Place } from "../../lint/links.ts";
import type { MemberLink } from "../../lint/member-links.ts";
import type { Session } from "../session/session.ts";

/** From a name in the spec to what keeps it, from a contract's member to what uses it, and from there back. Null where nothing of either stands. */
export async function linkDefinition(session: Session, params: TextDocumentPositionParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const { path } = found;
  if ("link" in found) {
    const { spec, code, tests } = found.link;
    return locations(session, spec && path !== spec.path ? [spec] : [...code, ...tests]);
  }
  const { member, isSpec, linter } = found;
  const { declared, specs, uses } = member;
  if (!isSpec) return locations(session, declared && !isAt(declared, member.at) ? [declared] : [...specs, ...uses]);
  // From a module's spec to the module.
  const own = new Set(linter.workspace.modulesOf(path).flatMap(({ files }) => files));
  return locations(session, [...(declared ? [declared] : []), ...uses.filter((use) => own.has(use.path))]);
}

/** Every place of what a spec promises: where it is declared, where code does it, which tests name it; and of a contract's member. */
export async function references(session: Session, params: ReferenceParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const isAsked = params.context.includeDeclaration;
  if ("link" in found) {
    const { spec, code, tests } = found.link;
    return locations(session, [...(spec && isAsked ? [spec] : []), ...code, ...tests]);
  }
  const { declared, specs, uses } = found.member;
  return locations(session, [...(declared && isAsked ? [declared] : []), ...specs, ...uses]);
}

type Found = { path: string } & ({ link: Link } | { member: MemberLink; isSpec: boolean; linter: Linter });

/** A promise or a member, whichever stands closer around the place. */
async function linkUnder(session: Session, { textDocument, position }: TextDocumentPositionParams): Promise<Found | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { linkAt, memberLinkAt } = await session.engine;
  const { path } = document;
  const offset = document.text.offsetAt(position);
  const link = linkAt(linter, path, offset);
  const member = memberLinkAt(linter, path, offset);
  if (member && (!link || sizeAt(link, path, offset) > member.at.span.end - member.at.span.start))
    return { path, member, isSpec: linter.workspace.specsAt(path).length > 0, linter };
  return link && { path, link };
}

function sizeAt({ spec, code, tests }: Link, path: string, offset: number): number {
  const sizes = [...(spec ? [spec] : []), ...code, ...tests]
    .filter(({ path: one, span }) => one === path && span.start <= offset && offset <= span.end)
    .map(({ span }) => span.end - span.start);
  return Math.min(...sizes);
}

function isAt(one: Place, other: Place): boolean {
  return one.path === other.path && one.span.start === other.span.start;
}

function locations(session: Session, places: readonly Place[]): Location[] | null {
  if (places.length === 0) return null;
  const range = session.ranges();
  return places.map(({ path, span }) => ({ uri: session.documents.uri(path), range: range(path, span) }));
}
