import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../server/lint/finding.ts";
import { fixText } from "../../server/lint/fix.ts";
import { Linter } from "../../server/lint/linter.ts";
import { completeSpec } from "../../server/lsp/spec/completion.ts";
import { hoverSpec } from "../../server/lsp/spec/hover.ts";
import { specSymbols } from "../../server/lsp/spec/symbols.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { property, type Property } from "./property.ts";

// Specs that people are in the middle of writing: pieces of real ones with anything taken out, put in or moved.

const select = [
  "spec_syntax",
  "missing_spec_key",
  "placeholder_spec_value",
  "spec_type",
  "unknown_spec_key",
  "spec_path",
  "legacy_spec_layout",
  "budget_files",
];
const fixture = readFileSync(
  join(import.meta.dirname, "..", "fixtures", "specs", "v2.6", "Module-Spec-v2.6-email_adapter.yaml"),
  "utf8",
);
const sources = [
  fixture.split("\n").slice(10, 24).join("\n") +
    "\n" +
    fixture.slice(fixture.indexOf("\nidempotency:") + 1, fixture.indexOf("\nerror_policy:") + 1),
  "module: # m\n  id: orders\n  # above\n  name: 'Orders' # n\n  repo: { root_path: ., allowed_new_files: [a.py, ./a.py] }\n  interfaces:\n    inbound:\n    - name: o\n      route: /o\n  acceptance:\n    required:\n      - works\n",
  'metadata: { module_id: mail, # id\n  name: "M", tier: 1 }\nacceptance: { positive: [a], negative: [b] }\nrepo:\n  allowed_new_files:\n  - a.py # f\n',
  "x-base: &base { name: B, purpose: |\n    x }\n",
  "x-base: &base\n  name: Base\n  purpose: >-\n    Text\n    more\nmodule:\n  <<: *base\n  id: {{module_id}}\n  error_policy: &e {}\n  x_e: *e\n---\nmetadata:\n  module_id: b\n# end\n",
  '{"module": {"id": "orders", "repo": {}, "goals": []}}\n',
  "module:\r\n    id:\r\n    name: ~\r\n    interfaces: [ ]\r\nacceptance:\r\n    positive:\r\n    - a\r\n    negative:\r\n    - b # c\r\n",
];
const PIECES = [
  "\n",
  "  ",
  "- ",
  ": ",
  "{",
  "}",
  "[",
  "]",
  ",",
  "#",
  " # c",
  '"',
  "'",
  "|",
  ">",
  "&a ",
  "*a",
  "<<: ",
  "---\n",
  "\t",
  "🛒",
  "{{x}}",
  "name: x\n",
  "? ",
  "!!str ",
  "\r\n",
  "TODO",
  "..",
  "\ufeff",
  "\0",
];

const text = fc
  .tuple(
    fc.constantFrom(...sources),
    fc.array(fc.tuple(fc.nat(2000), fc.nat(40), fc.oneof(fc.constant(""), fc.constantFrom(...PIECES))), { maxLength: 4 }),
  )
  .map(([source, edits]) =>
    edits.reduce(
      (now, [at, length, piece]) =>
        now.slice(0, at % (now.length + 1)) + piece + now.slice((at % (now.length + 1)) + (length % 8)),
      source,
    ),
  );

const path = join(import.meta.dirname, "Module-Spec-none.yaml");
const linter = new Linter(import.meta.dirname, { ...defaultConfig, scope: "all" }, { select });
const withFix = (rule: string): Linter => new Linter(import.meta.dirname, { ...defaultConfig, scope: "all" }, { select: [rule] });
const missing = withFix("missing_spec_key");
const legacy = withFix("legacy_spec_layout");

/** What no rule may do to any text. */
function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const errors = (findings: readonly Finding[]): number => findings.filter(({ rule }) => rule === "spec_syntax").length;
const fixable = (findings: readonly Finding[], rule: string): boolean =>
  findings.some((finding) => finding.rule === rule && finding.fix !== null);

export const specProperties: readonly Property[] = [
  property("no rule throws on a spec in the making, and every range lies in it", 1000, text, (source) => {
    for (const { rule, span, fix, message } of linter.checkText(path, source)) {
      check(rule !== "internal_error", message);
      check(message.length > 10, `${rule} says nothing`);
      for (const { start, end } of [span, ...(fix?.edits.map((edit) => edit.span) ?? [])])
        check(0 <= start && start <= end && end <= source.length, `${rule}: ${start}-${end} lies outside the text`);
    }
  }),
  property("a stub for what is missing adds no syntax error, keeps every comment and is enough", 600, text, (source) => {
    const before = linter.checkText(path, source);
    const fixed = fixText(missing, path, source, "safe").text;
    const after = linter.checkText(path, fixed);
    check(errors(after) <= errors(before), `${JSON.stringify(fixed)} has one more syntax error`);
    check(!fixable(after, "missing_spec_key"), `${JSON.stringify(fixed)} lacks a key that could be filled in`);
    check(fixText(missing, path, fixed, "safe").text === fixed, "the second time changes something");
    for (const [comment] of source.matchAll(/# (c|id|n|f|m|above|end)$/gm))
      check(fixed.includes(comment), `the comment ${comment} is lost`);
  }),
  property(
    "a migration leaves no layout finding that has a fix, adds no syntax error and changes nothing the second time",
    500,
    text,
    (source) => {
      const before = linter.checkText(path, source);
      const fixed = fixText(legacy, path, source, "unsafe");
      const after = linter.checkText(path, fixed.text);
      check(!fixable(after, "legacy_spec_layout"), `${JSON.stringify(fixed.text)} could be migrated again`);
      check(fixed.applied > 0 || fixed.text === source, "a change without a fix");
      check(errors(after) <= errors(before), `${JSON.stringify(fixed.text)} has one more syntax error`);
    },
  ),
  property(
    "completion, hover and outline of a spec answer anywhere",
    1500,
    fc.record({ source: text, at: fc.nat(3000), snippets: fc.boolean() }),
    ({ source, at, snippets }) => {
      const offset = at % (source.length + 1);
      for (const { textEdit, label } of completeSpec({ path, text: source, offset, snippets, markdown: true }))
        check(Boolean(label) && textEdit !== undefined, `an item without its label or edit: ${label}`);
      hoverSpec(path, source, offset, true);
      specSymbols(path, source);
    },
  ),
];
