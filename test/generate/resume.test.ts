import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keptDraftText, readKeptDraft } from "../../server/generate/kept-draft.ts";
import { folder } from "../cli/run.ts";
import { ADAPTER, generate, tree } from "./command-line.ts";
import { goodDraft, sampleWorkspace } from "./workspace.ts";

it("a draft is kept exactly, and readable where it can be", () => {
  const files = [
    { path: "a.py", content: "x = 1\n\n\ndef f() -> None:\n    pass  \n" },
    { path: "b.md", content: "" },
    { path: "c.md", content: "\r\nwindows\r\n\t\n  " },
    { path: "d.md", content: "# The draft that was refused\n---\n... é\u0001" },
  ];
  for (const draft of [{ files }, { files: files.slice(0, 2) }])
    expect(readKeptDraft(`BLOCKERS: []\n${keptDraftText(draft)}`, "b")).toEqual(draft);
  expect(keptDraftText({ files: files.slice(0, 1) })).toContain("\n      def f() -> None:\n");
  expect(readKeptDraft("BLOCKERS: []\n", "b")).toBeNull();
});

it("a blocked run keeps its draft in its report, and --resume asks only for what is wrong with it", { timeout: 120_000 }, () => {
  const workspace = sampleWorkspace();
  const bad = goodDraft();
  const adapter = bad.files.find(({ path }) => path === ADAPTER);
  if (adapter) adapter.content = adapter.content.replace("search_packets_by_thread(", "search_packets(");
  const own = folder({
    "bad.mjs": `export const generate = () => (${JSON.stringify(bad)});\nexport const repair = generate;\n`,
    "good.mjs": `export const generate = () => { throw new Error("asked anew"); };\nexport const repair = (task, draft, findings) => {\n  if (!draft.files.some(({ content }) => content.includes("search_packets("))) throw new Error("another draft");\n  if (!findings.some(({ rule }) => rule === "unknown_service_method")) throw new Error("no finding");\n  return ${JSON.stringify(goodDraft())};\n};\n`,
  });
  const module = (name: string): string[] => ["--backend", "module", "--module", join(own, name)];
  const report = join(own, "report.txt");
  const before = tree(workspace);
  const blocked = generate(workspace, ...module("bad.mjs"), "--yes", "--report", report);
  expect(blocked).toMatchObject({ exitCode: 1 });
  // The draft is not what is wanted on stdout.
  expect(blocked.stdout).not.toContain("DRAFT:");
  expect(tree(workspace)).toEqual(before);
  expect(readKeptDraft(readFileSync(report, "utf8"), "b")?.files.find(({ path }) => path === ADAPTER)?.content).toContain(
    "search_packets(",
  );

  const resumed = generate(workspace, ...module("good.mjs"), "--yes", "--resume", report);
  expect(resumed).toMatchObject({ exitCode: 0 });
  expect(generate(workspace, ...module("good.mjs"), "--yes")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("asked anew"),
  });
  writeFileSync(report, "nothing\n");
  expect(generate(workspace, "--resume", report)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("keeps no draft"),
  });
});
