import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { build, type Plugin as EsbuildPlugin } from "esbuild";
import type { Plugin } from "vitest/config";
import { yamlModules } from "../server/build/yaml-modules.mjs";
import { onceForSources, root } from "./program.ts";

// The test runner puts a getter around every name that a module imports, which makes the linter's loops two to three times as slow. Most tests
// therefore import the program's sources as modules of Node: each file is compiled to one that has its name, once for each state of the sources.

const FOLDERS = ["server", "rules"].map((name) => join(root, name) + sep);

/** Has tests import the compiled sources; not for tests that put something in place of a module. */
export function nativeSources(): Plugin {
  let compiled: Promise<string> | null = null;
  let watching = false;
  return {
    name: "native-sources",
    enforce: "pre",
    // A runner that waits for changes would go on with what was compiled before them.
    configResolved({ server }) {
      watching = server.watch !== null;
    },
    async resolveId(source, importer) {
      if (watching || importer === undefined || !source.startsWith(".") || !source.endsWith(".ts")) return null;
      const path = resolve(dirname(importer), source);
      if (!FOLDERS.some((folder) => path.startsWith(folder))) return null;
      compiled ??= compiledSources();
      return join(await compiled, path.slice(root.length + 1).replace(/\.ts$/, ".mjs"));
    },
  };
}

/** The folder of the compiled sources. */
function compiledSources(): Promise<string> {
  return onceForSources("modules", async (folder) => {
    await build({
      absWorkingDir: root,
      entryPoints: FOLDERS.flatMap((top) =>
        readdirSync(top, { recursive: true, encoding: "utf8" })
          .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
          .map((file) => join(top, file)),
      ),
      outdir: folder,
      outbase: root,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      sourcemap: true,
      logLevel: "warning",
      define: { L9_VERSION: JSON.stringify("0.0.0-test") },
      plugins: [yamlModules(), ownFolders],
    });
  });
}

/** Sources find what lies beside them where they are written, not where they are compiled to. */
const ownFolders: EsbuildPlugin = {
  name: "own-folders",
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8")
        .replaceAll("import.meta.dirname", JSON.stringify(dirname(path)))
        .replaceAll("import.meta.filename", JSON.stringify(path)),
      loader: "ts",
    }));
  },
};
