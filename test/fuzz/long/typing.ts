import type { Random } from "../../fixtures/random.ts";

/**
 * A text after each of the edits that a user makes of it; one edit is what an editor sends at once. Whoever asks for the next one says whether the text is
 * broken: a user who has broken it goes back after a while.
 */
export function* typing(first: string, others: readonly string[], random: Random): Generator<string, never, boolean> {
  let text = first;
  let good = first;
  let brokenFor = 0;
  const before: string[] = [];
  for (;;) {
    for (const next of brokenFor > PATIENCE ? [good] : someEdits(text, others, before, random)) {
      if (next === text) continue;
      before.push(text);
      if (before.length > KEPT) before.shift();
      const isBroken = yield (text = next);
      brokenFor = isBroken ? brokenFor + 1 : 0;
      if (!isBroken) good = text;
    }
    // Where the first text was broken there is nothing to go back to.
    if (text === good) brokenFor = 0;
  }
}

/** Edits of a broken text after which it is given up. */
const PATIENCE = 4;

/** Texts that can be undone. */
const KEPT = 30;
/** Characters that are typed one after the other, and of what is pasted. */
const TYPED = 40;
const PASTED = 600;

const MARKS = [
  ..."()[]{}:,.#'\"`\\=*|&<>-?!@;/ \t\n",
  '"""',
  "'''",
  "```\n",
  "---\n",
  "/*",
  "*/",
  "//",
  "${",
  "\r\n",
  "🦊",
  "\ufeff",
];
/** What rules look for. */
const WORDS = [
  "import os\n",
  "from uuid import uuid4\n",
  "thread_id = uuid4()\n",
  "def test_a():\n    assert True\n",
  "async def f(a):\n    time.sleep(1)\n",
  "class A(BaseModel):\n    a: int\n",
  "PacketEnvelopeIn(packet_type='x', task_id=1)\n",
  "# type: ignore\n",
  "# l9: ignore[unused_imports] why\n",
  "// l9: ignore[random_uuid] why\n",
  'import { v4 } from "uuid";\n',
  "const threadId = crypto.randomUUID();\n",
  "module:\n  id: x\n",
  "    allowed_new_files: [api/orders.py]\n",
  "```yaml\nmodule:\n  id: y\n```\n",
  "<<: *a\n",
  "os.environ['A']",
];

type Edits = (text: string, random: Random, others: readonly string[]) => Iterable<string>;

const KINDS: readonly [weight: number, edits: Edits][] = [
  [5, typed],
  [3, erased],
  [2, (text, random) => [put(text, random, random.pick(MARKS))]],
  [4, (text, random) => [put(text, random, random.pick(WORDS), "line")]],
  [2, (text, random, others) => [put(text, random, piece(random.pick(others), random, random.int(1, PASTED)))]],
  [2, selectionReplaced],
  [6, linesChanged],
];
const ALL = KINDS.reduce((sum, [weight]) => sum + weight, 0);

function* someEdits(text: string, others: readonly string[], before: string[], random: Random): Generator<string> {
  // A text that has grown too long, or that is nothing but fragments, goes back to what it was.
  if (before.length > 0 && random.chance(0.12)) {
    for (let left = random.int(1, Math.min(before.length, 12)); left > 0; left--) yield before[before.length - 1 - left] ?? text;
    return;
  }
  let at = random.int(0, ALL - 1);
  for (const [weight, edits] of KINDS) {
    if (at < weight) return yield* edits(text, random, others);
    at -= weight;
  }
}

/** Never between the halves of a character, nor of a line's end, as no editor does. */
function place(text: string, random: Random): number {
  return whole(text, random.int(0, text.length));
}

function whole(text: string, at: number): number {
  if (/[\udc00-\udfff]/.test(text[at] ?? "") || (text[at] === "\n" && text[at - 1] === "\r")) return at - 1;
  return at;
}

function put(text: string, random: Random, inserted: string, where: "any" | "line" = "any"): string {
  const near = place(text, random);
  const at = where === "line" ? text.lastIndexOf("\n", near - 1) + 1 : near;
  return text.slice(0, at) + inserted + text.slice(at);
}

function piece(of: string, random: Random, length: number): string {
  const from = place(of, random);
  return of.slice(from, whole(of, Math.min(of.length, from + length)));
}

/** A piece of another text, or of this one, letter by letter; not always to its end. */
function* typed(text: string, random: Random, others: readonly string[]): Generator<string> {
  const line = random.chance(0.5);
  const near = place(text, random);
  const at = line ? text.lastIndexOf("\n", near - 1) + 1 : near;
  const from = random.chance(0.5) ? text : random.pick(others);
  const source = random.chance(0.2) ? random.pick(WORDS) : piece(from, random, random.int(2, TYPED));
  let inserted = "";
  for (const letter of source.replaceAll("\r", "")) yield text.slice(0, at) + (inserted += letter) + text.slice(at);
}

/** Backspace, held down. */
function* erased(text: string, random: Random): Generator<string> {
  const end = place(text, random);
  for (let from = end, left = random.int(1, 12); left > 0 && from > 0; left--) {
    from = whole(text, from - 1);
    yield text.slice(0, from) + text.slice(end);
  }
}

function selectionReplaced(text: string, random: Random, others: readonly string[]): string[] {
  const from = place(text, random);
  const to = whole(text, Math.min(text.length, from + random.int(1, random.chance(0.2) ? 400 : 30)));
  const inserted = random.chance(0.5) ? "" : piece(random.pick(others), random, random.int(1, 60));
  return [text.slice(0, from) + inserted + text.slice(Math.max(from, to))];
}

/** Lines are cut, doubled, moved, indented, turned into comments or joined. */
function linesChanged(text: string, random: Random): string[] {
  const lines = text.split(/(?<=\n)/);
  const from = random.int(0, lines.length - 1);
  const count = random.int(1, Math.min(8, lines.length - from));
  const block = lines.slice(from, from + count);
  const with_ = (...replaced: string[]): string => [...lines.slice(0, from), ...replaced, ...lines.slice(from + count)].join("");
  switch (random.int(0, 6)) {
    case 0:
      return [with_()];
    case 1:
      return [with_(...block, ...block)];
    case 2: {
      const rest = [...lines.slice(0, from), ...lines.slice(from + count)];
      const to = random.int(0, rest.length);
      return [[...rest.slice(0, to), ...block, ...rest.slice(to)].join("")];
    }
    case 3:
      return [with_(...block.map((line) => `    ${line}`))];
    case 4:
      return [with_(...block.map((line) => line.replace(/^ {1,4}|^\t/, "")))];
    case 5:
      return [with_(...block.map((line) => `# ${line}`))];
    default:
      return [with_(block.map((line) => line.replace(/\r?\n$/, "")).join(" "))];
  }
}
