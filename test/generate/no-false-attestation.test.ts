import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../program.ts";
import { ADAPTER, backend, generate, verify } from "./command-line.ts";
import { sampleWorkspace, type Workspace } from "./workspace.ts";

// The ways in which an attestation could be had that is not true, tried.

beforeAll(() => void builtProgram(), 120_000);

/** A workspace with the module written and attested. */
function attested(): Workspace {
  const workspace = sampleWorkspace();
  expect(generate(workspace, ...backend(), "--verify", "true").exitCode).toBe(0);
  return workspace;
}

describe("a file of the module that was not read is no clean file", () => {
  it("in another encoding, above what a look at it would have found", () => {
    const workspace = attested();
    const text = `# -*- coding: latin-1 -*-\n# caf\xe9\n${workspace.read(ADAPTER)}LIMIT: int = "3"  # type: ignore\n`;
    writeFileSync(workspace.path(ADAPTER), Buffer.from(text, "latin1"));
    const { exitCode, stdout } = verify(workspace);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining("| No forbidden patterns | ✗ 1 findings: file_skipped |"),
    });
    expect(stdout).toContain("**ATTESTATION:** Failed.");
  });
});
