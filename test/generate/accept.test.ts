import { createHash } from "node:crypto";
import { rmSync, utimesSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { l9 } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { ADAPTER, attested, generate, README, verify } from "./command-line.ts";
import { sampleWorkspace, SPEC, type Workspace } from "./workspace.ts";

// `l9 verify --accept`: that a person has looked at what no check looks at, and that it is never more than that.

beforeAll(() => void builtProgram(), 120_000);

const ACCEPTANCE = ".l9/accepted/orders_webhook.json";
const REPORT = ".l9/reports/orders_webhook.md";
const COMMIT = "0123456789abcdef0123456789abcdef01234567";

interface Verified {
  agrees: boolean;
  outcome: string;
  differences: string[];
  accepted: { by: string; at: string; commit: string | null; reason: string | null; differences: string[] } | null;
}

const asJson = (workspace: Workspace): Verified => JSON.parse(verify(workspace, "--format", "json").stdout) as Verified;
const lastLines = (stdout: string): string[] => stdout.split("\n").slice(-4);

/** An attested workspace that git knows, with a word changed in the module's document. */
function changed(): Workspace {
  const workspace = attested();
  workspace.write(".git/HEAD", "ref: refs/heads/main\n");
  workspace.write(".git/config", '[user]\n\tname = Ann Example\n\temail = "ann@example.org"\n');
  workspace.write(".git/objects/info/none", "");
  workspace.write(".git/refs/heads/main", `${COMMIT}\n`);
  workspace.write(README, `${workspace.read(README)}\nA word more.\n`);
  return workspace;
}

function accepted(): Workspace {
  const workspace = changed();
  expect(verify(workspace, "--accept", "--reason", "a word of the docs")).toMatchObject({ exitCode: 0, stderr: "" });
  return workspace;
}

describe("a change that a person has looked at", () => {
  it("is told as such, with who, at which commit and why, and the verdict stays as it is computed", () => {
    const workspace = changed();
    const before = verify(workspace);
    expect(before.exitCode).toBe(1);
    const { exitCode, stdout } = verify(workspace, "--accept", "--reason", "a word of the docs");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`- ${README} has changed (accepted by a person)\n`);
    expect(stdout).toContain(`Recorded in ${ACCEPTANCE}: commit it with the change.`);
    const after = verify(workspace);
    expect(after.exitCode).toBe(0);
    const who =
      /^Accepted by a person: Ann Example <ann@example\.org>, \d{4}-\S+Z, at commit 0123456789ab\. The verdict above is computed without it\. Why: a word of the docs$/m;
    expect(after.stdout).toMatch(who);
    // Nothing but what is said of the person.
    const computed = after.stdout
      .replace(" (accepted by a person)", "")
      .replace(who, "")
      .replace(/\n\nThe module's tests.*\n$/, "\n");
    expect(computed).toBe(before.stdout);
    expect(asJson(workspace)).toMatchObject({
      agrees: false,
      outcome: "accepted",
      differences: [`${README} has changed`],
      accepted: {
        by: "Ann Example <ann@example.org>",
        commit: COMMIT,
        reason: "a word of the docs",
        differences: [`${README} has changed`],
      },
    });
  });

  it("is told again where it goes on", () => {
    const workspace = accepted();
    workspace.write(SPEC, `${workspace.read(SPEC)}# a note\n`);
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`- the spec has changed\n- ${README} has changed (accepted by a person)\n`);
    workspace.write(README, `${workspace.read(README)}\nAnd another.\n`);
    expect(asJson(workspace)).toMatchObject({ outcome: "differs", accepted: { differences: [] } });
  });

  it("is nothing more where it is taken back, and of no account where the module is generated again", () => {
    const workspace = accepted();
    const text = workspace.read(README);
    workspace.write(README, text.slice(0, -"\nA word more.\n".length));
    expect(asJson(workspace)).toMatchObject({ agrees: true, outcome: "agrees", differences: [] });
    workspace.write(README, text);
    workspace.write(REPORT, sampleReport());
    const { exitCode, stdout, stderr } = verify(workspace);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: `the acceptance ${ACCEPTANCE} is about another attestation than the one in the report, so it counts for nothing.\n`,
    });
    expect(stdout).not.toContain("accepted");
  });

  it("is not recorded where a check fails, where nothing differs, or where there is no attestation", () => {
    const workspace = attested();
    expect(verify(workspace, "--accept")).toMatchObject({
      exitCode: 0,
      stdout: "Nothing differs from what was attested: there is nothing to accept.\n",
    });
    workspace.write(ADAPTER, `${workspace.read(ADAPTER)}\nLIMIT: int = 3  # type: ignore\n`);
    expect(verify(workspace, "--accept")).toMatchObject({
      exitCode: 1,
      stdout:
        "- no_type_ignore was passed and is failed: ✗ 1 findings: type_ignore\nWhat the program computes is not for a person to accept: mend it, or generate again. Nothing is recorded.\n",
    });
    expect(() => workspace.read(ACCEPTANCE)).toThrow(/ENOENT/);
    expect(verify(sampleWorkspace({ generated: true }), "--accept")).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("hides no check that fails later", () => {
    const workspace = accepted();
    workspace.write("l9.config.yaml", "rules: { type_ignore: off }\n");
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("- no_type_ignore was passed and is off:");
    expect(verify(workspace, "--accept").exitCode).toBe(1);
  });

  it("is a person's: an agent is refused", () => {
    const workspace = changed();
    const { exitCode, stderr } = l9(["verify", SPEC, "--accept"], { cwd: workspace.root, env: { CLAUDECODE: "1" } });
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("have the person run it") });
  });

  it.each([
    [["--accept", "--verify", "true"], "--accept runs no command"],
    [["--reason", "x"], "give it with --accept"],
  ])("with %j it is refused", (flags, message) => {
    const { exitCode, stderr } = verify(attested(), ...flags);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) });
  });
});

/** The report of another run over the same module. */
function sampleReport(): string {
  const workspace = sampleWorkspace();
  expect(generate(workspace).exitCode).toBe(0);
  return workspace.read(REPORT);
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("what nobody accepted or attested is told", () => {
  it.each<[string, (text: string) => string, string]>([
    [
      "an edited hash",
      (text) => text.replace(/("docs\/orders_webhook.md": ")\w+/, `$1${sha256("other")}`),
      "was edited since it was recorded",
    ],
    ["an edited name", (text) => text.replace("Ann Example", "Bob Example"), "was edited since it was recorded"],
    ["another shape", (text) => text.replace('"by"', '"who"'), "is not as `l9 verify --accept` writes it"],
    ["no JSON", (text) => text.slice(0, -3), "is not as `l9 verify --accept` writes it"],
    ["another module's, with its digest", (text) => resigned(text, "module", "payments_webhook"), "is one of payments_webhook"],
  ])("an acceptance with %s", (_, edit, why) => {
    const workspace = accepted();
    workspace.write(ACCEPTANCE, edit(workspace.read(ACCEPTANCE)));
    const line = `- the acceptance ${ACCEPTANCE} ${why}, so it counts for nothing\n`;
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(line);
    expect(stdout).toContain(`- ${README} has changed\n`);
    // Also where the module itself is as attested.
    workspace.write(README, workspace.read(README).slice(0, -"\nA word more.\n".length));
    expect(verify(workspace)).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(line) });
    rmSync(workspace.path(ACCEPTANCE));
    expect(verify(workspace).exitCode).toBe(0);
  });

  it.each<[string, (text: string) => string]>([
    ["its table", (text) => text.replace("| No # type: ignore | ✓ |", "| No # type: ignore | ✓ twice |")],
    ["the code that it shows", (text) => text.replace("class OrdersWebhookAdapter", "class Other")],
    ["a hash of its stamp", (text) => text.replace(/("docs\/orders_webhook.md": ")\w+/, `$1${sha256("x")}`)],
    ["a line behind it", (text) => `${text}\nAll checks passed.\n`],
  ])("an edited report: %s", (_, edit) => {
    const workspace = attested();
    workspace.write(REPORT, edit(workspace.read(REPORT)));
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`- the report ${REPORT} was edited since it was written\n`);
    expect(stdout).toContain("**ATTESTATION:** Failed");
    expect(verify(workspace, "--accept").exitCode).toBe(1);
  });

  it("a stamp that was forged with its digest, by what is computed again", () => {
    const workspace = attested();
    workspace.write(ADAPTER, `${workspace.read(ADAPTER)}\nLIMIT: int = 3  # type: ignore\n`);
    const text = workspace.read(REPORT);
    const start = text.lastIndexOf("<!-- l9-attestation");
    const carried = JSON.parse(text.slice(start + "<!-- l9-attestation".length, text.lastIndexOf("-->"))) as {
      stamp: { files: Record<string, string> };
      checks: object[];
    };
    carried.stamp.files[ADAPTER] = sha256(workspace.read(ADAPTER));
    const { stamp, checks } = carried;
    const digest = sha256(`${text.slice(0, start - 1)}\n${JSON.stringify({ stamp, checks })}`);
    workspace.write(
      REPORT,
      `${text.slice(0, start)}<!-- l9-attestation\n${JSON.stringify({ stamp, checks, digest }, null, 2)}\n-->\n`,
    );
    const { exitCode, stdout } = verify(workspace);
    expect(exitCode).toBe(1);
    expect(lastLines(stdout).join("\n")).toContain("no_type_ignore was passed and is failed");
    expect(stdout).not.toContain("was edited");
  });

  it("a journal that this machine did not write", () => {
    const workspace = attested();
    const run = ".l9/staging/4194304-1-00000000";
    workspace.write(`${run}/0`, "evil\n");
    workspace.write(`${run}/journal.json`, JSON.stringify({ moves: [{ to: README, staged: "1:2:3", before: null }] }));
    // Longer ago than a write takes.
    utimesSync(workspace.path(`${run}/journal.json`), 0, 0);
    const { exitCode, stderr } = verify(workspace);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `${run}/journal.json was not written on this machine: nothing of it was followed.\n`,
    });
  });
});

/** An acceptance with one field otherwise, and the digest that fits. */
function resigned(text: string, field: string, value: string): string {
  const { digest: _, ...acceptance } = { ...(JSON.parse(text) as Record<string, unknown>), [field]: value } as Record<
    string,
    unknown
  >;
  return JSON.stringify({ ...acceptance, digest: sha256(JSON.stringify(acceptance)) });
}
