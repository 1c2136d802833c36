// Makes the extension's .vsix: the bundled client, and the built server beside it. Needs no network.
import { createVSIX } from "@vscode/vsce";
import { build } from "esbuild";
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const out = join(here, "out");
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const { version } = read(join(root, "package.json"));
if (read(join(here, "package.json")).version !== version)
  throw new Error(`client/vscode/package.json is not at version ${version}`);

if (!existsSync(join(root, "dist", "l9.cjs"))) throw new Error('dist/l9.cjs does not exist: run "npm run build" first');
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [join(here, "src", "extension.ts")],
  outfile: join(out, "extension.cjs"),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minify: true,
  external: ["vscode"],
  legalComments: "none",
});
cpSync(join(root, "dist"), join(out, "server"), { recursive: true });
copyFileSync(join(root, "LICENSE"), join(here, "LICENSE"));

const packagePath = resolve(process.argv[2] ?? join(here, `l9-language-server-${version}.vsix`));
await createVSIX({ cwd: here, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
console.log(packagePath);
