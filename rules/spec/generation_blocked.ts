import { defineRule } from "../define.ts";
import { isEmpty, isPlaceholder, type SpecDocument, type YamlNode } from "../../server/facts/spec.ts";
import { fillAnswer } from "../shared/spec-answer.ts";
import { placeOfKey } from "../shared/spec-place.ts";

const example = (threading: string): string =>
  [
    "module:\n  id: ledger\n  name: Ledger\n  purpose: Keeps what was paid.\n  kind: service\n",
    "  repo: { allowed_new_files: [services/ledger_service.py, tests/test_ledger.py, docs/ledger.md] }\n  interfaces: { inbound: [{ name: record }] }\n",
    "  packet_contract: { emits: [ledger.in, ledger.out] }\n",
    threading,
    "  error_policy: { default: fail_closed }\n  acceptance: { required: [valid_payload_processed] }\n",
  ].join("");

export default defineRule({
  id: "generation_blocked",
  family: "spec",
  check: null,
  severity: "info",
  languages: ["yaml"],
  fix: "unsafe",
  what: "A fact that generation would ask for, as neither the spec nor the contracts give it, or a gate that is going to close: of a module that the template is to write and nobody has written yet.",
  why: "Generation makes nothing up: it stops with this question and writes nothing.",
  instead: "Say it at the key that is named. The fix puts a stub there; what it stands for is yours to fill in.",
  examples: [{ bad: example(""), good: example("  threading: { key_fields: [order_id] }\n") }],
  spec(document, context) {
    for (const { specKey, issue, question, stub, phase } of context.questions()) {
      if (isToldOtherwise(document, specKey, context.project.profile.required_spec_keys)) continue;
      const answer = stub === null ? null : fillAnswer(document, specKey, stub);
      context.report({
        at: placeOfKey(document, specKey),
        message: `${issue} ${question} Generation stops at this and writes nothing until ${/\.\d+$/.test(specKey) ? "the spec" : `\`${specKey}\``} says it.`,
        data: { key: specKey, phase, question, ...(stub === null ? {} : { stub }) },
        fix: answer
          ? { title: `Put a stub for \`${answer.key}\` here${answer.example}`, safety: "unsafe", edits: answer.edits }
          : undefined,
      });
    }
  },
});

/** A required key that is missing, and a value that is still a placeholder, are asked for already. */
function isToldOtherwise(document: SpecDocument, specKey: string, required: readonly string[]): boolean {
  const isAround = (key: string): boolean => `${specKey}.`.startsWith(`${key}.`) || `${key}.`.startsWith(`${specKey}.`);
  if (required.some((key) => isAround(key) && isEmpty(document.get(key)?.value ?? null))) return true;
  const value = document.get(specKey.replace(/(?:\.\d+)+$/, ""))?.value ?? null;
  const number = /\.(\d+)$/.exec(specKey)?.[1];
  const asked = number !== undefined && value?.kind === "list" ? (value.items[Number(number)] ?? null) : value;
  return asked !== null && holdsPlaceholder(asked);
}

function holdsPlaceholder(node: YamlNode): boolean {
  if (node.kind === "scalar") return typeof node.value === "string" && isPlaceholder(node.value);
  if (node.kind === "list") return node.items.some(holdsPlaceholder);
  return node.entries.some(({ value }) => value !== null && holdsPlaceholder(value));
}
