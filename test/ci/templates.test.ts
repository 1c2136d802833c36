import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { pack } from "../cli/pack.ts";
import { folder, l9 } from "../cli/run.ts";
import { builtFolder } from "../program.ts";
import { checkout, git, npmEnvironment, ROOT, sampleRepository } from "./checkout.ts";
import { bash } from "./shell.ts";

// What client/ci holds for other services: the lines of each are run, with an archive of this program where a source is asked for.

beforeAll(() => void builtFolder(), 300_000);

const template = (name: string): string => readFileSync(join(ROOT, "client", "ci", name), "utf8");
const TEST = "tests/test_orders_webhook.py";

/** Where `npm install --global` puts things in these tests. */
function installation(): { prefix: string; env: Record<string, string> } {
  const prefix = folder();
  mkdirSync(join(prefix, "lib"));
  const env = {
    ...npmEnvironment(),
    npm_config_prefix: prefix,
    PATH: `${join(prefix, "bin")}:${process.env.PATH ?? ""}`,
    HOME: prefix,
  };
  return { prefix, env };
}

describe("GitLab", () => {
  const { l9: job } = parse(template("gitlab.yml"));

  it("writes a Code Quality report of all, and fails for what the merge request brings", { timeout: 300_000 }, () => {
    const { env } = installation();
    const cwd = sampleRepository();
    const base = git(cwd, "rev-parse", "HEAD").trim();
    const [install = "", path = "", report = "", check = ""] = job.script as string[];
    const run = (line: string, more: Record<string, string> = {}) => bash(`${path}\n${line}`, cwd, { ...env, ...more });
    expect(run(install, { L9_SOURCE: pack() })).toMatchObject({ exitCode: 0 });
    expect(run(report)).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    const issues = JSON.parse(readFileSync(join(cwd, job.artifacts.reports.codequality), "utf8"));
    expect(issues.length).toBeGreaterThan(40);
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length);
    for (const issue of issues)
      expect(issue).toMatchObject({
        description: expect.any(String),
        check_name: expect.stringMatching(/^\w+$/),
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/),
        location: { path: expect.not.stringMatching(/^[./]/), lines: { begin: expect.any(Number) } },
      });
    expect(job.artifacts.when).toBe("always");

    expect(run(check).exitCode).toBe(1);
    const request = { CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
    expect(run(check, request)).toMatchObject({ exitCode: 0 });
    writeFileSync(
      join(cwd, TEST),
      readFileSync(join(cwd, TEST), "utf8").replaceAll("test_duplicate_event_deduped", "test_other"),
    );
    const broken = run(check, request);
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain("specs/Module-Spec-orders_webhook.yaml:103:9 error [acceptance_test_missing]");
    expect(broken.stdout).not.toContain("payments_webhook");
  });
});

describe("Docker", () => {
  it("builds and installs from a checkout, with the packages that the lock file names", { timeout: 600_000 }, () => {
    const lines = template("Dockerfile")
      .split("\n")
      .filter((line) => /^[A-Z]+ /.test(line));
    expect(lines.filter((line) => line.startsWith("FROM ")).length).toBe(2);
    const [stage = "", last = ""] = lines.join("\n").split(/(?=^FROM node:22-slim)/m);
    const runs = [...stage.matchAll(/^RUN (.*)$/gm)].map((match) => match[1] as string);
    const [packages, ...built] = runs;
    // What is asked of npm here is what `.ci/run` asks of it: that a checkout can be installed is shown when these tests run at all.
    expect(packages).toBe("npm ci --ignore-scripts --no-progress");
    const source = checkout();
    const copied = bash(`cp -al "${ROOT}/node_modules" . 2>/dev/null || cp -a "${ROOT}/node_modules" .`, source, {});
    expect(copied).toMatchObject({ exitCode: 0 });
    const { prefix, env } = installation();
    expect(built).toHaveLength(1);
    for (const run of built) expect(bash(run.replaceAll("/opt/l9", prefix), source, env)).toMatchObject({ exitCode: 0 });
    expect(last).toContain(`COPY --from=build /opt/l9 /opt/l9\nENV PATH=/opt/l9/bin:$PATH`);
    const [entry, command] = ["ENTRYPOINT", "CMD"].map((word) =>
      JSON.parse(new RegExp(`^${word} (.*)$`, "m").exec(last)?.[1] ?? "[]"),
    );
    const started = bash([...entry, ...command].join(" "), sampleRepository(), env);
    expect(started).toMatchObject({ exitCode: 1, stderr: "", stdout: expect.stringContaining("acceptance_test_missing") });
  });
});

describe("MegaLinter", () => {
  const { linters, ...descriptor } = parse(template("l9.megalinter-descriptor.yml"));
  const [linter] = linters;

  it("is described by keys and values that its schema has", () => {
    // oxsecurity/megalinter, megalinter/descriptors/schemas/megalinter-descriptor.jsonschema.json: no other property is allowed.
    expect(Object.keys(descriptor).sort()).toEqual(["descriptor_id", "descriptor_label", "descriptor_type", "file_extensions"]);
    expect(["language", "format", "tooling_format", "other"]).toContain(descriptor.descriptor_type);
    const known = [
      ...["can_output_sarif", "cli_config_arg_name", "cli_help_arg_name", "cli_lint_errors_count", "cli_lint_errors_regex"],
      ...["cli_lint_extra_args", "cli_lint_fix_arg_name", "cli_lint_mode", "cli_sarif_args", "cli_version_arg_name"],
      ...["config_file_name", "examples", "install", "linter_name", "linter_url", "name"],
    ];
    expect(Object.keys(linter).sort()).toEqual(known);
    expect(["file", "project", "list_of_files"]).toContain(linter.cli_lint_mode);
    // Of a plugin only these instructions of an installation count.
    for (const line of linter.install.dockerfile) expect(line).toMatch(/^RUN /);
  });
  it("says how the program is called: it has these flags, and its errors are counted", { timeout: 120_000 }, () => {
    const cwd = sampleRepository();
    const called = l9([...linter.cli_lint_extra_args, linter.cli_config_arg_name, join(cwd, "c.yaml")], { cwd });
    expect(called.exitCode).toBe(2);
    const { stdout } = l9(linter.cli_lint_extra_args, { cwd });
    const counted = new RegExp(linter.cli_lint_errors_regex.replace("(?m)", ""), "m").exec(stdout)?.[1];
    expect(Number(counted)).toBe(
      JSON.parse(l9([...linter.cli_lint_extra_args, "--quiet", "--format", "json"], { cwd }).stdout).length,
    );
    expect(JSON.parse(l9([...linter.cli_lint_extra_args, ...linter.cli_sarif_args], { cwd }).stdout).version).toBe("2.1.0");
    for (const flag of [linter.cli_help_arg_name, linter.cli_version_arg_name]) expect(l9([flag], { cwd }).exitCode).toBe(0);
  });
});

describe("reviewdog", () => {
  it("gets lines that its format describes", () => {
    const workflow = parse(template("reviewdog.yml"));
    const { run } = workflow.jobs.l9.steps.at(-1);
    expect(run).not.toContain("${{");
    expect(run).toMatch(/--format rdjsonl \| reviewdog -f=rdjsonl /);
  });
});

describe("every template", () => {
  it("is told in the README", () => {
    for (const name of readdirSync(join(ROOT, "client", "ci")))
      if (!/README|dockerignore/.test(name)) expect(template("README.md")).toContain(`(${name})`);
  });
  it.each(["gitlab.yml", "reviewdog.yml", "github.yml", "pre-commit.yaml", "l9.megalinter-descriptor.yml"])(
    "%s says what to change, and names no package that is not published",
    (name) => {
      expect(template(name)).toMatch(/# Change: /);
      expect(template(name)).not.toMatch(/npx|install[^\n]* l9-language-server\b/);
      expect(() => parse(template(name))).not.toThrow();
    },
  );
});
