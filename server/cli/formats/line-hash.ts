const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const END_OF_FILE = 0xffff;

/** Characters of a file that a line's hash covers, from the line's first one on. */
const WINDOW = 100;
const BASE = 37n;

/**
 * The `primaryLocationLineHash` of every line of a text, as GitHub's own upload computes it (github/codeql-action, src/fingerprints.ts) for reports
 * that come without: a polynomial hash modulo 2^64 of the hundred characters that begin with the line, blanks left out and line ends all alike, and
 * which line with this hash it is, from 1.
 */
export function lineHashes(text: string): string[] {
  const { units, lines } = significant(text);
  const seen = new Map<string, number>();
  return lines.map((start) => {
    let hash = 0n;
    for (let at = start; at < start + WINDOW; at++) hash = BigInt.asUintN(64, hash * BASE + BigInt(units[at] ?? 0));
    const shown = hash.toString(16);
    const nth = (seen.get(shown) ?? 0) + 1;
    seen.set(shown, nth);
    return `${shown}:${nth}`;
  });
}

/** The characters that count, and where each line begins among them. */
function significant(text: string): { units: number[]; lines: number[] } {
  const units: number[] = [];
  const lines = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === TAB || unit === SPACE || (unit === LINE_FEED && text.charCodeAt(at - 1) === CARRIAGE_RETURN)) continue;
    units.push(unit === CARRIAGE_RETURN ? LINE_FEED : unit);
    if (unit === CARRIAGE_RETURN || unit === LINE_FEED) lines.push(units.length);
  }
  units.push(END_OF_FILE);
  return { units, lines };
}
