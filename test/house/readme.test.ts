import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { program } from "../../server/cli/program.ts";
import { parseConfig } from "../../server/project/config.ts";
import { configSchema } from "../../server/project/config-schema.ts";

// What the README and the pages under docs/ say is so.

const root = join(import.meta.dirname, "..", "..");
const page = (name: string): string => readFileSync(join(root, name), "utf8");
const readme = page("README.md");
const PAGES = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`)];
const l9 = program("0.0.0", () => undefined);
/** Without those that only other programs call. */
const commands = l9.createHelp().visibleCommands(l9);

it("every command is told, and every one that is told exists", () => {
  const told = [...readme.matchAll(/^l9 (\w+)/gm)].map((match) => match[1]);
  expect([...new Set(told)].sort()).toEqual(commands.map((command) => command.name()).sort());
});

it("the README is what a person needs in the first hour, and leads to every other page", () => {
  expect(readme.split("\n").length).toBeLessThan(250);
  for (const name of readdirSync(join(root, "docs"))) expect(readme).toContain(`](docs/${name}`);
});

it("every flag and backend of generate is told with its meaning", () => {
  const told = page("docs/generation.md");
  const { options = [] } = commands.find((command) => command.name() === "generate") ?? {};
  expect(options.length).toBeGreaterThan(12);
  expect(options.filter(({ long }) => !told.includes(`\`${long ?? ""}`))).toEqual([]);
  const backends = options.find(({ long }) => long === "--backend")?.argChoices ?? [];
  expect(backends.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
});

describe("the configuration", () => {
  const told = page("docs/configuration.md");
  const exampleOf = (text: string): string =>
    /```yaml\n([\s\S]*?)```/.exec(text.slice(text.indexOf("# Configuration")))?.[1] ?? "";
  const example = exampleOf(told);

  it.each([readme, told])("that is shown is valid", async (text) => {
    expect(exampleOf(text)).toContain("scope:");
    // What it extends is the reader's own.
    const own = exampleOf(text).replace(/^(?:extends|contract_sources):.*\n/gm, "");
    expect((await parseConfig(own)).problems).toEqual([]);
  });
  it("that its page shows has every key but that of generation and those that are deprecated", () => {
    const keys = Object.entries(configSchema.shape)
      .flatMap(([key, value]) => (value.meta()?.deprecated === true ? [] : [key]))
      .filter((key) => key !== "generate");
    expect(keys.filter((key) => !new RegExp(`^${key}:`, "m").test(example))).toEqual([]);
    expect(told).toContain("`generate`");
  });
});

it("the two commands of a fresh machine are scripts", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(readme).toContain("npm ci && npm start");
  expect(readme).toContain("npm ci && npm test");
  expect(Object.keys(scripts)).toEqual(
    expect.arrayContaining(["start", "test", "lint", "typecheck", "build", "ci", "generate", "new-rule", "prepare"]),
  );
});

it("the sample runs as it is printed, and prints what it shows", { timeout: 60_000 }, () => {
  const block = /```console\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const commands = block.split("\n").flatMap((line) => (line.startsWith("$ ") ? [line.slice(2)] : []));
  expect(commands).toHaveLength(2);
  const { stdout } = spawnSync("sh", ["-c", commands.join(" && ")], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, npm_config_offline: "true", XDG_CONFIG_HOME: "/nonexistent" },
  });
  expect(`${commands.map((command) => `$ ${command}\n`).join("")}${stdout}`).toBe(block);
});

it("every link to a file leads somewhere", () => {
  for (const name of PAGES) {
    const links = [...page(name).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string);
    expect(
      links.filter((link) => !existsSync(join(root, dirname(name), link))),
      name,
    ).toEqual([]);
  }
});

it("every client is told, with a README of its own", () => {
  for (const client of readdirSync(join(root, "client"))) {
    expect(readme).toContain(`(client/${client})`);
    expect(existsSync(join(root, "client", client, "README.md"))).toBe(true);
  }
});
