import { join, posix } from "node:path";
import { inOwnNames } from "../../../rules/shared/own-names.ts";
import { neededRows } from "../../../rules/shared/test-evidence.ts";
import type { SpecDocument, YamlNode } from "../../facts/spec.ts";
import type { GenerationTask, ManifestEntry } from "../backend.ts";
import { pathFault } from "../../facts/spec/module-path.ts";
import { Text } from "../../syntax/text.ts";
import { Blocked, type Blocker } from "../blocker.ts";
import type { ContractExtractions } from "../contract-extractions.ts";
import { conventions, PROOFS } from "../conventions.ts";
import { pydanticVersion } from "../pydantic-version.ts";
import type { Run } from "../run.ts";
import { neverLookedAt } from "../unread.ts";
import { pathFrom } from "../../project/slash-path.ts";

/** What a plan is made from. */
export type Planning = Pick<Run, "linter" | "root" | "module">;

/** 3_PLAN: FILE_MANIFEST, from the spec's list of new files and nothing else. */
export function plan(run: Planning): ManifestEntry[] {
  const { linter, root } = run;
  const { spec } = run.module();
  const never = spec.allowedNewFiles.flatMap(({ text, span }, at): Blocker[] => {
    const fault = pathFault(text);
    const why = fault ? null : neverLookedAt(linter, join(root, text));
    if (!fault && why === null) return [];
    const issue =
      fault?.issue ?? `${text} would be a file of the module that nobody looks at: ${why}. So it could not be attested.`;
    return [
      {
        blocker: "SPEC_BLOCKER",
        file: pathFrom(root, spec.path),
        line: new Text(spec.text).position(span.start).line + 1,
        issue,
        proposed_fix: fault?.instead ?? "Take it out of allowed_new_files, or let it be looked at.",
        spec_key: `module.repo.allowed_new_files.${at}`,
      },
    ];
  });
  if (never.length > 0) throw new Blocked("3_PLAN", never);
  const paths = [...new Set(spec.allowedNewFiles.map(({ text }) => posix.normalize(text)))];
  return paths.map((path): ManifestEntry => {
    const read = linter.files.read(join(root, path));
    const current = "text" in read ? read.text : null;
    const role = roleOf(path);
    return { path, purpose: purposeOf(path, role, spec), status: current === null ? "new" : "modified", role, current };
  });
}

function roleOf(path: string): ManifestEntry["role"] {
  if (/\.md$/i.test(path)) return "document";
  return /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|(?:^|\/)tests\/|\.(?:test|spec)\.[mc]?tsx?$/.test(path)
    ? "test"
    : "code";
}

function purposeOf(path: string, role: ManifestEntry["role"], { name, id }: SpecDocument): string {
  const module = name ?? id ?? "the module";
  if (role === "document") return `README of ${module}`;
  if (role === "test") return `Tests of ${module}`;
  if (posix.basename(path) === "__init__.py") return "Package";
  if (/(?:^|\/)(?:routes?|routers?)(?:\/|[._])|_routes?\.py$/.test(path)) return `HTTP routes of ${module}`;
  if (/client/.test(path)) return `Outbound calls of ${module}`;
  if (/schemas?|models?/.test(posix.basename(path))) return `Schemas of ${module}`;
  if (/config|settings/.test(posix.basename(path))) return `Configuration of ${module}`;
  return `Logic of ${module}`;
}

/** The task for a backend: the plan, the contracts and the tables that bind it. */
export function taskFor(run: Planning, contracts: ContractExtractions, manifest: readonly ManifestEntry[]): GenerationTask {
  const { profile } = run.linter.config;
  const { spec } = run.module();
  const needed = neededRows({ kind: spec.kind, spec }, profile);
  const categories = [...needed.keys()];
  const ofKind = <T>(table: Readonly<Record<string, T>>, names: readonly string[]): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([name]) => names.includes(name)));
  const rows = [...needed.values()].flat();
  return {
    protocol: 1,
    module: { id: spec.id ?? "", name: spec.name ?? spec.id ?? "", kind: spec.kind, language: spec.language },
    spec: {
      path: pathFrom(run.root, spec.path),
      text: spec.text,
      value: spec.root ? plainValue(spec.root) : null,
    },
    contracts,
    runtime: { pydantic: pydanticVersion(run, contracts) },
    manifest,
    tables: {
      required_imports: profile.required_imports,
      forbidden_imports: profile.forbidden_imports,
      forbidden_patterns: profile.forbidden_patterns,
      test_contract: {
        ...profile.test_contract,
        required_assertions: ofKind(profile.test_contract.required_assertions, categories),
      },
      test_assertion_categories: ofKind({ ...profile.test_assertion_categories, ...Object.fromEntries(needed) }, categories),
      pattern_references: profile.pattern_references,
      readme_sections: profile.readme_sections,
      wiring_snippet_must_include: profile.wiring_snippet_must_include,
      module_addenda: ofKind(profile.module_addenda, [`${spec.kind}_modules`]),
    },
    evidence: {
      rows,
      proofs: Object.fromEntries(
        Object.entries(ofKind(PROOFS, rows)).map(([row, how]) => [row, inOwnNames(how, run.linter.contractsOf(spec))]),
      ),
      acceptance: spec.acceptance.filter(({ required }) => required).map(({ text }) => text),
    },
    conventions: conventions(spec, contracts, run.linter.config),
    budget: profile.budget,
  };
}

/** A YAML value as JSON. */
function plainValue(node: YamlNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, value && plainValue(value)]));
  }
}
