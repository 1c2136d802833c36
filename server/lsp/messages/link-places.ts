import type { Location, ReferenceParams, TextDocumentPositionParams } from "vscode-languageserver/node";
import type { Linter } from "../../lint/linter.ts";
import type { Place } from "../../lint/links.ts";
import type { ContractName } from "../../lint/contract-names.ts";
import type { PromiseAt } from "../../lint/promise-at.ts";
import type { Session } from "../session/session.ts";

/** From a name in the spec to what keeps it, from a contract or its member to what uses it, and from there back. Null where nothing of either stands. */
export async function linkDefinition(session: Session, params: TextDocumentPositionParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const { path } = found;
  if ("promise" in found) {
    const { link, at, others } = found.promise;
    const { spec, code, tests } = link;
    // What only names it, in a comment of the spec too, leads to where it is declared.
    if (spec && !contains(spec, at)) return locations(session, [spec]);
    return locations(session, code.length + tests.length > 0 ? [...code, ...tests] : others);
  }
  const { contract, isSpec, linter } = found;
  const { at, declared, specs, uses } = contract;
  if (!isSpec) return locations(session, declared && !isAt(declared, at) ? [declared] : [...specs, ...uses]);
  // From a module's spec to the module.
  const own = new Set(linter.workspace.modulesOf(path).flatMap(({ files }) => files));
  return locations(session, [...(declared ? [declared] : []), ...uses.filter((use) => own.has(use.path))]);
}

/** Every place of what a spec promises: where it is declared, where code does it, where tests and documents name it; and of a contract or its member. */
export async function references(session: Session, params: ReferenceParams): Promise<Location[] | null> {
  const found = await linkUnder(session, params);
  if (!found) return null;
  const isAsked = params.context.includeDeclaration;
  if ("promise" in found) {
    const { link, others } = found.promise;
    return locations(session, [...(link.spec && isAsked ? [link.spec] : []), ...others]);
  }
  const { declared, specs, uses } = found.contract;
  return locations(session, [...(declared && isAsked ? [declared] : []), ...specs, ...uses]);
}

type Found = { path: string } & ({ promise: PromiseAt } | { contract: ContractName; isSpec: boolean; linter: Linter });

/** A promise, or a contract or its member, whichever stands closer around the place. */
async function linkUnder(session: Session, { textDocument, position }: TextDocumentPositionParams): Promise<Found | null> {
  const document = await session.ready(textDocument.uri);
  const linter = document && session.workspaces.of(document.path)?.linter;
  if (!document || !linter) return null;
  session.settle();
  const { promiseAt, contractNameAt } = await session.engine;
  const { path } = document;
  const offset = document.text.offsetAt(position);
  const promise = promiseAt(linter, path, offset);
  const contract = contractNameAt(linter, path, offset);
  if (contract && (!promise || sizeOf(promise.at) > sizeOf(contract.at)))
    return { path, contract, isSpec: linter.workspace.specsAt(path).length > 0, linter };
  return promise && { path, promise };
}

function sizeOf({ span }: Place): number {
  return span.end - span.start;
}

function contains(outer: Place, { path, span }: Place): boolean {
  return outer.path === path && outer.span.start <= span.start && span.end <= outer.span.end;
}

function isAt(one: Place, other: Place): boolean {
  return one.path === other.path && one.span.start === other.span.start;
}

function locations(session: Session, places: readonly Place[]): Location[] | null {
  if (places.length === 0) return null;
  const range = session.ranges();
  return places.map(({ path, span }) => ({ uri: session.documents.uri(path), range: range(path, span) }));
}
