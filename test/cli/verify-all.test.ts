import { beforeAll, describe, expect, it } from "vitest";
import { attested, README, verify } from "../generate/command-line.ts";
import { sampleWorkspace, type Workspace } from "../generate/workspace.ts";
import { builtProgram } from "../program.ts";
import { folder, l9 } from "./run.ts";

// `l9 verify --all`: every module beside its attestation.

beforeAll(() => void builtProgram(), 120_000);

const all = ({ root }: Workspace, ...flags: string[]): ReturnType<typeof l9> => l9(["verify", "--all", ...flags], { cwd: root });
const OTHERS = ["payments_webhook", "refunds_webhook", "calendar.adapter", "email.adapter", "twilio.adapter"];

/** The attested module alone in its workspace. */
function alone(): Workspace {
  const workspace = attested();
  workspace.write("l9.config.yaml", 'exclude: ["specs/v2.6/**", "specs/*payments*", "specs/*refunds*"]\n');
  expect(l9(["generate", "specs/Module-Spec-orders_webhook.yaml", "--yes"], { cwd: workspace.root }).exitCode).toBe(0);
  return workspace;
}

describe("l9 verify --all", () => {
  it("has one line a module, and ends with 1 where one has no attestation", () => {
    const { exitCode, stdout } = all(attested());
    expect(exitCode).toBe(1);
    const cells = stdout.split("\n").map((line) => line.split(/ {2,}/));
    expect(cells[0]).toEqual(["module", "outcome", "differs", "spec"]);
    expect(cells[1]).toEqual(["orders_webhook", "agrees", "–", "specs/Module-Spec-orders_webhook.yaml"]);
    expect(cells.slice(2, 7).map(([module, outcome]) => [module, outcome])).toEqual(OTHERS.map((id) => [id, "not attested"]));
    expect(stdout).toContain("\n1 of 6 modules as attested or accepted.\n");
  });

  it("ends with 0 where every module is as attested or accepted, and with 1 from the next change on", () => {
    const workspace = alone();
    expect(all(workspace)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("1 of 1 module as attested or accepted.\n"),
    });
    workspace.write(README, `${workspace.read(README)} `);
    const differs = all(workspace);
    expect(differs).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining(`orders_webhook\n  - ${README} has changed\n`),
    });
    expect(verify(workspace, "--accept").exitCode).toBe(0);
    const accepted = all(workspace);
    expect(accepted.exitCode).toBe(0);
    expect(accepted.stdout).toMatch(/^orders_webhook {2}accepted {2}1 /m);
    expect(accepted.stdout).toContain(`  - ${README} has changed (accepted by a person)\n  Accepted by a person: `);
    workspace.write(README, `${workspace.read(README)} `);
    expect(all(workspace).exitCode).toBe(1);
  });

  it("tells a report without a module, and one that attests nothing", () => {
    const workspace = alone();
    workspace.write(".l9/reports/gone.md", workspace.read(".l9/reports/orders_webhook.md"));
    const { exitCode, stdout } = all(workspace);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("gone\n  - no spec of the workspace has the module that .l9/reports/gone.md attests\n");
    workspace.write(".l9/reports/orders_webhook.md", "# Orders\n");
    expect(all(workspace).stdout).toContain("  - .l9/reports/orders_webhook.md carries no attestation\n");
  });

  it("in a folder takes the modules of what lies below, and all where that is asked for", () => {
    const workspace = attested();
    const at = (folder: string, ...args: string[]): ReturnType<typeof l9> =>
      l9(["verify", "--all", ...args], { cwd: workspace.path(folder) });
    const below = at("tests");
    expect(below.stdout).toMatch(/^orders_webhook +agrees +– +\.\.\/specs\//m);
    expect(below.stdout).not.toContain("refunds_webhook");
    expect(below.stdout).toMatch(
      /^1 of 2 modules as attested or accepted\.\n2 of the 6 modules of the workspace: .* `l9 verify --all \.\.` has all\.\n$/m,
    );
    expect(at("tests", "..").stdout).toContain("1 of 6 modules as attested or accepted.\n");
    expect(at("space")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("None of the 6 modules of the workspace") });
  });

  it("as JSON, with the command that ran once for all modules", () => {
    const workspace = alone();
    const { exitCode, stdout } = all(workspace, "--format", "json", "--verify", "exit 3");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      modules: [
        {
          module: "orders_webhook",
          spec: "specs/Module-Spec-orders_webhook.yaml",
          outcome: "agrees",
          differences: [],
          accepted: null,
          checks: expect.arrayContaining([{ check: "no_type_ignore", status: "passed", shown: "✓" }]),
        },
      ],
      verify: [{ command: "exit 3", exitCode: 3 }],
    });
  });

  it("says where there is nothing, and that it names no spec", () => {
    expect(l9(["verify", "--all"], { cwd: folder({ "a.txt": "" }) })).toEqual({
      exitCode: 0,
      stdout: "There is no module spec here.\n",
      stderr: "",
    });
    expect(l9(["verify"], { cwd: sampleWorkspace().root })).toMatchObject({
      exitCode: 2,
      stderr: "l9: name the spec of a module, or --all\n",
    });
    expect(all(sampleWorkspace(), "--accept")).toMatchObject({ exitCode: 2, stdout: "" });
  });
});
