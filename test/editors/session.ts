import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Desk } from "./editor.ts";

/** What a driven editor wrote down of its session. */
export interface Seen {
  module: { rule: string; line: number }[];
  spec: { rule: string; line: number }[];
  hover: string;
  fixed: string;
  fixedLine: string;
  inserted: string;
  /** What completion offers for another key of the module. */
  completed: string[];
  specLines: string[];
}

const MODULE = "api/payments_webhook_adapter.py";
const SPEC = "specs/Module-Spec-payments_webhook.yaml";

/** Tells a driver what to open and where to write. */
export function task(desk: Desk): Record<string, string> {
  return {
    L9_OUT: join(desk.folder, "out.json"),
    L9_MODULE: desk.file(MODULE),
    L9_SPEC: desk.file(SPEC),
    L9_SPEC_FIX: "Add `module.purpose`",
  };
}

/** Every editor has to have seen the same; nothing was saved, so the files are as they were. */
export async function expectSession(desk: Desk): Promise<void> {
  const seen = JSON.parse(readFileSync(join(desk.folder, "out.json"), "utf8")) as Seen;
  const lines = readFileSync(desk.file(MODULE), "utf8").split("\n");
  const unused = seen.module.filter(({ rule }) => rule === "unused_imports");
  expect(unused).toMatchObject([{ line: lines.findIndex((line) => line.includes("List")) + 1 }]);
  const rules = seen.module.map(({ rule }) => rule);
  expect(rules).toEqual(expect.arrayContaining(["random_uuid", "type_ignore", "unknown_service_method"]));
  expect(seen.hover).toContain("random_uuid");
  expect(seen.fixed).toContain("List");
  expect(seen.fixedLine).not.toContain("List");

  const before = readFileSync(desk.file(SPEC), "utf8").trimEnd().split("\n");
  expect(seen.spec).toContainEqual(expect.objectContaining({ rule: "missing_spec_key", line: before.indexOf("module:") + 1 }));
  const added = seen.specLines.filter((line) => line !== "" && !before.includes(line));
  expect(added).toEqual([expect.stringMatching(/^ {2}purpose: /)]);
  const kept = seen.specLines.filter((line) => line !== added[0]);
  expect(kept.join("\n").trimEnd()).toBe(before.join("\n"));
  expect(seen.completed).toEqual(expect.arrayContaining(["observability", "goals"]));
  expect(seen.completed).not.toContain("name");
  expect(await desk.leftBehind()).toEqual([]);
}
