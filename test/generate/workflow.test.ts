import { existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { PHASES, type Phase } from "../../server/generate/blocker.ts";
import { verifyWith } from "../../server/generate/verify-command.ts";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { ADAPTER, blockersOf, good, random, TESTS, untouched } from "./outcome.ts";
import { isGone } from "./processes.ts";
import { answering, draftWith, goodDraft, MODULE_FILES, runIn, sampleWorkspace, SPEC } from "./workspace.ts";

// A run from its beginning to its end: phases, drafts, repairs, cancellation, the user's own check.

describe("a run", () => {
  it("goes through the nine phases in order and is attested, with eight checks passed", async () => {
    const { result, phases } = await untouched(sampleWorkspace(), good());
    expect(phases).toEqual([...PHASES]);
    expect(result?.status).toBe("attested");
    const { attestation, manifest, evidence } = result as Generated;
    expect(attestation.checks.map(({ status }) => status)).toEqual(Array(8).fill("passed"));
    expect(attestation.passed).toBe(true);
    expect(manifest.map(({ path, status, role }) => [path, status, role])).toEqual([
      [MODULE_FILES[0], "new", "code"],
      [MODULE_FILES[1], "new", "code"],
      [MODULE_FILES[2], "new", "code"],
      [MODULE_FILES[3], "new", "test"],
      [MODULE_FILES[4], "new", "document"],
    ]);
    expect(evidence.missing).toEqual([]);
    expect(evidence.rows.length).toBeGreaterThan(10);
  });
  it("gives the same result for the same inputs", async () => {
    const { root } = sampleWorkspace();
    const runs = [await runIn(root, good()), await runIn(root, good())];
    expect(JSON.stringify(runs[0]?.result)).toBe(JSON.stringify(runs[1]?.result));
  });
  it("applies safe fixes to the draft before it is accepted", async () => {
    const backend = answering(draftWith(ADAPTER, (text) => text.replace(/^import /m, "import json\nimport ")));
    const { result } = await untouched(sampleWorkspace(), backend);
    expect(backend.asked).toEqual(["generate"]);
    expect((result as Generated).draft).toEqual(goodDraft());
  });
});

describe("what a draft can not do", () => {
  it.each<[string, () => { files: { path: string; content: string }[] }, string]>([
    ["leave a file out", () => ({ files: goodDraft().files.slice(1) }), "lacks this file"],
    ["name a file twice", () => ({ files: [...goodDraft().files, ...goodDraft().files.slice(0, 1)] }), "twice"],
    [
      "modify what the spec lists, but not as its own",
      () => ({ files: [...goodDraft().files, { path: "api/server.py", content: "" }] }),
      "manifest",
    ],
    ["write git's files", () => ({ files: [...goodDraft().files, { path: ".git/hooks/pre-commit", content: "" }] }), "manifest"],
    ["write over the spec", () => ({ files: [...goodDraft().files, { path: SPEC, content: "" }] }), "manifest"],
    ["go over the budget", () => draftWith(ADAPTER, (text) => text + "# a line\n".repeat(2000)), "budget"],
    ["leave a category unproved", () => draftWith(TESTS, () => "def test_nothing() -> None:\n    assert True\n"), "test"],
    [
      "suppress a finding",
      () =>
        draftWith(
          ADAPTER,
          (text) => `from uuid import uuid4\n${text}\nthread_id: str = str(uuid4())  # l9: ignore[random_uuid] a call\n`,
        ),
      "adds a suppression comment",
    ],
    ["be no Python", () => draftWith(ADAPTER, () => "def (:\n"), "code_syntax"],
  ])("%s", async (_, draft, issue) => {
    const { result } = await untouched(sampleWorkspace(), answering(draft()), { maxRepairs: 0 });
    const blockers = blockersOf(result, "6_VALIDATE");
    expect(blockers.map((blocker) => blocker.issue).join("\n")).toContain(issue);
  });
});

it("a draft that hides an error of types loses the comment", async () => {
  const draft = draftWith(ADAPTER, (text) => `${text}\nLIMIT: int = 3  # type: ignore\n`);
  const { result } = await untouched(sampleWorkspace(), answering(draft), { maxRepairs: 0 });
  const adapter = (result as Generated).draft.files.find(({ path }) => path === ADAPTER)?.content ?? "";
  expect(adapter).toContain("\nLIMIT: int = 3\n");
  expect(adapter).not.toContain("type: ignore");
});

describe("repairs", () => {
  it.each([0, 1, 2, 3])("--max-repairs %i", async (maxRepairs) => {
    const backend = answering(random("1"), random("2"), random("3"), random("4"), random("5"));
    const { result } = await untouched(sampleWorkspace(), backend, { maxRepairs });
    expect(backend.asked).toEqual(["generate", ...Array<string>(maxRepairs).fill("repair")]);
    blockersOf(result, "6_VALIDATE");
  });
  it("end with the draft that is clean", async () => {
    const backend = answering(random("1"), random("2"), goodDraft());
    const { result, messages } = await untouched(sampleWorkspace(), backend);
    expect(result?.status).toBe("attested");
    expect(backend.asked).toEqual(["generate", "repair", "repair"]);
    expect(messages.some((message) => message.includes("repair 1 of 3"))).toBe(true);
  });
  it("end where the backend answers the same again", async () => {
    const backend = answering(random());
    blockersOf((await untouched(sampleWorkspace(), backend)).result, "6_VALIDATE");
    expect(backend.asked).toEqual(["generate", "repair"]);
  });
});

describe("cancelled", () => {
  it.each([...PHASES])("at %s: the reason is passed on, nothing is written", async (at) => {
    const cancel = new AbortController();
    const reason = new Error(`cancelled at ${at}`);
    const report = (phase: Phase): void => {
      if (phase === at) cancel.abort(reason);
    };
    const { error } = await untouched(sampleWorkspace(), good(), { signal: cancel.signal, report });
    expect(error).toBe(reason);
  });
  it("during the user's own check: its processes end", async () => {
    const workspace = sampleWorkspace();
    const cancel = new AbortController();
    const verify = verifyWith("sleep 60 & sleep 60; wait", workspace.root);
    const started = Date.now();
    const { error } = await untouched(workspace, good(), {
      signal: cancel.signal,
      verify: (draft, signal) => {
        setTimeout(() => cancel.abort(new Error("enough")), 300);
        return verify(draft, signal);
      },
    });
    expect(error?.message).toBe("enough");
    expect(Date.now() - started).toBeLessThan(20_000);
  });
});

describe("the user's own check", () => {
  const verified = async (command: string, workspace = sampleWorkspace()) => {
    const { result } = await untouched(workspace, good(), { verify: verifyWith(command, workspace.root) });
    return result;
  };
  it("sees the tree as it would be", async () => {
    const result = await verified(`test -f ${ADAPTER} && test -f api/server.py && test ! -e .git && echo fine`);
    expect((result as Generated).verify).toMatchObject({ exitCode: 0, output: "fine\n" });
  });
  it("writes into the tree as it would be, not into the workspace's own folders of the module", async () => {
    const result = await verified("echo x > api/left_behind.py && echo x > tests/left_behind.py");
    expect(result?.status).toBe("attested");
  });
  it("leaves nothing running", async () => {
    const workspace = sampleWorkspace();
    const started = Date.now();
    const result = await verified(`sleep 300 & echo $! > "${workspace.root}.pid"; echo started`, workspace);
    onTestFinished(() => rmSync(`${workspace.root}.pid`));
    expect((result as Generated).verify).toMatchObject({ exitCode: 0, output: "started\n" });
    expect(Date.now() - started).toBeLessThan(30_000);
    const pid = Number(readFileSync(`${workspace.root}.pid`, "utf8"));
    await vi.waitFor(() => expect(isGone(pid)).toBe(true), 5000);
  });
  it("reads nothing, and does not wait for what nobody types", async () => {
    expect(((await verified("cat; echo end")) as Generated).verify).toMatchObject({ exitCode: 0, output: "end\n" });
  });
  it("writes not through a link of the workspace: what lies behind it is never looked at, so it could not be attested", async () => {
    const workspace = sampleWorkspace();
    renameSync(workspace.path("tests"), workspace.path("all_tests"));
    symlinkSync("all_tests", workspace.path("tests"));
    const result = await verified("echo x > tests/left_behind.py", workspace);
    expect(result).toMatchObject({ status: "blocked", phase: "3_PLAN" });
    expect((result as Stopped).blockers[0]?.issue).toContain("its folder is a link");
    expect(existsSync(workspace.path("all_tests/left_behind.py"))).toBe(false);
  });
});
