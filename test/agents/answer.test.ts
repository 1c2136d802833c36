import { expect, it } from "vitest";
import { fitting, LIMIT } from "../../server/mcp/answer.ts";

it("cuts five megabytes to what an agent reads", () => {
  const rows = Array.from({ length: 50_000 }, (_, at) => ({ path: `api/${String(at)}.py`, message: "ä".repeat(40) }));
  expect(JSON.stringify(rows).length).toBeGreaterThan(3_000_000);
  expect(Buffer.byteLength(JSON.stringify(rows))).toBeGreaterThan(5_000_000);
  const { kept, cut } = fitting(rows, "less");
  expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThanOrEqual(LIMIT + 2);
  expect(cut).toEqual({ left_out: rows.length - kept.length, narrow: "less" });
  expect(fitting(rows.slice(0, 2), "less").cut).toEqual({ left_out: 0, narrow: null });
});
