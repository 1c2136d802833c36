import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asNobody, findings, folder, l9 } from "./run.ts";

const BAD = "x: int = 1  # type: ignore\n";
const FIXED = "x: int = 1\n";
const UNSAFE = [
  "from uuid import uuid4, uuid5",
  "",
  "from orders.ids import NAMESPACE",
  "",
  "",
  "def start(conversation_id: str) -> str:",
  "    thread_id = str(uuid4())",
  "    return thread_id",
  "",
].join("\n");

const text = (...path: string[]): string => readFileSync(join(...path), "utf8");

it("a read-only file is left as it is, also by a user who may write everything; the others are fixed", () => {
  const bad = "x: int = 1  # type: ignore\n";
  const cwd = folder({ "a.py": bad, "b.py": bad, "l9.config.yaml": "scope: all\n" });
  chmodSync(join(cwd, "a.py"), 0o444);
  const { exitCode, stderr } = l9(["check", "--fix"], { cwd });
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "l9: a.py is read-only, so it is left as it is\n" });
  expect(readFileSync(join(cwd, "a.py"), "utf8")).toBe(bad);
  expect(statSync(join(cwd, "a.py")).mode & 0o777).toBe(0o444);
  expect(readFileSync(join(cwd, "b.py"), "utf8")).toBe("x: int = 1\n");
});

describe("--fix", () => {
  it("applies safe fixes until none is left and shows what remains", () => {
    const cwd = folder({ "a.py": `import os\nimport sys\n${BAD}` });
    const outcome = l9(["check", "a.py", "--fix"], { cwd });
    expect(text(cwd, "a.py")).toBe(FIXED);
    expect(outcome).toEqual({ exitCode: 0, stdout: "No findings in 1 file; 3 fixes applied.\n", stderr: "" });
  });
  it("leaves unsafe fixes to --unsafe-fixes", () => {
    const cwd = folder({ "a.py": UNSAFE });
    expect(l9(["check", "a.py", "--fix", "--select", "random_uuid"], { cwd }).exitCode).toBe(1);
    expect(text(cwd, "a.py")).toBe(UNSAFE);
    expect(l9(["check", "a.py", "--unsafe-fixes", "--select", "random_uuid"], { cwd }).exitCode).toBe(0);
    expect(text(cwd, "a.py")).not.toContain("uuid4()");
  });
  it("gives no keyword a second time", () => {
    const models =
      'from pydantic import BaseModel\n\n\nclass PacketProvenance(BaseModel):\n    source: str\n    tool: str = ""\n';
    const twice = 'from memory.substrate_models import PacketProvenance\n\nPacketProvenance(source="shop", sourc="again")\n';
    const once = twice.replace('source="shop", ', "");
    const cwd = folder({
      "l9.config.yaml": "scope: all\n",
      "memory/substrate_models.py": models,
      "tools/a.py": twice,
      "tools/b.py": once,
    });
    l9(["check", "tools", "--unsafe-fixes", "--select", "unknown_model_field"], { cwd });
    expect(text(cwd, "tools/a.py")).toBe(twice);
    expect(text(cwd, "tools/b.py")).toBe(once.replace("sourc=", "source="));
  });
  it("fixes only the rules selected and only the files asked for", () => {
    const cwd = folder({ "a.py": `import os\n${BAD}`, "b.py": BAD });
    l9(["check", "a.py", "--fix", "--select", "type_ignore"], { cwd });
    expect(text(cwd, "a.py")).toBe(`import os\n${FIXED}`);
    expect(text(cwd, "b.py")).toBe(BAD);
  });
  it("fixes nothing that is suppressed", () => {
    const source = "import os  # l9: ignore[unused_imports] for its side effect\n";
    const cwd = folder({ "a.py": source });
    expect(l9(["check", "a.py", "--fix"], { cwd }).exitCode).toBe(0);
    expect(text(cwd, "a.py")).toBe(source);
  });
  it("keeps the mode, the BOM and the line endings", () => {
    const cwd = folder({ "a.py": "\ufeff#!/usr/bin/env python\r\nimport os\r\nx: int = 1  # type: ignore\r\n" });
    chmodSync(join(cwd, "a.py"), 0o751);
    l9(["check", "a.py", "--fix"], { cwd });
    expect(text(cwd, "a.py")).toBe("\ufeff#!/usr/bin/env python\r\nx: int = 1\r\n");
    expect(statSync(join(cwd, "a.py")).mode & 0o777).toBe(0o751);
    expect(readdirSync(cwd)).toEqual(["a.py"]);
  });
  it("does not touch a file without fixes", () => {
    const cwd = folder({ "a.py": FIXED });
    const before = statSync(join(cwd, "a.py"));
    l9(["check", "a.py", "--fix"], { cwd });
    const after = statSync(join(cwd, "a.py"));
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
  });
  it("refuses when the configuration is broken", () => {
    const cwd = folder({ "a.py": BAD, "l9.config.yaml": "scop: all\n" });
    expect(l9(["check", "a.py", "--fix"], { cwd })).toMatchObject({ exitCode: 2, stdout: "" });
    expect(text(cwd, "a.py")).toBe(BAD);
  });
});

describe("a fix that would break its file", () => {
  const IMPORT = "from memory.substrate_models import PacketEnvelopeIn\n\nprint(PacketEnvelopeIn)\n";
  const files = {
    "apps/shop/memory/substrate_models.py":
      "from pydantic import BaseModel\n\n\nclass PacketEnvelopeIn(BaseModel):\n    packet_type: str\n",
    "tools/x.py": IMPORT,
  };
  const title = "Import PacketEnvelopeIn from apps.shop.memory.substrate_models";
  const why =
    "`memory.substrate_models` and `apps.shop.memory.substrate_models` are one module seen from two folders, and from which of them Python starts is not known";

  it("is left out: the finding stays and says why", () => {
    const cwd = folder(files);
    const args = ["check", "tools/x.py", "--fix", "--select", "import_source"];
    const outcome = l9(args, { cwd });
    expect(text(cwd, "tools/x.py")).toBe(IMPORT);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stdout).toContain(`  fix  "${title}" is left out: ${why}\n`);
    expect(outcome.stdout).not.toContain("fixable with --fix");
    const [finding] = findings(l9([...args, "--format", "json"], { cwd }));
    expect(finding).toMatchObject({ fix: null, data: { fixLeftOut: { title, why } } });
  });
  it("is told of on stderr where stdout holds a diff or a source", () => {
    const cwd = folder(files);
    const told = `l9: tools/x.py:1:37: [import_source] "${title}" is left out: ${why}\n`;
    const args = ["check", "--fix", "--select", "import_source", "--root", "."];
    expect(l9([...args, "--diff", "tools/x.py"], { cwd })).toEqual({ exitCode: 1, stdout: "", stderr: told });
    expect(l9([...args, "--stdin-filename", "tools/x.py"], { cwd, stdin: IMPORT })).toEqual({
      exitCode: 1,
      stdout: IMPORT,
      stderr: told,
    });
  });
});

describe("--fix and links", () => {
  it("changes what a link points to and keeps the link", () => {
    const cwd = folder({ "real/a.py": BAD });
    symlinkSync("real/a.py", join(cwd, "link.py"));
    l9(["check", "link.py", "--fix"], { cwd });
    expect(lstatSync(join(cwd, "link.py")).isSymbolicLink()).toBe(true);
    expect(readlinkSync(join(cwd, "link.py"))).toBe("real/a.py");
    expect(text(cwd, "real/a.py")).toBe(FIXED);
  });
  it("never leads out of the folder that was asked for", () => {
    const outside = folder({ "a.py": BAD });
    const cwd = folder({ "b.py": BAD });
    symlinkSync(join(outside, "a.py"), join(cwd, "link.py"));
    l9(["check", ".", "--fix", "--scope", "all"], { cwd });
    expect(text(cwd, "b.py")).toBe(FIXED);
    expect(text(outside, "a.py")).toBe(BAD);
  });
});

describe("--fix where nothing can be written", () => {
  it("says so, exits 2, and leaves the file whole", () => {
    const cwd = folder({ "a.py": BAD });
    chmodSync(cwd, 0o555);
    const outcome = asNobody(["check", "a.py", "--fix"], cwd);
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("a.py can not be written");
    expect(text(cwd, "a.py")).toBe(BAD);
  });
});

describe("--diff", () => {
  it("writes nothing; what it prints is a patch", () => {
    const cwd = folder({ "api/a b.py": `import os\n\n\n${BAD}`, "c.py": BAD });
    const outcome = l9(["check", "--diff", "--scope", "all"], { cwd });
    expect(text(cwd, "c.py")).toBe(BAD);
    expect(outcome.exitCode).toBe(1);
    execFileSync("git", ["apply", "-"], { cwd, input: outcome.stdout });
    expect(findings(l9(["check", "--scope", "all", "--format", "json"], { cwd }))).toEqual([]);
  });
  it("shows unsafe fixes only with --unsafe-fixes", () => {
    const cwd = folder({ "a.py": UNSAFE });
    expect(l9(["check", "a.py", "--diff", "--select", "random_uuid"], { cwd }).stdout).toBe("");
    expect(l9(["check", "a.py", "--diff", "--unsafe-fixes", "--select", "random_uuid"], { cwd }).stdout).toContain(
      "-    thread_id = str(uuid4())",
    );
    expect(text(cwd, "a.py")).toBe(UNSAFE);
  });
  it("is empty when there is nothing to fix", () => {
    expect(l9(["check", "a.py", "--diff"], { cwd: folder({ "a.py": FIXED }) })).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });
});
