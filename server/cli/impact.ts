import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { nearest } from "../../rules/shared/nearest.ts";
import { impactOfClass, impactOfFile, type Impact } from "../lint/impact.ts";
import type { Linter } from "../lint/linter.ts";
import { visible, visibleJson, visiblePath } from "../syntax/visible.ts";
import { openLinter } from "./open-linter.ts";
import { plural, shownPath } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";

export interface ImpactFlags {
  format: "text" | "json";
  root?: string;
  config?: string;
}

/** What a change touches, with paths as the user sees them. */
export interface ShownImpact {
  defined_in: string[];
  modules: { module: string; spec: string }[];
  tests: string[];
  users: { path: string; names: string[] }[];
}

/** `l9 impact`: the modules, tests and files that a change of a file, or of a model or service, touches. */
export async function impact(of: string, flags: ImpactFlags): Promise<number> {
  const cwd = process.cwd();
  const path = resolve(cwd, of);
  const isFile = existsSync(path);
  const { linter } = await openLinter(
    { root: flags.root ?? null, config: flags.config ?? null, scope: null, select: null, ignore: [] },
    cwd,
    isFile ? [path] : [],
  );
  try {
    const found = await impactOf(linter, of, isFile ? path : null, (one) => shownPath(one, cwd));
    await (flags.format === "json" ? writeOut(visibleJson(found)) : writeText(described(of, found)));
    return 0;
  } finally {
    linter.dispose();
  }
}

/** @param path absolute, where `of` names a file; null where it names a class */
export async function impactOf(
  linter: Linter,
  of: string,
  path: string | null,
  shown: (path: string) => string,
): Promise<ShownImpact> {
  const found: Impact | null = path === null ? await impactOfClass(linter, of) : await impactOfFile(linter, path);
  if (found === null) {
    const near = nearest(of, linter.contractsOf(null).classNames());
    throw new UsageError(
      `${visible(of)} is no file, and no class of workspace and Space${near ? `; did you mean ${visible(near)}?` : ""}`,
    );
  }
  return {
    defined_in: found.origins.map(shown),
    modules: found.modules.map(({ spec }) => ({ module: spec.id ?? "", spec: shown(spec.path) })),
    tests: found.tests.map(shown),
    users: found.users.map((user) => ({ path: shown(user.path), names: [...user.names] })),
  };
}

function described(of: string, { defined_in, modules, tests, users }: ShownImpact): string {
  const part = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? "" : `${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
  const where = defined_in.includes(of) ? "" : `, defined in ${defined_in.map((path) => visiblePath(path)).join(", ")}`;
  return [
    `A change of ${visible(of)}${where} touches ${plural(modules.length, "module")}, ${plural(users.length, "file")} that import${users.length === 1 ? "s" : ""} it and ${plural(tests.length, "file")} of tests.\n`,
    part(
      "Modules",
      modules.map(({ module, spec }) => `${visible(module)} (${visiblePath(spec)})`),
    ),
    part(
      "Files that import it",
      users.map(({ path, names }) => `${visiblePath(path)}: ${names.map((name) => visible(name)).join(", ")}`),
    ),
    part(
      "Tests",
      tests.map((path) => visiblePath(path)),
    ),
  ].join("");
}
