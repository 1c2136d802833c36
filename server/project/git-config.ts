import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { bytesOf } from "./regular-file.ts";

/**
 * Settings by `section.name` or `section.subsection.name`, a subsection as it is written, the rest in small letters. Null is a name without
 * a value, which git takes for true.
 */
export type GitSettings = ReadonlyMap<string, string | null>;

/** Includes within includes, as git has it; a file that includes itself ends there. */
const DEPTH = 10;

/**
 * The settings that count in a repository: those of the system, the user's, the repository's, a later one in place of an earlier, with what
 * `include.path` names. As git-config(1) has it, but for what only git itself knows: `includeIf`, `git -c`, a system file that git was
 * built to look for elsewhere than in `/etc/gitconfig`.
 * @param own the work tree's git folder
 * @param common the repository's, another one in a linked work tree
 */
export function readGitSettings(own: string, common: string): GitSettings {
  const settings = new Map<string, string | null>();
  for (const path of [...systemFiles(), ...userFiles(), join(common, "config")]) readFile(path, settings, 0);
  if (isOn(settings.get("extensions.worktreeconfig"))) readFile(join(own, "config.worktree"), settings, 0);
  return settings;
}

function systemFiles(): string[] {
  if (isOn(process.env["GIT_CONFIG_NOSYSTEM"])) return [];
  return [process.env["GIT_CONFIG_SYSTEM"] ?? "/etc/gitconfig"];
}

function userFiles(): string[] {
  const named = process.env["GIT_CONFIG_GLOBAL"];
  return named === undefined ? [join(userGitFolder(), "config"), join(homedir(), ".gitconfig")] : [named];
}

/** Where the user's files for git lie, but for `~/.gitconfig`. */
export function userGitFolder(): string {
  return join(process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config"), "git");
}

/** A path that a setting names. Of a leading `~` only `~/` is known. @param from where a relative one starts */
export function namedPath(path: string, from: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(from, path);
}

/** What git takes for true; a setting that is not there is not. */
export function isOn(value: string | null | undefined): boolean {
  if (value === undefined) return false;
  return value === null || /^(?:true|yes|on|[-+]?0*[1-9]\d*[kmg]?)$/i.test(value);
}

function readFile(path: string, settings: Map<string, string | null>, depth: number): void {
  const bytes = bytesOf(path);
  if (bytes === null) return;
  for (const [key, value] of parseGitConfig(bytes.toString("utf8"))) {
    settings.set(key, value);
    if (key === "include.path" && value && depth < DEPTH) readFile(namedPath(value, dirname(path)), settings, depth + 1);
  }
}

/** The settings of a file in their order. At the first thing that git would refuse they end. */
export function* parseGitConfig(text: string): Generator<[key: string, value: string | null]> {
  const reader = new Reader(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n"));
  let section = "";
  for (;;) {
    while (reader.take(/[ \t\r\n]+|[#;][^\n]*/y));
    if (reader.atEnd) return;
    const heading = reader.take(/\[([-.a-z0-9]+)(?:[ \t\r]+"((?:[^"\\\n]|\\[^\n])*)")?\]/iy);
    if (heading) {
      const [, name = "", subsection] = heading;
      section = `${name.toLowerCase()}.`;
      if (subsection !== undefined) section += `${subsection.replace(/\\([^])/g, "$1")}.`;
      continue;
    }
    const name = reader.take(/([a-z][-a-z0-9]*)[ \t]*/iy)?.[1];
    if (name === undefined) return;
    const value = reader.take(/=/y) ? reader.value() : reader.take(/\n|$/y) ? null : undefined;
    if (value === undefined) return;
    yield [section + name.toLowerCase(), value];
  }
}

const ESCAPES: Readonly<Record<string, string>> = { t: "\t", b: "\b", n: "\n", "\\": "\\", '"': '"', "\n": "" };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** @param pattern a sticky one */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  /** What stands behind `=`; undefined where its quotes do not end in the line or an escape is none. */
  value(): string | undefined {
    let value = "";
    /** Blanks that count only if something follows. */
    let blanks = "";
    let quoted = false;
    for (;;) {
      if (this.take(/\n|$/y)) return quoted ? undefined : value;
      if (!quoted && this.take(/[#;][^\n]*/y)) continue;
      const blank = quoted ? null : this.take(/[ \t\r]+/y);
      if (blank) {
        if (value !== "") blanks += blank[0];
        continue;
      }
      value += blanks;
      blanks = "";
      const escape = this.take(/\\([^]?)/y);
      if (escape) {
        const meant = ESCAPES[escape[1] ?? ""];
        if (meant === undefined) return undefined;
        value += meant;
      } else if (this.take(/"/y)) quoted = !quoted;
      else value += this.take(/[^"\\ \t\r\n#;]+|[^]/y)?.[0] ?? "";
    }
  }
}
