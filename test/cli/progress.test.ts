import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { progressOn } from "../../server/cli/progress.ts";
import { builtProgram } from "../program.ts";
import { cleanEnvironment, folder, l9 } from "./run.ts";

// What a long run tells on a terminal, and that it tells it nowhere else.

beforeAll(() => void builtProgram(), 120_000);

const CLEAR = "\r\x1b[K";

describe("progress", () => {
  function told(times: readonly number[], more: { isTTY?: boolean; quiet?: boolean; env?: NodeJS.ProcessEnv } = {}): string {
    const { isTTY = true, quiet = false, env = {} } = more;
    let written = "";
    let now = 0;
    const terminal = { isTTY, write: (text: string) => ((written += text), true) };
    const shown = progressOn(terminal, { quiet, env, now: () => now });
    for (now of times) shown.report(`at ${now}`);
    shown.done();
    return written;
  }
  it("is told after a second, ten times a second at most, and goes again", () => {
    expect(told([10, 990])).toBe("");
    expect(told([990, 1000, 1050, 1100])).toBe(`${CLEAR}at 1000${CLEAR}at 1100${CLEAR}`);
  });
  it.each([{ isTTY: false }, { quiet: true }, { env: { CI: "true" } }, { env: { TERM: "dumb" } }])("is not told: %j", (more) => {
    expect(told([2000], more)).toBe("");
  });
});

/** Runs a program on a terminal of its own; stopped for more than a second once it says which workspace it reads. */
const ON_A_TERMINAL = `
import os, pty, signal, sys, time
pid, fd = pty.fork()
if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
seen, held = b"", False
while True:
    try: part = os.read(fd, 65536)
    except OSError: break
    if not part: break
    seen += part
    if not held and b"workspace:" in seen:
        held = True
        os.kill(pid, signal.SIGSTOP); time.sleep(1.2); os.kill(pid, signal.SIGCONT)
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
`;

function onTerminal(cwd: string, env: Record<string, string>): string {
  const args = ["-c", ON_A_TERMINAL, process.execPath, builtProgram(), "check", "--verbose", "--no-cache", "--jobs", "1"];
  const { stdout, status } = spawnSync("python3", args, {
    cwd,
    env: cleanEnvironment({ TERM: "xterm", ...env }),
    timeout: 120_000,
  });
  expect(status).toBe(0);
  return stdout.toString("utf8");
}

it(
  "a run of more than a second shows on a terminal how far it is, and takes it away before the result",
  { timeout: 240_000 },
  () => {
    const files = Object.fromEntries(
      Array.from({ length: 600 }, (_, at) => [`m${at}.py`, "def f(a: int) -> int:\n    return a\n".repeat(20)]),
    );
    const cwd = folder({ "l9.config.yaml": "scope: all\n", ...files });
    const shown = onTerminal(cwd, {});
    expect(shown).toMatch(/\r\x1b\[Kl9: \d+ of 600 files checked/);
    expect(shown.slice(shown.lastIndexOf(CLEAR))).toBe(`${CLEAR}No findings in 600 files.\r\n`);
    expect(onTerminal(cwd, { CI: "1" })).not.toContain("files checked");
    expect(l9(["check"], { cwd })).toEqual({ exitCode: 0, stdout: "No findings in 600 files.\n", stderr: "" });
  },
);
