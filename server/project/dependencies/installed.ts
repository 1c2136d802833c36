import { readdirSync } from "node:fs";
import { join } from "node:path";
import { canonicalName } from "./names-by-rule.ts";
import type { ReadText } from "./requirements.ts";

/** What an environment beside the project has of one distribution. */
export interface Installed {
  /** Top-level modules, in lower case. */
  readonly names: readonly string[];
  /** Distributions that it asks for itself, extras left out; names as PyPI compares them. */
  readonly requires: readonly string[];
}

/** The environments that tools make beside a project. */
const ENVIRONMENTS = [".venv", "venv"];

/** Looks distributions up in the environment that lies in a folder. Null where there is none. */
export function installedIn(root: string, read: ReadText): ((distribution: string) => Installed | null) | null {
  const folders = sitePackagesIn(root);
  const metadata = new Map<string, string>();
  for (const folder of folders)
    for (const name of entries(folder)) {
      const distribution = /^(.+?)-[^-]*(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name)?.[1];
      if (distribution !== undefined) metadata.set(canonicalName(distribution), join(folder, name));
    }
  if (metadata.size === 0) return null;
  return (distribution) => {
    const folder = metadata.get(distribution);
    return folder === undefined ? null : { names: topLevel(folder, read), requires: requiresOf(folder, read) };
  };
}

/** Where the environments that lie in a folder keep their packages. */
export function sitePackagesIn(root: string): string[] {
  return ENVIRONMENTS.flatMap((name) => sitePackages(join(root, name)));
}

function sitePackages(environment: string): string[] {
  const versions = entries(join(environment, "lib")).filter((name) => /^(?:python|pypy)3/.test(name));
  return [...versions.map((name) => join(environment, "lib", name, "site-packages")), join(environment, "Lib", "site-packages")];
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function topLevel(folder: string, read: ReadText): string[] {
  const told = read(join(folder, "top_level.txt"))?.split(/\s+/) ?? [];
  const recorded = (read(join(folder, "RECORD")) ?? read(join(folder, "SOURCES.txt")) ?? "").split(/\r?\n/);
  const files = recorded.flatMap((line) => /^"?(\w+)(?:\/|(?:\.[\w-]+)?\.(?:pyi?|so|pyd)\b)/.exec(line)?.[1] ?? []);
  return [...new Set([...told, ...files].filter((name) => name !== "").map((name) => name.toLowerCase()))];
}

function requiresOf(folder: string, read: ReadText): string[] {
  const text = read(join(folder, "METADATA")) ?? "";
  // The description follows the first empty line.
  const head = text.slice(0, /\r?\n\r?\n/.exec(text)?.index ?? text.length);
  return [...head.matchAll(/^Requires-Dist:\s*([\w.-]+)(.*)$/gim)].flatMap(([, name, rest]) =>
    /;.*\bextra\s*==/.test(rest ?? "") ? [] : [canonicalName(name as string)],
  );
}
