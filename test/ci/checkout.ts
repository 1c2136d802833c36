import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { folder } from "../cli/run.ts";

export const ROOT = join(import.meta.dirname, "..", "..");

/** Of the development dependencies those that only tests, checkers and the editors' packages need: a build does without. */
const NOT_FOR_A_BUILD =
  /^(@types\/.*|@modelcontextprotocol\/client|@vscode\/vsce|@astral-sh\/.*|@arethetypeswrong\/.*|publint|skills-ref|ajv.*|eslint|oxlint.*|typescript-native|prettier|vitest|fast-check|typescript-eslint|vscode-languageclient)$/;

export const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "t",
  GIT_AUTHOR_EMAIL: "t@example.org",
  GIT_COMMITTER_NAME: "t",
  GIT_COMMITTER_EMAIL: "t@example.org",
};

/** Runs git as nobody in particular; gives what it printed. */
export function git(cwd: string, ...args: string[]): string {
  const env = { ...process.env, ...GIT_ENVIRONMENT };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A folder for what has many files, gone after the test. */
export function homeFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "l9-ci-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }), 60_000);
  return path;
}

/**
 * A repository with one commit that holds this checkout as it is now, so that tools may clone it. Its development dependencies are those of a
 * build: npm installs them from its cache within seconds.
 */
export function checkout(): string {
  const copy = homeFolder();
  const names = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  for (const name of names.split("\0")) {
    if (name === "" || name.startsWith("test/") || !existsSync(join(ROOT, name))) continue;
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(ROOT, name), join(copy, name));
  }
  const manifest = JSON.parse(readFileSync(join(copy, "package.json"), "utf8"));
  for (const name of Object.keys(manifest.devDependencies)) if (NOT_FOR_A_BUILD.test(name)) delete manifest.devDependencies[name];
  writeFileSync(join(copy, "package.json"), JSON.stringify(manifest, null, 2));
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts", "--offline", "--silent"], { cwd: copy });
  commitAll(copy);
  return copy;
}

/** Makes a folder a repository with everything committed. */
export function commitAll(cwd: string): void {
  git(cwd, "init", "-q", "-b", "main");
  git(cwd, "add", "-A");
  git(cwd, "commit", "-q", "-m", "start");
}

/** A fresh repository with the sample workspace in it. */
export function sampleRepository(more: Record<string, string> = {}): string {
  const cwd = folder();
  cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), cwd, { recursive: true });
  for (const [name, text] of Object.entries(more)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  commitAll(cwd);
  return cwd;
}

/** npm's cache of this machine, for programs that run npm in a home of their own. */
export function npmEnvironment(): Record<string, string> {
  const cache = execFileSync("npm", ["config", "get", "cache"], { cwd: ROOT, encoding: "utf8" }).trim();
  return { npm_config_cache: cache, npm_config_prefer_offline: "true", npm_config_update_notifier: "false" };
}
