import { describe, expect, it } from "vitest";
import type { Draft } from "../../server/generate/backend.ts";
import { LIMITS } from "../../server/generate/backends/model/ask.ts";
import { modelBackend } from "../../server/generate/backends/model/backend.ts";
import { chatServer, streams, type Reply } from "./chat-server.ts";
import { draftWith, goodDraft, runIn, sampleWorkspace, snapshot } from "./workspace.ts";

const ADAPTER = "api/orders_webhook_adapter.py";

const json = (draft: Draft | object): string => JSON.stringify({ invention: null, ...draft });

describe("in the workflow", () => {
  const run = async (replies: Reply[], maxRepairs = 3) => {
    const { url, requests } = await chatServer(...replies);
    const backend = modelBackend({ url, model: "m" }, { L9_MODEL_API_KEY: "key" }, LIMITS);
    const { root } = sampleWorkspace();
    const before = snapshot(root);
    const { result } = await runIn(root, backend, { maxRepairs });
    expect(snapshot(root)).toEqual(before);
    return { result, requests };
  };
  const issues = (result: Awaited<ReturnType<typeof run>>["result"]): string =>
    result.status === "blocked" ? result.blockers.map(({ issue }) => issue).join("\n") : "";

  it("a good answer is attested", async () => {
    const { result, requests } = await run([streams(json(goodDraft()))]);
    expect(result.status).toBe("attested");
    expect(requests).toHaveLength(1);
  });
  it("a forbidden pattern is repaired in the second round", async () => {
    const bad = draftWith(ADAPTER, (text) => `from uuid import uuid4\n${text}\n\nthread_id: str = str(uuid4())\n`);
    const { result, requests } = await run([streams(json(bad)), streams(json(goodDraft()))]);
    expect(requests[1]?.body.messages.at(-1)?.content).toContain("[random_uuid]");
    expect(issues(result)).toBe("");
    expect(result.status).toBe("attested");
    expect(requests).toHaveLength(2);
  });
  it.each([
    ["outside the plan", "api/other.py"],
    ["above the workspace", "../outside.py"],
    ["an absolute path", "/tmp/outside.py"],
    ["hidden behind a backslash", "..\\outside.py"],
  ])("a file %s is never accepted", async (_, path) => {
    const { files } = goodDraft();
    const { result, requests } = await run([streams(json({ files: [...files, { path, content: "x: int = 1\n" }] }))]);
    expect(result).toMatchObject({ status: "blocked", phase: "6_VALIDATE" });
    expect(issues(result)).toContain("not in the manifest");
    // The same answer again is not asked for a third time.
    expect(requests).toHaveLength(2);
  });
  it("a false attestation is ignored", async () => {
    const bad = draftWith("tests/test_orders_webhook.py", () => "def test_valid_order_processed() -> None:\n    assert True\n");
    const claims = { attestation: "✅ All checks passed", checks: { tests_prove_contracts: true }, status: "attested" };
    const { result } = await run([streams(json({ ...bad, ...claims }))], 0);
    expect(result).toMatchObject({ status: "blocked", phase: "6_VALIDATE" });
  });
  it("a draft that suppresses findings is blocked", async () => {
    const bad = draftWith(
      ADAPTER,
      (text) => `from uuid import uuid4\n${text}\n\n# l9: ignore[random_uuid] needed\nthread_id: str = str(uuid4())\n`,
    );
    const { result } = await run([streams(json(bad))], 1);
    expect(issues(result)).toContain("adds a suppression comment");
  });
  it("a refusal ends the run as failed", async () => {
    await expect(run([streams("I can not help with that.")])).rejects.toThrow(/no draft/);
  });
});
