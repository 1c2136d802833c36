import { deepStrictEqual } from "node:assert";
import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Property } from "./property.ts";
import { shown, type Json } from "../lsp/client.ts";
import { QUESTIONS } from "./questions.ts";
import { RandomEditor, STRAY, type Step } from "./random-editor.ts";
import { FILES } from "./session-files.ts";

// A random session of an editor: whatever the user and the disk did, what is shown at its end is what a fresh start shows.

const file = fc.nat(FILES.length - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("open" as const, "open" as const, "close" as const), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("save" as const), file }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), file, late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link" as const), file, to: file, late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("folder" as const), which: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("tell" as const), order: fc.nat(12), together: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), file, to: file }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      file,
      question: fc.constantFrom(...Object.keys(QUESTIONS)),
      cancel: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stray" as const), file, what: fc.constantFrom(...STRAY) }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("edit" as const),
      file,
      at: fc.nat(120),
      length: fc.nat(12),
      text: fc.constantFrom(
        "",
        "x",
        "\n",
        "import os\n",
        "    ",
        "🦊",
        "def g():\n",
        "# l9: ignore[unused_imports] why\n",
        ": ",
        "'''",
        "\r\n",
        "- a\n",
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("write" as const), file, text: fc.nat(9), late: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constantFrom({ kind: "wait" as const }, { kind: "settings" as const }) },
);

async function session(steps: readonly Step[], pulls: boolean): Promise<void> {
  const editor = new RandomEditor(pulls);
  try {
    await editor.start();
    for (const next of steps) await editor.run(next);
    editor.end();
    const seen = await editor.view();
    deepStrictEqual(await editor.stop(), []);
    await editor.start();
    for (const [path, text] of editor.open) editor.client.open(path, text);
    const right = await editor.view();
    deepStrictEqual(await editor.stop(), []);
    same(seen, right, editor.root);
  } finally {
    rmSync(editor.root, { recursive: true, force: true });
  }
}

/** What differs, file by file; in full where only details do. */
function same(seen: Json, right: Json, root: string): void {
  const lines = Object.keys(right).flatMap((path) => {
    if (isDeepStrictEqual(seen[path], right[path])) return [];
    const brief = (found: Json[]): string => shown(found).join(" ") || "nothing";
    const [was, is] = [brief(seen[path]), brief(right[path])];
    const full = was === is ? `\n${JSON.stringify(seen[path])}\n${JSON.stringify(right[path])}` : "";
    return [`${path.slice(root.length + 1)}: shown is ${was}; a fresh start shows ${is}${full}`];
  });
  if (lines.length > 0) throw new Error(lines.join("\n"));
}

function sessionProperty(how: string, pulls: boolean): Property {
  return {
    name: `after any session what is shown is what a fresh start shows (${how})`,
    runs: 25,
    check: fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 40 }), (steps) => session(steps, pulls)),
  };
}

export const sessionProperties: readonly Property[] = [sessionProperty("pushed", false), sessionProperty("pulled", true)];

/** Loads what the first check needs: translated when first used, that takes longer than a session waits for the last word. */
export async function loadServer(): Promise<void> {
  await Promise.all([import("../../server/lsp/session/engine.ts"), import("../../server/project/config-file.ts")]);
}
