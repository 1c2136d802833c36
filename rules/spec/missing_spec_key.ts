import { defineRule, type Fix } from "../define.ts";
import { firstKey, firstLine, isEmpty, sourcesOf, type SpecDocument, type SpecEntry } from "../../server/facts/spec.ts";
import { describeShape, shapeAt, typesOf, type Shape } from "../../server/facts/spec/shape.ts";
import { specBlocker } from "../shared/spec-blocker.ts";
import { fillStub, gapAt, insertStub, isInFlow, type Gap } from "../shared/spec-insert.ts";

export default defineRule({
  id: "missing_spec_key",
  family: "spec",
  check: null,
  severity: "error",
  languages: ["yaml"],
  fix: "safe",
  what: "A required key that the spec lacks, or has without a value (nothing, an empty text, list or map; `inbound: []` is a value where the module is no adapter).",
  why: "Generation stops before it starts: whatever the key would say had to be invented.",
  instead: "Add the key. The fix adds a stub of the right type in the right place; what it stands for is yours to fill in.",
  examples: [
    {
      bad: "module:\n  id: orders\n  name: Orders\n",
      good: [
        "module:",
        "  id: orders",
        "  name: Orders",
        "  purpose: Takes orders.",
        "  repo: { allowed_new_files: [api/orders.py] }",
        "  interfaces: { inbound: [{ name: orders, method: POST, route: /orders }] }",
        "  error_policy: { default: fail_closed }",
        "  acceptance: { required: [valid_order_accepted] }",
        "",
      ].join("\n"),
    },
  ],
  spec(document, context) {
    // A document that breaks off somewhere says nothing about what would have come behind.
    if (document.yaml.refused || document.yaml.problems.some(({ structural }) => structural)) return;
    for (const key of context.project.profile.required_spec_keys) {
      const entry = document.get(key);
      if (entry && (!isEmpty(entry.value) || isUnresolved(document, entry) || isMeantEmpty(document, key, entry))) continue;
      const gap = entry ? null : gapFor(document, key);
      const at = firstLine(document.text, entry?.keySpan ?? gap?.parent?.keySpan ?? firstKey(document.yaml));
      const shape = shapeAt(key) ?? {};
      const where = entry && entry.path !== key ? ` (\`${entry.path}\` in this layout)` : "";
      const issue = entry
        ? `The required key \`${key}\`${where} is empty, which counts as missing.`
        : `The required key \`${key}\` is missing.`;
      const kind = kindOf(shape);
      const instead =
        kind === ""
          ? `${entry ? "Give it a value" : "Add it"}: the workspace's configuration requires it of every spec.`
          : `${entry ? "Give it" : "Add it with"} ${kind}${meaningOf(shape)}.`;
      context.report(
        specBlocker(document, context, { at, issue, instead, fix: fixFor(document, key, entry, gap), data: { key } }),
      );
    }
  },
});

function fixFor(document: SpecDocument, key: string, entry: SpecEntry | null, gap: Gap | null): Fix | undefined {
  const shape = shapeAt(key) ?? {};
  const edits = entry
    ? fillStub(document, entry.keySpan, entry.value, shape, isInFlow(document.root, entry.path.split(".")))
    : gap && insertStub(document, gap, shape);
  if (!edits) return undefined;
  return { title: entry ? `Put a stub for \`${key}\` here` : `Add \`${key}\` with a stub`, safety: "safe", edits };
}

/** Where the key would belong: in a v2 layout the place that exists furthest, its own way of saying it before the new one. */
function gapFor(document: SpecDocument, key: string): Gap {
  const places = document.layout === "v2" ? sourcesOf(key).map(({ path }) => path) : [];
  const inModule = gapAt(document.root, key);
  const gaps = inModule.parent || places.length === 0 ? [inModule] : [];
  gaps.push(...places.map((path) => gapAt(document.root, path)));
  return gaps.reduce((best, gap) => (gap.existing.length > best.existing.length ? gap : best));
}

/** `inbound: []` says that nothing comes in: all that a module needs which is no adapter. */
function isMeantEmpty({ kind }: SpecDocument, key: string, { value }: SpecEntry): boolean {
  return key === "module.interfaces.inbound" && kind !== "adapter" && value?.kind === "list" && value.items.length === 0;
}

/** The value is an alias that points nowhere: it is there, and `spec_syntax` tells what is wrong with it. */
function isUnresolved({ text }: SpecDocument, { value }: SpecEntry): boolean {
  return value?.kind === "scalar" && value.value === null && text[value.span.start] === "*";
}

/** Empty for a key that the schema does not know. */
function kindOf(shape: Shape): string {
  const [type] = typesOf(shape);
  return type === "string" ? "a text" : describeShape(shape);
}

/** The first sentence of the schema's description. */
function meaningOf({ description = "" }: Shape): string {
  const [sentence = ""] = description.replace(/\.$/, "").split(". ");
  return sentence === "" ? "" : `: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
