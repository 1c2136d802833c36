import { basename, dirname, join } from "node:path";

/** What a file or table asks for. */
export interface Required {
  /** Names of distributions as written. */
  readonly names: string[];
  /** Something is asked for by its place alone, so what it brings is not known. */
  unnamed: boolean;
}

/** The text of a file by its absolute path; null where there is none. */
export type ReadText = (path: string) => string | null;

export function nothingRequired(): Required {
  return { names: [], unnamed: false };
}

/** One requirement: a name with extras, versions, a marker or `@ URL` behind it, or a place with `#egg=`. */
export function readRequirement(line: string, into: Required): void {
  const text = line.trim();
  const egg = /#(?:.*&)?egg=([\w.-]+)/.exec(text)?.[1];
  const archive = /(?:^|[/\\])([A-Za-z][\w.]*?)-\d[\w.]*(?:-[\w.]+)*\.(?:whl|tar\.gz|zip)$/.exec(
    text.replace(/[?#].*$/, ""),
  )?.[1];
  const isPlace = /^(?:[a-z+]+:\/\/|git\+|\.{0,2}[/\\]|\.$)/i.test(text) || /^[\w.-]+[/\\]/.test(text);
  if (egg !== undefined) into.names.push(egg);
  else if (isPlace && archive !== undefined) into.names.push(archive);
  // The project itself (`-e .`) lies in the workspace.
  else if (isPlace) into.unnamed ||= !/^\.(?:\[|$)/.test(text);
  else {
    const name = /^[A-Za-z0-9][\w.-]*/.exec(text)?.[0];
    if (name !== undefined) into.names.push(name);
  }
}

/**
 * A requirements file with those that it takes in (`-r`); one that does not exist asks for nothing.
 * @param seen files read already: two may name each other
 */
export function readRequirements(path: string, read: ReadText, into: Required, seen = new Set<string>()): void {
  const text = seen.has(path) ? null : read(path);
  seen.add(path);
  for (const line of (text ?? "").replace(/\\\r?\n/g, " ").split(/\r\n|\n|\r/)) {
    const bare = line.replace(/(?:^|\s)#.*$/, "").trim();
    const more = /^(?:-r|--requirement)[\s=]*(\S+)/.exec(bare)?.[1];
    const editable = /^(?:-e|--editable)[\s=]*(.+)/.exec(bare)?.[1];
    if (more !== undefined) readRequirements(join(dirname(path), more), read, into, seen);
    else if (editable !== undefined) readRequirement(editable, into);
    else if (bare !== "" && !bare.startsWith("-")) readRequirement(bare, into);
  }
}

/** True for a requirements file by its name (`requirements-dev.txt`), or for one in a folder called `requirements`. */
export function isRequirementsFile(path: string): boolean {
  const name = basename(path);
  return (
    /^requirements[\w.-]*\.(?:txt|in)$/.test(name) || (basename(dirname(path)) === "requirements" && /\.(?:txt|in)$/.test(name))
  );
}
