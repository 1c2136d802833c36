import { readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { createColors } from "picocolors";
import { OWN_RULES } from "../project/own-rules/load.ts";
import { statOf, textOf } from "../project/regular-file.ts";
import { pathFrom } from "../project/slash-path.ts";
import { visible } from "../syntax/visible.ts";
import { ownRulesHere } from "./own-rules-here.ts";
import { readCases, type Case } from "./rule-cases/case.ts";
import { runCase, type CaseOutcome } from "./rule-cases/run-case.ts";
import { shownPath } from "./result.ts";
import { useColor, writeText } from "./stdio.ts";
import { UsageError } from "./usage-error.ts";

/**
 * `l9 rule test [FILE…]`: runs the cases of Markdown documents, each in a folder of its own with the rules of the workspace; without a file those beside the
 * rules. Exit 1 where one failed.
 */
export async function ruleTest(files: readonly string[], { root: asked }: { root?: string }): Promise<number> {
  const cwd = process.cwd();
  const { folder: root, own: declared } = await ownRulesHere(asked, cwd, files);
  const own = declared.rules.map(({ id }) => id);
  const beside = [...declared.texts].map(([path, text]) => ({ path: pathFrom(root, path), text }));
  const documents = files.length > 0 ? files.map((file) => resolve(cwd, file)) : documentsIn(join(root, OWN_RULES));
  if (documents.length === 0)
    throw new UsageError(
      `no document to test: there is no Markdown file in ${shownPath(join(root, OWN_RULES), cwd)} ("l9 rule new ID" writes one)`,
    );
  const { green, red, bold } = createColors(useColor("auto", process.stdout));
  const lines: string[] = [];
  let passed = 0;
  let failed = 0;
  for (const document of documents) {
    const cases = casesOf(document, cwd);
    lines.push(bold(shownPath(document, cwd)));
    const id = basename(document, ".md");
    for (const testCase of cases) {
      const outcome = await runCase(testCase, { select: () => (own.includes(id) ? [id] : own), beside });
      const told = await tell(outcome);
      if (told.length === 0) passed++;
      else failed++;
      lines.push(
        `  ${told.length === 0 ? green("✓") : red("✗")} ${visible(testCase.title)} (line ${testCase.line})`,
        ...told.map((line) => `      ${line}`),
      );
    }
  }
  await writeText([...lines, "", `${passed} passed, ${failed} failed.`, ""].join("\n"));
  return failed > 0 ? 1 : 0;
}

function documentsIn(folder: string): string[] {
  if (!statOf(folder)?.isDirectory()) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => join(folder, name));
}

function casesOf(document: string, cwd: string): Case[] {
  const shown = shownPath(document, cwd);
  const text = textOf(document);
  if (text === null) throw new UsageError(`${shown} can not be read`);
  const cases = readCases(text);
  if (cases.length === 0)
    throw new UsageError(`${shown} has no case: a heading "## …" begins one, a code block below it is a file`);
  const empty = cases.find(({ files }) => files.length === 0);
  if (empty)
    throw new UsageError(`${shown}:${empty.line}: the case "${visible(empty.title)}" has no code block, so it proves nothing`);
  return cases;
}

/** What is wrong with how a case went, in lines; lines and columns count from 1, as findings are shown. */
async function tell({ problems, missing, unexpected, unlikeFixed }: CaseOutcome): Promise<string[]> {
  const { createTwoFilesPatch } = await import("diff");
  return [
    ...problems.map((problem) => visible(problem)),
    ...missing.map(({ path, line, startColumn, endLine, endColumn, ...rest }) =>
      finding("not found", path, { line, character: startColumn }, { line: endLine, character: endColumn }, rest),
    ),
    ...unexpected.map(({ path, start, end, ...rest }) => finding("not expected", path, start, end, rest)),
    ...unlikeFixed.flatMap(({ path, unsafe, expected, found }) => [
      `${visible(path)} is another text after its ${unsafe ? "unsafe " : ""}fixes:`,
      ...createTwoFilesPatch("as the case has it", "as it is", expected, found)
        .split("\n")
        .slice(1)
        .filter((line) => line !== "")
        .map((line) => visible(line)),
    ]),
  ];
}

interface Place {
  line: number;
  /** Null where the drawing does not tell. */
  character: number | null;
}

function finding(
  what: string,
  path: string,
  start: Place,
  end: Place,
  { severity, rule, message }: { severity: string; rule: string; message: string },
): string {
  const place = ({ line, character }: Place): string => (character === null ? `${line + 1}` : `${line + 1}:${character + 1}`);
  return visible(`${what}: ${path}:${place(start)}-${place(end)} ${severity} [${rule}] ${message}`.trimEnd());
}
