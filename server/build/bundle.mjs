// Builds dist/, or the folder given as argument: one CommonJS bundle, its launcher, the code that V8 compiled from it, and the parsers' wasm beside them.
import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { yamlModules } from "./yaml-modules.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = mkdtempSync(join(root, ".dist-"));
chmodSync(out, 0o755);
const require = createRequire(import.meta.url);

try {
  const treeSitter = dirname(require.resolve("web-tree-sitter"));
  copyFileSync(join(treeSitter, "web-tree-sitter.wasm"), join(out, "web-tree-sitter.wasm"));
  copyFileSync(
    join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm", "tree-sitter-python.wasm"),
    join(out, "tree-sitter-python.wasm"),
  );
  await bundle(treeSitter);
  copyFileSync(join(here, "launcher.cjs"), join(out, "l9.cjs"));
  chmodSync(join(out, "l9.cjs"), 0o755);
  const schema = join(root, "server", "project", "l9.config.schema.json");
  if (existsSync(schema)) copyFileSync(schema, join(out, "l9.config.schema.json"));
  execFileSync(process.execPath, [join(here, "code-cache.cjs"), out], { stdio: ["ignore", "inherit", "inherit"] });
  replace(process.argv[2] ?? join(root, "dist"), out);
} finally {
  rmSync(out, { recursive: true, force: true });
}

async function bundle(treeSitter) {
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
    logLevel: "warning",
    define: { "import.meta.dirname": "__dirname", L9_VERSION: JSON.stringify(version) },
    plugins: [yamlModules(), commonJsTreeSitter(join(treeSitter, "web-tree-sitter.cjs"))],
  });
  const path = join(out, "main.cjs");
  writeFileSync(path, toAscii(readFileSync(path, "utf8")), "latin1");
}

/** The launcher reads the bundle as latin1. esbuild escapes what is not ASCII in texts, this does the same in regular expressions. */
function toAscii(code) {
  const escaped = /\\[^\x00-\x7f]/.exec(code);
  if (escaped)
    throw new Error(`a backslash before a character that is not ASCII: ${code.slice(escaped.index - 40, escaped.index + 40)}`);
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The new folder takes the old one's place at once, so that a program started meanwhile finds a whole one. */
function replace(target, next) {
  const old = `${next}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(next, target);
  rmSync(old, { recursive: true, force: true });
}

/** The ES module build of web-tree-sitter asks for import.meta.url, which a CommonJS bundle does not have. */
function commonJsTreeSitter(path) {
  return { name: "web-tree-sitter", setup: (builder) => builder.onResolve({ filter: /^web-tree-sitter$/ }, () => ({ path })) };
}
