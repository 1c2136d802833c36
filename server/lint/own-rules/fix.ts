import type { Fix } from "../../../rules/define.ts";
import type { OwnRuleData } from "../../code/pattern/rule-data.ts";
import type { Captures, Searched } from "../../code/pattern/match.ts";
import type { Span } from "../../syntax/text.ts";
import type { Node } from "../../syntax/tree.ts";
import { HOLE } from "./compile.ts";

/**
 * The fix of a match: the rule's template with what was captured in its holes. What the template calls or takes a member of must mean something where it is
 * put: a module of Python that the file does not import yet is imported, and where a name would mean nothing there is no fix.
 */
export function fixOf({ fix }: OwnRuleData, at: Node, captures: Captures, file: Searched): Fix | undefined {
  if (!fix) return undefined;
  const imports: string[] = [];
  for (const { name, isAlone } of headsOf(fix.template)) {
    if (isBound(name, at, file) || file.isKnown(name, true)) continue;
    if (isAlone || file.names.source.language !== "python" || !file.isKnown(name, false)) return undefined;
    imports.push(name);
  }
  const text = filled(fix.template, captures);
  const title = `Write \`${shortened(text) || "nothing"}\`${imports.map((name) => `, and import \`${name}\``).join("")}`;
  const edits = [{ span: { start: at.start, end: at.end }, text }];
  if (imports.length === 0) return { title, safety: fix.safety, edits };
  const place = importPlace(file);
  if (place === null || place.start >= at.start) return undefined;
  return {
    title,
    safety: fix.safety,
    edits: [{ span: place, text: imports.map((name) => `import ${name}\n`).join("") }, ...edits],
  };
}

/** A message with what was captured in its holes, no more than a line of each. */
export function messageOf({ message }: OwnRuleData, captures: Captures): string {
  return filled(message, captures, shortened);
}

function filled(template: string, captures: Captures, shown: (text: string) => string = (text) => text): string {
  return template.replace(HOLE, (_, many?: string, one?: string) => {
    const nodes = [captures.get((many ?? one) as string) ?? []].flat();
    const [first] = nodes;
    const last = nodes.at(-1);
    return shown(first && last ? first.source.text.value.slice(first.start, last.end) : "");
  });
}

function shortened(text: string): string {
  const line = text.replace(/\s*[\r\n]\s*/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;
const WORDS =
  /^(?:and|as|assert|async|await|case|catch|class|def|del|delete|elif|else|except|finally|for|from|function|if|import|in|instanceof|is|lambda|match|new|not|of|or|raise|return|self|super|switch|this|throw|try|typeof|void|while|with|yield)$/;

/** The names that a template calls or takes a member of, without those that it binds itself. Texts and holes hold none. */
function headsOf(template: string): { name: string; isAlone: boolean }[] {
  const code = template.replace(HOLE, "0").replace(TEXTS, "0");
  const own = new Set(
    [...code.matchAll(/\b(?:as|class|const|def|for|function|import|lambda|let|var)\s+(\w+)|\b(\w+)\s*(?:=(?![=>])|=>)/g)].map(
      ([, declared, assigned]) => declared ?? assigned,
    ),
  );
  return [...code.matchAll(/(?<![\w.])([A-Za-z_]\w*)\s*([.(])/g)].flatMap(([, name = "", next]) =>
    WORDS.test(name) || own.has(name) ? [] : [{ name, isAlone: next === "(" }],
  );
}

function isBound(name: string, at: Node, { names }: Searched): boolean {
  return names.bindingsOf(name, at).length > 0;
}

/** Before the first import that is none from the future: behind it stands nothing that has to be first. Null where there is none. */
function importPlace({ root, names }: Searched): Span | null {
  const first = root.children.find(({ type }) => type === "import_statement" || type === "import_from_statement");
  if (!first) return null;
  const { value } = names.source.text;
  const start = value.lastIndexOf("\n", first.start - 1) + 1;
  return value.slice(start, first.start).trim() === "" ? { start, end: start } : null;
}
