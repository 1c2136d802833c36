import { describe, expect, it } from "vitest";
import { defineRule, type Rule } from "../../rules/define.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { oneFindingPerDefect } from "../../server/lint/one-finding.ts";

function rule(id: string, family: string, yieldsTo: string[] = []): [string, Rule] {
  const text = { what: "", why: "", instead: "", examples: [], check: null };
  return [id, defineRule({ id, family, severity: "error", languages: ["python"], fix: null, yieldsTo, ...text })];
}

const rules = new Map([
  rule("forbidden", "imports"),
  rule("source", "imports", ["forbidden"]),
  rule("unlisted", "imports", ["forbidden", "source"]),
  rule("identity", "patterns"),
  rule("field", "contracts", ["identity"]),
]);

function finding(id: string, start: number, end: number): Finding {
  return {
    rule: id,
    severity: "error",
    path: "/w/a.py",
    span: { start, end },
    message: "",
    module: null,
    fix: null,
    related: [],
    data: { own: id },
  };
}

/** `rule start-end (also …)`, one line a finding. */
function kept(...findings: Finding[]): string[] {
  return oneFindingPerDefect(findings, rules).map(
    ({ rule: id, span, data }) => `${id} ${span.start}-${span.end} ${JSON.stringify(data.also ?? null)}`,
  );
}

describe("one defect", () => {
  it("at one range is one finding, that names what gave way", () => {
    expect(kept(finding("field", 4, 8), finding("identity", 4, 8))).toEqual(['identity 4-8 ["field"]']);
    expect(kept(finding("field", 4, 8), finding("identity", 4, 9))).toEqual(["field 4-8 null", "identity 4-9 null"]);
  });

  it("is told once where what gave way had given way to something that gives way", () => {
    expect(kept(finding("unlisted", 0, 9), finding("source", 0, 9), finding("forbidden", 0, 9))).toEqual([
      'forbidden 0-9 ["source","unlisted"]',
    ]);
    expect(kept(finding("unlisted", 0, 9), finding("source", 0, 9))).toEqual(['source 0-9 ["unlisted"]']);
  });

  it("of an imported name is that of its statement, other rules do not reach inward", () => {
    expect(kept(finding("forbidden", 0, 40), finding("unlisted", 30, 40))).toEqual(['forbidden 0-40 ["unlisted"]']);
    expect(kept(finding("unlisted", 0, 40), finding("forbidden", 30, 40))).toEqual([
      "unlisted 0-40 null",
      "forbidden 30-40 null",
    ]);
    expect(kept(finding("identity", 0, 40), finding("field", 30, 40))).toEqual(["identity 0-40 null", "field 30-40 null"]);
  });

  it("leaves the data of a report as it was", () => {
    const report = finding("identity", 4, 8);
    const { data } = report;
    oneFindingPerDefect([report, finding("field", 4, 8)], rules);
    expect(report.data).toEqual({ own: "identity", also: ["field"] });
    expect(data).toEqual({ own: "identity" });
  });
});
