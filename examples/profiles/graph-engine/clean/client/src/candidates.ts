import type { Label } from "./labels";

/** Asks the engine; no console.log, no axios. */
export async function candidates(label: Label): Promise<unknown> {
  const answer = await fetch(`/candidates?label=${label}`);
  return answer.json();
}
