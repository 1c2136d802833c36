/** What a provider counted for one request to a model; null where it does not say. */
export interface Tokens {
  readonly read: number | null;
  readonly written: number | null;
}

/** Stands below the attestation: what the run's requests cost, as the provider counts it, in all and each. Nothing where no model was asked or nobody counts. */
export function tokensLine(requests: readonly Tokens[]): string {
  if (requests.every(({ read, written }) => read === null && written === null)) return "";
  const read = requests.map((one) => one.read);
  const written = requests.map((one) => one.written);
  const each =
    requests.length === 1 ? "in one request" : `in ${requests.length} requests (${shown(read)} read, ${shown(written)} written)`;
  return `Tokens, as the provider counts them: ${total(read)} read and ${total(written)} written ${each}.\n`;
}

/** The sum; at least that much where one request was not counted. */
function total(counts: readonly (number | null)[]): string {
  const known = counts.filter((count) => count !== null);
  const sum = known.reduce((a, b) => a + b, 0);
  if (known.length === 0) return "an unknown number";
  return known.length < counts.length ? `at least ${sum}` : String(sum);
}

function shown(counts: readonly (number | null)[]): string {
  return counts.map((count) => count ?? "?").join(" + ");
}
