import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Python's standard library: code of every style that nobody wrote for this program. */

export const PYTHON = "/usr/bin/python3";
const LEAST_FILES = 600;

export interface SourceFile {
  /** Absolute path. */
  path: string;
  /** Path below the library's folder, with `/`. */
  name: string;
  text: string;
}

export interface Stdlib {
  folder: string;
  /** `3.11`. */
  version: string;
  files: SourceFile[];
}

/** The library without site-packages, as far as it is UTF-8; or, in words, why there is none to compare with. */
export function readStdlib(): Stdlib | string {
  const found = askPython();
  if (typeof found === "string") return found;
  const [folder, version] = found;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py") && !/(site|dist)-packages/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((path) => {
      const text = decode(readFileSync(path));
      return text === null ? [] : [{ path, name: relative(folder, path).replaceAll("\\", "/"), text }];
    });
  if (files.length < LEAST_FILES) return `${folder} holds only ${files.length} Python files, ${LEAST_FILES} are needed`;
  return { folder, version, files };
}

function askPython(): [folder: string, version: string] | string {
  const program = "import sys, sysconfig; print(sysconfig.get_path('stdlib')); print('%d.%d' % sys.version_info[:2])";
  try {
    const [folder = "", version = ""] = execFileSync(PYTHON, ["-c", program], { encoding: "utf8" }).trim().split("\n");
    return [folder, version];
  } catch (error) {
    return `${PYTHON} can not be run (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
  }
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** One line of the test run's own output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
