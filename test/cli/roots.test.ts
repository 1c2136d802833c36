import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runName } from "../../server/project/run-name.ts";
import { findings, folder, l9, type Outcome } from "./run.ts";

// Which folder a command takes for its root, from wherever it is started.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");
const SPEC = "specs/Module-Spec-orders_webhook.yaml";
const LIMIT = { timeout: 120_000 };

/** A repository of two copies of the sample workspace. */
function monorepo(files: Record<string, string> = {}): string {
  const root = folder(files);
  mkdirSync(join(root, ".git"));
  for (const app of ["shop", "mail"])
    cpSync(ORDERS, join(root, "apps", app), { recursive: true, filter: (path) => !path.includes("__pycache__") });
  return root;
}

/** What a check found below an application, paths seen from there. */
const below = (outcome: Outcome, prefix: string): string[] =>
  findings(outcome)
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path, rule, range }) => `${path.slice(prefix.length)}:${range.start.line} ${rule}`)
    .sort();

describe("l9 check in a repository of applications", () => {
  it("finds the same from the top, from an application and in one that stands alone", LIMIT, () => {
    const root = monorepo();
    const alone = below(l9(["check", "--format", "json", "--root", "."], { cwd: ORDERS }), "");
    expect(alone.length).toBeGreaterThan(20);
    const all = l9(["check", "--format", "json"], { cwd: root });
    for (const app of ["shop", "mail"]) {
      expect(below(all, `apps/${app}/`)).toEqual(alone);
      expect(below(l9(["check", "--format", "json"], { cwd: join(root, "apps", app) }), "")).toEqual(alone);
    }
  });
  it("says the root, the workspace and the configuration with --verbose, on stderr", LIMIT, () => {
    const root = monorepo({ "l9.config.yaml": "scope: modules\n" });
    const { stdout, stderr } = l9(["check", "--verbose", "--no-cache", "--format", "json"], { cwd: join(root, "apps/shop/api") });
    expect(JSON.parse(stdout)).not.toEqual([]);
    expect(stderr).toMatch(
      /^workspace: \.\.\/\.\.\/\.\. \(it holds l9\.config\.yaml\)\nroot: \.\. \(the paths of \.\.\/specs\/.*yaml resolve from there\)\nconfiguration: \.\.\/\.\.\/\.\.\/l9\.config\.yaml\n$/,
    );
    const lone = l9(["check", "--verbose", "--no-cache", "a.py"], { cwd: folder({ "a.py": "" }) });
    expect(lone.stderr).toBe(
      "workspace: . (nothing above marks another one)\nroot: . (nothing above marks another one)\nconfiguration: none, so the defaults hold\n",
    );
  });
});

describe("l9 check without a path", () => {
  const BAD = "# module_id: a\nx: int = 1  # type: ignore\n";
  it("checks what lies below the working folder, and all of a folder named by --root", () => {
    const cwd = folder({ "l9.config.yaml": "", "one/a.py": BAD, "two/b.py": BAD });
    const paths = (args: string[], at: string): string[] =>
      findings(l9(["check", "--format", "json", ...args], { cwd: join(cwd, at) })).map(({ path }) => path);
    expect(paths([], "one")).toEqual(["a.py"]);
    expect(paths([], ".")).toEqual(["one/a.py", "two/b.py"]);
    expect(paths(["--root", ".."], "one")).toEqual(["../two/b.py", "a.py"]);
  });
  it("says so where nothing lies there", () => {
    const cwd = folder({ "l9.config.yaml": "", "one/a.py": BAD, "two/b.txt": "" });
    expect(l9(["check"], { cwd: join(cwd, "two") })).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Nothing to check in this folder") as string,
    });
  });
  it("records the whole workspace in its baseline, wherever it is started", () => {
    const cwd = folder({ "l9.config.yaml": "", "one/a.py": BAD, "two/b.py": BAD });
    expect(l9(["check", "--write-baseline"], { cwd: join(cwd, "one") }).exitCode).toBe(0);
    const { findings: recorded } = JSON.parse(readFileSync(join(cwd, "l9-baseline.json"), "utf8")) as { findings: object };
    expect(Object.keys(recorded).map((entry) => entry.split(" ")[0])).toEqual(["one/a.py", "two/b.py"]);
  });
});

describe("a file given by name", () => {
  it("is seen under the configuration above it", () => {
    const cwd = folder({ "app/l9.config.yaml": "rules: { type_ignore: warning }\n", "app/a.py": "x: int = 1  # type: ignore\n" });
    const [finding] = findings(l9(["check", "--format", "json", "app/a.py"], { cwd }));
    expect(finding).toMatchObject({ path: "app/a.py", severity: "warning" });
    const [stdin] = findings(
      l9(["check", "--format", "json", "--stdin-filename", "app/new.py"], { cwd, stdin: "x: int = 1  # type: ignore\n" }),
    );
    expect(stdin).toMatchObject({ path: "app/new.py", severity: "warning" });
  });
  it("is found through a link to its folder", LIMIT, () => {
    const root = monorepo();
    const cwd = folder();
    symlinkSync(join(root, "apps/shop"), join(cwd, "link"));
    const through = l9(["check", "--format", "json", "--root", "link", "link/api"], { cwd });
    const straight = l9(["check", "--format", "json", "api"], { cwd: join(root, "apps/shop") });
    expect(below(straight, "").length).toBeGreaterThan(5);
    expect(below(through, "link/")).toEqual(below(straight, ""));
  });
});

describe("the commands of one spec", () => {
  it("write below its own root, from wherever they are started", LIMIT, () => {
    const root = monorepo({ "l9.config.yaml": "" });
    const app = join(root, "apps/shop");
    const allowed = ["api/orders_webhook_adapter.py", "tests/test_orders_webhook.py"];
    for (const path of allowed) rmSync(join(app, path));
    const made = l9(["generate", `apps/shop/${SPEC}`, "--yes"], { cwd: root });
    expect(made).toMatchObject({ exitCode: 0 });
    for (const path of allowed) expect(readFileSync(join(app, path), "utf8")).not.toBe("");
    expect(readdirSync(join(app, ".l9/reports"))).toEqual([".gitignore", "orders_webhook.md"]);
    expect(readdirSync(root).sort()).toEqual([".git", "apps", "l9.config.yaml"]);
    for (const cwd of [root, app, join(app, "api")]) {
      const spec = join(app, SPEC);
      expect(l9(["verify", spec], { cwd })).toMatchObject({ exitCode: 0 });
    }
    const contracts = JSON.parse(l9(["contracts", `apps/shop/${SPEC}`, "--format", "json"], { cwd: root }).stdout);
    expect(JSON.stringify(contracts)).toContain('"file":"apps/shop/memory/substrate_models.py"');
  });
  it("take up a write that was interrupted there", () => {
    const root = folder({
      "l9.config.yaml": "",
      "app/specs/a.module-spec.yaml": "module:\n  id: a\n  name: A\n  purpose: P.\n  repo: { allowed_new_files: [api/a.py] }\n",
      "app/api/a.py": "A: int = 1\n",
    });
    const dead = runName().replace(/^\d+/, "4194304");
    const journal = join(root, "app/.l9/staging", dead, "journal.json");
    mkdirSync(dirname(journal), { recursive: true });
    writeFileSync(journal, '{"moves":[]}');
    l9(["generate", "app/specs/a.module-spec.yaml", "--dry-run"], { cwd: root });
    expect(existsSync(journal)).toBe(false);
  });
});
