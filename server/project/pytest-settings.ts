import { basename, dirname, join } from "node:path";
import { parse } from "smol-toml";
import { foldersAbove } from "./folders-above.ts";
import type { PytestSettings } from "../facts/test-runs.ts";
import type { Files } from "./files.ts";

/** Where pytest looks for its settings, in its own order; only the first of a folder that has a section for it counts. */
const NAMES = ["pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg"];

export function holdsPytestSettings(name: string): boolean {
  return NAMES.includes(name);
}

type Section = Readonly<Record<string, unknown>>;

/**
 * What pytest's settings say of the tests in a folder: the nearest ones count, as when pytest is given a file of it. Whether coroutines are run is taken
 * from any settings up to `top`, since pytest may be started further up.
 */
export function pytestSettings(folder: string, top: string, files: Files): PytestSettings {
  const found: { path: string; section: Section }[] = [];
  for (const at of foldersAbove(folder, top)) {
    const one = settingsIn(at, files);
    if (one) found.push(one);
  }
  const nearest = found[0];
  const section = nearest?.section ?? {};
  const home = nearest ? dirname(nearest.path) : top;
  return {
    name: nearest ? basename(nearest.path) : null,
    folder: home,
    files: words(section.python_files),
    functions: words(section.python_functions),
    skippedFolders: words(section.norecursedirs),
    options: options(section.addopts),
    runsCoroutines: found.some((one) => runsCoroutines(one.section)),
  };
}

function settingsIn(folder: string, files: Files): { path: string; section: Section } | null {
  for (const name of NAMES) {
    const path = join(folder, name);
    const read = files.exists(path) ? files.read(path) : null;
    if (!read || !("text" in read)) continue;
    const section =
      name === "pyproject.toml" ? fromToml(read.text) : fromIni(read.text, name === "setup.cfg" ? "tool:pytest" : "pytest");
    // `pytest.ini` counts even when it says nothing.
    if (section ?? name.endsWith("pytest.ini")) return { path, section: section ?? {} };
  }
  return null;
}

/** `[tool.pytest.ini_options]`, or pytest 9's `[tool.pytest]` with values of TOML's own types. */
function fromToml(text: string): Section | null {
  let document: { tool?: { pytest?: Record<string, unknown> } };
  try {
    document = parse(text);
  } catch {
    return null;
  }
  const table = document.tool?.pytest;
  return (table?.ini_options as Section | undefined) ?? table ?? null;
}

/** One section of a file as Python's configparser reads it: `key = value`, continued on indented lines. */
function fromIni(text: string, wanted: string): Section | null {
  let section: Record<string, string> | null = null;
  let key: string | null = null;
  let current = "";
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const head = /^\[([^\]]*)\]/.exec(line);
    const entry = /^([^\s=:[][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (head) {
      current = head[1] ?? "";
      key = null;
      if (current === wanted) section ??= {};
    } else if (current !== wanted || section === null) continue;
    else if (/^\s/.test(line) && key !== null) section[key] = `${section[key] ?? ""}\n${line.trim()}`;
    else if (entry) {
      key = (entry[1] ?? "").toLowerCase();
      section[key] = (entry[2] ?? "").trim();
    }
  }
  return section;
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.filter((item) => typeof item === "string");
  return typeof value === "string" ? value.split(/\s+/).filter((word) => word !== "") : [];
}

/** The words of a command line, quotes taken off as a shell does. */
function options(value: unknown): string[] {
  if (typeof value !== "string") return words(value);
  return [...value.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}

/** pytest-asyncio, anyio and pytest-trio take every coroutine for a test where they are told to. */
function runsCoroutines(section: Section): boolean {
  const says = (value: unknown): boolean =>
    value === true || /^(?:auto|true|1)$/i.test(typeof value === "string" ? value.trim() : "");
  return (
    [section.asyncio_mode, section.anyio_mode, section.trio_mode].some(says) ||
    /--asyncio-mode[= ]auto/.test(options(section.addopts).join(" "))
  );
}
