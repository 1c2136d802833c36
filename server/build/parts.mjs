// Turns the program's sources into a few files of parts: what one start needs lies together, what it does not need is not read.
import { build, transform } from "esbuild";

/** What is needed together: the static imports of these sources, as one file named by the group. What stands in several goes by `home`. */
const GROUPS = {
  main: ["server/main.ts"],
  lsp: ["server/lsp/connection/main.ts"],
  check: [
    "server/cli/check-options.ts",
    "server/cli/check.ts",
    "server/lint/worker.ts",
    "server/cli/formats/text.ts",
    "server/cli/formats/json.ts",
  ],
  engine: ["server/lsp/session/engine.ts"],
  typescript: ["server/lint/typescript-file.ts"],
  config: ["server/project/config-chain.ts"],
  own: ["server/project/own-rules/read-all.ts"],
  regex: ["node_modules/re2js/build/index.js"],
  model: ["server/generate/backends/model/backend.ts"],
  mcp: ["server/cli/mcp.ts", "server/mcp/main.ts"],
};

/** What a start reads beside main, one for each command: none shall read what only another needs. */
const STARTS = ["lsp", "check", "mcp"];

function home(groups) {
  if (groups.includes("main") || groups.filter((group) => STARTS.includes(group)).length > 1) return "main";
  return groups[0] ?? REST;
}

/** Everything else: other commands and formats, generation. */
const REST = "rest";

/**
 * Bundles the program.
 * @returns {Promise<{ files: Record<string, string>, code: Record<string, string> }>} the file of each part, and the code of each file
 */
export async function buildParts({ root, define, plugins }) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { main: "server/main.ts", api: "server/api/api.ts" },
    outdir: "/parts",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "esm",
    minify: true,
    // Names of functions cost a call at each place where a closure is made.
    keepNames: false,
    legalComments: "none",
    logLevel: "warning",
    define,
    loader: { ".bash": "text", ".zsh": "text", ".ps1": "text" },
    plugins,
  });
  const outputs = Object.fromEntries(Object.entries(metafile.outputs).map(([path, output]) => [partName(path), output]));
  const files = assign(outputs);
  const parts = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({ name: partName(path), code: (await toCommonJs(text)).trim() })),
  );
  const code = {};
  for (const file of new Set(Object.values(files))) {
    const own = parts.filter(({ name }) => files[name] === file);
    const bodies = own.map(({ name, code: body }) => `${JSON.stringify(name)}(module,exports,require){${body}\n}`);
    code[file] = `"use strict";module.exports={${bodies.join(",\n")}};\n`;
  }
  return { files, code };
}

/** How parts name one another. */
function partName(path) {
  return `./${path.split(/[\\/]/).at(-1)}`;
}

function assign(outputs) {
  const needed = Object.fromEntries(Object.entries(GROUPS).map(([group, sources]) => [group, closure(outputs, sources)]));
  const files = {};
  for (const name of Object.keys(outputs)) {
    const groups = Object.keys(needed).filter((group) => needed[group].has(name));
    files[name] = `${home(groups)}.cjs`;
  }
  return files;
}

function closure(outputs, sources) {
  const names = Object.keys(outputs).filter((name) => sources.includes(outputs[name].entryPoint));
  if (names.length !== sources.length)
    throw new Error(`not every one of ${sources.join(", ")} is a part: is it still imported lazily?`);
  const found = new Set();
  for (let name = names.pop(); name; name = names.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { path, kind, external } of outputs[name].imports)
      if (kind === "import-statement" && !external) names.push(partName(path));
  }
  return found;
}

async function toCommonJs(code) {
  const options = {
    format: "cjs",
    platform: "node",
    target: "node20",
    minify: true,
    keepNames: false,
    supported: { "dynamic-import": false },
  };
  return toAscii(ownExports((await transform(code, options)).code));
}

/**
 * A part's exports as the object that it makes of them. esbuild copies each into another object, by a getter that asks for it by its name: two calls more at
 * each use of what another part holds, of which the second is too general for V8 to do away with.
 */
function ownExports(code) {
  // A module of CommonJS within the part may look alike behind it.
  const copied = /([\w$]+)\(([\w$]+),(\{[^{}]*\})\);module\.exports=[\w$]+\(\2\);/;
  if (!copied.test(code)) throw new Error("a part hands its exports over in another way than esbuild has had so far");
  return code.replace(
    copied,
    (_, define, exports, getters) =>
      `${define}(${exports},${getters});Object.defineProperty(${exports},"__esModule",{value:!0});module.exports=${exports};`,
  );
}

/** The launcher reads latin1. esbuild escapes what is not ASCII in texts, this does the same in regular expressions. */
function toAscii(code) {
  const escaped = /\\[^\x00-\x7f]/.exec(code);
  if (escaped)
    throw new Error(`a backslash before a character that is not ASCII: ${code.slice(escaped.index - 40, escaped.index + 40)}`);
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
