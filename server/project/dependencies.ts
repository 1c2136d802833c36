import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parse } from "smol-toml";
import type { Files } from "./files.ts";

/** Files that name distributions, in the workspace folder. */
const REQUIREMENTS = /^requirements[\w.-]*\.(?:txt|in)$/;

/** Import names of distributions that are spelt differently. */
const IMPORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  beautifulsoup4: ["bs4"],
  grpcio: ["grpc"],
  "mysql-connector-python": ["mysql"],
  "opencv-python": ["cv2"],
  pillow: ["PIL"],
  protobuf: ["google"],
  "psycopg2-binary": ["psycopg2"],
  pycryptodome: ["Crypto"],
  pyjwt: ["jwt"],
  "python-dateutil": ["dateutil"],
  "python-dotenv": ["dotenv"],
  "python-jose": ["jose"],
  "python-multipart": ["multipart"],
  pyyaml: ["yaml"],
  "scikit-learn": ["sklearn"],
};

/** True for a file that says what a folder depends on. */
export function declaresDependencies(name: string): boolean {
  return isPythonRequirements(name) || name === "package.json";
}

function isPythonRequirements(name: string): boolean {
  return name === "pyproject.toml" || REQUIREMENTS.test(name);
}

/**
 * The top-level modules that the distributions named by `pyproject.toml` and `requirements*.txt` bring, as far as their names tell; null when
 * the workspace has neither, or one that can not be read. A file that does not parse names nothing: its own tools say so.
 */
export function declaredImports(root: string, files: Files): ReadonlySet<string> | null {
  const names = [...namesIn(root, files)].filter(isPythonRequirements);
  if (names.length === 0) return null;
  const distributions: string[] = [];
  for (const name of names) {
    const read = files.read(join(root, name));
    // What it names is not known, so nothing can be said to be missing.
    if ("problem" in read) return null;
    distributions.push(...(name === "pyproject.toml" ? fromProject(read.text) : fromRequirements(read.text)));
  }
  return new Set(distributions.flatMap(importNames));
}

/** The names of what lies directly in a folder. */
function namesIn(folder: string, files: Files): Set<string> {
  let names: Set<string>;
  try {
    names = new Set(readdirSync(folder));
  } catch {
    names = new Set();
  }
  for (const [path, bytes] of files.snapshot) {
    if (dirname(path) !== folder) continue;
    if (bytes === null) names.delete(basename(path));
    else names.add(basename(path));
  }
  return names;
}

/** What a folder's own distribution is called, and which others it names, in Python and Node. Names are compared as PyPI does. */
export interface Distributions {
  readonly own: readonly string[];
  readonly required: ReadonlySet<string>;
}

/** Read from `pyproject.toml`, `requirements*.txt` and `package.json`; what can not be read or does not parse names nothing. */
export function distributionsOf(root: string, files: Files): Distributions {
  const textOf = (name: string): string => {
    const read = files.read(join(root, name));
    return "text" in read ? read.text : "";
  };
  const names = [...namesIn(root, files)];
  const python = names
    .filter(isPythonRequirements)
    .flatMap((name) => (name === "pyproject.toml" ? fromProject : fromRequirements)(textOf(name)));
  const project = names.includes("pyproject.toml") ? tomlOf(textOf("pyproject.toml")) : {};
  const { project: table, tool } = project as { project?: { name?: unknown }; tool?: { poetry?: { name?: unknown } } };
  const node = names.includes("package.json") ? jsonOf(textOf("package.json")) : {};
  const own = [table?.name, tool?.poetry?.name, node.name].filter((name) => typeof name === "string");
  const required = ["dependencies", "devDependencies", "peerDependencies"].flatMap((key) => Object.keys(node[key] ?? {}));
  return { own: own.map(canonical), required: new Set([...python, ...required].map(canonical)) };
}

function canonical(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function tomlOf(text: string): Record<string, unknown> {
  try {
    return parse(text);
  } catch {
    return {};
  }
}

/** Every requirement string and every key of a poetry dependency table. */
function fromProject(text: string): string[] {
  const project = tomlOf(text);
  const names: string[] = [];
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === "string") names.push(...fromRequirements(item));
    } else if (typeof value === "object" && value !== null) {
      for (const [inner, content] of Object.entries(value)) {
        if (/dependencies$/.test(key) && !Array.isArray(content)) names.push(inner);
        visit(content, inner);
      }
    }
  };
  const { project: table, tool, "dependency-groups": groups } = project as Record<string, Record<string, unknown> | undefined>;
  visit({ dependencies: table?.dependencies, "optional-dependencies": undefined }, "");
  for (const extra of Object.values((table?.["optional-dependencies"] as Record<string, unknown>) ?? {})) visit(extra, "");
  for (const group of Object.values(groups ?? {})) visit(group, "");
  const poetry = tool?.poetry as Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(poetry ?? {})) if (key === "group" || /dependencies$/.test(key)) visit(value, key);
  return names;
}

function fromRequirements(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(line)?.[1] ?? []);
}

function importNames(distribution: string): string[] {
  const name = distribution.toLowerCase();
  const plain = name.replace(/[-.]/g, "_");
  return [plain, plain.split("_")[0] ?? plain, ...(IMPORT_NAMES[name] ?? [])];
}
