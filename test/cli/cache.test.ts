import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldRun, folder, l9, type Outcome } from "./run.ts";

// Results are kept between two runs; what is printed is what a run without them prints.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

function sample(): string {
  const cwd = folder();
  cpSync(ORDERS, cwd, { recursive: true });
  return cwd;
}

/** What `--verbose` says of the cache. */
const counts = ({ stderr }: Outcome): number[] =>
  [...(/^cache: .*$/m.exec(stderr)?.[0] ?? "").matchAll(/(\d+) (?=taken|kept|not kept)/g)].map((match) => Number(match[1]));

const check = (cwd: string, cache: string, ...more: string[]): Outcome =>
  l9(["check", "--format", "json", "--verbose", "--cache-dir", cache, ...more], { cwd });

describe("l9 check --cache-dir", { timeout: 120_000 }, () => {
  it("takes from an earlier run what must come out the same", () => {
    const [cwd, cache] = [sample(), folder()];
    const without = l9(["check", "--format", "json", "--no-cache"], { cwd });
    const [first, second] = [check(cwd, cache), check(cwd, cache)];
    expect([first.stdout, second.stdout]).toEqual([without.stdout, without.stdout]);
    const [taken, kept, unproved] = counts(first) as [number, number, number];
    expect([taken, unproved]).toEqual([0, 0]);
    expect(kept).toBeGreaterThan(8);
    expect(counts(second)).toEqual([kept, 0, 0]);
    // A model that others use changes: they are checked again, and no other file is.
    const models = join(cwd, "memory", "substrate_models.py");
    writeFileSync(models, readFileSync(models, "utf8").replaceAll("packet_type", "packet_kind"));
    const third = check(cwd, cache);
    expect(third.stdout).toBe(l9(["check", "--format", "json"], { cwd }).stdout);
    expect(third.stdout).not.toBe(without.stdout);
    const [again, anew] = counts(third) as [number, number];
    expect(Math.min(again, anew)).toBeGreaterThan(0);
    expect(again + anew).toBe(kept);
  });

  it("has nothing of a damaged file, of another program's, and where it can not write", () => {
    const [cwd, cache] = [sample(), folder()];
    const first = check(cwd, cache);
    const pack = join(cache, readdirSync(cache).find((name) => name.endsWith(".l9-pack")) ?? "");
    const bytes = readFileSync(pack);
    for (const damage of [Buffer.from("{}"), bytes.subarray(0, 1000), Buffer.alloc(bytes.length), Buffer.alloc(0)]) {
      writeFileSync(pack, damage);
      const next = check(cwd, cache);
      expect(next.stdout).toBe(first.stdout);
      expect(counts(next)[0]).toBe(0);
    }
    const closed = check(cwd, "/dev/null/l9");
    expect(closed.stdout).toBe(first.stdout);
    expect(closed.stderr).toContain("cache: it can not be written");
  });

  it("keeps nothing with --no-cache", () => {
    const [cwd, cache] = [sample(), folder()];
    check(cwd, cache, "--no-cache");
    expect(readdirSync(cache)).toEqual([]);
  });

  it("threads share it", () => {
    const [cwd, cache] = [folder(), folder()];
    for (let at = 0; at < 6; at++) writeFileSync(join(cwd, `file_${at}.py`), `import os\n${"x = 1\n".repeat(24_000)}`);
    const args = ["check", "--scope", "all", "--jobs", "2", "--format", "json", "--verbose", "--cache-dir", cache];
    const run = (): Outcome => coldRun(args, { cwd });
    const [first, second] = [run(), run()];
    expect(counts(first)).toEqual([0, 6, 0]);
    expect(counts(second)).toEqual([6, 0, 0]);
    expect(second.stdout).toBe(first.stdout);
    rmSync(join(cwd, "file_3.py"));
    expect(counts(run())).toEqual([5, 0, 0]);
  });
});
