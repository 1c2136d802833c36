import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { runDocument } from "./run-document.ts";

// Every document of this folder is a rule's specification; `case.ts` tells how to read one.

const folder = import.meta.dirname;
for (const name of readdirSync(folder)
  .filter((entry) => entry.endsWith(".md"))
  .sort()) {
  const rule = basename(name, ".md");
  runDocument(rule, join(folder, name), [rule]);
}
