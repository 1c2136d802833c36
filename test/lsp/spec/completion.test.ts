import { describe, expect, it } from "vitest";
import { STUB } from "../../../rules/shared/spec-stub.ts";
import { completeSpec } from "../../../server/lsp/spec/completion.ts";
import { Text } from "../../../server/syntax/text.ts";

/** Completes at the `|` of a text. */
function complete(marked: string, { snippets = false, path = "/w/Module-Spec.yaml" } = {}) {
  const offset = marked.indexOf("|");
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const items = completeSpec({ path, text, offset, snippets, markdown: true });
  const sorted = items.toSorted((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
  const labels = sorted.map(({ label }) => label);
  /** The text after the item is accepted. */
  const accept = (label: string): string => {
    const edit = items.find((item) => item.label === label)?.textEdit;
    if (!edit || !("range" in edit)) throw new Error(`no item ${label}: ${labels.join(", ")}`);
    const lines = new Text(text);
    return text.slice(0, lines.offset(edit.range.start)) + edit.newText + text.slice(lines.offset(edit.range.end));
  };
  return { items: sorted, labels, accept };
}

describe("keys", () => {
  it("of an empty file: the module with a stub for all that is required", () => {
    const { labels, accept } = complete("|");
    expect(labels).toEqual(["module", "schema_version"]);
    expect(accept("module")).toBe(
      [
        "module:",
        `  id: ${STUB}`,
        `  name: ${STUB}`,
        `  purpose: ${STUB}`,
        "  repo:",
        "    allowed_new_files:",
        `      - ${STUB}`,
        "  interfaces:",
        "    inbound:",
        `      - name: ${STUB}`,
        "  error_policy:",
        `    default: ${STUB}`,
        "  acceptance:",
        "    required:",
        `      - ${STUB}`,
      ].join("\n"),
    );
  });

  it("of the module: what is missing, the required ones first, typed stubs in place", () => {
    const { labels, items, accept } = complete(
      "module:\n  id: orders # the id\n  pur|\n  error_policy:\n    default: fail_closed\n",
    );
    expect(labels.slice(0, 5)).toEqual(["name", "purpose", "repo", "interfaces", "acceptance"]);
    expect(labels).not.toContain("id");
    expect(labels).not.toContain("error_policy");
    expect(labels).toContain("threading");
    expect(items[1]).toMatchObject({
      detail: "a text, required",
      documentation: { value: "What the module does, in one line." },
    });
    expect(accept("repo")).toBe(
      `module:\n  id: orders # the id\n  repo:\n    allowed_new_files:\n      - ${STUB}\n  error_policy:\n    default: fail_closed\n`,
    );
    expect(accept("kind")).toContain("\n  kind: \n");
    expect(accept("threading")).toContain("\n  threading:\n    \n");
    expect(accept("goals")).toContain("\n  goals:\n    - \n");
  });

  it("as snippets with a stop at each stub", () => {
    expect(complete("module:\n  |", { snippets: true }).accept("interfaces")).toBe(
      `module:\n  interfaces:\n    inbound:\n      - name: \${1:${STUB}}`,
    );
  });

  it("by the cursor's column, on a line of its own", () => {
    const text = "module:\n  repo:\n    root_path: .\n";
    expect(complete(`${text}    |`).labels).toEqual(["allowed_new_files", "allowed_modified_files"]);
    expect(complete(`${text}  |`).labels).toContain("purpose");
    expect(complete(`${text}|`).labels).toEqual(["schema_version"]);
  });

  it("of a list's maps: at the dash, below it, and not those of the neighbour", () => {
    const text = "module:\n  interfaces:\n    inbound:\n      - name: a\n        method: GET\n";
    expect(complete(`${text}      - |`).labels[0]).toBe("name");
    expect(complete(`${text}        |`).labels).toEqual(["description", "route", "auth", "signature", "payload_type", "headers"]);
    expect(complete(`${text}      - name: b\n        |\n      - route: /c\n`).labels).toContain("method");
    expect(complete("module:\n  interfaces:\n    inbound:\n    - name: a\n      |").labels).toContain("route");
  });

  it("in braces", () => {
    const { labels, accept } = complete('module:\n  interfaces:\n    inbound:\n      - { name: "a, {b", rou|, auth: none }\n');
    expect(labels).toEqual(["description", "method", "route", "signature", "payload_type", "headers"]);
    expect(accept("route")).toContain('{ name: "a, {b", route: , auth: none }');
    expect(complete("module: { |").labels.slice(0, 2)).toEqual(["id", "name"]);
    expect(complete("module: { id: a, # note\n  |}").labels).not.toContain("id");
    expect(complete("module: { |").accept("repo")).toBe(`module: { repo: {allowed_new_files: [${STUB}]}`);
  });

  it("of a key that has its colon: only the name", () => {
    expect(complete("module:\n  na|me: Orders\n").accept("purpose")).toBe("module:\n  purpose: Orders\n");
  });

  it("with four spaces and Windows line endings where the file has them", () => {
    expect(complete("module:\r\n    id: a\r\n    |\r\n").accept("repo")).toBe(
      `module:\r\n    id: a\r\n    repo:\r\n        allowed_new_files:\r\n            - ${STUB}\r\n`,
    );
  });

  it("in a text that does not parse", () => {
    expect(complete('module:\n  id: "orders\n  repo: [|\n').labels).toEqual([]);
    expect(complete("module:\n  id: orders\n  name\n  |").labels).toContain("purpose");
  });

  it("below a text of several lines, and not inside it", () => {
    expect(complete("module:\n  purpose: |-\n    na|me\n".replace("|-", ">-")).labels).toEqual([]);
    expect(complete("module:\n  purpose: >-\n    text: a\n  |").labels).toContain("id");
  });

  it("of a v2 layout's sections, by what they mean in v3", () => {
    expect(complete("metadata:\n  module_id: a\nrepo:\n  |").labels).toEqual([
      "allowed_new_files",
      "root_path",
      "allowed_modified_files",
    ]);
  });

  it("of the document at hand in a file of several, and of the fenced block in Markdown", () => {
    expect(complete("module:\n  id: a\n---\nmodule:\n  name: b\n  |\n---\nmodule:\n  purpose: c\n").labels.slice(0, 2)).toEqual([
      "id",
      "purpose",
    ]);
    const markdown = "# A\n\n```yaml\nmodule:\n  |\n```\n\nText.\n";
    expect(complete(markdown, { path: "/w/Module-Spec.md" }).labels[0]).toBe("id");
    expect(complete(markdown.replace("|", "").replace("Text.", "|"), { path: "/w/Module-Spec.md" }).labels).toEqual([]);
    expect(complete("# A\n\n```python\nmodule|\n```\n", { path: "/w/Module-Spec.md" }).labels).toEqual([]);
  });
});

describe("values", () => {
  it("of a fixed set", () => {
    expect(complete("module:\n  kind: |\n").labels).toEqual(["adapter", "tool", "executor", "governance", "service"]);
    expect(complete("module:\n  interfaces:\n    inbound:\n      - name: a\n        auth: hmac-|").labels).toContain(
      "hmac-sha256",
    );
    expect(
      complete("module:\n  interfaces:\n    inbound:\n      - name: a\n        auth: hmac-|").accept("hmac-sha256"),
    ).toContain("auth: hmac-sha256");
    const [adapter] = complete("module:\n  kind: |\n").items;
    expect(adapter?.documentation).toMatchObject({
      value:
        "Takes requests from outside, by HTTP routes, and turns them into packets.\n\nWhich contracts and test categories the module must meet. Derived from interfaces and files when absent.",
    });
    expect(complete("module: { kind: |").labels).toContain("adapter");
    expect(complete("module:\n  idempotency: { enabled: | }").labels).toEqual(["true", "false"]);
    expect(complete("module:\n  acceptance:\n    required:\n      - { id: a, kind: |").labels).toEqual(["positive", "negative"]);
  });

  it("of a stub that is to be replaced", () => {
    expect(
      complete(`module:\n  error_policy:\n    default: ${STUB.slice(0, 2)}|${STUB.slice(2)} # soon\n`).accept("best_effort"),
    ).toContain("default: best_effort # soon");
  });

  it("but none of free texts, and nothing in comments", () => {
    expect(complete("module:\n  name: |").labels).toEqual([]);
    expect(complete("module:\n  name: a # |").labels).toEqual([]);
    expect(complete("module:\n  # |").labels).toEqual([]);
    expect(complete("module:\n  x_legacy:\n    |").labels).toEqual([]);
    expect(complete("module:\n  unknown:\n    |").labels).toEqual([]);
  });
});
