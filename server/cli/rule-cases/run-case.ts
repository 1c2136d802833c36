import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { fixText } from "../../lint/fix.ts";
import { Linter } from "../../lint/linter.ts";
import type { QuestionSource } from "../../lint/question-source.ts";
import { loadTypeScript } from "../../lint/load-typescript.ts";
import { CONFIG_NAME, loadConfig } from "../../project/config.ts";
import { pathFrom } from "../../project/slash-path.ts";
import { loadPython } from "../../syntax/python-parser.ts";
import { Text } from "../../syntax/text.ts";
import type { Severity } from "../../../rules/define.ts";
import type { Case, CaseFile, Expectation } from "./case.ts";

/** A finding of a case. Lines and columns are zero-based, columns UTF-16 code units. */
export interface CaseFinding {
  path: string;
  start: { line: number; character: number };
  end: { line: number; character: number };
  severity: Severity;
  rule: string;
  message: string;
}

/** How a case went. */
export interface CaseOutcome {
  found: CaseFinding[];
  /** What the case expects and nothing meets. */
  missing: (Expectation & { path: string })[];
  /** What was found and the case does not expect. */
  unexpected: CaseFinding[];
  /** Files that their fixes make something else of than the case says. */
  unlikeFixed: { path: string; unsafe: boolean; expected: string; found: string }[];
  /** Why it could not be run: what its configuration or its rules have wrong. */
  problems: string[];
}

export interface RunCase {
  /** The rules that look, beside those that the case names. @param own those that the folder declares itself */
  select: (own: readonly string[]) => readonly string[];
  /** Files that stand in the folder where the case has none of that path. */
  beside?: readonly { path: string; text: string }[];
  /** Who says what generation would ask. */
  questions?: QuestionSource;
  /** All that the case's configuration says counts, as in a workspace that its user trusts. */
  trusted?: boolean;
}

/** Runs a case in a folder of its own, which is gone afterwards. */
export async function runCase(testCase: Case, { beside = [], ...options }: RunCase): Promise<CaseOutcome> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "l9-case-")));
  try {
    const own = new Set(testCase.files.map(({ path }) => path));
    for (const { path, text } of [...beside.filter((file) => !own.has(file.path)), ...testCase.files]) {
      if (isAbsolute(path) || path.split(/[\\/]/).includes(".."))
        return { ...NOTHING, problems: [`\`path=${path}\` leads out of the case: give a path below it`] };
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    await Promise.all([loadPython(), loadTypeScript()]);
    return await look(root, testCase, options);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const NOTHING: CaseOutcome = { found: [], missing: [], unexpected: [], unlikeFixed: [], problems: [] };

async function look(
  root: string,
  testCase: Case,
  { select, questions, trusted = false }: Omit<RunCase, "beside">,
): Promise<CaseOutcome> {
  const { config, problems } = await loadConfig(root, {
    userFile: null,
    trusted,
    file: testCase.config === null ? null : join(root, CONFIG_NAME),
  });
  if (problems.length > 0) return { ...NOTHING, problems: problems.map(({ message }) => message) };
  const own = config.own_rules.rules.map(({ id }) => id);
  const linter = new Linter(
    root,
    { ...config, scope: testCase.scope },
    {
      ...(testCase.rules.includes("all") ? {} : { select: [...select(own), ...testCase.rules] }),
      ...(questions ? { questions } : {}),
    },
  );
  try {
    linter.scan();
    const found = testCase.files.flatMap((file) => findingsIn(file, root, linter));
    const left = [...found];
    const missing = testCase.files.flatMap(({ path, expectations }) =>
      expectations.flatMap((want) => {
        const at = left.findIndex((finding) => finding.path === path && meets(finding, want));
        if (at >= 0) left.splice(at, 1);
        return at >= 0 ? [] : [{ path, ...want }];
      }),
    );
    const unlikeFixed = testCase.fixed.flatMap(({ path, text: expected, unsafe }) => {
      const before = testCase.files.find((file) => file.path === path)?.text ?? "";
      const { text } = fixText(linter, join(root, path), before, unsafe ? "unsafe" : "safe");
      return text === expected ? [] : [{ path, unsafe, expected, found: text }];
    });
    return { found, missing, unexpected: left, unlikeFixed, problems: [] };
  } finally {
    linter.dispose();
  }
}

function findingsIn(file: CaseFile, root: string, linter: Linter): CaseFinding[] {
  const text = new Text(file.text);
  return linter.check(join(root, file.path)).map(({ path, span, severity, rule, message }) => ({
    path: pathFrom(root, path),
    start: text.position(span.start),
    end: text.position(span.end),
    severity,
    rule,
    message,
  }));
}

function meets(finding: CaseFinding, want: Expectation): boolean {
  return (
    finding.rule === want.rule &&
    finding.severity === want.severity &&
    finding.start.line === want.line &&
    finding.start.character === want.startColumn &&
    finding.end.line === want.endLine &&
    (want.endColumn === null || finding.end.character === want.endColumn) &&
    finding.message.includes(want.message)
  );
}
