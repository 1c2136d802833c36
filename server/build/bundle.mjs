// Builds dist/, or the folder given as argument: the program in a few files, the code that V8 compiled from them, the parsers'
// wasm, and a page about each rule.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildParts } from "./parts.mjs";
import { yamlModules } from "./yaml-modules.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = mkdtempSync(join(root, ".dist-"));
chmodSync(out, 0o755);
const require = createRequire(import.meta.url);

/** What other programs may read: the configuration's shape, that of an own rule, of a spec and of a report. Made by `npm run generate`, which needs a build first. */
const SCHEMAS = [
  "server/project/l9.config.schema.json",
  "server/project/own-rules/own-rule.schema.json",
  "server/facts/spec/spec.schema.json",
  "server/cli/formats/report.schema.json",
];

try {
  const treeSitter = dirname(require.resolve("web-tree-sitter"));
  copyFileSync(join(treeSitter, "web-tree-sitter.wasm"), join(out, "web-tree-sitter.wasm"));
  copyFileSync(
    join(dirname(require.resolve("@vscode/tree-sitter-wasm/package.json")), "wasm", "tree-sitter-python.wasm"),
    join(out, "tree-sitter-python.wasm"),
  );
  await writeProgram(treeSitter);
  writeApi();
  for (const schema of SCHEMAS) if (existsSync(join(root, schema))) copyFileSync(join(root, schema), join(out, basename(schema)));
  writeRulePages();
  // What `l9 init --ci` writes.
  const ci = join(root, "client", "ci");
  mkdirSync(join(out, "ci"));
  for (const name of readdirSync(ci)) if (/\.ya?ml$/.test(name)) copyFileSync(join(ci, name), join(out, "ci", name));
  // What `l9 init --kind` writes.
  cpSync(join(root, "server", "cli", "starter"), join(out, "starter"), { recursive: true });
  execFileSync(process.execPath, [join(here, "code-cache.cjs"), out], { stdio: ["ignore", "inherit", "inherit"] });
  replace(process.argv[2] ?? join(root, "dist"), out);
} finally {
  rmSync(out, { recursive: true, force: true });
}

/** Writes the program's files and the launcher that knows which part lies in which. */
async function writeProgram(treeSitter) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { files, code } = await buildParts({
    root,
    define: { "import.meta.dirname": "__dirname", L9_VERSION: JSON.stringify(version) },
    plugins: [yamlModules(), commonJsTreeSitter(join(treeSitter, "web-tree-sitter.cjs"))],
  });
  for (const [file, text] of Object.entries(code)) writeFileSync(join(out, file), text, "latin1");
  const launcher = readFileSync(join(here, "launcher.cjs"), "utf8");
  const said = {
    "const FILES = {};": `const FILES = ${JSON.stringify(files)};`,
    'const DIGEST = "";': `const DIGEST = "${digestOf(launcher, code)}";`,
  };
  const places = Object.keys(said);
  if (!places.every((place) => launcher.includes(place))) throw new Error("the launcher has no place for what the build knows");
  writeFileSync(
    join(out, "l9.cjs"),
    places.reduce((text, place) => text.replace(place, () => said[place]), launcher),
    { mode: 0o755 },
  );
}

/** What tells this program from any other: its code, and the parsers that it ships. */
function digestOf(launcher, code) {
  const hash = createHash("sha256");
  const wasm = readdirSync(out)
    .filter((name) => name.endsWith(".wasm"))
    .sort();
  const parts = [launcher, ...Object.entries(code).flat(), ...wasm.map((name) => readFileSync(join(out, name)))];
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest("base64url");
}

/** The package's own face, for `require` and for `import`, each with its types. */
function writeApi() {
  writeFileSync(join(out, "api.cjs"), '"use strict";\nmodule.exports = require("./l9.cjs").link("./api.cjs");\n');
  writeFileSync(join(out, "api.mjs"), 'import api from "./api.cjs";\n\nexport const { openLinter, version } = api;\n');
  const types = readFileSync(join(root, "server", "api", "types.ts"), "utf8");
  for (const name of ["api.d.cts", "api.d.mts"]) writeFileSync(join(out, name), types);
}

/** One page a rule, for the link that a finding's code is in an editor. */
function writeRulePages() {
  const rules = JSON.parse(
    execFileSync(process.execPath, [join(out, "l9.cjs"), "explain", "--format", "json"], { encoding: "utf8" }),
  );
  mkdirSync(join(out, "rules"));
  for (const rule of rules) writeFileSync(join(out, "rules", `${rule.id}.md`), rule.page);
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
