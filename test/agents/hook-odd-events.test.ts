import { mkdirSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sampleRepository } from "../ci/checkout.ts";
import { folder, l9, type Outcome } from "../cli/run.ts";

// Events that nobody meant: a hook never stops the agent, and is silent where nothing was written that it knows.

const SILENT = { exitCode: 0, stdout: "", stderr: "" };
const hook = (agent: string, cwd: string, event: unknown): Outcome =>
  l9(["hook", agent], { cwd, stdin: typeof event === "string" ? event : JSON.stringify(event) });
const told = (cwd: unknown, tool_name: string, tool_input: unknown, tool_response: unknown = {}): object => {
  return { hook_event_name: "PostToolUse", cwd, tool_name, tool_input, tool_response };
};

it.each<[string, (cwd: string) => unknown]>([
  ["a file in a folder that is not there", (cwd) => told(`${cwd}/gone`, "Write", { file_path: `${cwd}/gone/x.py`, content: "" })],
  [
    "a file that is gone",
    (cwd) => told(cwd, "Write", { file_path: "gone.py" }, { type: "update", originalFile: "import json\n" }),
  ],
  ["a file outside", (cwd) => told(cwd, "Write", { file_path: "/etc/hostname" }, { type: "create" })],
  ["a folder", (cwd) => told(cwd, "Write", { file_path: "." })],
  ["a notebook", (cwd) => told(cwd, "NotebookEdit", { notebook_path: "n.ipynb", new_source: "x" })],
  ["a path that is a list", (cwd) => told(cwd, "Edit", { file_path: ["x.py"] })],
  ["no input", () => told(5, "Edit", null)],
  ["a patch that is none", (cwd) => told(cwd, "apply_patch", { command: "garbage" })],
  [
    "a patch of a file elsewhere",
    (cwd) => told(cwd, "apply_patch", { command: "*** Begin Patch\n*** Update File: ../../no/x.py\n@@\n-a\n+b\n*** End Patch" }),
  ],
  ["twenty megabytes", (cwd) => told(cwd, "Write", { file_path: "gone.py", content: "x = 1\n".repeat(3_500_000) })],
  ["the end of a turn without a repository", (cwd) => ({ hook_event_name: "Stop", cwd, stop_hook_active: false })],
  ["the end of a turn in no folder", (cwd) => ({ hook_event_name: "Stop", cwd: `${cwd}/gone`, stop_hook_active: false })],
])("is silent on %s", (_, event) => {
  const cwd = folder({ "x.py": "import json\n" });
  expect(hook("codex", cwd, event(cwd))).toEqual(SILENT);
});

it.each(["{bad", "", "[]", "\u0000"])("tells the user of what is no event, and ends with 0: %j", (text) => {
  const { exitCode, stdout } = hook("gemini", folder(), text);
  expect({ exitCode, told: JSON.parse(stdout) }).toEqual({
    exitCode: 0,
    told: { systemMessage: expect.stringContaining("no JSON object") },
  });
});

it("finds a file by any way that leads to it: with spaces, relative, through a link", () => {
  const cwd = sampleRepository();
  const path = "api/my clients/new one.py";
  mkdirSync(join(cwd, "api/my clients"));
  writeFileSync(join(cwd, path), "# module_id: orders_webhook\nimport json\n");
  const link = join(folder(), "link");
  symlinkSync(cwd, link);
  const ways: [string, string][] = [
    [cwd, join(cwd, path)],
    [cwd, path],
    [join(cwd, "api"), "my clients/new one.py"],
    [link, join(link, path)],
    [link, join(cwd, path)],
    [cwd, join(link, path)],
  ];
  for (const [from, named] of ways) {
    const { stdout } = hook("claude", cwd, told(from, "Write", { file_path: named }, { type: "create", originalFile: null }));
    expect(stdout).toContain("new one.py:2:8-2:12 error unused_imports");
  }
});

it("tells what a patch broke by taking a file away", () => {
  const cwd = sampleRepository();
  const path = "tests/test_orders_webhook.py";
  unlinkSync(join(cwd, path));
  const { stdout } = hook(
    "codex",
    cwd,
    told(cwd, "apply_patch", { command: `*** Begin Patch\n*** Delete File: ${path}\n*** End Patch` }),
  );
  expect(JSON.parse(stdout).hookSpecificOutput.additionalContext).toContain("No test of orders_webhook proves");
});
