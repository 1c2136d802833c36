/**
 * A text that code puts together: literal parts, `{ name }` for a constant of another file by its dotted name as imported
 * (`.config.WEBHOOK_PATH`), null for what only a run would tell.
 */
export type TextFact = (string | { name: string } | null)[];

/** The one literal that a text is; null when part of it is unknown or lies in another file. */
export function literalText(text: TextFact | null): string | null {
  if (!text) return null;
  const [only] = text;
  return text.length === 0 ? "" : text.length === 1 && typeof only === "string" ? only : null;
}

/** Neighbouring literals made one. */
export function joined(parts: TextFact): TextFact {
  const whole: TextFact = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (typeof part === "string" && typeof last === "string") whole[whole.length - 1] = last + part;
    else if (part !== "") whole.push(part);
  }
  return whole;
}
