import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { folder, type Finished } from "./folder.ts";

const SAMPLE = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");

/** The files of the sample's clean module, in the order of its spec. */
export const ORDERS_FILES = [
  "api/orders_webhook_adapter.py",
  "api/routes/orders_webhook.py",
  "api/clients/orders_webhook_client.py",
  "tests/test_orders_webhook.py",
  "docs/orders_webhook.md",
];

export const ORDERS_SPEC = "specs/Module-Spec-orders_webhook.yaml";

/** What the sample has in a file. */
export function sampleText(name: string): string {
  return readFileSync(join(SAMPLE, name), "utf8");
}

/** A copy of the sample workspace, removed when the test is over. */
export function ordersWorkspace({
  without = [],
  finished = onTestFinished,
}: { without?: readonly string[]; finished?: Finished } = {}): ReturnType<typeof folder> & {
  read: (name: string) => string;
} {
  const made = folder({}, finished);
  cpSync(SAMPLE, made.root, { recursive: true });
  for (const name of without) rmSync(made.path(name));
  return { ...made, read: (name) => readFileSync(made.path(name), "utf8") };
}

/** A text with its cursor, which is written as `‸`. */
export function cursor(marked: string): { text: string; position: { line: number; character: number } } {
  const at = marked.indexOf("‸");
  if (at < 0) throw new Error("the text has no cursor");
  const lines = marked.slice(0, at).split("\n");
  return {
    text: marked.slice(0, at) + marked.slice(at + 1),
    position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
  };
}
