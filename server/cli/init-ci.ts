import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { statOf, textOf } from "../project/regular-file.ts";
import { replaceFile } from "../project/write-file.ts";
import { visible } from "../syntax/visible.ts";
import { addHook } from "./pre-commit-config.ts";
import { shownPath } from "./result.ts";
import { writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";
import { writeAsked } from "./write-asked.ts";

/** What stands in the templates where a team must say what it has. */
const SAMPLE_URL = "https://git.example.org/l9-language-server.git";
const SAMPLE_REVISION = "v0.1.0";
const SAMPLE_ACTION = "example/l9-language-server@v0.1.0";

interface Service {
  name: string;
  /** The file of `client/ci/`. */
  template: string;
  /** From the workspace folder. */
  file: string;
  what: string;
  /** What is left to do once the file stands there. */
  then?: string;
}

const SERVICES: readonly Service[] = [
  {
    name: "pre-commit",
    template: "pre-commit.yaml",
    file: ".pre-commit-config.yaml",
    what: "refuses a commit that breaks a spec, here or elsewhere",
    then: "Run `pre-commit install`, once in every clone.",
  },
  {
    name: "github",
    template: "github.yml",
    file: ".github/workflows/l9.yml",
    what: "annotations, a summary, alerts of code scanning",
  },
  { name: "gitlab", template: "gitlab.yml", file: ".gitlab-ci.yml", what: "a job with a Code Quality report" },
  {
    name: "reviewdog",
    template: "reviewdog.yml",
    file: ".github/workflows/l9-reviewdog.yml",
    what: "comments in a review on GitHub, safe fixes as suggestions",
  },
  {
    name: "megalinter",
    template: "l9.megalinter-descriptor.yml",
    file: ".megalinter/mega-linter-plugin-l9/l9.megalinter-descriptor.yml",
    what: "a plugin for MegaLinter",
    then: 'Name it in .mega-linter.yml: PLUGINS: ["file://.megalinter/mega-linter-plugin-l9/l9.megalinter-descriptor.yml"]',
  },
];

/**
 * `l9 init --ci`: writes what the services need where no such file is. One that exists is left as it is and what it lacks is printed, but for
 * pre-commit's, which gets the hook as one more entry.
 * @param source what npm installs this program from; null leaves the templates' samples to be changed
 */
export async function initCi(root: string, names: readonly string[], source: string | null): Promise<number> {
  if (!statOf(root)?.isDirectory()) throw new UsageError(`--root: ${visible(root)} is not a folder`);
  const unknown = names.find((name) => !SERVICES.some((service) => service.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `--ci: there is nothing for ${JSON.stringify(unknown)}; there is ${SERVICES.map(({ name }) => name).join(", ")}`,
    );
  if (names.length === 0) {
    if (source !== null) throw new UsageError("--source says what a service installs: name one with --ci");
    const rows = SERVICES.map(({ name, file, what }) => `  ${name.padEnd(10)}  ${what} (${file})`);
    await writeText(`l9 init --ci SERVICE… writes what a service needs:\n\n${rows.join("\n")}\n`);
    return 0;
  }
  const asked = SERVICES.filter(({ name }) => names.includes(name)).map((service) => ({
    service,
    text: withSource(readFileSync(join(import.meta.dirname, "ci", service.template), "utf8"), service.name, source),
  }));
  const told = asked.map(({ service, text }) => place(root, service, text, source !== null));
  await writeText(`${told.join("\n")}`);
  return 0;
}

/** Writes a service's file, or says why it did not. Returns what to tell. */
function place(root: string, { name, file, then }: Service, text: string, isComplete: boolean): string {
  const path = join(root, file);
  const shown = shownPath(path, process.cwd());
  const rest = [...(isComplete ? [] : [`Lines below "# Change:" must be changed to what you have.`]), ...(then ? [then] : [])];
  const told = (done: string): string => `${[done, ...rest.map((line) => `  ${line}`)].join("\n")}\n`;
  if (!existsSync(path)) {
    writeAsked(path, text);
    return told(`Wrote ${shown}.`);
  }
  const present = textOf(path);
  if (present === null) throw new UsageError(`${visible(path)} is there and can not be read: nothing is changed`);
  if (present === text) return `${shown} is there already.\n`;
  if (name === "pre-commit") {
    const added = addHook(present, text);
    if (added === "present") return `${shown} has the hook already.\n`;
    if (added !== null) {
      writeAsked(path, added.text, replaceFile);
      return told(`Added the hook to ${shown}.`);
    }
  }
  return told(`${shown} exists and is left as it is. What it needs is:\n\n${text.replace(/^(?=.)/gm, "    ")}`);
}

/** A template that installs the program from a source. */
function withSource(template: string, service: string, source: string | null): string {
  if (source === null) return template;
  if (/[\s"'#]/.test(source.replace("#", "")))
    throw new UsageError(`--source: ${JSON.stringify(source)} is nothing that npm can install`);
  const text = template.replace(/^ *# Change: .*\n/gm, "").replace(/ # Change: .*$/gm, "");
  const [, url, revision] = /^git\+(.+)#(.+)$/.exec(source) ?? [];
  if (service === "github") return text.replace(SAMPLE_ACTION, actionOf(source, url, revision));
  if (service === "pre-commit")
    return url === undefined
      ? localHook(text, source)
      : text.replace(SAMPLE_URL, url).replace(SAMPLE_REVISION, revision as string);
  return text.replace(`git+${SAMPLE_URL}#${SAMPLE_REVISION}`, source);
}

/** GitHub knows an action by a repository of its own and a revision, or by a folder of the repository at work. */
function actionOf(source: string, url: string | undefined, revision: string | undefined): string {
  const repository = /^(?:https|ssh):\/\/(?:git@)?github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(url ?? "")?.[1];
  if (repository !== undefined) return `${repository}@${revision as string}`;
  if (source.startsWith("./")) return source;
  throw new UsageError(
    `--source: GitHub takes an action from git+https://github.com/OWNER/NAME#REVISION or from ./FOLDER of this repository, not from ${JSON.stringify(source)}`,
  );
}

/** pre-commit clones repositories only; what else npm can install is a dependency of a local hook. */
function localHook(text: string, source: string): string {
  const lines = [
    "  - repo: local",
    "    hooks:",
    "      - id: l9",
    "        name: l9",
    "        language: node",
    `        additional_dependencies: [${JSON.stringify(source)}]`,
    "        entry: l9 check --staged",
    "        pass_filenames: false",
    "        always_run: true",
  ];
  return text.replace(/^ {2}- repo: [^]*$/m, `${lines.join("\n")}\n`);
}
