import { FactTable } from "../../server/facts/python/extract.ts";
import { PythonModule } from "../../server/facts/python/module.ts";
import type { PythonFacts } from "../../server/facts/python/types.ts";

/** The facts of a text; `loadPython` must have resolved. */
export function readFacts(text: string): PythonFacts {
  const module = new PythonModule(text);
  const table = new FactTable();
  table.update(module);
  module.source.dispose();
  return table.facts;
}
