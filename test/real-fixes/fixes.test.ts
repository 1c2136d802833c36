import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { describe, expect, it } from "vitest";
import { rules } from "../../rules/index.ts";
import { fixText } from "../../server/lint/fix.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { folder, l9 } from "../cli/run.ts";
import { Random } from "../fixtures/random.ts";
import { fixedTexts } from "../fuzz/fixed-texts.ts";
import { judgePython } from "../fuzz/judges.ts";
import { Session } from "../fuzz/session.ts";
import { PUSH, uriOf, type Json } from "../lsp/client.ts";
import { MemoryClient } from "../lsp/memory.ts";
import { readStdlib, say } from "../oracles/stdlib.ts";
import { readTypeScript } from "../oracles/typescript-eslint.ts";
import { sweepModules } from "./modules.ts";
import { provokePython } from "./provoke-python.ts";
import { contractsFolder, realPrograms, realSpecs, sweepPrograms, sweepPython, sweepSpecs, sweepTypeScript } from "./sweep.ts";
import { Tally } from "./tally.ts";

// A few files of each kind; `npm run fixes` takes all.

await loadPython();
await loadTypeScript();

const SEED = 7;
const stdlib = readStdlib();
const root = join(import.meta.dirname, "..", "..");
const tally = new Tally();

describe("every fix alone and all together leave", { timeout: 240_000 }, () => {
  it("programs of Python printing what they print", () => {
    sweepPrograms(SEED, 2, tally);
    expect(tally.failures).toEqual([]);
  });

  it("programs and files of Python's library compiling", () => {
    for (let round = 0; round < 4; round++) sweepPython(realPrograms(), SEED + round, tally);
    if (typeof stdlib === "string") say(`no fix is tried on Python's library: ${stdlib}`);
    else {
      const short = stdlib.files.filter(({ text }) => text.length > 1000 && text.length < 12_000);
      sweepPython(
        [40, 120].map((at) => short[at % short.length] as (typeof short)[number]),
        SEED,
        tally,
      );
    }
    expect(tally.failures).toEqual([]);
  });

  it("TypeScript parsing", () => {
    const own = readTypeScript(root, "server/lsp", () => true).filter(({ text }) => text.length < 4000);
    const shipped = readTypeScript(root, "node_modules/zod/src", () => true).filter(({ text }) => text.length < 4000);
    sweepTypeScript([...own.filter((_, at) => at % 12 === 0), ...shipped.filter((_, at) => at % 60 === 0)], SEED, tally);
    expect(tally.failures).toEqual([]);
  });

  it("specs of the fixtures without new errors, also in braces and in Markdown", () => {
    sweepSpecs(
      realSpecs().filter((_, at) => at % 2 === 0),
      SEED,
      1,
      tally,
    );
    expect(tally.failures).toEqual([]);
  });

  it("the spec and the code of modules that have drifted", () => {
    sweepModules(SEED, 2, tally);
    expect(tally.failures).toEqual([]);
  });

  /** Their fixes change the configuration, a repository's own rules or a spec that is not generated yet: the rules' documents try each, and real files have none. */
  const ELSEWHERE = new Set(["agreement_broken", "agreement_unread", "generation_blocked", "own_rule_invalid"]);

  it("no rule with a fix untried", () => {
    say(`fixes of real files: ${tally.report()}`);
    const untried = rules.filter(({ id, fix }) => fix !== null && !tally.fixes.has(id) && !ELSEWHERE.has(id)).map(({ id }) => id);
    expect(untried).toEqual([]);
  });
});

/** Programs that rules speak of and Python takes; the same in every run. */
function provoked(): string[] {
  const texts = realPrograms().flatMap(({ text }, at) => {
    const random = new Random(SEED + at);
    return Array.from({ length: 4 }, () => provokePython(text, random));
  });
  const verdicts = judgePython(texts.map((before) => ({ before, after: [] })));
  return texts.filter((_, at) => verdicts[at] !== null);
}

it("an editor is offered the fixes that are tried here, and applies the same", async () => {
  const session = new Session({}, contractsFolder());
  const client = await MemoryClient.start({ roots: [session.folder], capabilities: PUSH });
  let offered = 0;
  for (const text of provoked().slice(0, 2)) {
    const path = session.path("api/real.py");
    session.set("api/real.py", text);
    const tried = fixedTexts(session, "api/real.py").texts.filter(({ rule }) => rule !== null);
    client.open(path, text);
    const document = TextDocument.create(uriOf(path), "python", 1, text);
    const range = { start: document.positionAt(0), end: document.positionAt(text.length) };
    const params = { textDocument: { uri: uriOf(path) }, range, context: { diagnostics: [], only: ["quickfix"] } };
    const actions = (await client.request<Json[]>("textDocument/codeAction", params)).filter(
      ({ title }) => !/^Ignore /.test(title as string),
    );
    const edited = (action: Json): string => TextDocument.applyEdits(document, action.edit.documentChanges[0].edits);
    expect(actions.map(edited).sort()).toEqual(tried.map((one) => one.text).sort());
    offered += actions.length;
    const all = { ...params, context: { diagnostics: [], only: ["source.fixAll.l9"] } };
    const [fixAll] = await client.request<Json[]>("textDocument/codeAction", all);
    if (fixAll) {
      const resolved = fixAll.edit ? fixAll : await client.request("codeAction/resolve", fixAll);
      expect(edited(resolved)).toBe(fixText(session.linter, path, text, "safe").text);
    }
    client.close(path);
  }
  session.dispose();
  expect(offered).toBeGreaterThan(10);
}, 240_000);

it("the command line leaves every file compiling, with unsafe fixes too", () => {
  const before = provoked().filter((_, at) => at % 3 === 0);
  const names = before.map((_, at) => `real${at}.py`);
  expect(names.length).toBeGreaterThan(3);
  const cwd = folder({ "l9.config.yaml": "scope: all\n" });
  mkdirSync(join(cwd, "tools"));
  names.forEach((name, at) => writeFileSync(join(cwd, "tools", name), before[at] as string));
  for (const flag of ["--fix", "--unsafe-fixes"]) {
    const { exitCode } = l9(["check", flag, "--quiet"], { cwd });
    expect(exitCode).toBeLessThan(2);
    const tasks = names.map((name, at) => ({
      before: before[at] as string,
      after: [{ rule: null, what: flag, text: readFileSync(join(cwd, "tools", name), "utf8"), same: "compiles" as const }],
    }));
    expect(judgePython(tasks)).toEqual(tasks.map(() => [null]));
    expect(tasks.filter((task) => task.before !== task.after[0]?.text).length).toBe(names.length);
  }
}, 240_000);
