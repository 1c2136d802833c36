import { ends, type Link, type Place } from "./links.ts";
import type { Linter } from "./linter.ts";
import { NamePlaces } from "./rename/name-places.ts";

/** A promise, and everywhere it is made, kept or named. */
export interface PromiseAt {
  readonly link: Link;
  /** The place that was asked about. */
  readonly at: Place;
  /** Where the promise is kept or named, the spec's own place left out: code, then tests, then words of the spec and of documents. */
  readonly others: readonly Place[];
}

/** The promise at an offset of a spec, of code, of a test or of a document: where it is kept, or where its name is written. Null where there is none. */
export function promiseAt(linter: Linter, path: string, offset: number): PromiseAt | null {
  const isHere = (place: Place): boolean => place.path === path && place.span.start <= offset && offset <= place.span.end;
  const found = linter.workspace.modulesOf(path).flatMap((owner) => {
    const names = new NamePlaces(linter, owner);
    const kept = names.links.flatMap((link) =>
      ends(link)
        .filter((place) => isHere(place) && size(place) > 0)
        .map((at) => ({ names, link, at })),
    );
    const named = names.at(path, offset);
    return named ? [...kept, { names, link: named.named.link, at: named.place }] : kept;
  });
  // A packet stands inside the route that emits it.
  const [nearest] = found.sort((a, b) => size(a.at) - size(b.at));
  if (!nearest) return null;
  const { names, link, at } = nearest;
  const { spec, code, tests } = link;
  const kept = [...(spec ? [spec] : []), ...code, ...tests];
  const named = (names.of(link)?.places ?? []).filter((place) => !kept.some((one) => overlaps(one, place)));
  const rank = { code: 0, test: 1, spec: 2, document: 3 };
  const others = named.sort((a, b) => rank[a.in] - rank[b.in]).map(({ path: file, span }) => ({ path: file, span }));
  return { link, at, others: [...code, ...tests, ...others] };
}

function size({ span }: Place): number {
  return span.end - span.start;
}

function overlaps(one: Place, other: Place): boolean {
  return one.path === other.path && one.span.start < other.span.end && other.span.start < one.span.end;
}
