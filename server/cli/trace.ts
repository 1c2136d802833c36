import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { linksOf, type Link, type Place } from "../lint/links.ts";
import type { Linter } from "../lint/linter.ts";
import { visible, visibleJson } from "../syntax/visible.ts";
import { openLinter } from "./open-linter.ts";
import { resultOf } from "./report.ts";
import { shownPath, shownRange } from "./result.ts";
import { writeOut, writeText } from "./stdio.ts";
import { traceMarkdown } from "./trace/markdown.ts";
import { UsageError } from "./usage-error.ts";

/** A place as people count: from 1, columns in UTF-16 code units. */
export interface TracedPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One promise of a spec and what keeps it. */
export interface TracedLink {
  readonly kind: Link["kind"];
  readonly name: string;
  /** As it follows the name; null where nothing is missing. */
  readonly missing: string | null;
  readonly spec: TracedPlace | null;
  readonly code: readonly TracedPlace[];
  readonly tests: readonly TracedPlace[];
}

export interface TracedModule {
  readonly module: string;
  readonly spec: string;
  readonly links: readonly TracedLink[];
}

export interface TraceFlags {
  format: "md" | "json" | "html";
  root?: string;
  config?: string;
}

/** `l9 trace`: what each spec promises, where code and tests keep it, and what is missing at either end. Exit code 1 where something is. */
export async function trace(spec: string | undefined, flags: TraceFlags): Promise<number> {
  const cwd = process.cwd();
  const path = spec === undefined ? null : resolve(cwd, spec);
  if (path !== null && !existsSync(path)) throw new UsageError(`${visible(spec ?? "")} does not exist`);
  const { linter } = await openLinter(
    { root: flags.root ?? null, config: flags.config ?? null, scope: null, select: null, ignore: [] },
    cwd,
    path === null ? [] : [path],
  );
  try {
    const traced = await tracedModules(linter, path, cwd);
    if (path !== null && traced.length === 0) throw new UsageError(`${visible(spec ?? "")} is no module spec of this workspace`);
    if (flags.format === "json") await writeOut(visibleJson(traced));
    else if (flags.format === "html") await writeOut((await import("./trace/html.ts")).traceHtml(traced));
    else await writeText(traceMarkdown(traced));
    return traced.some(({ links }) => links.some(({ missing }) => missing !== null)) ? 1 : 0;
  } finally {
    linter.dispose();
  }
}

/** @param path of a spec, absolute; null for every spec of the workspace */
async function tracedModules(linter: Linter, path: string | null, cwd: string): Promise<TracedModule[]> {
  linter.scan();
  const owners = linter.workspace.modules.filter(({ spec }) => !spec.isTemplate && (path === null || spec.path === path));
  await linter.prepare(owners.flatMap(({ spec, files, modified }) => [spec.path, ...files, ...modified]));
  const { textOf } = resultOf(linter, [], cwd, () => []);
  const shown = ({ path: file, span }: Place): TracedPlace => ({
    path: shownPath(file, cwd),
    ...shownRange(textOf(file), span).start,
  });
  return owners.map((owner) => ({
    module: owner.spec.id ?? "",
    spec: shownPath(owner.spec.path, cwd),
    links: linksOf(linter, owner).map(({ kind, name, missing, spec, code, tests }) => ({
      kind,
      name,
      missing,
      spec: spec && shown(spec),
      code: code.map(shown),
      tests: tests.map(shown),
    })),
  }));
}
