import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { cleanEnvironment, folder, l9, type Outcome } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { isGone } from "./processes.ts";
import { draftWith, goodDraft, MODULE_FILES, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

// `l9 generate` and `l9 verify` as a user runs them.

const ADAPTER = MODULE_FILES[0] as string;
const README = MODULE_FILES[4] as string;

beforeAll(() => void builtProgram(), 120_000);

/** A backend of the user's that answers with a draft, outside of the workspace. */
function backend(draft = goodDraft()): string[] {
  const answer = `() => (${JSON.stringify(draft)})`;
  const root = folder({ "backend.mjs": `export const generate = ${answer};\nexport const repair = generate;\n` });
  return ["--backend", "module", "--module", `${root}/backend.mjs`];
}

const generate = ({ root }: Workspace, ...flags: string[]): Outcome => l9(["generate", SPEC, ...flags], { cwd: root });
const verify = ({ root }: Workspace): Outcome => l9(["verify", SPEC], { cwd: root });

/** The files of a workspace without the tool's own. */
function tree({ root }: Workspace): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot(root)).filter(([path]) => !/^\.(?:l9|git)\//.test(path)));
}

const files = (draft = goodDraft()): Record<string, string> =>
  Object.fromEntries(draft.files.map(({ path, content }) => [path, content]));

const PYTHON = "/usr/bin/python3";

/** Runs a program on a terminal of its own, and types an answer whenever it is asked. */
const TERMINAL = `
import os, pty, sys
answers = sys.argv[1].split(",")
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
output = b""
asked = 0
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    output += data
    if output.count(b"[y/N] ") > asked:
        os.write(fd, (answers[asked] + "\\n").encode())
        asked += 1
os.write(1, output)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

function onTerminal({ root }: Workspace, answers: readonly string[]): { exitCode: number | null; output: string } {
  const program = [process.execPath, builtProgram(), "generate", SPEC, ...backend()];
  const { status, stdout } = spawnSync(PYTHON, ["-c", TERMINAL, answers.join(","), ...program], {
    cwd: root,
    env: cleanEnvironment({ TERM: "dumb" }),
    encoding: "utf8",
    timeout: 30_000,
  });
  return { exitCode: status, output: stdout };
}

describe("the embedded backend", () => {
  it("writes the sample's module, of which check finds nothing and git sees no other file; verified until a byte changes", () => {
    const workspace = sampleWorkspace();
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: workspace.root, encoding: "utf8" });
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "before");
    const { exitCode, stdout, stderr } = generate(workspace);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.match(/^## .*/gm)?.filter((heading) => /^## [A-Z_ ]+$/.test(heading))).toEqual([
      "## CONTRACT_EXTRACTIONS",
      "## FILE_MANIFEST",
      "## CODE_FILES",
      "## TEST_FILES",
      "## TEST EVIDENCE TABLE",
      "## README",
      "## WIRING_SNIPPET",
      "## FINAL ATTESTATION",
    ]);
    expect(stdout.match(/^\| .* \| (?:✓|tool_id) \|$/gm)).toHaveLength(8);
    expect(readFileSync(workspace.path(".l9/reports/orders_webhook.md"), "utf8")).toBe(stdout);
    const planned = MODULE_FILES.map((path) => `?? ${path}`).sort();
    expect(git("status", "--porcelain", "-uall").trim().split("\n").sort()).toEqual(planned);
    const check = l9(["check", SPEC, ...MODULE_FILES], { cwd: workspace.root });
    expect(check).toMatchObject({ exitCode: 0, stdout: "No findings in 6 files.\n" });
    const agrees = verify(workspace);
    expect(agrees).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("All checks passed") });

    workspace.write(README, `${workspace.read(README)} `);
    expect(verify(workspace)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`- ${README} has changed\n`) });
  });
});

it("the same inputs give the same bytes, wherever, and a second run changes none", () => {
  const [here, there] = [sampleWorkspace(), sampleWorkspace()];
  for (const workspace of [here, there, here]) expect(generate(workspace).exitCode).toBe(0);
  expect(snapshot(here.root)).toEqual(snapshot(there.root));
});

describe("verification tells of", () => {
  it.each<[string, (workspace: Workspace) => void, string]>([
    ["the spec", (w) => w.write(SPEC, `${w.read(SPEC)}# a note\n`), "- the spec has changed"],
    ["the configuration", (w) => w.write("l9.config.yaml", "max_file_size: 100000\n"), "- the configuration has changed"],
    [
      "where a contract was read",
      (w) => w.write("memory/substrate_models.py", `${w.read("memory/substrate_models.py")}\n`),
      "- the contract source memory/substrate_models.py has changed",
    ],
    [
      "code that breaks a check",
      (w) => w.write(ADAPTER, `${w.read(ADAPTER)}\nLIMIT: int = 3  # type: ignore\n`),
      "- no_type_ignore was passed and is failed: ✗ 1 findings: type_ignore",
    ],
  ])("%s", (_, change, line) => {
    const workspace = sampleWorkspace();
    expect(generate(workspace, ...backend()).exitCode).toBe(0);
    change(workspace);
    const { exitCode, stdout } = verify(workspace);
    expect({ exitCode, lines: stdout.split("\n") }).toEqual({ exitCode: 1, lines: expect.arrayContaining([line]) });
  });
  it("nothing where the command or the backend is another", () => {
    const workspace = sampleWorkspace();
    generate(workspace, ...backend(), "--verify", "true");
    workspace.write("l9.config.yaml", "generate: { max_repairs: 1 }\n");
    expect(verify(workspace).exitCode).toBe(0);
  });
  it.each([
    ["no report", null, /there is no attestation of orders_webhook/],
    ["a report without a stamp", "# Orders\n", /carries no attestation/],
    ["a stamp of another shape", '<!-- l9-attestation\n{"stamp": 1}\n-->\n', /carries no attestation/],
    ["a stamp that is no JSON", "<!-- l9-attestation\n{\n-->\n", /carries no attestation/],
  ])("%s", (_, report, message) => {
    const workspace = sampleWorkspace({ generated: true });
    if (report !== null) workspace.write(".l9/reports/orders_webhook.md", report);
    const { exitCode, stderr } = verify(workspace);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) });
  });
  it("a module that was never attested, whatever its report claims", () => {
    const workspace = sampleWorkspace();
    generate(workspace, ...backend());
    workspace.write(ADAPTER, "from uuid import uuid4\n\nthread_id: str = str(uuid4())\n");
    expect(verify(workspace).exitCode).toBe(1);
  });
});

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
  it("--stat names the files and counts their lines", () => {
    const workspace = sampleWorkspace();
    workspace.write(README, `${files()[README] ?? ""}By hand.\n`);
    const { stdout } = generate(workspace, ...backend(), "--dry-run", "--stat");
    const length = (path: string): number => (files()[path] ?? "").split("\n").length - 1;
    const [title, ...lines] = stdout.split("\n").slice(0, 6);
    expect(title).toBe("orders_webhook: 5 of its files would be written; this was a dry run.");
    expect(lines.map((line) => line.trim().split(/\s+/))).toEqual([
      ...MODULE_FILES.slice(0, 4).map((path) => ["new", path, `+${length(path)}`, "-0"]),
      ["modified", README, "+0", "-1"],
    ]);
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
    expect(generate(workspace, ...backend(), "--yes", "--keep", ADAPTER).exitCode).toBe(0);
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
    expect(output).toContain("0_READ  Reading the Space");
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
    expect(json).toEqual({ status: "blocked", phase, blockers, checks: null });
  });
  it("writes a report that was asked for by name, and nothing else", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { stdout } = generate(workspace, ...backend(broken), "--report", "blocked.yaml");
    expect(snapshot(workspace.root)).toEqual({ ...before, "blocked.yaml": stdout });
  });
  it("by the user's own check: its output is shown", () => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout } = generate(workspace, ...backend(), "--verify", `grep -c BY_HAND ${ADAPTER}`);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`\`grep -c BY_HAND ${ADAPTER}\` ended with exit code 1:`);
    expect(snapshot(workspace.root)).toEqual(before);
    expect(generate(workspace, ...backend(), "--verify", `grep -c TOOL_ID ${ADAPTER}`).stdout).toContain(
      `Verified: \`grep -c TOOL_ID ${ADAPTER}\` ended with exit code 0.`,
    );
  });
});

it("a check that is switched off is written, told and verified as what it is", () => {
  const workspace = sampleWorkspace();
  workspace.write("l9.config.yaml", "rules: { type_ignore: off }\n");
  const { exitCode, stdout } = generate(workspace, ...backend());
  expect(exitCode).toBe(0);
  expect(stdout).toContain("| No # type: ignore | off (configuration): type_ignore |");
  expect(stdout).toContain("**ATTESTATION:** Incomplete. Switched off by configuration: No # type: ignore.");
  expect(verify(workspace)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Incomplete") });
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

describe("could not run", () => {
  it.each([
    ["a spec that does not exist", ["generate", "specs/none.yaml"], /specs\/none\.yaml does not exist/],
    ["a file that is no spec", ["generate", "api/server.py"], /no module spec/],
    ["a backend that does not exist", ["generate", SPEC, "--backend", "magic"], /--backend/],
    ["a number that is none", ["generate", SPEC, "--max-repairs", "many"], /whole number/],
    ["a module that does not exist", ["generate", SPEC, "--backend", "module", "--module", "none.mjs"], /can not be loaded/],
    ["a backend without its command", ["generate", SPEC, "--backend", "command"], /--command/],
    ["a backend without its model", ["generate", SPEC, "--backend", "model"], /--model/],
    ["an answer that is no draft", ["generate", SPEC, "--backend", "command", "--command", "true"], /holds no draft/],
  ])("%s", (_, args, message) => {
    const workspace = sampleWorkspace();
    const before = snapshot(workspace.root);
    const { exitCode, stdout, stderr } = l9(args, { cwd: workspace.root });
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(snapshot(workspace.root)).toEqual(before);
  });
});
