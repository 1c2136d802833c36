import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, l9 } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { ADAPTER, attested, backend, generate, README, verify } from "./command-line.ts";
import { MODULE_FILES, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

// What `l9 generate` writes, and what `l9 verify` says of it later.

beforeAll(() => void builtProgram(), 120_000);

describe("the embedded backend", () => {
  it("writes the sample's module, of which check finds nothing and git sees no other file; verified until a byte changes", () => {
    const workspace = sampleWorkspace();
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: workspace.root, encoding: "utf8" });
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qm", "before");
    const { exitCode, stdout, stderr } = generate(workspace);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const report = readFileSync(workspace.path(".l9/reports/orders_webhook.md"), "utf8");
    expect(report.match(/^## .*/gm)?.filter((heading) => /^## [A-Z_ ]+$/.test(heading))).toEqual([
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
    expect(stdout).toContain("The whole report: .l9/reports/orders_webhook.md\n");
    const planned = MODULE_FILES.map((path) => `?? ${path}`).sort();
    expect(git("status", "--porcelain", "-uall").trim().split("\n").sort()).toEqual(planned);
    const check = l9(["check", SPEC, ...MODULE_FILES], { cwd: workspace.root });
    expect(check).toMatchObject({ exitCode: 0, stdout: "No findings in 6 files.\n" });
    const agrees = verify(workspace);
    expect(agrees).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("All checks passed") });

    workspace.write(README, `${workspace.read(README)} `);
    const differs = verify(workspace);
    expect(differs).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`- ${README} has changed\n`) });
    expect(differs.stdout).toMatch(/\*\*ATTESTATION:\*\* Failed: since it was attested, \S+ has changed\.\n$/);
    expect(differs.stdout).not.toContain("All checks passed");
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
    [
      "the configuration",
      (w) => w.write("l9.config.yaml", "max_file_size: 100000\n"),
      "- the configuration has changed: max_file_size is new",
    ],
    [
      "rules and rows, each by its key",
      (w) => {
        w.write(
          "l9.config.yaml",
          "rules: { random_uuid: warning }\ncontracts: { packet: TransportPacket }\nprofile: { budget: { max_files: 30 } }\n",
        );
        w.write(".l9/rules/no-print.yaml", "id: no_print\nlanguage: python\nmessage: A print.\nrule: { pattern: print($X) }\n");
      },
      "- the configuration has changed: contracts.packet is new, own_rules.no_print is new, profile.budget is new, rules.random_uuid is new",
    ],
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
    const workspace = attested();
    change(workspace);
    const { exitCode, stdout } = verify(workspace);
    expect({ exitCode, lines: stdout.split("\n") }).toEqual({ exitCode: 1, lines: expect.arrayContaining([line]) });
    expect(stdout.trimEnd().split("\n").at(-1)).toContain(line.slice(2));
    expect(stdout).not.toContain("All checks passed");
  });
  it("many things, of which the last line names three", () => {
    const workspace = attested();
    for (const path of MODULE_FILES) workspace.write(path, `${workspace.read(path)}\n`);
    workspace.write(SPEC, `${workspace.read(SPEC)}# a note\n`);
    const last = verify(workspace).stdout.trimEnd().split("\n").at(-1);
    expect(last).toMatch(
      /^\*\*ATTESTATION:\*\* Failed: since it was attested, the spec has changed; \S+ has changed; \S+ has changed; and \d+ more\.$/,
    );
  });
  it("nothing where the command or the backend is another", () => {
    const workspace = attested();
    workspace.write("l9.config.yaml", "generate: { max_repairs: 1 }\n");
    expect(verify(workspace).exitCode).toBe(0);
  });
  it("what a baseline hides, and nothing where one is only named", () => {
    const workspace = attested();
    workspace.write("l9.config.yaml", "baseline: known.json\n");
    workspace.write("known.json", '{"version": 2, "findings": {}}');
    expect(verify(workspace).exitCode).toBe(0);
    workspace.write(ADAPTER, `${workspace.read(ADAPTER)}\nLIMIT: int = 3  # type: ignore\n`);
    const { root: cwd } = workspace;
    expect(l9(["check", ADAPTER, "--write-baseline"], { cwd }).exitCode).toBe(0);
    expect(l9(["check", ADAPTER], { cwd })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 in the baseline not shown"),
    });
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("- no_type_ignore was passed and is failed: ✗ 1 findings: type_ignore");
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
});

describe("a verification runs the command", () => {
  const lastLine = (stdout: string): string | undefined => stdout.trimEnd().split("\n").at(-1);
  it("on the module as it stands, and differs where it fails", () => {
    const workspace = attested();
    const before = snapshot(workspace.root);
    const good = verify(workspace, "--verify", `grep -q . ${ADAPTER} && touch left.txt`);
    expect({ exitCode: good.exitCode, last: lastLine(good.stdout) }).toEqual({
      exitCode: 0,
      last: `Verified: \`grep -q . ${ADAPTER} && touch left.txt\` ended with exit code 0.`,
    });
    const bad = verify(workspace, "--verify", "echo one test failed; exit 3");
    expect(bad).toMatchObject({ exitCode: 1, stderr: "one test failed\n" });
    expect(bad.stdout).toContain("**ATTESTATION:** Failed: `echo one test failed; exit 3` ended with exit code 3.\n");
    expect(lastLine(bad.stdout)).toBe("Failed: `echo one test failed; exit 3` ended with exit code 3.");
    const json = JSON.parse(verify(workspace, "--verify", "exit 3", "--format", "json").stdout) as object;
    expect(json).toMatchObject({
      agrees: false,
      differences: ["`exit 3` ended with exit code 3"],
      verify: { command: "exit 3", exitCode: 3 },
    });
    expect(snapshot(workspace.root)).toEqual(before);
  });
  it("that the user's own settings name, in a generation too; without one it says that nothing was run, and how to", () => {
    const workspace = attested();
    expect(lastLine(verify(workspace).stdout)).toMatch(/^The module's tests were not run\. `--verify COMMAND` runs them/);
    const settings = (command: string): { cwd: string; env: Record<string, string> } => ({
      cwd: workspace.root,
      env: { XDG_CONFIG_HOME: folder({ "l9/config.yaml": `generate: { verify: ${command} }\n` }) },
    });
    const dry = ["generate", SPEC, ...backend(), "--dry-run"];
    const failed = "**ATTESTATION:** Failed: `exit 3` ended with exit code 3.\n";
    for (const args of [["verify", SPEC], dry])
      expect(l9(args, settings("exit 3"))).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(failed) });
    for (const args of [["verify", SPEC], dry])
      expect(lastLine(l9(args, settings("exit 0")).stdout)).toBe("Verified: `exit 0` ended with exit code 0.");
  });
  it("of the user, and says that the workspace's own is passed over", () => {
    const workspace = attested();
    workspace.write("l9.config.yaml", "generate: { verify: exit 3 }\n");
    const ignored = "l9.config.yaml: generate.verify is not used, because the workspace is not trusted";
    const passedOver = verify(workspace);
    expect(passedOver).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(ignored) });
    const generated = generate(workspace, ...backend(), "--dry-run", "--report", "report.md");
    expect(generated).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(ignored) });
    expect(workspace.read("report.md")).toContain(
      "Not used, because the workspace is not trusted: `generate.verify` of its configuration.",
    );
    // What only a generation would use is not missed by a verification.
    workspace.write("l9.config.yaml", "generate: { backend: command, command: exit 3 }\n");
    expect(verify(workspace)).toMatchObject({ exitCode: 0, stderr: "" });
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
