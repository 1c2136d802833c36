import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { cleanEnvironment, folder, l9 } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { ADAPTER, backend, files, generate, onTerminal, PYTHON, README, tree, verify } from "./command-line.ts";
import { isGone } from "./processes.ts";
import { draftWith, MODULE_FILES, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

// `l9 generate` as a user runs it.

beforeAll(() => void builtProgram(), 120_000);

describe("--dry-run", () => {
  it("prints a diff that makes the module, and writes nothing", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout } = generate(workspace, ...backend(), "--dry-run");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("All checks passed");
    expect(snapshot(workspace.root)).toEqual(before);
    execFileSync("git", ["apply", "-"], { cwd: workspace.root, input: stdout.slice(0, stdout.indexOf("## FINAL ATTESTATION")) });
    expect(snapshot(workspace.root)).toEqual({ ...before, ...files() });
  });
  it("of a module that exists shows what differs, and nothing when nothing does", () => {
    const workspace = sampleWorkspace({ generated: true });
    workspace.write(README, `${workspace.read(README)}By hand.\n`);
    const { stdout } = generate(workspace, ...backend(), "--dry-run");
    expect(stdout.match(/^[-+](?![-+]).*/gm)).toEqual(["-By hand."]);
    expect(generate(workspace, ...backend(), "--dry-run", "--keep", README).stdout).toMatch(/^## FINAL ATTESTATION/);
  });
  it("--stat names the files and counts their lines, and writes nothing without --dry-run either", () => {
    const workspace = sampleWorkspace();
    workspace.write(README, `${files()[README] ?? ""}By hand.\n`);
    const before = snapshot(workspace.root);
    const { stdout } = generate(workspace, ...backend(), "--dry-run", "--stat");
    const length = (path: string): number => (files()[path] ?? "").split("\n").length - 1;
    const [title, ...lines] = stdout.split("\n").slice(0, 6);
    expect(title).toBe("orders_webhook: 5 of its files would be written; this was a dry run.");
    expect(lines.map((line) => line.trim().split(/\s+/))).toEqual([
      ...MODULE_FILES.slice(0, 4).map((path) => ["new", path, `+${length(path)}`, "-0"]),
      ["modified", README, "+0", "-1"],
    ]);
    expect(generate(workspace, ...backend(), "--stat", "--yes").stdout).toBe(stdout);
    const { stat } = JSON.parse(generate(workspace, ...backend(), "--stat", "--format", "json").stdout) as { stat: unknown[] };
    expect(stat.at(-1)).toEqual({ path: README, status: "modified", added: 0, removed: 1 });
    expect(snapshot(workspace.root)).toEqual(before);
  });
  it("--format json names what would change", () => {
    const json = JSON.parse(generate(sampleWorkspace(), ...backend(), "--dry-run", "--format", "json").stdout);
    expect(json).toMatchObject({ status: "attested", module: "orders_webhook", changed: MODULE_FILES, written: false });
  });
});

describe("a module that exists", () => {
  function edited(): { workspace: Workspace; before: Record<string, string> } {
    const workspace = sampleWorkspace({ generated: true });
    workspace.write(README, `${workspace.read(README)}By hand.\n`);
    workspace.write(ADAPTER, `${workspace.read(ADAPTER)}\n\nBY_HAND: int = 1\n`);
    return { workspace, before: snapshot(workspace.root) };
  }
  it("is not replaced unseen: the diff is shown, and what to do", () => {
    const { workspace, before } = edited();
    const { exitCode, stdout, stderr } = generate(workspace, ...backend());
    expect(exitCode).toBe(2);
    expect(stdout).toContain("-BY_HAND: int = 1\n");
    expect(stderr).toContain(`${ADAPTER}, ${README}. Nothing is written`);
    expect(stderr).toContain("--yes");
    expect(snapshot(workspace.root)).toEqual(before);
  });
  it("is replaced with --yes, but for what is kept, and what is kept is attested with it", () => {
    const { workspace, before } = edited();
    const written = generate(workspace, ...backend(), "--yes", "--keep", ADAPTER);
    expect(written.exitCode).toBe(0);
    // A summary, from which every file can be opened, and no report of a thousand lines.
    expect(written.stdout.split("\n").length).toBeLessThan(25);
    expect(written.stdout.split("## FINAL")[0]).toBe(`orders_webhook: 1 file written.
  modified  ${README}  +0 -1
16 tests prove: PacketEnvelopeIn_used (4), metadata_fields (4), valid_passes (10), first_processes_fully (10), context_schema (3), duplicate_returns_ok (1), invalid_returns_401 (1), stale_timestamp_401 (1), missing_headers_401 (1), other contracts (2), thread_uuid_is_UUIDv5 (1), correlation_links (2), correlation_id (2), tools_are_ToolBinding (1)
The whole report: .l9/reports/orders_webhook.md
Next:
  run its tests: pytest tests/test_orders_webhook.py
  wire it as ${README} says
  after changes: l9 verify ${SPEC}

`);
    expect(tree(workspace)).toEqual({ ...before, [README]: files()[README] });
    expect(verify(workspace).exitCode).toBe(0);
    expect(generate(workspace, ...backend(), "--yes").exitCode).toBe(0);
    expect(tree(workspace)).toEqual({ ...before, ...files() });
  });
  it("blocks where what is kept does not pass", () => {
    const { workspace } = edited();
    workspace.write(ADAPTER, "from uuid import uuid4\n\nthread_id: str = str(uuid4())\n");
    const before = snapshot(workspace.root);
    const { exitCode, stdout } = generate(workspace, ...backend(), "--yes", "--keep", ADAPTER);
    expect(exitCode).toBe(1);
    expect(parse(stdout.slice(0, stdout.indexOf("## FINAL")))).toMatchObject({ blocked_at: "8_ATTEST" });
    expect(stdout).toContain("[random_uuid]");
    expect(stdout).toContain("**ATTESTATION:** Failed.");
    expect(snapshot(workspace.root)).toEqual(before);
  });
  it("--keep of a file that the module does not have is an error", () => {
    const { exitCode, stderr } = generate(sampleWorkspace(), ...backend(), "--keep", ADAPTER);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("--keep api/orders_webhook_adapter.py"),
    });
  });
  it.runIf(existsSync(PYTHON)).each([
    ["n", "y"],
    ["", "yes"],
  ])("is asked about file by file on a terminal: %j, %j", (first, second) => {
    const { workspace, before } = edited();
    const { exitCode, output } = onTerminal(workspace, [first, second]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ *\d+\.\d s {2}0_READ {2}Reading the Space/m);
    expect(output).toContain("-BY_HAND: int = 1");
    expect(output.match(/Replace \S+\?/g)).toEqual([`Replace ${ADAPTER}?`, `Replace ${README}?`]);
    expect(tree(workspace)).toEqual({ ...before, [README]: files()[README] });
  });
  it.runIf(existsSync(PYTHON))("is left alone when the question is answered with Ctrl-C", () => {
    const { workspace, before } = edited();
    expect(onTerminal(workspace, ["y", "\x03"])).toMatchObject({ exitCode: 130, output: expect.stringContaining("Cancelled") });
    expect(snapshot(workspace.root)).toEqual(before);
  });
});

describe("a blocked run", () => {
  const broken = draftWith(ADAPTER, (text) => `from uuid import uuid4\n${text}\nthread_id: str = str(uuid4())\n`);

  it("exits with 1 and shows each blocker with its four fields; nothing is written", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout } = generate(workspace, ...backend(broken), "--max-repairs", "1");
    expect(exitCode).toBe(1);
    const { blocked_at: phase, BLOCKERS: blockers } = parse(stdout) as { blocked_at: string; BLOCKERS: object[] };
    expect(phase).toBe("6_VALIDATE");
    expect(blockers.map((blocker) => Object.keys(blocker))).toEqual(
      blockers.map(() => ["blocker", "file", "line", "issue", "proposed_fix"]),
    );
    expect(snapshot(workspace.root)).toEqual(before);
    const json = JSON.parse(generate(workspace, ...backend(broken), "--max-repairs", "1", "--format", "json").stdout);
    expect(json).toEqual({ status: "blocked", phase, blockers, checks: null, verify: null, tokens: [] });
  });
  it("writes a report that was asked for by name, and nothing else", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { stdout } = generate(workspace, ...backend(broken), "--report", "blocked.yaml");
    const { "blocked.yaml": report, ...others } = snapshot(workspace.root);
    expect(others).toEqual(before);
    // What follows is the draft, for the next run.
    expect(report?.startsWith(stdout)).toBe(true);
  });
  it("by the user's own check: its output is shown", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout } = generate(workspace, ...backend(), "--verify", `grep -c BY_HAND ${ADAPTER}`);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`\`grep -c BY_HAND ${ADAPTER}\` ended with exit code 1:`);
    expect(stdout).toContain(`**ATTESTATION:** Failed: \`grep -c BY_HAND ${ADAPTER}\` ended with exit code 1.\n`);
    expect(stdout).not.toContain("All checks passed");
    expect(snapshot(workspace.root)).toEqual(before);
    expect(generate(workspace, ...backend(), "--verify", `grep -c TOOL_ID ${ADAPTER}`).stdout).toContain(
      `Verified: \`grep -c TOOL_ID ${ADAPTER}\` ended with exit code 0.`,
    );
  });
});

it.each(["SIGINT", "SIGTERM"] as const)(
  "cancelled by %s while a program works: 130, nothing written, nothing left running",
  async (signal) => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const home = folder();
    const command = `sleep 300 & echo $! > "${home}/child"; echo $$ > "${home}/own"; wait`;
    const args = [builtProgram(), "generate", SPEC, "--backend", "command", "--command", command];
    const child = spawn(process.execPath, args, { cwd: workspace.root, env: cleanEnvironment() });
    const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
    await vi.waitFor(() => expect(readFileSync(`${home}/own`, "utf8")).toMatch(/\d\n/), 20_000);
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(snapshot(workspace.root)).toEqual(before);
    for (const name of ["child", "own"])
      await vi.waitFor(() => expect(isGone(Number(readFileSync(`${home}/${name}`, "utf8")))).toBe(true), 5000);
  },
);

it.each([
  ["SIGHUP", "generate", SPEC, "--backend", "command", "--command"],
  ["SIGHUP", "verify", SPEC, "--verify"],
] as const)("ended by %s in l9 %s: what it started ends too", async (signal, ...args) => {
  const workspace = sampleWorkspace();
  if (args[0] === "verify") expect(generate(workspace, ...backend()).exitCode).toBe(0);
  const home = folder();
  const command = `sleep 300 & echo $! > "${home}/child"; echo $$ > "${home}/own"; wait`;
  const child = spawn(process.execPath, [builtProgram(), ...args, command], { cwd: workspace.root, env: cleanEnvironment() });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_, by) => resolve(by)));
  await vi.waitFor(() => expect(readFileSync(`${home}/own`, "utf8")).toMatch(/\d\n/), 20_000);
  child.kill(signal);
  expect(await ended).toBe(signal);
  for (const name of ["child", "own"])
    await vi.waitFor(() => expect(isGone(Number(readFileSync(`${home}/${name}`, "utf8")))).toBe(true), 20_000);
});

it("npm start shows both halves, of a length that can be read, and writes nothing", () => {
  const root = join(import.meta.dirname, "..", "..");
  const sample = join(root, "test", "fixtures", "workspaces", "orders");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  const before = snapshot(sample);
  const command = scripts.start.replaceAll("../../../../dist/l9.cjs", `"${builtProgram()}"`);
  const output = execFileSync("sh", ["-c", command], { cwd: root, env: cleanEnvironment(), encoding: "utf8" });
  expect(output).toContain("api/payments_webhook_adapter.py:");
  expect(output).toMatch(/\d+ errors, .* in \d+ files/);
  const generation = output.slice(output.indexOf("orders_webhook: "));
  expect(generation).toContain("this was a dry run.");
  expect(generation).toContain("All checks passed");
  expect(generation.split("\n").length).toBeLessThan(40);
  expect(snapshot(sample)).toEqual(before);
});

describe("a flag that one backend alone understands asks for it", () => {
  it("--module", () => {
    const [, , ...flags] = backend();
    expect(flags[0]).toBe("--module");
    const { exitCode, stdout } = generate(sampleWorkspace(), ...flags, "--dry-run");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining("All checks passed") });
  });
  it.each([
    ["--command", ["--command", "exit 7"], /exit code 7/],
    ["--model", ["--model", "nobody/none"], /--url/],
    ["--url", ["--url", "http://127.0.0.1:9/v1"], /--model/],
  ])("%s", (_, flags, message) => {
    const { exitCode, stderr } = generate(sampleWorkspace(), ...flags);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
  });
});

describe("could not run", () => {
  it.each([
    ["a spec that does not exist", ["generate", "specs/none.yaml"], /specs\/none\.yaml does not exist/],
    ["a file that is no spec", ["generate", "api/server.py"], /no module spec/],
    ["a backend that does not exist", ["generate", SPEC, "--backend", "magic"], /--backend/],
    ["a number that is none", ["generate", SPEC, "--max-repairs", "many"], /whole number/],
    ["a module that does not exist", ["generate", SPEC, "--backend", "module", "--module", "none.mjs"], /can not be loaded/],
    ["a backend without its command", ["generate", SPEC, "--backend", "command"], /--command/],
    ["a backend without its model", ["generate", SPEC, "--backend", "model"], /--model/],
    [
      "flags of two backends",
      ["generate", SPEC, "--model", "a", "--command", "true"],
      /--command asks for the backend command, and --model for the backend model: give one/,
    ],
    [
      "a flag of another backend",
      ["generate", SPEC, "--backend", "model", "--command", "true"],
      /--command says nothing to the backend model: give --backend command, or leave/,
    ],
    [
      "a command for the template",
      ["generate", SPEC, "--backend", "template", "--url", "http://x"],
      /--url says nothing to the backend template/,
    ],
    ["an empty command", ["generate", SPEC, "--verify", ""], /must not be empty/],
    ["an answer that is no draft", ["generate", SPEC, "--backend", "command", "--command", "true"], /printed nothing/],
  ])("%s", (_, args, message) => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout, stderr } = l9(args, { cwd: workspace.root });
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(snapshot(workspace.root)).toEqual(before);
  });
});
