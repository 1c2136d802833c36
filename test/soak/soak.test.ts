import { expect, it } from "vitest";
import { PULL } from "../lsp/client.ts";
import { folder } from "../lsp/folder.ts";
import { SpawnedClient } from "../lsp/spawned.ts";
import { chart } from "./chart.ts";
import { SoakEditor } from "./editor.ts";
import { growth, held, Minute, quantile, table } from "./record.ts";

// What `npm run soak` measures with; the run itself takes hours.

function minute(memory: number, handles: number, keystrokes: readonly number[] = []): Minute {
  const made = new Minute();
  made.memory.push(memory * 2 ** 20);
  made.handles.push(handles);
  made.keystrokes.push(...keystrokes);
  return made;
}

it("knows the median, the slowest hundredth and the largest", () => {
  const values = Array.from({ length: 100 }, (_, at) => 100 - at);
  expect([0.5, 0.99, 1].map((part) => quantile(values, part))).toEqual([51, 100, 100]);
  expect(quantile([], 0.5)).toBeNaN();
});

it("compares the last five minutes with the fifth", () => {
  const first = Array.from({ length: 5 }, () => minute(100, 20));
  const run = (memory: number, handles: number): Minute[] => [
    ...first,
    ...Array.from({ length: 5 }, () => minute(memory, handles)),
  ];
  expect(growth(run(119, 30))).toMatchObject({ handles: 10, holds: true });
  expect(growth(run(121, 20))).toMatchObject({ memory: 1.21, holds: false });
  expect(growth(run(100, 31))).toMatchObject({ holds: false });
  expect(growth(first)).toBeNull();
});

it("takes minutes of a long run together, and leaves none out", () => {
  const minutes = Array.from({ length: 50 }, () => minute(100, 20, [1, 2, 3]));
  const rows = table(minutes).split("\n").slice(1);
  expect(rows).toHaveLength(17);
  expect(rows.at(-1)?.trim().split(/ {2,}/)).toEqual(["50", "6", "100", "20", "2.0", "3.0", "3.0", "-", "-", "-"]);
});

it("draws what was measured", () => {
  const drawn = chart([minute(100, 20, [4]), minute(200, 20, [8])]);
  expect(drawn).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(drawn.match(/<polyline points="[\d.]+,[\d.]+ [\d.]+,[\d.]+"/g)).toHaveLength(5);
  expect(drawn).not.toContain("NaN");
});

it("edits, saves and asks in a server of its own", { timeout: 60_000 }, async () => {
  const { root } = folder();
  const client = await SpawnedClient.start({ roots: [root], capabilities: PULL });
  const heard = { keystrokes: 0, questions: 0 };
  const texts = {
    python: ["import os\n\n\ndef f(a):\n    return os.name\n"],
    typescript: ["export const threadId = crypto.randomUUID();\n"],
    yaml: ["a: [1, 2]\n"],
    markdown: ["# A\n\ntext\n"],
  };
  const editor = new SoakEditor(root, client, texts, {
    keystroke: () => void heard.keystrokes++,
    question: () => void heard.questions++,
  });
  let edits = 0;
  for (let seed = 1; seed <= 4; seed++) {
    let left = 25;
    edits += await editor.session(seed, () => left-- > 0);
  }
  expect(held(client.process.pid ?? 0).memory).toBeGreaterThan(2 ** 20);
  expect(await client.stop()).toBe(0);
  expect(edits).toBe(100);
  expect(heard.keystrokes).toBe(100);
  expect(heard.questions).toBeGreaterThan(5);
});
