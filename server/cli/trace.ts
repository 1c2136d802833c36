import { contractLinksOf } from "../lint/contract-links.ts";
import { linksOf, type LinkKind, type Place, type SharedKind } from "../lint/links.ts";
import type { ModuleFiles } from "../project/modules.ts";
import { visibleJson } from "../syntax/visible.ts";
import { modulesAt, withSpec, type OpenedSpec, type SpecFlags } from "./open-spec.ts";
import { resultOf } from "./report.ts";
import { shownRange } from "./result.ts";
import { note, writeOut, writeText } from "./stdio.ts";
import { traceMarkdown } from "./trace/markdown.ts";

/** A place as people count: from 1, columns in UTF-16 code units. */
export interface TracedPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One promise of a spec or of a contract and what keeps it. */
export interface TracedLink {
  readonly kind: LinkKind | SharedKind;
  readonly name: string;
  /** As it follows the name; null where nothing is missing. */
  readonly missing: string | null;
  readonly spec: TracedPlace | null;
  /** Where a contract declares it: of fields of the metadata and members of contracts. */
  readonly contract: TracedPlace | null;
  readonly code: readonly TracedPlace[];
  readonly tests: readonly TracedPlace[];
}

export interface TracedModule {
  readonly module: string;
  readonly spec: string;
  readonly links: readonly TracedLink[];
}

export interface TraceFlags extends SpecFlags {
  format: "md" | "json" | "html";
}

/** `l9 trace`: what each spec promises, where code and tests keep it, and what is missing at either end. Exit code 1 where something is. */
export function trace(named: string | undefined, flags: TraceFlags): Promise<number> {
  return withSpec(named, flags, async (opened) => {
    const { modules, others } = await modulesAt(opened, "l9 trace");
    const traced = tracedModules(opened, modules);
    if (flags.format === "json") await writeOut(visibleJson(traced));
    else if (flags.format === "html") await writeOut((await import("./trace/html.ts")).traceHtml(traced));
    else await writeText([traceMarkdown(traced), ...(others === null ? [] : [`\n${others}\n`])].join(""));
    if (flags.format !== "md" && others !== null) note(others);
    return traced.some(({ links }) => links.some(({ missing }) => missing !== null)) ? 1 : 0;
  });
}

function tracedModules(opened: OpenedSpec, owners: readonly ModuleFiles[]): TracedModule[] {
  const { linter, cwd } = opened;
  const { textOf } = resultOf(linter, [], cwd, () => []);
  const shown = ({ path: file, span }: Place): TracedPlace => ({
    path: opened.shown(file),
    ...shownRange(textOf(file), span).start,
  });
  return owners.map((owner) => ({
    module: owner.spec.id ?? "",
    spec: opened.shown(owner.spec.path),
    links: [...linksOf(linter, owner).map((link) => ({ ...link, contract: null })), ...contractLinksOf(linter, owner)].map(
      ({ kind, name, missing, spec, contract, code, tests }) => ({
        kind,
        name,
        missing,
        spec: spec && shown(spec),
        contract: contract && shown(contract),
        code: code.map(shown),
        tests: tests.map(shown),
      }),
    ),
  }));
}
