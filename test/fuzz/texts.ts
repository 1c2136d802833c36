import fc from "fast-check";
import { readCorpus } from "./corpus.ts";

/** One change of a text; numbers are taken modulo what the text has. */
export type Change =
  | { kind: "replace"; at: number; length: number; text: string }
  | { kind: "delete line" | "double line" | "join line"; at: number }
  | { kind: "copy"; from: number; length: number; at: number };

const TOKENS = [
  ..."()[]{}:,.#'\"\\=*@|&<>-? \t\n\f\0",
  "\r\n",
  "\ufeff",
  "🦊",
  "é",
  "x",
  "_",
  '"""',
  "'''",
  'f"',
  "\n    ",
  "\n\t",
  "\n\n\n",
  "\\\n",
  "def f(a):\n",
  "class A:\n",
  "import os\n",
  "from uuid import uuid4\n",
  "thread_id = uuid4()\n",
  "x = 1\n",
  "return ",
  "await ",
  "async ",
  "if x:\n",
  "else:\n",
  "try:\n",
  "lambda: ",
  " -> None",
  "# type: ignore\n",
  "# l9: ignore[unused_imports] why\n",
  "# l9: ignore-file[missing_type_hints]\n",
  "- a\n",
  "a: b\n",
  "  id: x\n",
  "<<: *a\n",
  "&a ",
  "*a",
  "```\n",
  "```yaml\n",
  "---\n",
  "|\n",
  "!!str ",
] as const;

const at = fc.nat(4000);
export const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("replace" as const),
      at,
      length: fc.oneof(
        { weight: 3, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.nat(8) },
        { weight: 1, arbitrary: fc.nat(80) },
      ),
      text: fc.oneof({ weight: 1, arbitrary: fc.constant("") }, { weight: 4, arbitrary: fc.constantFrom(...TOKENS) }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("delete line" as const, "double line" as const, "join line" as const),
      at,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("copy" as const), from: at, length: fc.nat(120), at }) },
);

/** Editors send whole characters: an offset between the halves of a surrogate pair moves before it. */
function whole(text: string, offset: number): number {
  const at = offset % (text.length + 1);
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

export function applyChange(text: string, change: Change): string {
  if (change.kind === "replace") {
    const start = whole(text, change.at);
    const end = Math.max(start, whole(text, Math.min(start + change.length, text.length)));
    return text.slice(0, start) + change.text + text.slice(end);
  }
  if (change.kind === "copy") {
    const start = whole(text, change.from);
    const end = Math.max(start, whole(text, Math.min(start + change.length, text.length)));
    const to = whole(text, change.at);
    return text.slice(0, to) + text.slice(start, end) + text.slice(to);
  }
  const lines = text.split(/(?<=\n)/);
  const line = change.at % Math.max(1, lines.length);
  const content = lines[line] ?? "";
  if (change.kind === "delete line") lines.splice(line, 1);
  else if (change.kind === "double line") lines.splice(line, 0, content);
  else lines[line] = content.replace(/\r?\n$/, "");
  return lines.join("");
}

/** A lone carriage return, which a deletion leaves of a line ending, is no line break for Python's grammar, but one for editors. */
export function wholeLineEndings(text: string): string {
  return text.replace(/\r(?!\n)/g, "\r\n");
}

/** Whitespace and line endings as different editors leave them. */
const shape = fc.constantFrom("lf", "lf", "lf", "crlf", "bom", "tabs", "open end");

function shaped(text: string, kind: string): string {
  if (kind === "crlf") return text.replace(/\r?\n/g, "\r\n");
  if (kind === "bom") return text.startsWith("\ufeff") ? text : `\ufeff${text}`;
  if (kind === "tabs") return text.replace(/^(?: {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4));
  if (kind === "open end") return text.replace(/\s+$/, "");
  return text;
}

interface TextOptions {
  /** How many pieces of the corpus stand one after the other. */
  pieces: number;
  /** How many random changes have gone over it. */
  damage: number;
}

function textOf(language: "python" | "yaml" | "markdown", { pieces, damage }: TextOptions): fc.Arbitrary<string> {
  const corpus = readCorpus()[language];
  const joined = language === "yaml" ? "---\n" : "";
  return fc
    .record({
      pieces: fc.array(fc.constantFrom(...corpus), { minLength: 1, maxLength: pieces }),
      damage: fc.array(change, { maxLength: damage }),
      shape,
    })
    .map((made) => shaped(made.damage.reduce(applyChange, made.pieces.join(joined)), made.shape));
}

/** Python as people have it in their editors: pieces of real code, some of them broken. */
export const pythonText = (options: TextOptions): fc.Arbitrary<string> => textOf("python", options);

/** A spec in YAML (several documents at times) or in the fenced blocks of Markdown. */
export const specText = (options: TextOptions): fc.Arbitrary<{ name: string; text: string }> =>
  fc.oneof(
    { weight: 4, arbitrary: textOf("yaml", options).map((text) => ({ name: "a.module-spec.yaml", text })) },
    { weight: 1, arbitrary: textOf("markdown", options).map((text) => ({ name: "Module-Spec-a.md", text })) },
    {
      weight: 1,
      arbitrary: textOf("yaml", { ...options, pieces: 1 }).map((text) => ({
        name: "Module-Spec-a.md",
        text: `# Spec\n\n\`\`\`yaml\n${text}\`\`\`\n`,
      })),
    },
  );
