/**
 * Python that is newer than the grammar, told to it in older words of the same length, so that every offset stays what it is: asked for only where a text does not
 * parse as it stands.
 *
 * - `lazy import json` (PEP 810) as a number and an import;
 * - `class Box[T = int]` (PEP 696) as a bound, beside a bound as its other half; `*Ts = *tuple[int, str]` without its second star;
 * - `{**row for row in rows}`, `[*part for part in parts]` (PEP 798) without the stars.
 *
 * Inside a string or a comment such a change is seen by nobody: texts are read from what was written.
 */
export function inOlderWords(text: string): string {
  const plain = text
    .replace(/^((?:.*;)?[ \t]*)lazy[ \t](?=[ \t]*(?:import|from)\b)/gm, "$10000;")
    .replace(UNPACKED, (_, before: string, stars: string) => before + " ".repeat(stars.length));
  return withBounds(plain);
}

/** Stars right behind an opening bracket whose first expression ends with a `for`. */
const UNPACKED = /([[{(]\s*)(\*\*?)(?=(?:[^[\](){},'"\n]|\([^()\n]*\)|\[[^[\]\n]*\])*?\s(?:async\s+)?for\s)/g;

const HEAD = /\b(?:class|def|type)[ \t]+\w+[ \t]*\[/g;
/** Characters of a list of type parameters that are looked at. */
const MAX_LENGTH = 2000;

function withBounds(text: string): string {
  const made = text.split("");
  let changed = false;
  for (const head of text.matchAll(HEAD)) {
    const start = head.index + head[0].length;
    for (const at of defaultsIn(text, start)) {
      made[at.equals] = at.bounded ? "|" : ":";
      if (at.star !== null) made[at.star] = " ";
      changed = true;
    }
  }
  return changed ? made.join("") : text;
}

interface Default {
  equals: number;
  /** The parameter has a bound before its default. */
  bounded: boolean;
  /** Where the default begins with a star. */
  star: number | null;
}

/** The defaults of a list of type parameters that begins at an offset. */
function defaultsIn(text: string, start: number): Default[] {
  const found: Default[] = [];
  let depth = 1;
  let bounded = false;
  for (let at = start; at < text.length && at < start + MAX_LENGTH; at++) {
    const unit = text[at] as string;
    if (unit === '"' || unit === "'") at = Math.max(at, text.indexOf(unit, at + 1));
    else if ("[({".includes(unit)) depth++;
    else if ("])}".includes(unit) && --depth === 0) return found;
    else if (depth === 1 && unit === ",") bounded = false;
    else if (depth === 1 && unit === ":") bounded = true;
    else if (depth === 1 && unit === "=" && text[at + 1] !== "=" && !/[=!<>:]/.test(text[at - 1] as string)) {
      const behind = at + 1 + (/^\s*/.exec(text.slice(at + 1, at + 100))?.[0].length ?? 0);
      found.push({ equals: at, bounded, star: text[behind] === "*" ? behind : null });
    }
  }
  // A list that never ends is no list.
  return [];
}
