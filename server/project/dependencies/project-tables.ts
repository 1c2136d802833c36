import { dirname, join } from "node:path";
import { parse } from "smol-toml";
import { readRequirement, readRequirements, type ReadText, type Required } from "./requirements.ts";

type Table = Record<string, unknown>;

export function tomlOf(text: string): Table {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

/** A table inside another, empty where there is none. */
function table(value: unknown, ...keys: readonly string[]): Table {
  let found = value;
  for (const key of keys) found = typeof found === "object" && found !== null ? (found as Table)[key] : undefined;
  return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Table) : {};
}

/**
 * What a `pyproject.toml` asks for: PEP 621, dependency groups (PEP 735), the build, and the tables of poetry, uv, pdm, hatch, pixi and flit. Versions,
 * sources and settings in them are passed over.
 */
export function readProject(path: string, text: string, read: ReadText, into: Required): void {
  const root = tomlOf(text);
  const project = table(root, "project");
  const list = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) if (typeof item === "string") readRequirement(item, into);
  };
  const lists = (value: Table): void => Object.values(value).forEach(list);
  const keys = (value: Table): void => void into.names.push(...Object.keys(value));
  list(project.dependencies);
  lists(table(project, "optional-dependencies"));
  lists(table(root, "dependency-groups"));
  list(table(root, "build-system").requires);

  const poetry = table(root, "tool", "poetry");
  keys(table(poetry, "dependencies"));
  keys(table(poetry, "dev-dependencies"));
  for (const group of Object.values(table(poetry, "group"))) keys(table(group, "dependencies"));
  list(table(root, "tool", "uv")["dev-dependencies"]);
  lists(table(root, "tool", "pdm", "dev-dependencies"));
  for (const environment of Object.values(table(root, "tool", "hatch", "envs"))) {
    list(table(environment).dependencies);
    list(table(environment)["extra-dependencies"]);
  }
  const pixi = table(root, "tool", "pixi");
  for (const feature of [pixi, ...Object.values(table(pixi, "feature"))]) {
    keys(table(feature, "dependencies"));
    keys(table(feature, "pypi-dependencies"));
  }
  const flit = table(root, "tool", "flit", "metadata");
  list(flit.requires);
  lists(table(flit, "requires-extra"));

  const dynamic = Array.isArray(project.dynamic) ? project.dynamic : [];
  const told = table(root, "tool", "setuptools", "dynamic");
  const extras = Object.values(table(told, "optional-dependencies"));
  for (const source of [told.dependencies, ...extras])
    for (const file of [table(source).file].flat())
      if (typeof file === "string") readRequirements(join(dirname(path), file), read, into);
  // Whatever else builds the list is a program.
  if (dynamic.includes("dependencies") && told.dependencies === undefined) into.unnamed = true;
}

/** A `Pipfile`. */
export function readPipfile(text: string, into: Required): void {
  const root = tomlOf(text);
  for (const [key, value] of Object.entries(root))
    if (!["source", "requires", "scripts", "pipenv", "pipfile"].includes(key)) into.names.push(...Object.keys(table(value)));
}

/** `install_requires`, `tests_require` and the extras of a `setup.cfg`. */
export function readSetupCfg(text: string, into: Required): void {
  let section = "";
  let reads = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    const entry = /^([\w.-]+)\s*[=:]\s*(.*)$/.exec(line);
    if (head !== undefined) [section, reads] = [head, false];
    else if (entry) {
      reads =
        section === "options.extras_require" ||
        (section === "options" && /^(?:install|setup|tests)_requires?$/.test(entry[1] as string));
      if (reads) readRequirement(entry[2] as string, into);
    } else if (reads && /^\s+[^#;\s]/.test(line)) readRequirement(line, into);
  }
}
