import { ownTests } from "../../../rules/shared/own-tests.ts";
import { plainTestName } from "../../../rules/shared/test-names.ts";
import { evidenceNames, provedRows } from "../../../rules/shared/test-evidence.ts";
import { fieldPath } from "../../facts/extract/tests/field-path.ts";
import type { FactKinds } from "../../facts/kinds.ts";
import type { Span } from "../../syntax/text.ts";
import { toFinding, type Finding } from "../../lint/finding.ts";
import type { Linter } from "../../lint/linter.ts";
import type { ModuleFiles } from "../../project/modules.ts";

/** A row of TEST_EVIDENCE_TABLE. */
export interface EvidenceRow {
  test: string;
  contracts: string[];
  fields: string[];
}

export interface Evidence {
  rows: EvidenceRow[];
  /** Tests that prove nothing and acceptance names without a test, each as a finding of the check itself. */
  missing: Finding[];
}

type TestFact = FactKinds["tests"];

/** 7_EVIDENCE: what each test proves, computed from its syntax. */
export function evidence(linter: Linter, owner: ModuleFiles): Evidence {
  const module = linter.modules.module(owner);
  const names = evidenceNames(linter.config.profile, linter.contractsOf(module.spec), module.files);
  const tests = ownTests(module, linter.project(owner));
  const rows: EvidenceRow[] = [];
  const missing: Finding[] = [];
  const lacks = (path: string, { start, end }: Span, issue: string): void => {
    const report = { rule: "evidence_table_complete", at: { start, end }, message: `${issue}.` };
    missing.push(toFinding(path, report, "error", owner.spec.id));
  };
  for (const { path, test, idle } of tests) {
    if (idle !== null) {
      lacks(path, test.span, `${test.name} ${idle}, so it proves nothing`);
      continue;
    }
    const proofs = provedRows(test, names);
    const rest = proofs.length > 0 ? null : otherContract(test);
    const contracts = rest ? [rest.contract] : proofs.map(({ row }) => row);
    const fields = rest ? rest.fields : [...new Set(proofs.flatMap((proof) => proof.fields))];
    if (contracts.length === 0 || fields.length === 0) lacks(path, test.span, `${test.name} proves no contract`);
    else rows.push({ test: test.name, contracts, fields });
  }
  const known = new Set(tests.flatMap(({ test, idle }) => (idle === null ? [plainTestName(test.name)] : [])));
  const { path } = module.spec;
  for (const { text, span, required } of module.spec.acceptance) {
    if (required && !known.has(plainTestName(text))) lacks(path, span, `${text} has no test`);
  }
  return { rows, missing };
}

/** What a test proves beside the table's rows: a call it expects, an answer, an object it compares. */
function otherContract(test: TestFact): { contract: string; fields: string[] } | null {
  const fields = new Set<string>();
  const contracts = new Set<string>();
  for (const { form, left, right, keywords } of test.assertions) {
    if (form === "truth" || form === "raises") continue;
    for (const origin of [left, ...right].flatMap(({ origins }) => origins)) {
      const field = fieldPath(origin).join(".");
      if (origin.of === "call") {
        contracts.add(`${origin.receiver ? `${origin.receiver}.` : ""}${origin.name}`);
        fields.add(field || keywords.join(", ") || (form === "not_called" ? "not called" : "arguments"));
      } else if (origin.of === "response") {
        contracts.add("response");
        fields.add(field || "body");
      } else if (origin.of === "instance") {
        contracts.add(origin.name.split(".").at(-1) as string);
        fields.add(field || "all fields");
      } else if (field) {
        contracts.add(origin.name);
        fields.add(field);
      }
    }
  }
  const contract = [...contracts].slice(0, 3).join(", ");
  return contract && fields.size > 0 ? { contract, fields: [...fields] } : null;
}

/** TEST_EVIDENCE_TABLE in the generator document's format. */
export function evidenceTable({ rows }: Evidence, format: { title: string; columns: readonly string[] }): string {
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  return [
    format.title,
    `| ${format.columns.join(" | ")} |`,
    `|${format.columns.map((column) => "-".repeat(column.length + 2)).join("|")}|`,
    ...rows.map(({ test, contracts, fields }) => `| ${test} | ${cell(contracts.join(", "))} | ${cell(fields.join(", "))} |`),
    "",
  ].join("\n");
}
