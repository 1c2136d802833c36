import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { runDocument } from "../rules/run-document.ts";

// Every document of this folder shows code of one web framework to the rules that look at routes, at who checks a caller and at statuses.

const RULES = ["route_drift", "auth_drift", "error_policy_drift"];

const folder = import.meta.dirname;
for (const name of readdirSync(folder)
  .filter((entry) => entry.endsWith(".md"))
  .sort())
  runDocument(basename(name, ".md"), join(folder, name), RULES);
