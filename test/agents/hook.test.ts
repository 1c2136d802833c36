import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { git, sampleRepository } from "../ci/checkout.ts";
import { folder, l9, type Outcome } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { stopEvent, writeEvent } from "./events.ts";

// The program itself, as an agent starts it.

beforeAll(() => void builtProgram());

const ADAPTER = "api/orders_webhook_adapter.py";
const RIGHT = "search_packets_by_thread(thread_uuid, packet_type=PACKET_OUT)";
const WRONG = "search_packets(thread_uuid)";

const hook = (agent: string, cwd: string, event: unknown): Outcome => l9(["hook", agent], { cwd, stdin: JSON.stringify(event) });
const edit = (name: string, cwd: string, path: string, change: { before: string; old: string; now: string }): unknown =>
  writeEvent(name, cwd, path, { ...change, after: readFileSync(path, "utf8") });

it("tells what a write broke, with what to do, and no old finding", () => {
  const cwd = sampleRepository();
  const path = join(cwd, ADAPTER);
  // An old finding, in the same file, and not in any commit: only the event tells that it was there.
  appendFileSync(path, "\n\ndef old(x: int) -> int:\n    return x  # type: ignore\n");
  const before = readFileSync(path, "utf8");
  writeFileSync(path, before.replace(RIGHT, WRONG));
  const { exitCode, stdout, stderr } = hook(
    "claude",
    cwd,
    edit("claude-PostToolUse-Edit", cwd, path, { before, old: RIGHT, now: WRONG }),
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { additionalContext } = JSON.parse(stdout).hookSpecificOutput;
  expect(additionalContext).toContain(`${ADAPTER}:126:49`);
  expect(additionalContext).toContain("has no method `search_packets`; it has write_packet");
  expect(additionalContext).toContain("do: Call a method that the service has");
  expect(additionalContext).toContain("1 new finding ");
  expect(additionalContext.trim().split("\n")).toHaveLength(2);

  // At the end of the turn: the gate, once, whatever the agent.
  const { decision, reason } = JSON.parse(hook("gemini", cwd, stopEvent("gemini-AfterAgent", cwd, false)).stdout);
  expect(decision).toBe("deny");
  expect(reason).toMatch(
    /the module orders_webhook .* does not pass 2 gates yet:\n {2}contracts_extracted: .*\n {2}no_type_ignore: /,
  );
  expect(hook("gemini", cwd, stopEvent("gemini-AfterAgent", cwd, true))).toEqual({ exitCode: 0, stdout: "", stderr: "" });

  // Mended, nothing is said: neither after the write nor at the end.
  git(cwd, "checkout", "-q", ADAPTER);
  const mended = readFileSync(path, "utf8");
  writeFileSync(path, `${mended}\n`);
  const silent = { exitCode: 0, stdout: "", stderr: "" };
  expect(hook("codex", cwd, edit("codex-PostToolUse-apply_patch", cwd, path, { before, old: "x", now: "y" }))).toEqual(silent);
  expect(hook("claude", cwd, stopEvent("claude-Stop", cwd, false))).toEqual(silent);
});

it("tells of the file's module what a write broke elsewhere, errors first, twenty at the most", () => {
  const cwd = sampleRepository();
  const test = join(cwd, "tests/test_orders_webhook.py");
  const before = readFileSync(test, "utf8");
  const name = /async def (test_\w+)/.exec(before)?.[1] ?? "";
  const lines = Array.from({ length: 30 }, (_, at) => `X${String(at)}: int = ${String(at)}  # type: ignore\n`).join("");
  writeFileSync(test, before.replace(new RegExp(`\\b${name}\\b`, "g"), "test_renamed") + lines);
  const { additional_context: text } = JSON.parse(
    hook("cursor", cwd, edit("cursor-afterFileEdit", cwd, test, { before, old: name, now: "?" })).stdout,
  );
  const told = text.trim().split("\n");
  expect(told).toHaveLength(22);
  expect(told.at(-1)).toMatch(/^… and \d+ more: l9 check shows all\.$/);
  expect(told.slice(1, -1).filter((line: string) => !/^\S+ error /.test(line))).toEqual([]);
});

it("asks for no code where only a spec was changed", () => {
  const cwd = folder({ "README.md": "x\n" });
  git(cwd, "init", "-q");
  const spec = "module:\n  id: depot\n  name: Depot\n  purpose: Keeps parcels.\n  repo: { allowed_new_files: [api/depot.py] }\n";
  writeFileSync(join(cwd, "MODULE_SPEC_depot.yaml"), spec);
  const { reason } = JSON.parse(hook("claude", cwd, stopEvent("claude-Stop", cwd, false)).stdout);
  expect(reason).toContain("spec_valid: MODULE_SPEC_depot.yaml");
  expect(reason).not.toContain("acceptance");
});

it("a failure is told to the user and stops nobody", () => {
  const cwd = folder({ "l9.config.yaml": "scope: [\n", "x.py": "x = 1\n" });
  const path = join(cwd, "x.py");
  const change = { before: "", old: "", now: "x = 1\n" };
  const told = hook("claude", cwd, edit("claude-PostToolUse-Edit", cwd, path, change));
  expect(told).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(told.stdout)).toEqual({ systemMessage: expect.stringContaining("[config_invalid]") });
  expect(hook("copilot", cwd, edit("copilot-postToolUse-edit", cwd, path, change))).toEqual({
    ...{ exitCode: 0, stdout: "" },
    stderr: expect.stringContaining("the configuration has errors"),
  });
  expect(JSON.parse(l9(["hook", "claude"], { cwd, stdin: "{" }).stdout).systemMessage).toContain("no JSON object");
  // Exit code 2 would block.
  expect(hook("vim", cwd, {})).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining("name one of claude,") });
});
