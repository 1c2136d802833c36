import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { BackendContext } from "../../server/generate/backend.ts";
import { InventionRequired } from "../../server/generate/backend.ts";
import { commandBackend, type CommandLimits } from "../../server/generate/backends/command/backend.ts";
import { checkBackend } from "./conformance.ts";
import { isGone } from "./processes.ts";
import { goodDraft, runIn, sampleTask, sampleWorkspace, snapshot, type Workspace } from "./workspace.ts";

const PATIENT: CommandLimits = { silence: 20_000, total: 25_000, grace: 300 };

/** Reads the whole request, then goes on. */
const READ = "let input = ''; for await (const chunk of process.stdin) input += chunk; const request = JSON.parse(input);\n";
const DRAFT = `const draft = { files: request.task.manifest.map(({ path }) => ({ path, content: "x: int = 1\\n" })) };\n`;
const ANSWER = `${READ}${DRAFT}process.stdout.write(JSON.stringify(draft));\n`;

/** A program of these lines as the backend's command, in a workspace. */
function program(source: string): { workspace: Workspace; command: string } {
  const workspace = sampleWorkspace();
  workspace.write("tools/agent.mjs", source);
  return { workspace, command: `"${process.execPath}" tools/agent.mjs` };
}

function context(signal = new AbortController().signal): BackendContext & { told: string[] } {
  const told: string[] = [];
  return { signal, told, report: (message) => told.push(message) };
}

async function ask(source: string, limits = PATIENT, using = context()) {
  const { workspace, command } = program(source);
  const backend = commandBackend(command, workspace.root, limits);
  const task = await sampleTask(workspace.root);
  const started = Date.now();
  const outcome = await backend.generate(task, using).then(
    (draft) => ({ draft, error: null }),
    (error: Error) => ({ draft: null, error }),
  );
  await backend.dispose?.();
  return { ...outcome, task, workspace, told: using.told, took: Date.now() - started };
}

const pidIn = (workspace: Workspace, name: string): number => Number(workspace.read(name));

describe("programs that answer", () => {
  it("one JSON object", async () => {
    const { draft, task } = await ask(ANSWER);
    expect(draft).toEqual({ files: task.manifest.map(({ path }) => ({ path, content: "x: int = 1\n" })) });
  });
  it("JSON over several lines", async () => {
    const { draft } = await ask(`${READ}${DRAFT}console.log(JSON.stringify(draft, null, 2));`);
    expect(draft?.files).toHaveLength(5);
  });
  it("JSON lines with progress, other lines between; the last draft counts", async () => {
    const { draft, told } = await ask(`${READ}${DRAFT}
      console.log(JSON.stringify({ progress: "reading" }));
      console.log("some chatter");
      console.log(JSON.stringify({ files: [{ path: "old.py", content: "" }] }));
      process.stdout.write('{"progress": "wri');
      await new Promise((resolve) => setTimeout(resolve, 30));
      console.log('ting"}');
      console.log(JSON.stringify(draft));`);
    expect(draft?.files).toHaveLength(5);
    expect(told).toEqual(["reading", "writing"]);
  });
  it("JSON in a fence, after words, over several lines", async () => {
    const text = "Here it is:\n\n```json\n" + JSON.stringify(goodDraft(), null, 2) + "\n```\nAnything else?\n";
    const { draft } = await ask(`process.stdout.write(${JSON.stringify(text)});`);
    expect(draft).toEqual(goodDraft());
  });
  it("characters cut in two by the pipe", async () => {
    const { draft } = await ask(`${READ}
      const bytes = Buffer.from(JSON.stringify({ files: [{ path: "a.py", content: "# ü € 😀\\n" }] }));
      for (const byte of bytes) { process.stdout.write(Buffer.from([byte])); if (byte > 127) await new Promise(setImmediate); }`);
    expect(draft?.files).toEqual([{ path: "a.py", content: "# ü € 😀\n" }]);
  });
  it("a repair gets the request, the draft and the findings", async () => {
    const { workspace, command } = program(`${READ}${DRAFT}
      const { writeFileSync } = await import("node:fs");
      writeFileSync("request.json", input);
      process.stdout.write(JSON.stringify(draft));`);
    const backend = commandBackend(command, workspace.root, PATIENT);
    const task = await sampleTask(workspace.root);
    const finding = { path: "a.py", rule: "random_uuid", message: "m", line: 1, column: 2, instead: "i" };
    await backend.repair(task, { files: [{ path: "a.py", content: "" }] }, [finding], context());
    const request = JSON.parse(workspace.read("request.json"));
    expect(request).toMatchObject({ request: "repair", draft: { files: [{ path: "a.py", content: "" }] }, findings: [finding] });
    expect(request.task).toEqual(JSON.parse(JSON.stringify(task)));
  });
  it("one that closes its input before it is read", async () => {
    const { draft } = await ask(`process.stdin.destroy();
      console.log(JSON.stringify({ files: [{ path: "a.py", content: "" }] }));`);
    expect(draft?.files).toEqual([{ path: "a.py", content: "" }]);
  });
  it("a flood on stderr does not stop it", async () => {
    const { draft } = await ask(`process.stderr.write("e".repeat(30 * 1024 * 1024) + "\\n");\n${ANSWER}`);
    expect(draft?.files).toHaveLength(5);
  });
  it("INVENTION_REQUIRED blocks the run with the question, at the key", async () => {
    const { workspace, command } = program(
      `${READ}console.log(JSON.stringify({ invention: { issue: "No limit.", spec_key: "module.error_policy.retries", question: "How many?" } }));`,
    );
    const backend = commandBackend(command, workspace.root, PATIENT);
    await expect(backend.generate(await sampleTask(workspace.root), context())).rejects.toBeInstanceOf(InventionRequired);
    const before = snapshot(workspace.root);
    const { result } = await runIn(workspace.root, backend);
    expect(result).toEqual({
      status: "blocked",
      phase: "4_GENERATE",
      attestation: null,
      draft: null,
      blockers: [
        {
          blocker: "INVENTION_REQUIRED",
          file: "specs/Module-Spec-orders_webhook.yaml",
          line: 58,
          issue: "No limit.",
          question: "How many?",
          spec_key: "module.error_policy.retries",
        },
      ],
      tokens: [],
    });
    expect(snapshot(workspace.root)).toEqual(before);
  });
  it("a whole run through the workflow", async () => {
    const { workspace, command } = program(
      `${READ}const { readFileSync } = await import("node:fs"); process.stdout.write(readFileSync("tools/answer.json"));`,
    );
    workspace.write("tools/answer.json", JSON.stringify(goodDraft()));
    const { result } = await runIn(workspace.root, commandBackend(command, workspace.root, PATIENT));
    expect(result.status).toBe("attested");
  });
});

describe("programs that do not answer", () => {
  it.each<[string, string, RegExp]>([
    ["crash", `${READ}console.error("no such model"); process.exit(3);`, /exit code 3\.\nno such model/],
    ["throw", `${READ}throw new Error("boom");`, /exit code 1\.[^]*boom/],
    [
      "are killed",
      "process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setInterval(() => 0, 1000));",
      /SIGSEGV|exit code 139/,
    ],
    ["say nothing", READ, /printed nothing/],
    ["answer with no JSON", `${READ}console.log("Done! I wrote the files.");`, /holds no draft/],
    ["answer with a list", `${READ}console.log("[]");`, /holds no draft/],
    ["fail after a draft", `${ANSWER}process.exitCode = 1;`, /exit code 1/],
  ])("%s", async (_, source, message) => {
    const { error } = await ask(source);
    expect(error?.message).toMatch(message);
  });
  it("a program that does not exist", async () => {
    const { root } = sampleWorkspace();
    const backend = commandBackend("/nonexistent/agent", root, PATIENT);
    await expect(backend.generate(await sampleTask(root), context())).rejects.toThrow(/exit code 127/);
  });
  it("flood stdout", async () => {
    const { error, took } = await ask(
      "const chunk = 'x'.repeat(1 << 16); const more = () => { while (process.stdout.write(chunk)); process.stdout.once('drain', more); }; more();",
    );
    expect(error?.message).toMatch(/answered with more than/);
    expect(took).toBeLessThan(15_000);
  });
  it("hang in silence", async () => {
    const { error } = await ask("setInterval(() => 0, 1000);", { ...PATIENT, silence: 400 });
    expect(error?.message).toMatch(/said nothing for 0\.4 s/);
  });
  it("speak for ever", async () => {
    const { error } = await ask('setInterval(() => console.log(\'{"progress": "still here"}\'), 50);', {
      ...PATIENT,
      total: 900,
    });
    expect(error?.message).toMatch(/did not finish within 0\.9 s/);
  });
  it("the end of a flood on stderr is shown, no more", async () => {
    const { error } = await ask("process.stderr.write('e'.repeat(1 << 20) + 'the end\\n', () => process.exit(1));");
    expect(error?.message).toMatch(/the end$/);
    expect(error?.message.length).toBeLessThan(5000);
  });
});

/** Writes its own id and that of a child which would live for ever, holding the same pipes. */
const WITH_CHILD = `const { spawn } = await import("node:child_process");
  const { writeFileSync } = await import("node:fs");
  const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)"], { stdio: "inherit" });
  writeFileSync("child.pid", String(child.pid));
  writeFileSync("own.pid", String(process.pid));\n`;

describe("no process remains", () => {
  const expectNone = async (workspace: Workspace): Promise<void> => {
    for (const name of ["child.pid", "own.pid"]) await vi.waitFor(() => expect(isGone(pidIn(workspace, name))).toBe(true), 5000);
  };
  it("after an answer, with a child left running", async () => {
    const { draft, workspace } = await ask(`${WITH_CHILD}${ANSWER}child.unref(); setTimeout(() => process.exit(0), 100);`);
    expect(draft?.files).toHaveLength(5);
    await expectNone(workspace);
  });
  it("after a crash, with a child left running", async () => {
    const { error, workspace } = await ask(`${WITH_CHILD}process.exit(2);`);
    expect(error?.message).toMatch(/exit code 2/);
    await expectNone(workspace);
  });
  it("after a time limit, even of a program that ignores SIGTERM", async () => {
    const { error, workspace } = await ask(`process.on("SIGTERM", () => 0);\n${WITH_CHILD}setInterval(() => 0, 1000);`, {
      ...PATIENT,
      silence: 3000,
    });
    expect(error?.message).toMatch(/said nothing/);
    await expectNone(workspace);
  });
  it("after a cancellation, whose reason is passed on", async () => {
    const cancel = new AbortController();
    const reason = new Error("enough");
    const using = { ...context(cancel.signal), report: () => cancel.abort(reason) };
    const { error, workspace } = await ask(
      `${WITH_CHILD}console.log('{"progress": "here"}');\nsetInterval(() => 0, 1000);`,
      PATIENT,
      using,
    );
    expect(error).toBe(reason);
    await expectNone(workspace);
  });
  it("when it is cancelled before it began, it is not even started", async () => {
    const { error, workspace } = await ask(`${WITH_CHILD}${ANSWER}`, PATIENT, context(AbortSignal.abort(new Error("no"))));
    expect(error?.message).toBe("no");
    expect(existsSync(join(workspace.root, "own.pid"))).toBe(false);
  });
  it("after dispose", async () => {
    const { workspace, command } = program(`${WITH_CHILD}setInterval(() => 0, 1000);`);
    const backend = commandBackend(command, workspace.root, PATIENT);
    const answer = backend.generate(await sampleTask(workspace.root), context());
    answer.catch(() => undefined);
    await vi.waitFor(() => expect(existsSync(workspace.path("own.pid"))).toBe(true), 10_000);
    await vi.waitFor(() => expect(pidIn(workspace, "own.pid")).toBeGreaterThan(0), 5000);
    await backend.dispose?.();
    await expect(answer).rejects.toThrow(/SIGKILL/);
    await expectNone(workspace);
  });
});

it("keeps the contract of every backend", async () => {
  const { workspace, command } = program(ANSWER);
  const task = await sampleTask(workspace.root);
  await checkBackend(() => Promise.resolve(commandBackend(command, workspace.root, PATIENT)), task);
});

it("a manifest larger than a pipe holds arrives whole", async () => {
  const { workspace, command } = program(ANSWER);
  const task = await sampleTask(workspace.root);
  const large = { ...task, spec: { ...task.spec, text: "x".repeat(4 * 1024 * 1024) } };
  const { files } = await commandBackend(command, workspace.root, PATIENT).generate(large, context());
  expect(files).toHaveLength(5);
});
