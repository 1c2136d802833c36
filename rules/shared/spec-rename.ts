import type { Fix } from "../define.ts";
import type { Span, SpecDocument } from "../../server/facts/spec.ts";

/**
 * Writes another word in place of a key or a value, in the quotes it stands in. None where the text is something else than the word (an alias, a block, a
 * pytest node id), as what it means stands elsewhere.
 */
export function renameFix(document: SpecDocument, at: Span, { word, to }: { word: string; to: string }): Fix | undefined {
  const written = document.text.slice(at.start, at.end);
  const quote = /^["']/.exec(written)?.[0] ?? "";
  if (written !== quote + word + quote) return undefined;
  return { title: `Replace \`${word}\` by \`${to}\``, safety: "unsafe", edits: [{ span: at, text: quote + to + quote }] };
}
