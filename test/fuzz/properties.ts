import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { rules } from "../../rules/index.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { applyEdits, FixNet } from "../../server/lint/damage/damage.ts";
import { fixText } from "../../server/lint/fix.ts";
import { canBeIgnored, whereToInsert } from "../../server/lsp/ignore-action.ts";
import { CodeModule } from "../../server/code/names/module.ts";
import { FactTable } from "../../server/facts/table.ts";
import type { Node } from "../../server/syntax/tree.ts";
import { fixProperties } from "./fix-properties.ts";
import { sessionProperties } from "./lsp-session.ts";
import { netProperties } from "./net-properties.ts";
import { property, type Property } from "./property.ts";
import { firstDifference } from "./same.ts";
import { inSession, pathOf, shown, type Session } from "./session.ts";
import { specProperties } from "./spec-properties.ts";
import { applyChange, change, pythonText, specText, wholeLineEndings, type Change } from "./texts.ts";

function same(left: unknown, right: unknown, what: string): void {
  const difference = firstDifference(left, right);
  if (difference !== null) throw new Error(`${what}: ${difference}`);
}

function tree(node: Node): unknown[] {
  return [node.type, node.field, node.start, node.end, ...node.children.map(tree)];
}

/** All that one file says without any rule: its tree, what its names are bound to, and its facts. */
function analysis(module: CodeModule, table: FactTable): unknown {
  return {
    text: module.source.text.value,
    error: module.source.syntaxError,
    units: module.units.map((unit) => [unit.hasError, tree(unit.node)]),
    bindings: [...module.bindings]
      .map(([name, list]) => [name, list.map(({ kind, node }) => [kind, node.start, node.end])])
      .sort(),
    reads: module.units.map((unit) => [...module.usageOf(unit).reads].sort()),
    facts: table.facts,
  };
}

const NAMES = ["a.py", "tests/test_a.py"] as const;
const name = fc.constantFrom(...NAMES);

/** The stub of a missing key asks to be filled in: the same gap under another id. */
const defect = ({ rule }: Finding): string => (rule === "placeholder_spec_value" ? "missing_spec_key" : rule);

/** One finding of a rule more than before is a finding that the fix made. */
function addsNoFinding(before: readonly Finding[], after: readonly Finding[], what: string): void {
  const left = new Map<string, number>();
  // An import that nothing reads may be all that a test has of its models: without it that shows.
  if (before.some(({ rule }) => rule === "unused_imports")) left.set("test_without_models", 1);
  for (const finding of before) left.set(defect(finding), (left.get(defect(finding)) ?? 0) + 1);
  for (const finding of after) {
    const count = left.get(defect(finding)) ?? 0;
    if (count === 0) throw new Error(`${what} adds a finding: ${brief([finding])}`);
    left.set(defect(finding), count - 1);
  }
}

function brief(findings: readonly Finding[]): string {
  return findings.map(({ rule, span, message }) => `${rule} ${span.start}-${span.end} ${message}`).join("\n");
}

function fixes(session: Session, file: string): void {
  const text = session.texts.get(file) as string;
  const before = session.check(file);
  for (const { fix, rule } of before) {
    if (!fix || fix.path !== undefined) continue;
    if (fix.edits.length === 0) throw new Error(`${rule}: the fix "${fix.title}" has no edit`);
    const sorted = [...fix.edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    if (sorted.some((edit, at) => at > 0 && edit.span.start < (sorted[at - 1]?.span.end ?? 0)))
      throw new Error(`${rule}: the edits of "${fix.title}" overlap: ${shown(fix.edits)}`);
    const after = session.linter.checkText(pathOf(file), applyEdits(text, sorted));
    if (fix.safety === "safe" && !opens(fix)) addsNoFinding(before, after, `${rule}: the fix "${fix.title}"`);
    else addsNoFinding(before.filter(isSyntax), after.filter(isSyntax), `${rule}: the fix "${fix.title}"`);
  }
  for (const safety of ["safe", "unsafe"] as const) {
    const fixed = fixText(session.linter, pathOf(file), text, safety).text;
    const after = session.linter.checkText(pathOf(file), fixed);
    if (safety === "safe" && !before.some(({ fix }) => fix && opens(fix))) addsNoFinding(before, after, "fixing everything");
    else addsNoFinding(before.filter(isSyntax), after.filter(isSyntax), "fixing everything, unsafe fixes too");
    const again = fixText(session.linter, pathOf(file), fixed, safety).text;
    if (again !== fixed)
      throw new Error(`fixing twice (${safety}) differs: ${JSON.stringify(fixed)} becomes ${JSON.stringify(again)}`);
  }
}

/** A document without its `module` map is read as a spec only once it has one: then its other keys are judged too. */
function opens({ edits }: NonNullable<Finding["fix"]>): boolean {
  return edits.some(({ text }) => /(?:^|[\s,{])["']?module["']?:/m.test(text));
}

function isSyntax({ rule }: Finding): boolean {
  return rule === "code_syntax" || rule === "spec_syntax";
}

function mayNotGrow(finding: Finding): boolean {
  return isSyntax(finding) || finding.rule === "unused_suppression" || finding.rule === "suppression_without_reason";
}

const IGNORABLE = new Set(rules.filter(canBeIgnored).map(({ id }) => id));

/** Takes the suppression that the editor offers for the first finding until no finding is left that may be suppressed. */
function suppressAll(session: Session, file: string): void {
  const before = session.check(file).filter(mayNotGrow);
  // Where the text does not parse, what looks like a comment may be none.
  if (before.some(isSyntax)) return;
  // One finding for a comment that is useless as a whole becomes one for each useless id of it when a rule joins it.
  const told = new Set(before.map(({ rule }) => rule));
  const limit = 80;
  for (let round = 0; round < limit; round++) {
    const findings = session.check(file);
    const added = findings.filter((found) => mayNotGrow(found) && !told.has(found.rule));
    if (added.length > 0) throw new Error(`the suppression adds a finding: ${brief(added)}`);
    const finding = findings.find(({ rule }) => IGNORABLE.has(rule));
    if (!finding) return;
    const text = session.texts.get(file) as string;
    const document = TextDocument.create(`file://${pathOf(file)}`, "x", 1, text);
    const insertion = whereToInsert({ text: document }, finding, new FixNet(pathOf(file), text));
    if (!insertion) throw new Error(`no place for a suppression of ${brief([finding])} in ${JSON.stringify(text)}`);
    const { at, before: lead, after } = insertion;
    const newText = after === null ? lead : `${lead}why it does not count${after}`;
    const next = TextDocument.applyEdits(document, [{ range: { start: at, end: at }, newText }]);
    session.set(file, next);
    const left = session.check(file);
    const of = (list: readonly Finding[]): number => list.filter(({ rule }) => rule === finding.rule).length;
    if (of(left) >= of(findings))
      throw new Error(`the suppression of ${brief([finding])} changes nothing: ${JSON.stringify(next)} has\n${brief(left)}`);
  }
  throw new Error(`${limit} suppressions do not end`);
}

const SPEC_OF_TWO = `module:
  id: orders
  name: Orders
  purpose: Takes orders.
  repo:
    allowed_new_files: [a.py, tests/test_a.py]
  interfaces:
    inbound: [{name: order, payload_type: JSON, route: /orders, method: POST}]
  error_policy: {default: fail_closed}
  acceptance: {required: [takes_an_order]}
`;

const steps = (file: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<[string, Change][]> =>
  fc.array(fc.tuple(file, change), { minLength: 1, maxLength });

/** After each of the edits a file is checked; in the end its findings are those of the text that it then has, read afresh. */
function sameAfterEdits(file: string, text: string, changes: readonly Change[]): void {
  inSession({ [file]: text }, (session) => {
    session.check(file);
    for (const next of changes) {
      session.set(file, applyChange(session.texts.get(file) as string, next));
      session.check(file);
    }
    const now = session.texts.get(file) as string;
    inSession({ [file]: now }, (fresh) => same(session.check(file), fresh.check(file), JSON.stringify(now)));
  });
}

export const properties: readonly Property[] = [
  property(
    "a Python tree, its names and facts after any edits are those of the text read afresh",
    1000,
    fc.record({ text: pythonText({ pieces: 5, damage: 1 }), changes: fc.array(change, { minLength: 1, maxLength: 5 }) }),
    ({ text, changes }) => {
      const module = new CodeModule(text);
      const table = new FactTable();
      table.update(module);
      let now = text;
      for (const next of changes) {
        now = applyChange(now, next);
        module.update(now);
        table.update(module);
        const fresh = new CodeModule(now);
        const freshTable = new FactTable();
        freshTable.update(fresh);
        try {
          same(analysis(module, table), analysis(fresh, freshTable), JSON.stringify(now));
        } finally {
          fresh.source.dispose();
        }
      }
      module.source.dispose();
    },
  ),
  property(
    "findings of Python after any edits are those of the text read afresh",
    800,
    fc.record({ name, text: pythonText({ pieces: 4, damage: 1 }), changes: fc.array(change, { minLength: 1, maxLength: 4 }) }),
    ({ name: file, text, changes }) => sameAfterEdits(file, text, changes),
  ),
  property(
    "findings of a spec after any edits are those of the text read afresh",
    1300,
    fc.record({ spec: specText({ pieces: 2, damage: 2 }), changes: fc.array(change, { minLength: 1, maxLength: 4 }) }),
    ({ spec: { name: file, text }, changes }) => sameAfterEdits(file, text, changes),
  ),
  property(
    "findings of a module's files after any edits of its spec, code and tests are those of the texts read afresh",
    300,
    fc.record({
      code: pythonText({ pieces: 3, damage: 0 }),
      tests: pythonText({ pieces: 2, damage: 0 }),
      changes: steps(fc.constantFrom("a.module-spec.yaml", ...NAMES), 5),
    }),
    ({ code, tests, changes }) =>
      inSession({ "a.module-spec.yaml": SPEC_OF_TWO, "a.py": code, "tests/test_a.py": tests }, (session) => {
        session.all();
        for (const [file, next] of changes) {
          session.set(file, applyChange(session.texts.get(file) as string, next));
          session.check(file);
        }
        const now = Object.fromEntries(session.texts);
        inSession(now, (fresh) => same(session.all(), fresh.all(), JSON.stringify(now)));
      }),
  ),
  property(
    "a fix of Python adds no finding and no syntax error, and fixing twice is fixing once",
    700,
    fc.record({ name, text: pythonText({ pieces: 2, damage: 1 }) }),
    ({ name: file, text }) => inSession({ [file]: wholeLineEndings(text) }, (session) => fixes(session, file)),
  ),
  property(
    "a fix of a spec adds no finding and no syntax error, and fixing twice is fixing once",
    500,
    specText({ pieces: 1, damage: 1 }),
    ({ name: file, text }) => inSession({ [file]: text }, (session) => fixes(session, file)),
  ),
  property(
    "suppressing every finding of Python leaves none",
    900,
    fc.record({ name, text: pythonText({ pieces: 2, damage: 1 }) }),
    ({ name: file, text }) => inSession({ [file]: wholeLineEndings(text) }, (session) => suppressAll(session, file)),
  ),
  property("suppressing every finding of a spec leaves none", 900, specText({ pieces: 1, damage: 1 }), ({ name: file, text }) =>
    inSession({ [file]: text }, (session) => suppressAll(session, file)),
  ),
  ...fixProperties,
  ...netProperties,
  ...specProperties,
  ...sessionProperties,
];
