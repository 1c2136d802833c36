import fc from "fast-check";
import type { Edit } from "../../rules/define.ts";
import { applyEdits, compare } from "../../server/lint/damage/damage.ts";
import { readPython, readRenewed } from "../../server/lint/damage/python.ts";
import { Edits } from "../../server/syntax/edits.ts";
import { readStdlib, say } from "../oracles/stdlib.ts";
import { property, type Property } from "./property.ts";
import { pythonText } from "./texts.ts";

const WRITTEN = [
  "",
  "x",
  " ",
  "\n",
  "    ",
  "    await x()\n",
  "import os\n",
  "from a.b import c\n",
  "from __future__ import annotations\n",
  '"""',
  "# note\n",
  "  # l9: ignore[x] y",
  "f(a=1, a=2)",
  ")",
  "(",
  ",",
  "async ",
  "pass\n",
  "if x:\n",
] as const;

interface Place {
  at: number;
  length: number;
  lines: boolean;
  text: number;
}

const places: fc.Arbitrary<Place[]> = fc.array(
  fc.record({
    at: fc.nat(200_000),
    length: fc.oneof(fc.constant(0), fc.nat(60)),
    lines: fc.boolean(),
    text: fc.nat(WRITTEN.length - 1),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Edits as fixes have them: places of the text, or whole lines of it; those that overlap an earlier one are left out. */
function editsOf(text: string, wanted: readonly Place[]): Edit[] {
  const edits: Edit[] = [];
  for (const { at, length, lines, text: written } of wanted) {
    let start = at % (text.length + 1);
    let end = Math.min(text.length, start + length);
    if (lines) {
      start = text.lastIndexOf("\n", start - 1) + 1;
      const found = text.indexOf("\n", end);
      end = length === 0 ? start : found < 0 ? text.length : found + 1;
    }
    const edit = { span: { start, end }, text: WRITTEN[written] as string };
    if (edits.every(({ span }) => end < span.start || start > span.end)) edits.push(edit);
  }
  return edits.sort((a, b) => a.span.start - b.span.start);
}

/** @returns false where both texts have to be read whole anyway */
export function holds(before: string, list: readonly Edit[]): boolean {
  const after = applyEdits(before, list);
  const edits = new Edits(list);
  const some = readRenewed(before, after, edits);
  if (!some) return false;
  const said = compare(some.before, some.after, before, edits);
  const whole = compare(readPython(before), readPython(after), before, edits);
  if ((said === null) !== (whole === null))
    throw new Error(`read in part: ${said}\nread whole: ${whole}\n${JSON.stringify(list)}\n${JSON.stringify(before)}`);
  return true;
}

const stdlib = readStdlib();
if (typeof stdlib === "string") say(`the net is not held against Python's library: ${stdlib}`);
const library = typeof stdlib === "string" ? [] : stdlib.files.map(({ text }) => text).filter((text) => text.length < 60_000);

export const netProperties: readonly Property[] = [
  property(
    "what edits make new says of them what the whole text says",
    3000,
    fc.tuple(pythonText({ pieces: 3, damage: 0 }), places),
    ([text, wanted]) => {
      holds(text, editsOf(text, wanted));
    },
  ),
  ...(library.length > 0
    ? [
        property("the same in files of Python's library", 600, fc.tuple(fc.nat(), places), ([file, wanted]) => {
          const text = library[file % library.length] as string;
          holds(text, editsOf(text, wanted));
        }),
      ]
    : []),
];
