import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { migrate } from "../../rules/shared/migration/migrate.ts";
import { checkShape, newValue, readSpec, targetOf, v2Layout, type SpecDocument, type YamlNode } from "../../server/facts/spec.ts";
import { shapeAt } from "../../server/facts/spec/shape.ts";

const folder = join(import.meta.dirname, "..", "fixtures", "specs", "v2.6");

interface Leaf {
  path: string;
  value: unknown;
}

/** Every scalar with its path, list positions included (`acceptance.positive[0]`). */
function leaves(node: YamlNode | null, path = ""): Leaf[] {
  if (!node) return [];
  if (node.kind === "map") return node.entries.flatMap(({ key, value }) => leaves(value, path === "" ? key : `${path}.${key}`));
  if (node.kind === "list") return node.items.flatMap((item, at) => leaves(item, `${path}[${at}]`));
  return [{ path, value: node.value }];
}

/** Where the table sends each leaf, worked out from the data alone: what the migrated text must hold, no more and no less. */
function expected(document: SpecDocument): Leaf[] {
  const result: Leaf[] = [];
  const counts = new Map<string, number>();
  for (const leaf of leaves(document.root)) {
    const [key, rest] = split(leaf.path);
    const { row, path: target } = targetOf(key);
    const legacy = `${v2Layout.legacy}.${leaf.path}`;
    if (!row || !shapeAt(target)) result.push({ path: legacy, value: leaf.value });
    else if (row.from.startsWith("acceptance.")) {
      const at = counts.get(target) ?? 0;
      counts.set(target, at + 1);
      if (!row.wrap) result.push({ path: `${target}[${at}]`, value: leaf.value });
      else
        for (const [name, value] of Object.entries(row.wrap))
          result.push({ path: `${target}[${at}].${name}`, value: value === "$" ? leaf.value : value });
    } else {
      const changed = row.from === key ? newValue(row, leaf.value as string) : null;
      result.push({ path: target + rest, value: changed ?? leaf.value });
      if (changed !== null) result.push({ path: legacy, value: leaf.value });
    }
  }
  return result;
}

/** A leaf's path up to the first list, and what follows. */
function split(path: string): [string, string] {
  const at = path.indexOf("[");
  return at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at)];
}

function apply(document: SpecDocument): string {
  const change = migrate(document);
  if ("problem" in change) throw new Error(change.problem);
  return document.text.slice(0, change.span.start) + change.text + document.text.slice(change.span.end);
}

function read(text: string): SpecDocument {
  return readSpec("/Module-Spec-test.yaml", text)[0] as SpecDocument;
}

const byPath = (a: Leaf, b: Leaf): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);

/** The spec with a comment above every line and one behind every line that can take one; the lines of a multi-line text take none. */
function commented(text: string): string {
  const lines = text.split("\n");
  return lines
    .map((line, at) => {
      const continues = (index: number): boolean =>
        /^\s+[^\s-]/.test(lines[index] ?? "") && !/^\s*(- )?[\w.]+:( |$)/.test(lines[index] ?? "");
      if (line === "" || continues(at)) return line;
      const indent = /^\s*/.exec(line)?.[0] ?? "";
      return `${indent}# above ${at}\n${line}${continues(at + 1) ? "" : ` # behind ${at}`}`;
    })
    .join("\n");
}

describe.each(readdirSync(folder))("%s", (name) => {
  const source = readFileSync(join(folder, name), "utf8");

  it.each([
    ["as it is", source],
    ["with a comment on every line", commented(source)],
    ["with Windows line endings", source.replaceAll("\n", "\r\n")],
    ["with comments and Windows line endings", commented(source).replaceAll("\n", "\r\n")],
  ])("%s: every leaf arrives where the table says, and nothing else", (_, text) => {
    const before = read(text);
    expect(before.yaml.problems).toEqual([]);
    const after = read(apply(before));
    expect(after.yaml.problems).toEqual([]);
    expect(leaves(after.root).sort(byPath)).toEqual(expected(before).sort(byPath));
  });

  it("loses no comment", () => {
    const before = read(commented(source));
    const after = read(apply(before));
    const texts = (document: SpecDocument): string[] =>
      document.yaml.comments.map(({ start, end }) => document.text.slice(start, end));
    expect(texts(before).length).toBeGreaterThan(400);
    expect(texts(after).sort()).toEqual(texts(before).sort());
  });

  it("puts every trailing comment behind the line it was behind", () => {
    const before = read(commented(source));
    const linesOf = (document: SpecDocument): Map<string, string> =>
      new Map(
        [...document.text.matchAll(/^\s*(.*\S) # behind (\d+)$/gm)].map((match) => [match[2] as string, match[1] as string]),
      );
    const after = linesOf(read(apply(before)));
    const renamed =
      /^(metadata|module_id|name|description|schema_version|check_method|dedupe_behavior|strategy|thread_key_fields|positive|negative):|^- /;
    for (const [number, line] of linesOf(before)) {
      if (renamed.test(line)) expect(after.has(number) || line.startsWith("negative")).toBe(true);
      else expect(after.get(number)).toBe(line);
    }
  });

  it("keeps the order of what stays and of what becomes legacy", () => {
    const before = read(source);
    const after = read(apply(before));
    const wanted = expected(before).map(({ path }) => path);
    const got = leaves(after.root).map(({ path }) => path);
    const isLegacy = (path: string): boolean => path.startsWith(v2Layout.legacy);
    expect(got.filter(isLegacy)).toEqual(wanted.filter(isLegacy));
    expect(got.filter((path) => !isLegacy(path))).toEqual(wanted.filter((path) => !isLegacy(path)));
  });

  it("leaves no layout finding, no missing and no unknown key, and a second run changes nothing", () => {
    const after = read(apply(read(source)));
    expect(after.layout).toBe("v3");
    expect(checkShape(after)).toEqual({ problems: [], unknown: [] });
    for (const key of [
      "id",
      "name",
      "purpose",
      "repo.allowed_new_files",
      "interfaces.inbound",
      "error_policy",
      "acceptance.required",
    ]) {
      expect(after.get(`module.${key}`)?.value).toBeTruthy();
    }
    expect(read(after.text).layout).toBe("v3");
  });

  it("says the same of the module before and after", () => {
    const before = read(source);
    const after = read(apply(before));
    const gist = (document: SpecDocument): unknown => ({
      id: document.id,
      name: document.name,
      kind: document.kind,
      language: document.language,
      rootPath: document.rootPath,
      files: document.allowedNewFiles.map(({ text }) => text),
      modified: document.allowedModifiedFiles.map(({ text }) => text),
      inbound: document.inbound.map(({ name, method, route, auth }) => [name?.text, method?.text, route?.text, auth?.text]),
      outbound: document.outbound.map(({ name, endpoint, timeoutSeconds, retry }) => [
        name?.text,
        endpoint?.text,
        timeoutSeconds?.value,
        retry,
      ]),
      acceptance: document.acceptance.map(({ text, negative, required }) => [text, negative, required]),
      environment: document.environment.required.map(({ text }) => text),
      packets: document.packetTypes.map(({ text }) => text),
      errors: document.errorPolicy.categories.map(({ name, status, action }) => [name.text, status?.value, action?.text]),
      idempotency: [
        document.idempotency?.enabled,
        document.idempotency?.mechanism?.text,
        document.idempotency?.cacheTtlSeconds?.value,
      ],
      threading: [
        document.threading?.strategy?.text,
        document.threading?.namespace?.text,
        document.threading?.keyFields.map(({ text }) => text),
      ],
    });
    expect(gist(after)).toEqual(gist(before));
  });
});
