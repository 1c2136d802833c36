import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { runDocument } from "../rules/run-document.ts";

// What rules of a repository's own find. Each document is like those of the program's rules, with the rules in a block of its own.

const folder = import.meta.dirname;
for (const name of readdirSync(folder)
  .filter((entry) => entry.endsWith(".md"))
  .sort())
  runDocument(`own rules: ${basename(name, ".md")}`, join(folder, name), []);
