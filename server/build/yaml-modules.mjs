// Lets sources import a YAML file as data: it is parsed once, by the build, and never at a start of the program.
import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** The plugin for esbuild. */
export function yamlModules() {
  return {
    name: "yaml",
    setup(builder) {
      builder.onLoad({ filter: /\.yaml$/ }, ({ path }) => ({
        contents: JSON.stringify(parse(readFileSync(path, "utf8"))),
        loader: "json",
      }));
    },
  };
}

/** The same for vite, which runs the tests. */
export function yamlModulesForTests() {
  return {
    name: "yaml",
    transform(source, id) {
      return id.endsWith(".yaml") ? { code: `export default ${JSON.stringify(parse(source))}`, map: null } : null;
    },
  };
}
