import type { Linter } from "../lint/linter.ts";
import { visibleJson, visiblePath } from "../syntax/visible.ts";
import type { CheckOptions } from "./check-options.ts";
import { writeOutputs } from "./outputs.ts";
import { shownPath } from "./result.ts";
import { isSource } from "./skipped.ts";

/** `l9 check --list-files`: what a run would check, a path a line, and nothing else. */
export async function listFiles(linter: Linter, paths: readonly string[], options: CheckOptions, cwd: string): Promise<number> {
  const shown = paths
    .filter((path) => isSource(linter, path))
    .map((path) => shownPath(path, cwd))
    .sort();
  await writeOutputs(options.outputs, paths, ({ format }) =>
    Promise.resolve(format === "json" ? visibleJson(shown) : shown.map((path) => `${visiblePath(path)}\n`).join("")),
  );
  return 0;
}
