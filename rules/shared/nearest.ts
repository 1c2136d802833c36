import { distance } from "fastest-levenshtein";

/**
 * The known name that a misspelt one most likely means; null when none is near.
 * @param limit edits that still count as near
 */
export function nearest(name: string, known: readonly string[], limit = Math.max(1, Math.floor(name.length / 3))): string | null {
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of known) {
    // Two names are at least as far apart as their lengths.
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const found = distance(name.toLowerCase(), candidate.toLowerCase());
    if (found < least) {
      best = candidate;
      least = found;
    }
  }
  return best;
}
