import { loadPython } from "./syntax/python.ts";
import { Linter } from "./lint/linter.ts";
import { defaultConfig } from "./project/config.ts";
import { resolve } from "node:path";

async function main(): Promise<void> {
  const [command, ...paths] = process.argv.slice(2);
  if (command !== "check") return;
  await loadPython();
  const linter = new Linter(process.cwd(), defaultConfig);
  for (const path of paths) for (const finding of linter.check(resolve(path))) console.log(JSON.stringify(finding));
}

void main();
