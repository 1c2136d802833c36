import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleBackend } from "../../server/generate/backends/module/backend.ts";
import { BackendUnusable } from "../../server/generate/backends/unusable.ts";
import type { Backend } from "../../server/generate/backend.ts";
import { checkBackend } from "./conformance.ts";
import { answering, goodDraft, runIn, sampleTask, sampleWorkspace, snapshot } from "./workspace.ts";

/** A module of the user's that answers with the sample's own files. */
const COPY = `import { readFileSync } from "node:fs";
const draft = () => JSON.parse(readFileSync(new URL("answer.json", import.meta.url), "utf8"));
`;
const BY_NAME = `${COPY}export const name = "copy";
export async function generate(task, { report, signal }) { signal.throwIfAborted(); report("copying " + task.module.id); return draft(); }
export async function repair(task, last, findings, { signal }) { signal.throwIfAborted(); return draft(); }
`;
const AS_DEFAULT = `${COPY}class Copy {
  name = "copy";
  draft = draft;
  async generate() { return this.draft(); }
  async repair() { return this.draft(); }
  dispose() { globalThis.copyDisposed = true; }
}
export default new Copy();
`;

function moduleFile(source: string) {
  const workspace = sampleWorkspace();
  workspace.write("backends/copy.mjs", source);
  workspace.write("backends/answer.json", JSON.stringify(goodDraft()));
  return { ...workspace, file: workspace.path("backends/copy.mjs") };
}

describe("what a module may export", () => {
  it.each([
    ["its functions by name", BY_NAME],
    ["an object as its default, called as its methods", AS_DEFAULT],
  ])("%s", async (_, source) => {
    const { file, root } = moduleFile(source);
    const backend = await moduleBackend(file);
    expect(backend.name).toBe("copy");
    const { result, messages } = await runIn(root, backend);
    expect(result.status).toBe("attested");
    if (source === BY_NAME) expect(messages).toContain("copying orders_webhook");
  });
  it("dispose is called on the object", async () => {
    const backend = await moduleBackend(moduleFile(AS_DEFAULT).file);
    await backend.dispose?.();
    expect((globalThis as { copyDisposed?: boolean }).copyDisposed).toBe(true);
  });
  it("without a name it goes by its path", async () => {
    const { file } = moduleFile("export const generate = () => ({ files: [] });\nexport const repair = generate;\n");
    expect((await moduleBackend(file)).name).toBe(`module ${file}`);
  });
  it("functions that answer at once, and one that throws at once", async () => {
    const { file } = moduleFile("export function generate() { throw new Error('at once'); }\nexport const repair = () => 1;\n");
    const backend = await moduleBackend(file);
    const task = await sampleTask(sampleWorkspace().root);
    const context = { signal: new AbortController().signal, report: () => undefined };
    await expect(backend.generate(task, context)).rejects.toThrow("at once");
    expect(await backend.repair(task, { files: [] }, [], context)).toBe(1);
  });
});

it("what a module would have to make up blocks the run with its question", async () => {
  const fact = '{ name: "InventionRequired", specKey: "module.error_policy.retries", question: "How many?" }';
  const { file, root } = moduleFile(
    `export const generate = () => { throw Object.assign(new Error("No limit."), ${fact}); };\nexport const repair = generate;\n`,
  );
  const { result } = await runIn(root, await moduleBackend(file));
  expect(result).toMatchObject({
    status: "blocked",
    phase: "4_GENERATE",
    blockers: [{ blocker: "INVENTION_REQUIRED", issue: "No limit.", question: "How many?" }],
  });
});

describe("what is told before the run", () => {
  it.each([
    ["no such file", null, /can not be loaded/],
    ["a syntax error", "export const = 1;\n", /can not be loaded/],
    ["a module that throws", "throw new Error('no key');\n", /can not be loaded: no key/],
    ["no functions", "export const generate = 1;\n", /must export the functions generate and repair/],
    ["no repair", "export const generate = () => 1;\n", /must export the functions generate and repair/],
    ["an empty default", "export default null;\nexport const generate = 1;\n", /must export the functions generate and repair/],
  ])("%s", async (_, source, message) => {
    const file = source === null ? join(sampleWorkspace().root, "none.mjs") : moduleFile(source).file;
    const opened = moduleBackend(file);
    await expect(opened).rejects.toThrow(message);
    await expect(opened).rejects.toBeInstanceOf(BackendUnusable);
  });
});

describe("answers that are no draft end the run, and nothing is written", () => {
  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /did not answer with a draft/],
    ["a text", "def main() -> None: ...", /did not answer with a draft/],
    ["no files", { files: [] }, /at files/],
    ["a file without content", { files: [{ path: "a.py" }] }, /at files\.0\.content/],
    ["a file of bytes", { files: [{ path: "a.py", content: Buffer.from("x") }] }, /at files\.0\.content/],
    ["more than a draft may have", { files: [{ path: "a.py", content: "x".repeat(5_000_000) }] }, /5000000 characters/],
  ])("%s", async (_, answer, message) => {
    const { root } = sampleWorkspace();
    const before = snapshot(root);
    await expect(runIn(root, answering(answer))).rejects.toThrow(message);
    expect(snapshot(root)).toEqual(before);
  });
});

it("keeps the contract of every backend", async () => {
  const { file, root } = moduleFile(BY_NAME);
  await checkBackend(() => moduleBackend(file), await sampleTask(root));
});

describe("the conformance suite finds what breaks the contract", () => {
  const good = answering(goodDraft());
  it.each<[string, Partial<Backend>, RegExp]>([
    ["a file that was not asked for", answering({ files: [...goodDraft().files, { path: "b.py", content: "" }] }), /manifest/],
    ["a file left out", answering({ files: goodDraft().files.slice(1) }), /manifest/],
    [
      "a repair that returns only what it changed",
      { repair: () => Promise.resolve({ files: goodDraft().files.slice(0, 1) }) },
      /manifest/,
    ],
    ["no name", { name: "" }, /name/],
    [
      "a rejection with a text",
      { generate: () => ({ then: (_: unknown, no: (why: string) => void) => no("no") }) as never },
      /no/,
    ],
    [
      "a task that is changed",
      { generate: (task) => (((task as { manifest: unknown }).manifest = []), Promise.resolve(goodDraft())) },
      /read only|not extensible/,
    ],
    [
      "progress that is no text",
      { generate: (_, { report }) => (report(1 as unknown as string), Promise.resolve(goodDraft())) },
      /progress is told in texts/,
    ],
  ])("%s", async (_, broken, message) => {
    const task = await sampleTask(sampleWorkspace().root);
    const check = checkBackend(() => Promise.resolve({ ...good, ...broken }), task);
    await expect(
      check.catch((error: unknown) => Promise.reject(error instanceof Error ? error : new Error(String(error)))),
    ).rejects.toThrow(message);
  });
  it("a backend that does not end when it is cancelled", async () => {
    const task = await sampleTask(sampleWorkspace().root);
    let calls = 0;
    const hangs: Backend = {
      ...good,
      generate: () => (calls++ === 0 ? Promise.resolve(goodDraft()) : new Promise(() => undefined)),
    };
    await expect(checkBackend(() => Promise.resolve(hangs), task, 200)).rejects.toThrow(/does not end when it is cancelled/);
  });
});
