import { spawnSync } from "node:child_process";
import { cleanEnvironment, folder, l9, type Outcome } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { goodDraft, MODULE_FILES, sampleWorkspace, snapshot, SPEC, type Workspace } from "./workspace.ts";

export const ADAPTER = MODULE_FILES[0] as string;
export const README = MODULE_FILES[4] as string;

/** A backend of the user's that answers with a draft, outside of the workspace. */
export function backend(draft = goodDraft()): string[] {
  const answer = `() => (${JSON.stringify(draft)})`;
  const root = folder({ "backend.mjs": `export const generate = ${answer};\nexport const repair = generate;\n` });
  return ["--backend", "module", "--module", `${root}/backend.mjs`];
}

/** Runs `l9 generate` for the sample's spec. */
export const generate = ({ root }: Workspace, ...flags: string[]): Outcome => l9(["generate", SPEC, ...flags], { cwd: root });
export const verify = ({ root }: Workspace, ...flags: string[]): Outcome => l9(["verify", SPEC, ...flags], { cwd: root });

/** What a run of the user's backend leaves, made once. */
let left: Record<string, string> | null = null;

/** A workspace with the module written and attested. */
export function attested(): Workspace {
  const workspace = sampleWorkspace();
  if (left === null) {
    const { exitCode, stdout } = generate(workspace, ...backend(), "--verify", "true");
    if (exitCode !== 0) throw new Error(stdout);
    left = snapshot(workspace.root);
  }
  for (const [path, text] of Object.entries(left)) workspace.write(path, text);
  return workspace;
}

/** The files of a workspace without the tool's own. */
export function tree({ root }: Workspace): Record<string, string> {
  return Object.fromEntries(Object.entries(snapshot(root)).filter(([path]) => !/^\.(?:l9|git)\//.test(path)));
}

/** The files of a draft by their paths. */
export const files = (draft = goodDraft()): Record<string, string> =>
  Object.fromEntries(draft.files.map(({ path, content }) => [path, content]));

/** The system's Python, which can open a terminal. */
export const PYTHON = "/usr/bin/python3";

/** Runs a program on a terminal of its own, and types an answer whenever it is asked. */
const TERMINAL = `
import os, pty, sys
answers = sys.argv[1].split(",")
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
output = b""
asked = 0
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    output += data
    if output.count(b"[y/N] ") > asked:
        os.write(fd, (answers[asked] + "\\n").encode())
        asked += 1
os.write(1, output)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

export function onTerminal({ root }: Workspace, answers: readonly string[]): { exitCode: number | null; output: string } {
  const program = [process.execPath, builtProgram(), "generate", SPEC, ...backend()];
  const { status, stdout } = spawnSync(PYTHON, ["-c", TERMINAL, answers.join(","), ...program], {
    cwd: root,
    env: cleanEnvironment({ TERM: "dumb" }),
    encoding: "utf8",
    timeout: 30_000,
  });
  return { exitCode: status, output: stdout };
}
