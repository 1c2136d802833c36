import type { Project } from "../facts/project.ts";
import type { Linter } from "./linter.ts";
import { PythonFile } from "./python-file.ts";

/** Looks into a file of Python as it is now; null for any other, and for one that can not be read. */
export function inPython<T>(linter: Linter, path: string, work: (file: PythonFile, project: Project) => T): T | null {
  return linter.inCode(path, (file, project) => (file instanceof PythonFile ? work(file, project) : null));
}
