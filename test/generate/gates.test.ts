import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { InventionRequired } from "../../server/generate/backend.ts";
import type { Generated } from "../../server/generate/workflow.ts";
import { parseConfig } from "../../server/project/config.ts";
import { ADAPTER, blockersOf, good, lineOf, random, untouched } from "./outcome.ts";
import { answering, goodDraft, sampleWorkspace, snapshot, SPEC } from "./workspace.ts";

// The gates of a run, in the workflow's order.

describe("each gate blocks with the four fields, and nothing is written", () => {
  it("files_read: a Space file that can not be read", async () => {
    const workspace = sampleWorkspace();
    workspace.write("space/openapi.json", '{"openapi": ');
    const backend = answering(goodDraft());
    const { result, phases } = await untouched(workspace, backend);
    const [blocker] = blockersOf(result, "0_READ");
    expect(blocker).toMatchObject({ blocker: "HARD_STOP", file: "space/openapi.json", line: 1 });
    expect(phases).toEqual(["0_READ"]);
    expect(backend.asked).toEqual([]);
  });
  it("spec_valid: a hole in the spec, told at its line", async () => {
    const workspace = sampleWorkspace();
    workspace.write(SPEC, workspace.read(SPEC).replace(/^ {2}purpose: .*\n/m, ""));
    const backend = answering(goodDraft());
    const { result } = await untouched(workspace, backend);
    const blockers = blockersOf(result, "1_PARSE");
    const line = workspace.read(SPEC).split("\n").indexOf("module:") + 1;
    expect(blockers.map(({ blocker, file, line: at }) => [blocker, file, at])).toEqual([["SPEC_BLOCKER", SPEC, line]]);
    expect(blockers[0]?.issue).toContain("module.purpose");
    expect(backend.asked).toEqual([]);
  });
  it("spec_valid: a hole whose severity is lowered blocks all the same", async () => {
    const workspace = sampleWorkspace();
    workspace.write(SPEC, workspace.read(SPEC).replace(/^ {2}purpose: .*\n/m, ""));
    const { config } = await parseConfig("rules: { missing_spec_key: info }\n");
    const { result } = await untouched(workspace, good(), { config });
    expect(blockersOf(result, "1_PARSE")[0]?.issue).toContain("module.purpose");
  });
  it("contracts_clear: a model that is nowhere", async () => {
    const workspace = sampleWorkspace();
    for (const [name, text] of Object.entries(snapshot(workspace.root)))
      if (text.includes("PacketEnvelopeIn")) workspace.write(name, text.replaceAll("PacketEnvelopeIn", "EnvelopeIn"));
    const backend = answering(goodDraft());
    const { result } = await untouched(workspace, backend);
    expect(blockersOf(result, "2_EXTRACT")[0]?.issue).toContain("PacketEnvelopeIn");
    expect(backend.asked).toEqual([]);
  });
  it("contracts_clear: an executor whose loop nobody can see, with a question", async () => {
    const workspace = sampleWorkspace();
    workspace.write(SPEC, workspace.read(SPEC).replace("kind: adapter", "kind: executor"));
    workspace.write("core/agents/executor.py", "class AgentExecutorService:\n    pass\n");
    rmSync(workspace.path("space/core.agents.py.md"));
    const { result } = await untouched(workspace, good());
    const unclear = blockersOf(result, "2_EXTRACT").filter(({ blocker }) => blocker === "CONTRACT_UNCLEAR");
    expect(unclear.length).toBeGreaterThan(0);
    for (const blocker of unclear) expect(Object.keys(blocker)).toEqual(["blocker", "file", "line", "issue", "question"]);
  });
  it("invention: the question, at the key where its answer belongs", async () => {
    const workspace = sampleWorkspace();
    const backend = {
      ...good(),
      generate: () =>
        Promise.reject(new InventionRequired("The limit is unknown.", "module.idempotency.dedupe_key", "What is it?")),
    };
    const { result } = await untouched(workspace, backend);
    const [blocker] = blockersOf(result, "4_GENERATE");
    expect(blocker).toEqual({
      blocker: "INVENTION_REQUIRED",
      file: SPEC,
      line: workspace.read(SPEC).split("\n").indexOf("    dedupe_key:") + 1,
      issue: "The limit is unknown.",
      question: "What is it?",
      spec_key: "module.idempotency.dedupe_key",
    });
  });
  it("invention in a repair blocks likewise", async () => {
    const repair = () => Promise.reject(new InventionRequired("Unknown.", "module.nowhere", "What?"));
    const { result } = await untouched(sampleWorkspace(), { ...answering(random()), repair });
    expect(blockersOf(result, "6_VALIDATE")[0]).toMatchObject({ blocker: "INVENTION_REQUIRED", question: "What?" });
  });
  it("validate: what remains after the repairs, each finding at its place", async () => {
    const { result } = await untouched(sampleWorkspace(), answering(random()), { maxRepairs: 0 });
    const finding = blockersOf(result, "6_VALIDATE").find(({ issue }) => issue.includes("[random_uuid]"));
    expect(finding).toMatchObject({
      file: ADAPTER,
      line: lineOf(random().files[0]?.content ?? "", "thread_id: str ="),
    });
  });
  it("attest: the user's own check fails", async () => {
    const verify = () => Promise.resolve({ command: "pytest", exitCode: 1, output: "1 failed" });
    const { result } = await untouched(sampleWorkspace(), good(), { verify });
    expect(blockersOf(result, "8_ATTEST")[0]?.issue).toContain("`pytest` ended with exit code 1:\n1 failed");
  });
  it("attest: a check that is switched off is not attested", async () => {
    const { config } = await parseConfig("rules: { type_ignore: off }\n");
    const { result } = await untouched(sampleWorkspace(), good(), { config });
    expect((result as Generated).attestation.passed).toBe(false);
    expect((result as Generated).attestation.checks.find(({ check }) => check === "no_type_ignore")).toMatchObject({
      status: "off",
      shown: "off (configuration): type_ignore",
    });
  });
  it.each([
    ["lowered", "rules: { random_uuid: info }\n"],
    ["switched off in the configuration's tables of severities, but not for gates", "rules: { random_uuid: warning }\n"],
  ])("a finding whose severity is %s blocks all the same", async (_, text) => {
    const { config } = await parseConfig(text);
    const { result } = await untouched(sampleWorkspace(), answering(random()), { config, maxRepairs: 0 });
    blockersOf(result, "6_VALIDATE");
  });
});
