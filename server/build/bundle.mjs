// Builds dist/: one CommonJS bundle, its launcher, and the parsers' wasm beside them.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { yamlModules } from "./yaml-modules.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const out = join(root, "dist");
const require = createRequire(import.meta.url);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const treeSitter = dirname(require.resolve("web-tree-sitter"));
copyFileSync(join(treeSitter, "web-tree-sitter.wasm"), join(out, "web-tree-sitter.wasm"));
copyFileSync(
  join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm", "tree-sitter-python.wasm"),
  join(out, "tree-sitter-python.wasm"),
);

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
await build({
  entryPoints: [join(root, "server", "main.ts")],
  outfile: join(out, "main.cjs"),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: true,
  keepNames: true,
  legalComments: "none",
  define: { "import.meta.dirname": "__dirname", L9_VERSION: JSON.stringify(version) },
  plugins: [yamlModules(), commonJsTreeSitter(join(treeSitter, "web-tree-sitter.cjs"))],
});
writeFileSync(join(out, "l9.cjs"), '#!/usr/bin/env node\n"use strict";\nrequire("./main.cjs");\n', { mode: 0o755 });

/** The ES module build of web-tree-sitter asks for import.meta.url, which a CommonJS bundle does not have. */
function commonJsTreeSitter(path) {
  return { name: "web-tree-sitter", setup: (builder) => builder.onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path })) };
}
