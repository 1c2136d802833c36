import { posix } from "node:path";
import { isNamedAsSpec } from "./file-name.ts";

/** Why a module may not have a file of this path, and what to do. */
export interface PathFault {
  /** A sentence that names the path. */
  issue: string;
  instead: string;
}

const RELATIVE = "Write it relative to the workspace root, such as `api/orders.py`.";
const ANOTHER_NAME = "Give the file another name.";
const TAKE_OUT = "Take it out of the list.";

/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i;
/** Folders whose files are run by git, by an editor or by whatever installs packages, and not because somebody starts them. */
const RUN_BY_THEMSELVES = /^(?:\.husky|\.githooks|\.vscode|\.idea)$/i;
/** Folders that other programs fill. */
const FILLED_BY_OTHERS = /^(?:node_modules|\.venv|venv|site-packages|__pycache__)$/;
/** A route folder of a web framework: `[id]`, `[...slug]`, `[[...slug]]`. */
const ROUTE_SEGMENT = /^(?:\[(?:\.\.\.)?\w+\]|\[\[\.\.\.\w+\]\])(?:\.\w+)*$/;

/**
 * What the text of a path tells: whatever the disk looks like, a module may have no such file. The spec's rule, the plan and the write ask the same.
 * @param path as a spec lists it
 */
export function pathFault(path: string): PathFault | null {
  if (/[\u0000-\u001f\u007f-\u009f]/.test(path))
    return { issue: `${JSON.stringify(path)} holds a control character.`, instead: ANOTHER_NAME };
  if (/^([/\\~]|[A-Za-z]:|[a-z][\w+.-]*:\/\/)/.test(path))
    return { issue: `\`${path}\` is an absolute path.`, instead: RELATIVE };
  if (/^\$[A-Z_][A-Z0-9_]*[/\\]|\$\{|%\w+%/.test(path))
    return {
      issue: `\`${path}\` names a place through a variable, which nothing resolves here.`,
      instead: RELATIVE,
    };
  const names = path.split(/[/\\]/);
  if (names.includes("..")) return { issue: `\`${path}\` has \`..\` in it, so it can leave the workspace.`, instead: RELATIVE };
  if (/[/\\]$/.test(path) || normalPath(path) === ".")
    return { issue: `\`${path}\` is a folder.`, instead: "List the files in it, one an entry." };
  if (path.includes("\\")) return { issue: `\`${path}\` has a backslash in it.`, instead: "Write the path with `/`." };
  if (/[*?]/.test(path) || names.some((name) => /[[\]]/.test(name) && !ROUTE_SEGMENT.test(name)))
    return { issue: `\`${path}\` is a pattern, and not the name of one file.`, instead: "List the files, one an entry." };
  return namesFault(path, names);
}

function namesFault(path: string, names: readonly string[]): PathFault | null {
  const fault = (why: string, instead: string): PathFault => ({ issue: `\`${path}\` ${why}.`, instead });
  if (names.some((name) => /^\.git$/i.test(name))) return fault("belongs to git itself", TAKE_OUT);
  if (names.some((name) => /^\.l9$/i.test(name))) return fault("lies in the folder where l9 keeps its own state", TAKE_OUT);
  if (names.some((name) => RUN_BY_THEMSELVES.test(name)))
    return fault("lies in a folder whose files git or an editor runs by itself", TAKE_OUT);
  if (names.some((name) => FILLED_BY_OTHERS.test(name))) return fault("lies in a folder that other programs fill", TAKE_OUT);
  if (names.some((name) => DEVICE.test(name))) return fault("has a name that Windows takes for a device", ANOTHER_NAME);
  if (names.some((name) => /^(?!\.{1,2}$).*[. ]$/.test(name)))
    return fault("has a name that ends in a dot or a space, which Windows drops", ANOTHER_NAME);
  if (names.at(-1) === "l9.config.yaml")
    return fault("is the configuration of l9, which decides what is checked", "Take it out of the list, and change it by hand.");
  if (isNamedAsSpec(path)) return fault("is a spec, and a module does not write what it is checked against", TAKE_OUT);
  return null;
}

/** `./a.py`, `a.py` and `x//../a.py` spelt one way. */
export function normalPath(path: string): string {
  return posix.normalize(path.replaceAll("\\", "/")).replace(/\/$/, "");
}
