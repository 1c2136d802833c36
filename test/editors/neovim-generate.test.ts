import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { builtProgram } from "../program.ts";
import { Desk } from "./editor.ts";
import { drive, END_NEOVIMS, NEOVIMS } from "./neovim.ts";

// The sample module, generated from its spec's code action by the embedded backend in a real editor.

const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const FILES = [
  "api/orders_webhook_adapter.py",
  "api/routes/orders_webhook.py",
  "api/clients/orders_webhook_client.py",
  "tests/test_orders_webhook.py",
  "docs/orders_webhook.md",
];
const PHASES = ["0_READ", "1_PARSE", "2_EXTRACT", "3_PLAN", "4_GENERATE", "5_DOCUMENT", "6_VALIDATE", "7_EVIDENCE", "8_ATTEST"];

const [ADAPTER, , , TESTS, README] = FILES as [string, string, string, string, string];
const REPORT = ".l9/reports/orders_webhook.md";
const SAVE = "Save them: the report is written when all are saved. What you did not accept can be generated again.";

interface Seen {
  titles: string[];
  progress: { token: string; text: string }[];
  messages: string[];
  questions: string[];
  /** The report is there before anything is saved. */
  onDisk: boolean;
  done: { result?: { status: string; files: string[]; waiting?: string[] }; error?: string };
}

/** Generates from the spec's code action, and saves all. */
async function generate(desk: Desk, nvim: string, keep = "none"): Promise<Seen> {
  const out = join(desk.folder, "out.json");
  const environment = { L9_OUT: out, L9_SPEC: desk.file(SPEC), L9_REPORT: desk.file(REPORT), L9_KEEP: keep };
  await drive(desk, nvim, "drive-generate.lua", environment);
  return JSON.parse(readFileSync(out, "utf8")) as Seen;
}

function program(desk: Desk, ...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout } = spawnSync(process.execPath, [builtProgram(), ...args], {
    cwd: desk.workspace,
    env: desk.environment(),
    encoding: "utf8",
  });
  return { status, stdout: status === 0 ? "" : stdout };
}

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((name) => !/^\.(git|l9)\//.test(name))
    .sort();
}

for (const [name] of NEOVIMS)
  if (!END_NEOVIMS.some(([other]) => other === name))
    process.stderr.write(`Not tested: generation in ${name}, but by L9_WHOLE=1.\n`);

describe.each(END_NEOVIMS)("%s", (name, nvim, reason) => {
  if (nvim === null) process.stderr.write(`Not tested: ${name}, for ${reason}.\n`);

  test.runIf(nvim)("generates a module with progress, and nothing is left to find in it", { timeout: 150_000 }, async () => {
    const desk = new Desk();
    for (const file of FILES) rmSync(desk.file(file));
    const before = filesOf(desk.workspace);
    const seen = await generate(desk, nvim as string);
    expect(seen.titles).toEqual(["Generate module orders_webhook", "Preview module orders_webhook"]);
    expect(seen.done).toMatchObject({ result: { status: "waiting", files: FILES, waiting: FILES } });
    const token = seen.progress.find(({ text }) => text === "Generating module")?.token;
    const [begin, ...shown] = seen.progress.filter((each) => each.token === token).map(({ text }) => text);
    expect([begin, shown.pop()]).toEqual(["Generating module", "end"]);
    expect([...new Set(shown.map((text) => text.split(":")[0]))]).toEqual([
      ...PHASES,
      "Waiting for the editor to apply 5 files",
      "Comparing what is on disk with what was generated",
    ]);
    expect(seen.onDisk).toBe(false);
    expect(seen.messages).toEqual([
      `orders_webhook is not attested yet: 0 of 5 files are on disk as generated; not saved: ${FILES.join(", ")}. ${SAVE}`,
      "orders_webhook is generated: 5 files, all checks attested. The report is .l9/reports/orders_webhook.md.",
    ]);
    expect(filesOf(desk.workspace)).toEqual([...before, ...FILES].sort());
    expect(existsSync(desk.file(REPORT))).toBe(true);
    expect(program(desk, "check", ...FILES, SPEC)).toEqual({ status: 0, stdout: "" });
    expect(program(desk, "verify", SPEC)).toEqual({ status: 0, stdout: "" });
    expect(await desk.leftBehind()).toEqual([]);
  });

  test.runIf(nvim)("asks about files edited by hand, and attests what is saved", { timeout: 150_000 }, async () => {
    const desk = new Desk();
    for (const file of FILES) rmSync(desk.file(file));
    expect(program(desk, "generate", SPEC).status).toBe(0);
    rmSync(desk.file(REPORT));
    const byHand: Record<string, string> = {};
    for (const file of [ADAPTER, TESTS, README])
      writeFileSync(
        desk.file(file),
        (byHand[file] = `${readFileSync(desk.file(file), "utf8")}${file === README ? "\nBy hand.\n" : "\n\nBY_HAND: int = 1\n"}`),
      );
    const seen = await generate(desk, nvim as string, ADAPTER);
    expect(seen.questions.map((question) => question.split(" ")[0])).toEqual(expect.arrayContaining([ADAPTER, TESTS, README]));
    expect(seen.done.result?.files).not.toContain(ADAPTER);
    expect(seen.onDisk).toBe(false);
    expect(readFileSync(desk.file(ADAPTER), "utf8")).toBe(byHand[ADAPTER]);
    for (const file of [TESTS, README]) expect(readFileSync(desk.file(file), "utf8")).not.toContain("BY_HAND");
    expect(seen.messages[1]).toMatch(/^orders_webhook is generated: \d files, all checks attested\./);
    expect(program(desk, "verify", SPEC)).toEqual({ status: 0, stdout: "" });
    expect(await desk.leftBehind()).toEqual([]);
  });
});
