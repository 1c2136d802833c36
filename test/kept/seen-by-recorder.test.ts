import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

// A kept run is proved by what it saw of the disk. So nothing that a check loads may learn anything in another way: from a program, the network, or
// functions of Node's that the recorder does not stand before.

const root = join(import.meta.dirname, "..", "..");
const STARTS = [
  "server/cli/check.ts",
  "server/cli/baseline.ts",
  "server/generate/open-questions.ts",
  "server/lint/worker.ts",
  "server/lint/typescript-file.ts",
  "server/project/config-chain.ts",
  "server/project/own-rules/read-all.ts",
  ...readdirSync(join(root, "server/cli/formats")).flatMap((name) =>
    name.endsWith(".ts") ? [`server/cli/formats/${name}`] : [],
  ),
];

/** Every source that is loaded with these, with the modules that each imports by name. */
function loaded(starts: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const pending = [...starts];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (found.has(file)) continue;
    const text = readFileSync(join(root, file), "utf8");
    const imports = [...text.matchAll(/^(?:import|export)\s+(?!type\s)[^;"'()]*?from\s*"([^"]+)"/gm)].map(
      (match) => match[1] as string,
    );
    found.set(
      file,
      imports.filter((name) => !name.startsWith(".")),
    );
    for (const name of imports.filter((one) => one.startsWith(".") && one.endsWith(".ts")))
      pending.push(relative(root, resolve(root, dirname(file), name)));
  }
  return found;
}

it("a check learns nothing but from the disk, by functions that are recorded", () => {
  const sources = loaded(STARTS);
  expect(sources.size).toBeGreaterThan(200);
  const others = /^(?:node:)?(?:child_process|fs\/promises|net|http2?|https|tls|dgram|dns|cluster)$/;
  expect(
    [...sources].flatMap(([file, imports]) =>
      imports.filter((name) => others.test(name)).map((name) => `${file} imports ${name}`),
    ),
  ).toEqual([]);
});
