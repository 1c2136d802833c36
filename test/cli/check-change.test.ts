import { execFileSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findings, folder, l9 } from "./run.ts";

const SPEC = `module:
  id: depot
  name: Depot
  purpose: Looks parcels up.
  kind: tool
  repo:
    allowed_new_files: [api/depot.py, tests/test_depot.py]
  interfaces:
    inbound: [{ name: find, payload_type: object }]
  error_policy: { default: fail_closed }
  acceptance:
    required: [parcel_found]
`;
const CODE = `from memory.substrate_service import MemorySubstrateService


async def find(service: MemorySubstrateService, key: str) -> object:
    return await service.find_packet(key)
`;
const TEST = `def test_parcel_found() -> None:
    assert 1 + 1 == 2
`;
const SERVICE = `class MemorySubstrateService:
    async def find_packet(self, key: str) -> object:
        return key
`;
/** Rules whose findings these files can have without more contracts. */
const SELECT = ["--select", "acceptance_test_missing,unknown_service_method,type_ignore,missing_type_hints"];

function git(cwd: string, ...args: string[]): string {
  const identity = [
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@example.org",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "protocol.file.allow=always",
  ];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  return execFileSync("git", [...identity, ...args], { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

function repository(more: Record<string, string> = {}): string {
  const cwd = folder({
    "MODULE_SPEC.yaml": SPEC,
    "api/depot.py": CODE,
    "tests/test_depot.py": TEST,
    "memory/substrate_service.py": SERVICE,
    "scripts/unrelated.py": "x = 1  # type: ignore\n",
    ...more,
  });
  git(cwd, "init", "-q", "-b", "main");
  git(cwd, "add", "-A");
  git(cwd, "commit", "-q", "-m", "start");
  return cwd;
}

function check(cwd: string, ...flags: string[]): string[] {
  const found = findings(l9(["check", ...flags, ...SELECT, "--format", "json"], { cwd }));
  return found.map(({ path, range, rule }) => `${path}:${range.start.line} ${rule}`);
}

const MISSING = "MODULE_SPEC.yaml:12 acceptance_test_missing";
const renameTest = (cwd: string): void => writeFileSync(join(cwd, "tests/test_depot.py"), TEST.replace("parcel_found", "parcel"));

describe("l9 check --changed", () => {
  it("says what a change broke in a file that did not change, told apart", () => {
    const cwd = repository();
    expect(check(cwd, "--changed")).toEqual([]);
    renameTest(cwd);
    expect(check(cwd, "--changed")).toEqual([MISSING]);
    const { stdout, exitCode } = l9(["check", "--changed", ...SELECT], { cwd });
    expect(stdout).toContain("Also broken");
    expect(exitCode).toBe(1);
  });
  it("leaves a file alone that no module has", () => {
    const cwd = repository();
    writeFileSync(join(cwd, "scripts/unrelated.py"), "x: int = 2  # type: ignore\n");
    const { stdout, exitCode } = l9(["check", "--changed"], { cwd });
    expect(stdout).toBe("Nothing to check: no spec and no file of a module differs from the last commit.\n");
    expect(exitCode).toBe(0);
  });
  it("follows a contract that came out different, and not one that only moved", () => {
    const cwd = repository();
    writeFileSync(join(cwd, "memory/substrate_service.py"), `"""Doc."""\n\n${SERVICE}`);
    expect(l9(["check", "--changed", ...SELECT], { cwd }).stdout).toMatch(/^Nothing to check/);
    writeFileSync(join(cwd, "memory/substrate_service.py"), SERVICE.replace("find_packet", "look_up"));
    expect(check(cwd, "--changed")).toEqual(["api/depot.py:5 unknown_service_method"]);
  });
  it("sees files that git does not know yet, and files that are gone", () => {
    const cwd = repository();
    writeFileSync(join(cwd, "api/other.py"), CODE);
    writeFileSync(
      join(cwd, "other.module-spec.yaml"),
      SPEC.replace("id: depot", "id: other").replace("api/depot.py, tests/test_depot.py", "api/other.py"),
    );
    expect(check(cwd, "--changed")).toEqual(["other.module-spec.yaml:12 acceptance_test_missing"]);
    rmSync(join(cwd, "other.module-spec.yaml"));
    rmSync(join(cwd, "tests/test_depot.py"));
    expect(check(cwd, "--changed")).toEqual([MISSING]);
  });
  it("works before the first commit", () => {
    const cwd = folder({ "MODULE_SPEC.yaml": SPEC, "api/depot.py": CODE });
    git(cwd, "init", "-q");
    expect(check(cwd, "--changed")).toEqual([MISSING]);
  });
  it("looks only at what changed in the folders that are named", () => {
    const cwd = repository({
      "lib/more.module-spec.yaml": SPEC.replace("id: depot", "id: more")
        .replace(/api\/depot/, "lib/more")
        .replace("tests/test_depot", "tests/test_more"),
      "tests/test_more.py": TEST,
    });
    renameTest(cwd);
    writeFileSync(join(cwd, "tests/test_more.py"), TEST.replace("parcel_found", "parcel"));
    expect(check(cwd, "--changed", "lib")).toEqual([]);
    expect(check(cwd, "--changed", "tests/test_depot.py")).toEqual([MISSING]);
    expect(check(cwd, "--changed")).toHaveLength(2);
  });
});

describe("l9 check --staged", () => {
  it("looks at the index, not at the work tree", () => {
    const cwd = repository();
    renameTest(cwd);
    expect(check(cwd, "--staged")).toEqual([]);
    git(cwd, "add", "-A");
    writeFileSync(join(cwd, "tests/test_depot.py"), TEST);
    expect(check(cwd, "--staged")).toEqual([MISSING]);
    expect(check(cwd, "--changed")).toEqual([]);
  });
  it("does not see files that are not staged, and sees staged ones that are gone from the disk", () => {
    const cwd = repository();
    writeFileSync(join(cwd, "api/depot.py"), `${CODE}y: int = 1  # type: ignore\n`);
    git(cwd, "add", "api/depot.py");
    rmSync(join(cwd, "api/depot.py"));
    rmSync(join(cwd, "tests/test_depot.py"));
    expect(check(cwd, "--staged")).toEqual(["api/depot.py:6 type_ignore"]);
  });
  it("reads the configuration that is staged", () => {
    const cwd = repository({ "l9.config.yaml": "rules: {}\n" });
    writeFileSync(join(cwd, "api/depot.py"), `${CODE}y: int = 1  # type: ignore\n`);
    git(cwd, "add", "-A");
    writeFileSync(join(cwd, "l9.config.yaml"), "rules: { type_ignore: off }\n");
    expect(findings(l9(["check", "--staged", "--format", "json"], { cwd })).map(({ rule }) => rule)).toContain("type_ignore");
  });
  it("works as a hook of git, from a sub-folder and in a linked work tree", () => {
    const cwd = repository();
    renameTest(cwd);
    git(cwd, "add", "-A");
    expect(check(join(cwd, "api"), "--staged", "--root", "..")).toEqual([`../${MISSING}`]);
    const linked = join(cwd, "..", `${cwd.split("/").at(-1)}-linked`);
    git(cwd, "worktree", "add", "-q", linked);
    try {
      renameTest(linked);
      git(linked, "add", "-A");
      const env = { GIT_DIR: git(linked, "rev-parse", "--absolute-git-dir").trim() };
      expect(
        findings(l9(["check", "--staged", ...SELECT, "--format", "json"], { cwd: linked, env })).map(({ rule }) => rule),
      ).toEqual(["acceptance_test_missing"]);
    } finally {
      rmSync(linked, { recursive: true });
    }
  });
});

describe("l9 check --since", () => {
  it("compares with where HEAD left a branch, or with the branch itself", () => {
    const cwd = repository();
    git(cwd, "checkout", "-q", "-b", "work");
    git(cwd, "checkout", "-q", "main");
    renameTest(cwd);
    git(cwd, "commit", "-qam", "main moves on");
    git(cwd, "checkout", "-q", "work");
    writeFileSync(join(cwd, "scripts/unrelated.py"), "x: int = 3\n");
    git(cwd, "commit", "-qam", "work");
    expect(l9(["check", "--since", "main", ...SELECT], { cwd }).stdout).toMatch(/^Nothing to check/);
    // Against main itself the test's name differs, and here it is right.
    expect(l9(["check", "--since", "main", "--no-merge-base", ...SELECT], { cwd }).stdout).toBe("No findings in 3 files.\n");
  });
  it("--new shows what the base did not have: moved lines and renamed files are old, a second equal line is new", () => {
    const old = "a: int = 1  # type: ignore\nb: int = 1  # type: ignore\n";
    const cwd = repository({ "api/depot.py": CODE + old });
    writeFileSync(join(cwd, "api/depot.py"), `"""Doc."""\n\n${CODE}${old}b: int = 1  # type: ignore\n`);
    expect(check(cwd, "--changed")).toHaveLength(3);
    expect(check(cwd, "--changed", "--new")).toEqual(["api/depot.py:10 type_ignore"]);
    const { stdout } = l9(["check", "--changed", "--new", ...SELECT], { cwd });
    expect(stdout).toContain("1 error in 3 files");
    expect(stdout).toContain("2 that were there before not shown");
    writeFileSync(join(cwd, "api/depot.py"), CODE + old);
    renameSync(join(cwd, "api/depot.py"), join(cwd, "api/depots.py"));
    writeFileSync(join(cwd, "MODULE_SPEC.yaml"), SPEC.replace("api/depot.py", "api/depots.py"));
    git(cwd, "add", "-A");
    expect(check(cwd, "--staged")).toHaveLength(2);
    expect(check(cwd, "--staged", "--new")).toEqual([]);
  });
  it("reads submodules as far as they are there", () => {
    const inner = repository();
    const cwd = folder({ "README.md": "Outer.\n" });
    git(cwd, "init", "-q");
    git(cwd, "submodule", "add", "-q", inner, "inner");
    git(cwd, "add", "-A");
    git(cwd, "commit", "-qm", "start");
    renameTest(join(cwd, "inner"));
    expect(check(cwd, "--changed", "--root", "inner")).toEqual([`inner/${MISSING}`]);
  });
});

describe("what git can not tell: exit 2, and why", () => {
  const told = (cwd: string, ...flags: string[]): string => {
    const { exitCode, stdout, stderr } = l9(["check", ...flags], { cwd });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    return stderr;
  };
  it("no repository, no git, no such commit, a shallow clone, a conflict", () => {
    expect(told(folder({ "a.py": "" }), "--changed")).toContain("not a git repository");
    const cwd = repository();
    expect(l9(["check", "--changed"], { cwd, env: { PATH: "/nonexistent" } }).stderr).toContain("no git program");
    expect(told(cwd, "--since", "nowhere")).toContain('git knows no commit "nowhere"');
    expect(told(cwd, "--since", "--output=/tmp/x")).toContain("knows no commit");
    writeFileSync(join(cwd, "scripts/unrelated.py"), "x: int = 4\n");
    git(cwd, "commit", "-qam", "second");
    const shallow = folder();
    git(shallow, "clone", "-q", "--depth", "1", `file://${cwd}`, "clone");
    expect(told(join(shallow, "clone"), "--since", "HEAD~1")).toContain("shallow");
    git(cwd, "checkout", "-q", "-b", "other", "HEAD~1");
    writeFileSync(join(cwd, "scripts/unrelated.py"), "x: int = 5\n");
    git(cwd, "commit", "-qam", "third");
    expect(() => git(cwd, "merge", "-q", "main")).toThrow("Command failed");
    expect(told(cwd, "--staged")).toContain("merge conflict");
  });
  it.each([
    [["--changed", "--staged"], "different changes"],
    [["--new"], "--changed, --staged or --since"],
    [["--no-merge-base"], "--since"],
    [["--changed", "--no-merge-base"], "--since"],
    [["--staged", "--fix"], "--fix"],
    [["--changed", "--write-baseline"], "baseline"],
    [["--changed", "--stdin-filename", "a.py"], "--stdin-filename"],
  ])("l9 check %j", (flags, message) => {
    expect(told(folder(), ...flags)).toContain(message);
  });
});

describe("a change and the baseline of the configuration", () => {
  const DIRTY = "x: int = 1  # type: ignore\n";
  function recorded(): string {
    const cwd = repository({
      "l9.config.yaml": "scope: all\nbaseline: known.json\n",
      "scripts/a.py": DIRTY,
      "scripts/b.py": DIRTY,
    });
    l9(["check", "--write-baseline", "--select", "type_ignore"], { cwd });
    git(cwd, "add", "-A");
    git(cwd, "commit", "-q", "-m", "baseline");
    return cwd;
  }

  it("leaves known findings out, tells unused entries of what was checked or went alone, and counts none twice with --new", () => {
    const cwd = recorded();
    writeFileSync(join(cwd, "scripts/a.py"), `y: int = 1\n${DIRTY}`);
    expect(check(cwd, "--changed")).toEqual([]);
    writeFileSync(join(cwd, "scripts/a.py"), DIRTY + DIRTY);
    expect(check(cwd, "--changed")).toEqual(["scripts/a.py:2 type_ignore"]);
    expect(check(cwd, "--changed", "--new")).toEqual(["scripts/a.py:2 type_ignore"]);
    writeFileSync(join(cwd, "scripts/a.py"), "y: int = 1\n");
    rmSync(join(cwd, "scripts/b.py"));
    const strict = l9(["check", "--changed", "--baseline-strict", "--format", "json"], { cwd });
    expect(strict.exitCode).toBe(1);
    expect(findings(strict).map(({ path, rule }) => `${path} ${rule}`)).toEqual([
      "known.json unused_baseline_entry",
      "known.json unused_baseline_entry",
    ]);
  });
  it("shows what the change takes out of the baseline", () => {
    const cwd = recorded();
    const text = readFileSync(join(cwd, "known.json"), "utf8");
    writeFileSync(join(cwd, "known.json"), text.replace(/^.*scripts\/b\.py.*\n/m, ""));
    git(cwd, "add", "-A");
    expect(check(cwd, "--staged")).toEqual(["scripts/b.py:1 type_ignore"]);
  });
  it("takes the staged baseline for what is staged", () => {
    const cwd = recorded();
    writeFileSync(join(cwd, "scripts/a.py"), `y: int = 1\n${DIRTY}`);
    git(cwd, "add", "-A");
    writeFileSync(join(cwd, "known.json"), "{");
    expect(check(cwd, "--staged")).toEqual([]);
  });
});
