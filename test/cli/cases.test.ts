import { cpSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { version } from "../../package.json";
import { folder, l9 } from "./run.ts";

// Every folder here is a case: `case.yaml` says what is run, `in/` is the workspace, `stdout.*` what is printed, `after/` what the files are
// then (absent: nothing may change). `npx vitest run test/cli -u` writes the outputs anew; look at the difference before you commit it.

interface CliCase {
  args: string[];
  exit: number;
  /** A file of `in/` that is given on stdin. */
  stdin?: string;
  /** The name of the file with the expected output; its ending tells the format. */
  stdout: string;
  /** A part of what stderr must say; nothing may stand there when it is absent. */
  stderr?: string;
}

const cases = readdirSync(import.meta.dirname).filter((name) => existsSync(join(import.meta.dirname, name, "case.yaml")));

describe.each(cases)("%s", (name) => {
  const path = join(import.meta.dirname, name);
  const input = join(path, "in");
  const { args, exit, stdin, stdout, stderr } = parse(readFileSync(join(path, "case.yaml"), "utf8")) as CliCase;

  it(`l9 ${args.join(" ")}`, async () => {
    const cwd = folder();
    cpSync(input, cwd, { recursive: true });
    const outcome = l9(args, { cwd, ...(stdin === undefined ? {} : { stdin: readFileSync(join(input, stdin)) }) });
    expect(outcome.stderr).toBe(stderr === undefined ? "" : (expect.stringContaining(stderr) as unknown));
    expect(outcome.exitCode).toBe(exit);
    const printed = outcome.stdout.replaceAll(`"${version}"`, '"VERSION"').replaceAll(pathToFileURL(cwd).href, "file:///CWD");
    await expect(printed).toMatchFileSnapshot(join(path, stdout));
    const after = existsSync(join(path, "after")) ? { ...contents(input), ...contents(join(path, "after")) } : contents(input);
    expect(contents(cwd)).toEqual(after);
  });
});

/** The files of a folder with their modes. */
function contents(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(root, path), `${(statSync(path).mode & 0o111).toString(8)} ${readFileSync(path, "utf8")}`]),
  );
}
