import type { PatternKey, SpaceProse } from "../../facts/space.ts";
import type { Line } from "./lines.ts";

/** What a heading must say to be about a pattern. */
const ABOUT: Readonly<Record<PatternKey, RegExp>> = {
  packet_creation: /\bpackets?\b/i,
  thread_uuid: /\bthreads?\b|\buuids?\b|\buuidv?5\b/i,
  dependency_injection: /\binjection\b/i,
  route_handler: /\broutes?\b|\broute handlers?\b|\bendpoints?\b/i,
  error_handling: /\berrors?\b|\bexceptions?\b/i,
  logging: /\blog(?:s|ging|ger)?\b/i,
  idempotency: /\bidempoten(?:t|cy|ce)\b|\bduplicates?\b|\bdeduplication\b/i,
  tool_identity: /\btool (?:identity|identifiers?|ids?)\b/i,
};

/** A paragraph says it in its beginning; what is longer is no statement of a pattern. */
const LONGEST = 1000;

/** The pattern that a heading is about; null for none, and for several at once. */
function patternOf(heading: string): PatternKey | null {
  const found = (Object.keys(ABOUT) as PatternKey[]).filter((key) => ABOUT[key].test(heading));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** The paragraphs of a section that is about a pattern. */
export function readProse(lines: readonly Line[], section: string | null): SpaceProse[] {
  const about = section === null ? null : patternOf(section);
  if (about === null) return [];
  const paragraphs: SpaceProse[] = [];
  let open: Line[] = [];
  const close = (): void => {
    const [first] = open;
    const last = open.at(-1);
    if (first && last) {
      const start = first.start + first.text.length - first.text.trimStart().length;
      const text = open.map((line) => line.text.trim()).join(" ");
      if (text.length <= LONGEST)
        paragraphs.push({ kind: "prose", about, text, span: { start, end: last.start + last.text.trimEnd().length } });
    }
    open = [];
  };
  for (const line of lines) {
    // Tables are read as rows, and a label of a file belongs to the code below it.
    if (line.text.trim() === "" || /^\s*(?:\||#|\*\*File\*\*)/i.test(line.text)) close();
    else open.push(line);
  }
  close();
  return paragraphs;
}
