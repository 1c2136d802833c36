import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isSpecFile, readSpec, type SpecDocument } from "../../server/facts/spec.ts";

const twilio = readFileSync(
  join(import.meta.dirname, "..", "fixtures", "specs", "v2.6", "Module-Spec-v2.6-twilio_adapter.yaml"),
  "utf8",
);

function read(text: string, path = "/w/Module-Spec-x.yaml"): SpecDocument {
  return readSpec(path, text)[0] as SpecDocument;
}

describe("which files are specs", () => {
  it.each([
    ["MODULE_SPEC.yaml", true],
    ["MODULE_SPEC_orders.yml", true],
    ["Module-Spec-v2.6-mail.yaml", true],
    ["Module-Spec-mail.md", true],
    ["mail.module-spec.yaml", true],
    ["mail.module-spec.yml", true],
    ["MODULE_SPEC_orders.md", false],
    ["my-Module-Spec.yaml", false],
    ["module_specs.yaml", false],
    ["spec.yaml", false],
    ["Module-Spec.py", false],
  ])("by name: %s is one: %s", (name, expected) => {
    expect(isSpecFile(`/w/${name}`, "")).toBe(expected);
  });

  it.each([
    ["module:\n  id: orders\n", true],
    ["\ufeff'module':\r\n  repo: { allowed_new_files: [] }\r\n", true],
    ["{module: {error_policy: {}}}\n", true],
    ["a: 1\n---\nmodule: { purpose: x }\n", true],
    ["metadata: { module_id: x }\n", true],
    ["metadata:\n  module_id: x\n", true],
    ["module: orders\n", false],
    ["module:\n  replicas: 2\n", false],
    ["metadata:\n  name: x\n", false],
    ["other:\n  module:\n    id: x\n", false],
    ["# module:\n#   id: x\na: 1\n", false],
    ["", false],
  ])("by content: %j is one: %s", (text, expected) => {
    expect(isSpecFile("/w/config.yaml", text)).toBe(expected);
    expect(isSpecFile("/w/README.md", `\`\`\`yaml\n${text}\`\`\`\n`)).toBe(false);
  });
});

describe("what a spec says", () => {
  it("is found where a v2.6 layout keeps it", () => {
    const spec = read(twilio);
    expect(spec.layout).toBe("v2");
    expect([spec.id, spec.name, spec.kind, spec.rootPath]).toEqual(["twilio.adapter", "Twilio Adapter", "adapter", "L9"]);
    expect(spec.text.slice(spec.idSpan.start, spec.idSpan.end)).toBe("twilio.adapter");
    expect(spec.allowedNewFiles).toHaveLength(5);
    expect(spec.acceptance.filter(({ negative }) => negative).map(({ text }) => text)).toEqual([
      "invalid_signature_rejected",
      "duplicate_message_deduped",
    ]);
    expect(spec.idempotency).toMatchObject({ enabled: true, mechanism: { text: "substrate_lookup" } });
    expect(spec.threading?.strategy?.text).toBe("uuidv5");
    expect(spec.get("module.purpose")?.path).toBe("metadata.description");
    for (const { text, span } of [
      ...spec.allowedNewFiles,
      ...spec.packetTypes,
      ...spec.environment.required,
      ...spec.acceptance,
    ]) {
      expect(spec.text.slice(span.start, span.end)).toBe(text);
    }
  });

  it("is the same object for the same text, and a new one for another", () => {
    expect(read("module: { id: a }")).toBe(read("module: { id: a }"));
    expect(read("module: { id: b }")).not.toBe(read("module: { id: a }"));
  });

  it.each([
    ["kind: governance\n  id: x", "governance"],
    ["id: x\n  exposes_tool: true", "tool"],
    ["id: x\n  x_legacy: { external_surface: { exposes_tool: true } }", "tool"],
    ["id: x\n  repo: { allowed_new_files: [tools/search.py] }", "tool"],
    ["id: x\n  repo: { allowed_new_files: [core/search_tool.py] }", "tool"],
    ["id: x\n  repo: { allowed_new_files: [tests/test_tool.py, core/toolbox.py] }", "service"],
    ["id: x\n  repo: { allowed_new_files: [tools/search.py] }\n  interfaces: { inbound: [{ name: a, route: /a }] }", "adapter"],
    ["id: core.executor\n  interfaces: { inbound: [{ name: a, route: /a }] }", "executor"],
    ["id: agent_executor", "executor"],
    ["id: executors", "service"],
    ["id: policy.governance", "governance"],
    ["id: x\n  interfaces: { inbound: [{ name: a, route: /a }] }", "adapter"],
    ["id: x\n  interfaces: { inbound: [{ name: a, payload_type: A }] }", "service"],
    ["id: x\n  kind: nonsense", "service"],
  ])("kind of %j is %s", (module, kind) => {
    expect(read(`module:\n  ${module}\n`).kind).toBe(kind);
  });

  it("has names of acceptance tests in both forms", () => {
    const spec = read(
      "module:\n  acceptance:\n    required: [a, { id: b, description: B. }, { id: c, kind: negative }, 5]\n    optional: [d]\n",
    );
    expect(spec.acceptance.map(({ text, description, negative, required }) => [text, description, negative, required])).toEqual([
      ["a", null, false, true],
      ["b", "B.", false, true],
      ["c", null, true, true],
      ["d", null, false, false],
    ]);
  });

  it("has the name of a test from an item's `test`, where that names one", () => {
    const spec = read(
      'module:\n  acceptance:\n    required:\n      - { id: A-1, criterion: A., test: "tests/test_a.py::TestA::test_a[x]" }\n      - { id: b, test: tests/test_b.py }\n      - { id: c, test: "{{test}}" }\n',
    );
    expect(spec.acceptance.map(({ text, description }) => [text, description])).toEqual([
      ["test_a", "A."],
      ["b", null],
      ["c", null],
    ]);
  });

  it("has the names of environment variables in both forms", () => {
    expect(
      read("module: { environment: { required: [A, { name: B, description: b }] } }").environment.required.map(
        ({ text }) => text,
      ),
    ).toEqual(["A", "B"]);
  });

  it("takes what a merge key brings, a written key first", () => {
    const spec = read("x-base: &base { id: base, name: Base }\nmodule: { <<: *base, id: orders }\n");
    expect([spec.id, spec.name]).toEqual(["orders", "Base"]);
  });

  it("knows a template and keeps its tokens as text", () => {
    const spec = read("module: { id: {{module_id}}, name: '{{ name }}' }");
    expect([spec.isTemplate, spec.id, spec.name]).toEqual([true, "{{module_id}}", "{{ name }}"]);
    expect(read("module: { id: orders }").isTemplate).toBe(false);
  });

  it("is every document of a file, and in Markdown every block about a module", () => {
    expect(
      readSpec("/w/MODULE_SPEC.yaml", "module: { id: a }\n---\n# nothing\n---\nmodule: { id: b }\n").map(({ id, index }) => [
        id,
        index,
      ]),
    ).toEqual([
      ["a", 0],
      ["b", 1],
    ]);
    const markdown =
      "```yaml\na: 1\n```\n~~~~yml\nmodule: { id: b }\n```\n~~~~\n``` yaml\nrepo: {}\n```\n```json\nmodule: 1\n```\n";
    const specs = readSpec("/w/Module-Spec.md", markdown);
    expect(specs.map(({ id, layout }) => [id, layout])).toEqual([["b", "v3"]]);
    expect(markdown.slice(specs[0]?.idSpan.start, specs[0]?.idSpan.end)).toBe("b");
  });
  it.each<[string, string, (string | null)[]]>([
    ["bare YAML in a file called Markdown", 'module:\n  id: "a.b"\nrepo: {}\n', ["a.b"]],
    [
      "the same below comments that look like headings",
      "\ufeff# Spec\n\n---\nmodule: { id: a }\n---\nmodule: { id: b }\n",
      ["a", "b"],
    ],
    ["one with a fence in a text", "module:\n  id: a\n  purpose: |\n    ```yaml\n    x: 1\n    ```\n", ["a"]],
    ["one that breaks off", "module:\n  id: a\n  repo: {\n", ["a"]],
    ["the oldest layouts", "```yaml\nmodule_id: a\n```\n```yaml\nmodule_block: { id: b }\n```\n", ["a", "b"]],
    ["a fragment", "Each route:\n\n```yaml\ninterfaces: { inbound: [] }\n```\n", []],
    ["a word under the key", "```yaml\nmodule: orders\nrepo: {}\n```\n", []],
    ["front matter and prose", "---\ntitle: Specs\n---\n# Specs\n\nmodule: is the key.\n", []],
    ["prose that begins with a key", "note: this is prose\n\nThe module: its repo.\n", []],
  ])("in Markdown reads %s", (_, text, ids) => {
    expect(readSpec("/w/Module-Spec-a.md", text).map(({ id }) => id)).toEqual(ids);
  });
  it.each([
    ["module_id: a\nrepo: {}\n", true],
    ["module_block:\n  id: a\n  acceptance: {}\n", true],
    ["module_id: a\nversion: 1\n", false],
    ["module_block: { id: a }\n", false],
    ["repo: {}\ninterfaces: {}\n", false],
  ])("knows the oldest layouts by their content: %j", (text, expected) => {
    expect(isSpecFile("/w/orders.yaml", text)).toBe(expected);
  });
  it("has the categories that stand under the policy itself", () => {
    const { errorPolicy } = read(
      "repo: {}\nerror_policy:\n  default: fail_fast\n  log: true\n  bad: { status: 401, action: Reject }\n",
    );
    expect(errorPolicy.default?.text).toBe("fail_closed");
    expect(errorPolicy.categories.map(({ name, status }) => [name.text, status?.value])).toEqual([["bad", 401]]);
  });
});
