import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleBackend } from "../../server/generate/backends/module/backend.ts";
import { openBackend } from "../../server/generate/backends/registry.ts";
import { checkBackend } from "./conformance.ts";
import { runIn, sampleTask, sampleWorkspace } from "./workspace.ts";

// Every backend keeps the same contract. `L9_BACKEND=FILE npx vitest run test/generate/conformance.test.ts` holds a JavaScript module against it.

const files = process.env.L9_BACKEND ? [process.env.L9_BACKEND] : [];

it("the embedded backend", async () => {
  const { root } = sampleWorkspace();
  const settings = { backend: "template", command: null, url: null, model: null, module: null } as const;
  await checkBackend(() => openBackend(settings, root), await sampleTask(root));
});

describe.each(files)("the backend %s", (file) => {
  const open = () => moduleBackend(resolve(file));

  it("keeps the contract", async () => {
    await checkBackend(open, await sampleTask(sampleWorkspace().root));
  });
  it("writes a module for the sample's spec that passes every gate", async () => {
    const { result } = await runIn(sampleWorkspace().root, await open());
    expect(result.status === "blocked" ? result.blockers : []).toEqual([]);
  });
});
