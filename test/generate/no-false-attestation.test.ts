import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Generated, Stopped } from "../../server/generate/workflow.ts";
import { parseConfig } from "../../server/project/config.ts";
import { folder } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { attestationOf, failed } from "./attestation.ts";
import { backend, generate, verify } from "./command-line.ts";
import { ADAPTER, blockersOf, good, TESTS, untouched } from "./outcome.ts";
import { answering, draftWith, goodDraft, MODULE_FILES, runIn, sampleWorkspace, SPEC, type Workspace } from "./workspace.ts";

// The ways in which an attestation could be had that is not true, tried.

const HIDDEN = 'LIMIT: int = "3"  # type: ignore\n';

async function config(text: string) {
  return (await parseConfig(text)).config;
}

it("the sample is attested as it is", async () => {
  const attestation = await attestationOf(sampleWorkspace({ generated: true }).root);
  expect({ failed: failed(attestation), closed: attestation.closed, passed: attestation.passed }).toEqual({
    failed: {},
    closed: [],
    passed: true,
  });
});

describe("a file of the module that nobody looked at is no clean file", () => {
  const ways: [string, (workspace: Workspace, path: string) => void][] = [
    [
      "in another encoding",
      (_, path) => writeFileSync(path, Buffer.from(`# -*- coding: latin-1 -*-\n# caf\xe9\n${HIDDEN}`, "latin1")),
    ],
    ["that says it is UTF-7, where a comment is code", (w) => w.write(ADAPTER, `# coding: utf-7\n# +AAo-import aiohttp\n`)],
    [
      "with escapes that become lines",
      (w) => w.write(ADAPTER, `#!/usr/bin/python\n# coding=unicode_escape\n# \\nimport aiohttp\n`),
    ],
    ["binary", (_, path) => writeFileSync(path, Buffer.from(`x = 1\n\0${HIDDEN}`))],
    ["too large", (w) => w.write(ADAPTER, `${HIDDEN}${"# long\n".repeat(400_000)}`)],
    ["gone", (_, path) => rmSync(path)],
    [
      "a folder in its place",
      (_, path) => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    [
      "a pipe in its place",
      (_, path) => {
        rmSync(path);
        execFileSync("mkfifo", [path]);
      },
    ],
    [
      "a link to nowhere",
      (_, path) => {
        rmSync(path);
        symlinkSync("nowhere.py", path);
      },
    ],
    [
      "a link that leads out of the workspace",
      (w, path) => {
        const outside = join(folder({ "adapter.py": w.read(ADAPTER) }), "adapter.py");
        rmSync(path);
        symlinkSync(outside, path);
      },
    ],
    ["that .gitignore names", (w) => w.write(".gitignore", "api/orders_webhook_adapter.py\n")],
    ["nested too deeply", (w) => w.write(ADAPTER, `x = ${"(".repeat(1100)}1${")".repeat(1100)}\n`)],
  ];
  it.each(ways)("%s", async (_, change) => {
    const workspace = sampleWorkspace({ generated: true });
    change(workspace, workspace.path(ADAPTER));
    const attestation = await attestationOf(workspace.root);
    expect(failed(attestation).no_forbidden_patterns).toContain("file_skipped");
    expect(attestation.passed).toBe(false);
  });
  it.each([
    ["exclude", "exclude: [api/orders_webhook_adapter.py]\n"],
    ["a folder of exclude", "exclude: ['**/clients']\n"],
    ["include", "include: [specs/**, memory/**, core/**, tests/**]\n"],
    ["max_file_size", "max_file_size: 4000\n"],
  ])("by the configuration's %s", async (_, text) => {
    const attestation = await attestationOf(sampleWorkspace({ generated: true }).root, await config(text));
    expect(failed(attestation).no_forbidden_patterns).toContain("file_skipped");
  });
  it.each(["api/helper.js", "api/fast.pyx", "api/notes.ipynb", "api/run.sh", "api/view.vue", "api/tool"])(
    "in a language that nobody reads: %s",
    async (name) => {
      const workspace = sampleWorkspace({ generated: true });
      workspace.write(name, "import aiohttp\n");
      workspace.write(SPEC, workspace.read(SPEC).replace("      - docs/orders_webhook.md\n", `$&      - ${name}\n`));
      expect(failed(await attestationOf(workspace.root)).no_forbidden_patterns).toContain("file_skipped");
    },
  );
  it("data is looked at by nobody and hides nothing", async () => {
    const workspace = sampleWorkspace({ generated: true });
    workspace.write("api/orders.json", "{}\n");
    workspace.write(SPEC, workspace.read(SPEC).replace("      - docs/orders_webhook.md\n", `$&      - api/orders.json\n`));
    const before = await attestationOf(workspace.root);
    expect(failed(before)).toEqual({});
    workspace.write("api/orders.json", "[]\n");
    expect((await attestationOf(workspace.root)).stamp.files["api/orders.json"]).not.toBe(before.stamp.files["api/orders.json"]);
  });
  it("a file that another module has too is looked at", async () => {
    const workspace = sampleWorkspace({ generated: true });
    const other = workspace.read(SPEC).replaceAll("orders_webhook", "first_webhook");
    const spec = other.replace("      - docs/first_webhook.md\n", `$&      - ${ADAPTER}\n`);
    workspace.write("specs/Module-Spec-a_first.yaml", spec);
    workspace.write(ADAPTER, `${workspace.read(ADAPTER)}${HIDDEN}`);
    expect(failed(await attestationOf(workspace.root)).no_type_ignore).toContain("type_ignore");
  });
  it("a module without a file of code", async () => {
    const workspace = sampleWorkspace();
    const spec = workspace.read(SPEC).replaceAll(/ {6}- (?:api\/orders|api\/routes|api\/clients|tests\/).*\n/g, "");
    workspace.write(SPEC, spec);
    workspace.write("docs/orders_webhook.md", "# Orders\n");
    const attestation = await attestationOf(workspace.root);
    expect(failed(attestation).no_forbidden_patterns).toContain("file_skipped");
  });
  it("behind a syntax error", async () => {
    const workspace = sampleWorkspace({ generated: true });
    workspace.write(ADAPTER, `def f(:\n    import aiohttp\n${HIDDEN}`);
    expect(failed(await attestationOf(workspace.root)).no_forbidden_patterns).toContain("code_syntax");
  });
});

describe("a run is not attested", () => {
  it.each([
    ["exclude", "exclude: [api/orders_webhook_adapter.py]\n", "leaves it out"],
    ["include", "include: [specs/**, memory/**, core/**, api/routes/**, tests/**, docs/**]\n", "leaves it out"],
  ])("whose files %s leaves out: told before anything is asked", async (_, text, why) => {
    const asked = answering(draftWith(ADAPTER, (code) => code + HIDDEN));
    const { result } = await untouched(sampleWorkspace(), asked, { config: await config(text) });
    expect(blockersOf(result, "3_PLAN")[0]?.issue).toContain(why);
    expect(asked.asked).toEqual([]);
  });
  it("whose files .gitignore leaves out", async () => {
    const workspace = sampleWorkspace();
    workspace.write(".gitignore", "api/clients/\n");
    const { result } = await untouched(workspace, good());
    expect(blockersOf(result, "3_PLAN")[0]?.issue).toContain(".gitignore");
  });
  it("that would write a language that nobody reads", async () => {
    const workspace = sampleWorkspace();
    workspace.write(SPEC, workspace.read(SPEC).replace("      - docs/orders_webhook.md\n", "$&      - api/helper.js\n"));
    const { result } = await untouched(workspace, good());
    expect(blockersOf(result, "3_PLAN")[0]?.issue).toContain("does not read");
  });
  const drafts: [string, (text: string) => string, string][] = [
    ["says that it is written in UTF-7", (text) => `# coding: utf-7\n${text}# +AAo-import aiohttp\n`, "[file_skipped]"],
    ["is binary", (text) => `${text}# \0\n${HIDDEN}`, "[file_skipped]"],
    ["is larger than what is read", (text) => `${text}${HIDDEN}${"# long\n".repeat(400_000)}`, "[file_skipped]"],
    ["nests too deeply", (text) => `${text}x = ${"(".repeat(1100)}1${")".repeat(1100)}\n`, "[file_skipped]"],
    ["does not parse", (text) => `${text}def f(:\n`, "[code_syntax]"],
  ];
  it.each([
    ["hides a type error", HIDDEN],
    ["hides one and suppresses the finding", `# l9: ignore[type_ignore] fine\n${HIDDEN}`],
  ])("whose draft %s, but one without it", async (_, added) => {
    const { result } = await runIn(sampleWorkspace().root, answering(draftWith(ADAPTER, (text) => text + added)), {
      maxRepairs: 0,
    });
    const { draft } = result as Generated;
    expect(draft.files.map(({ content }) => content).join("")).not.toMatch(/type: ignore|l9: ignore/);
  });
  it.each(drafts)("whose draft %s", async (_, change, told) => {
    const { result } = await untouched(sampleWorkspace(), answering(draftWith(ADAPTER, change)), { maxRepairs: 0 });
    expect(
      blockersOf(result, "6_VALIDATE")
        .map(({ issue }) => issue)
        .join("\n"),
    ).toContain(told);
  });
  it.each([
    ["an empty file of tests", () => "", "6_VALIDATE"],
    ["tests that assert nothing", (text: string) => text.replaceAll(/^( +)assert .*$/gm, "$1pass"), "6_VALIDATE"],
  ])("with %s", async (_, change, phase) => {
    const { result } = await untouched(sampleWorkspace(), answering(draftWith(TESTS, change)), { maxRepairs: 0 });
    expect((result as Stopped).phase).toBe(phase);
  });
  const meanwhile: [string, (workspace: Workspace) => void, string][] = [
    ["a contract vanishes", (w) => rmSync(w.path("memory/substrate_models.py")), "2_EXTRACT"],
    ["a Space file breaks", (w) => w.write("space/openapi.json", "{"), "0_READ"],
    ["the spec loses a key", (w) => w.write(SPEC, w.read(SPEC).replace(/^ {2}purpose: .*\n/m, "")), "1_PARSE"],
    ["a file of the module appears", (w) => w.write("api/extra.py", `# module_id: orders_webhook\n${HIDDEN}`), "8_ATTEST"],
  ];
  it.each(meanwhile)("during which %s", async (_, change, phase) => {
    const workspace = sampleWorkspace();
    if (phase === "2_EXTRACT") rmSync(workspace.path("space"), { recursive: true, force: true });
    const lying = {
      ...good(),
      generate: () => {
        change(workspace);
        return Promise.resolve(goodDraft());
      },
    };
    const { result } = await runIn(workspace.root, lying);
    expect(result).toMatchObject({ status: "blocked", phase });
  });
  it("by what a backend says of itself", async () => {
    const claims = {
      ...draftWith(ADAPTER, (text) => `${text}import aiohttp\n\nSESSION = aiohttp.ClientSession\n`),
      attestation: { passed: true },
      checks: [],
    };
    const { result } = await untouched(sampleWorkspace(), answering(claims), { maxRepairs: 0 });
    expect(blockersOf(result, "6_VALIDATE")[0]?.issue).toContain("[aiohttp_usage]");
  });
  it("for a rule that is off", async () => {
    const { result } = await runIn(sampleWorkspace().root, good(), { config: await config("rules: { file_skipped: off }\n") });
    const { attestation } = result as Generated;
    expect(attestation.passed).toBe(false);
    expect(attestation.checks.find(({ check }) => check === "no_forbidden_patterns")?.shown).toBe(
      "off (configuration): file_skipped",
    );
  });
});

describe("the command line", () => {
  beforeAll(() => void builtProgram(), 120_000);
  it("a report that says otherwise is not believed, whatever its hashes", () => {
    const workspace = sampleWorkspace();
    expect(generate(workspace, ...backend(), "--verify", "true").exitCode).toBe(0);
    const path = ".l9/reports/orders_webhook.md";
    const report = workspace.read(path);
    const bytes = Buffer.from(`# -*- coding: latin-1 -*-\n# caf\xe9\n${workspace.read(ADAPTER)}${HIDDEN}`, "latin1");
    writeFileSync(workspace.path(ADAPTER), bytes);
    workspace.write(path, report.replace(new RegExp(`("${ADAPTER}": )"\\w+"`), '$1"unread"'));
    const { exitCode, stdout } = verify(workspace);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining("| No forbidden patterns | ✗ 1 findings: file_skipped |"),
    });
    expect(stdout).toContain("**ATTESTATION:** Failed: since it was attested, ");
    expect(MODULE_FILES).toContain(ADAPTER);
  });
});
