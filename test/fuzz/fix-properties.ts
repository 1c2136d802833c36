import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import typescript from "typescript";
import { TextDocument } from "vscode-languageserver-textdocument";
import { rules } from "../../rules/index.ts";
import { applyEdits, FixNet } from "../../server/lint/damage/damage.ts";
import { fixText } from "../../server/lint/fix.ts";
import { canBeIgnored, whereToInsert } from "../../server/lsp/ignore-action.ts";
import { PYTHON, readStdlib, say } from "../oracles/stdlib.ts";
import { comments, imports, program, withComments } from "./program-texts.ts";
import { property, type Property } from "./property.ts";
import { inSession, pathOf, type Session } from "./session.ts";
import { tsxProgram } from "./tsx-texts.ts";

/** A text after a change, and how far it must be what it was. */
interface Changed {
  what: string;
  text: string;
  same: "compiles" | "means" | "prints";
}

const IGNORABLE = new Set(rules.filter(canBeIgnored).map(({ id }) => id));
/** Their fixes take comments away, nothing else. */
const OF_COMMENTS = new Set(["type_ignore", "unused_suppression"]);

/** A file under every single fix, all safe ones, all unsafe ones too, and every "ignore" that an editor offers. */
function changesOf(session: Session, file: string): Changed[] {
  const path = pathOf(file);
  const text = session.texts.get(file) as string;
  const net = new FixNet(path, text);
  const found = session.check(file);
  const changed: Changed[] = [];
  for (const { rule, fix } of found) {
    if (!fix || fix.path !== undefined) continue;
    const what = `${rule}: "${fix.title}"`;
    const why = net.damage(fix.edits);
    if (why !== null && fix.safety === "safe") throw new Error(`${what} would be left out: ${why}\n${JSON.stringify(text)}`);
    if (why !== null) continue;
    const sorted = [...fix.edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
    const same = OF_COMMENTS.has(rule) ? "means" : fix.safety === "safe" ? "prints" : "compiles";
    changed.push({ what, text: applyEdits(text, sorted), same });
  }
  const document = { text: TextDocument.create(`file://${path}`, "x", 1, text) };
  for (const finding of found) {
    if (!IGNORABLE.has(finding.rule)) continue;
    const insertion = whereToInsert(document, finding, net);
    if (!insertion) throw new Error(`${finding.rule} can be ignored nowhere in ${JSON.stringify(text)}`);
    const { at, before, after } = insertion;
    const newText = after === null ? before : `${before}why${after}`;
    const ignored = TextDocument.applyEdits(document.text, [{ range: { start: at, end: at }, newText }]);
    changed.push({ what: `ignoring ${finding.rule}`, text: ignored, same: "means" });
  }
  if (found.some(({ fix }) => fix)) {
    changed.push({ what: "all safe fixes", text: fixText(session.linter, path, text, "safe").text, same: "prints" });
    changed.push({ what: "all fixes", text: fixText(session.linter, path, text, "unsafe").text, same: "compiles" });
  }
  return changed;
}

/** Asks Python itself. Texts that it does not take before any change say nothing. @returns how many said something */
function checkPython(texts: readonly string[], runs: boolean): number {
  const tasks = inSession({}, (session) =>
    texts.map((before) => {
      session.set("a.py", before);
      const after = isBroken(session) ? [] : changesOf(session, "a.py");
      return { before, after: after.map((one) => (one.same === "prints" && !runs ? { ...one, same: "compiles" } : one)) };
    }),
  );
  const input = JSON.stringify(tasks);
  const options = { input, encoding: "utf8", maxBuffer: 1 << 28 } as const;
  const output = execFileSync(PYTHON, [join(import.meta.dirname, "programs.py")], options);
  const judged = JSON.parse(output) as ((string | null)[] | null)[];
  tasks.forEach(({ before, after }, at) =>
    judged[at]?.forEach((wrong, index) => {
      const change = after[index] as Changed;
      if (wrong !== null)
        throw new Error(`${change.what}: it ${wrong}\nbefore ${JSON.stringify(before)}\nafter  ${JSON.stringify(change.text)}`);
    }),
  );
  return judged.filter((one) => one !== null && one.length > 0).length;
}

function isBroken(session: Session): boolean {
  return session.check("a.py").some(({ rule }) => rule === "code_syntax");
}

/** Asks the compiler's own parser: errors, and what is written, comments left out. */
function readTypeScript(file: string, text: string): { errors: number; tokens: string } {
  const { ScriptTarget, createSourceFile } = typescript;
  const source = createSourceFile(file, text, ScriptTarget.Latest, true);
  const tokens: string[] = [];
  const visit = (node: typescript.Node): void => {
    const children = node.getChildren(source);
    // Between elements white space with a line end is nothing.
    const written =
      node.kind === typescript.SyntaxKind.JsxText ? node.getFullText(source).replace(/\s*\n\s*/g, "") : node.getText(source);
    const isEmpty = node.kind === typescript.SyntaxKind.JsxExpression && /^\{\s*(?:\/\*[\s\S]*\*\/)?\s*\}$/.test(written);
    if (isEmpty) return;
    if (children.length === 0 && written !== "") tokens.push(`${node.kind} ${written}`);
    for (const child of children) visit(child);
  };
  visit(source);
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
  return { errors: parseDiagnostics.length, tokens: tokens.join("\n") };
}

function checkTypeScript(file: string, before: string): void {
  const was = readTypeScript(file, before);
  if (was.errors > 0) return;
  for (const { what, text, same } of inSession({ [file]: before }, (session) => changesOf(session, file))) {
    const now = readTypeScript(file, text);
    const wrong =
      now.errors > 0 ? "no longer parses" : same === "means" && now.tokens !== was.tokens ? "means something else" : null;
    if (wrong !== null) throw new Error(`${what}: it ${wrong}\nbefore ${JSON.stringify(before)}\nafter  ${JSON.stringify(text)}`);
  }
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
