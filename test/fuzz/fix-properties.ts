import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { readStdlib, say } from "../oracles/stdlib.ts";
import { fixedTexts, ignoredTexts, type FixedText } from "./fixed-texts.ts";
import { judgePython, judgeTypeScript } from "./judges.ts";
import { comments, imports, program, withComments } from "./program-texts.ts";
import { property, type Property } from "./property.ts";
import { inSession, type Session } from "./session.ts";
import { tsxProgram } from "./tsx-texts.ts";

/** What a change of a text left wrong. */
function complain(before: string, { what, text }: FixedText, wrong: string): never {
  throw new Error(`${what}: it ${wrong}\nbefore ${JSON.stringify(before)}\nafter  ${JSON.stringify(text)}`);
}

/** Every fix and every "ignore"; a safe fix that the net would leave out is a fault of the rule. */
function changesOf(session: Session, file: string): FixedText[] {
  const { texts, left } = fixedTexts(session, file);
  const before = session.texts.get(file) as string;
  for (const { what, why, safety } of left)
    if (safety === "safe") throw new Error(`${what} would be left out: ${why}\n${JSON.stringify(before)}`);
  return [...texts, ...ignoredTexts(session, file)];
}

/** @returns how many texts said something */
function checkPython(texts: readonly string[], runs: boolean): number {
  const tasks = inSession({}, (session) =>
    texts.map((before) => {
      session.set("a.py", before);
      const after = isBroken(session) ? [] : changesOf(session, "a.py");
      return {
        before,
        after: after.map((one) => (one.same === "prints" && !runs ? { ...one, same: "compiles" as const } : one)),
      };
    }),
  );
  const judged = judgePython(tasks);
  tasks.forEach(({ before, after }, at) =>
    judged[at]?.forEach((wrong, index) => {
      if (wrong !== null) complain(before, after[index] as FixedText, wrong);
    }),
  );
  return judged.filter((one) => one !== null && one.length > 0).length;
}

function isBroken(session: Session): boolean {
  return session.check("a.py").some(({ rule }) => rule === "code_syntax");
}

function checkTypeScript(file: string, before: string): void {
  const after = inSession({ [file]: before }, (session) => changesOf(session, file));
  judgeTypeScript(file, { before, after })?.forEach((wrong, index) => {
    if (wrong !== null) complain(before, after[index] as FixedText, wrong);
  });
}

const stdlib = readStdlib();
if (typeof stdlib === "string") say(`no fix is compared with Python: ${stdlib}`);
const library = typeof stdlib === "string" ? [] : stdlib.files.filter(({ text }) => text.length < 60_000 && text.length > 200);

const sources = ["server", "rules"].flatMap((folder) => {
  const root = join(import.meta.dirname, "..", "..", folder);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .sort()
    .map((name) => join(root, name));
});

const ofPython: readonly Property[] = [
  property(
    "a fix of a program leaves it printing what it prints, and a comment taken out or set in changes nothing",
    2,
    fc.array(program, { minLength: 20, maxLength: 20 }),
    (texts) => {
      if (checkPython(texts, true) < 4) throw new Error("nearly none of the programs says anything");
    },
  ),
  property(
    "a fix of a file of Python's library leaves it compiling",
    3,
    fc.array(fc.record({ file: fc.nat(), comments, imports }), { minLength: 4, maxLength: 4 }),
    (cases) =>
      void checkPython(
        cases.map((one) => {
          const { text } = library[one.file % library.length] as { text: string };
          const lines = withComments(text.replaceAll("\r\n", "\n"), one.comments);
          for (const { line, text: written } of one.imports) {
            const at = line % lines.length;
            const indent = /^\s*/.exec(lines[at] as string)?.[0] ?? "";
            lines.splice(at, 0, written.replace(/^/gm, indent));
          }
          return lines.join("\n");
        }),
        false,
      ),
  ),
];

export const fixProperties: readonly Property[] = [
  ...(library.length > 0 ? ofPython : []),
  property("a fix of TypeScript leaves it parsing, and a comment changes nothing", 250, tsxProgram, (text) =>
    checkTypeScript("a.tsx", text),
  ),
  property(
    "a fix of a source of this project leaves it parsing",
    25,
    fc.record({ file: fc.nat(), comments }),
    ({ file, comments: written }) => {
      const text = readFileSync(sources[file % sources.length] as string, "utf8");
      const spelled = written.map((one) => ({
        ...one,
        place: one.place === "continued" ? ("above" as const) : one.place,
        text: `// @${"ts"}-ignore ${one.text}`,
      }));
      checkTypeScript("a.ts", `${withComments(text, spelled).join("\n")}\nimport { qq, qr } from "./q";\n`);
    },
  ),
];
