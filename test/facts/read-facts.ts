import { FactTable } from "../../server/facts/table.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import type { FileFacts } from "../../server/facts/kinds.ts";

/** The facts of a text; `loadPython` must have resolved. */
export function readFacts(text: string): FileFacts {
  const module = new CodeModule(text);
  const table = new FactTable();
  table.update(module);
  module.source.dispose();
  return table.facts;
}
