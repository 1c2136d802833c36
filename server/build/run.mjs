// Runs a TypeScript program of this project: bundles it in memory, so that no second toolchain is needed.
import { build } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { yamlModules } from "./yaml-modules.mjs";

const [source, ...rest] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
// Inside the checkout, so that packages are found from it.
const folder = mkdtempSync(join(root, "node_modules", ".run-"));
// Whatever ends the program, the folder goes.
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await build({
  entryPoints: { program: resolve(source) },
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // What is imported when it is needed stays a file of its own, which nobody may ask for.
  splitting: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
  define: { "import.meta.dirname": JSON.stringify(dirname(resolve(source))), L9_VERSION: JSON.stringify("0.0.0-dev") },
  plugins: [yamlModules()],
});
process.argv = [process.argv[0], source, ...rest];
await import(pathToFileURL(join(folder, "program.mjs")).href);
