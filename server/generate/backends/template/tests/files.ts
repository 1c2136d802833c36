import type { Design } from "../design/design.ts";
import type { Source } from "../python/file.ts";
export function testFiles(
  design: Design,
  _symbols: ReadonlyMap<string, Source>,
  _header: readonly string[],
): Map<string, string> {
  return new Map(design.layout.tests.map(({ file }) => [file.path, "\n"]));
}
