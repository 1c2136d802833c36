import type { SpaceExtract } from "../../facts/space.ts";
import { FactTable } from "../../facts/table.ts";
import { CodeModule } from "../../code/names/module.ts";
import type { FileFacts } from "../../facts/kinds.ts";
import type { Span } from "../../syntax/text.ts";

/** The Python facts of an extract; their places are offsets in `extract.code` (see `placeInSpaceFile`). `loadPython` must have resolved. */
export function extractFacts(extract: SpaceExtract): FileFacts {
  const module = new CodeModule(extract.code);
  try {
    const table = new FactTable();
    table.update(module);
    return table.facts;
  } finally {
    module.source.dispose();
  }
}

/** A span of an extract's code as a span of the Space file it stands in. */
export function placeInSpaceFile(extract: SpaceExtract, { start, end }: Span): Span {
  return { start: offsetInSpaceFile(extract, start), end: offsetInSpaceFile(extract, end) };
}

function offsetInSpaceFile({ span, lineStarts, code }: SpaceExtract, offset: number): number {
  if (!lineStarts) return span.start + offset;
  let line = 0;
  let start = 0;
  for (let next = code.indexOf("\n"); next >= 0 && next < offset; next = code.indexOf("\n", next + 1)) {
    line++;
    start = next + 1;
  }
  return (lineStarts[line] ?? span.end) + offset - start;
}
