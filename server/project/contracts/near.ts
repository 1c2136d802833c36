import { distance } from "fastest-levenshtein";

/** Names that are near enough to a required one to be proposed for it, nearest first: few edits, and word for word the same stem. */
export function nearNames(name: string, known: readonly string[]): string[] {
  const limit = Math.floor(name.length / 4);
  return known
    .filter((other) => other !== name)
    .map((other) => ({ other, edits: distance(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ other, edits }) => edits <= limit && sharesStems(name, other))
    .sort((a, b) => a.edits - b.edits || (a.other < b.other ? -1 : 1))
    .map(({ other }) => other);
}

/** `Executor` and `Execution` have one stem; `Context` and `Config`, `Task` and `Base` do not. */
function sharesStems(name: string, other: string): boolean {
  const [one, two] = [words(name), words(other)];
  // `PacketEnvelope` for `PacketEnvelopeIn`: one has a word more.
  return one.slice(0, two.length).every((word, at) => sharesStem(word, two[at] ?? word));
}

function sharesStem(one: string, other: string): boolean {
  const shorter = Math.min(one.length, other.length);
  let same = 0;
  while (same < shorter && one[same] === other[same]) same++;
  return same * 5 >= shorter * 3;
}

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3 $2$4")
    .toLowerCase()
    .split(" ");
}
