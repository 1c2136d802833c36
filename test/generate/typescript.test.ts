import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Draft } from "../../server/generate/backend.ts";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import { readCases, type Case } from "../../server/cli/rule-cases/case.ts";
import { answering, runIn, snapshot } from "./workspace.ts";

// A spec with `language: typescript`: any backend that can write TypeScript is held to the same gates.

const cases = readCases(readFileSync(join(import.meta.dirname, "..", "lint", "typescript-module.md"), "utf8"));
const express = cases.find(({ title }) => title.startsWith("an express adapter")) as Case;
const isSpec = (path: string): boolean => path.endsWith(".module-spec.yaml");
const spec = express.files.find(({ path }) => isSpec(path)) as Case["files"][number];

/** The case's workspace without its module, and the module as a draft. */
function workspace(): { root: string; draft: Draft } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-typescript-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const own = express.files.filter(({ path }) => spec.text.includes(`- ${path}\n`));
  for (const { path, text } of express.files) {
    if (own.some((file) => file.path === path)) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, draft: { files: own.map(({ path, text }) => ({ path, content: text })) } };
}

it("the template writes Python only, and says so before it writes anything", async () => {
  const { root } = workspace();
  const before = snapshot(root);
  const { result } = await runIn(root, templateBackend(), { spec: spec.path });
  expect(result).toMatchObject({
    status: "blocked",
    phase: "4_GENERATE",
    blockers: [{ blocker: "INVENTION_REQUIRED", issue: expect.stringContaining("writes Python"), question: expect.any(String) }],
  });
  expect(snapshot(root)).toEqual(before);
});

it("a backend that writes TypeScript passes the gates and is attested", async () => {
  const { root, draft } = workspace();
  const { result } = await runIn(root, answering(draft), { spec: spec.path, maxRepairs: 0 });
  expect(result.status === "blocked" ? result.blockers : []).toEqual([]);
  expect(result.status).toBe("attested");
});

it("a finding in TypeScript goes back to the backend, and blocks when it stays", async () => {
  const { root, draft } = workspace();
  const bad = draft.files.map(({ path, content }) =>
    path.endsWith("service.ts") ? { path, content: `${content}\nexport const token = process.env.TOKEN;\n` } : { path, content },
  );
  const backend = answering({ files: bad });
  const { result } = await runIn(root, backend, { spec: spec.path, maxRepairs: 1 });
  expect(result).toMatchObject({ status: "blocked", phase: "6_VALIDATE" });
  expect(JSON.stringify(result)).toContain("[import_time_env]");
});
