import { TextDocument } from "vscode-languageserver-textdocument";
import type { Fix } from "../../rules/define.ts";
import { rules } from "../../rules/index.ts";
import { applyEdits, FixNet } from "../../server/lint/damage/damage.ts";
import type { Finding } from "../../server/lint/finding.ts";
import { fixText } from "../../server/lint/fix.ts";
import { canBeIgnored, whereToInsert } from "../../server/lsp/ignore-action.ts";
import type { Session } from "./session.ts";

/** A text after a change, and how far it must be what it was. */
export interface FixedText {
  /** The rule whose fix made the text; null where several did, or what an editor offers beside fixes. */
  rule: string | null;
  what: string;
  text: string;
  same: "compiles" | "means" | "prints";
}

/** A fix that the net leaves out. */
export interface LeftOutFix {
  rule: string;
  safety: Fix["safety"];
  what: string;
  why: string;
}

/** Their fixes take comments away, nothing else. */
const OF_COMMENTS = new Set(["type_ignore", "unused_suppression"]);
const IGNORABLE = new Set(rules.filter(canBeIgnored).map(({ id }) => id));

/**
 * A file under each of its fixes alone, all safe ones, and all unsafe ones too.
 * @param chosen which of the findings are fixed alone
 */
export function fixedTexts(
  session: Session,
  file: string,
  chosen: (findings: readonly Finding[]) => readonly Finding[] = (all) => all,
): { texts: FixedText[]; left: LeftOutFix[] } {
  const path = session.path(file);
  const text = session.texts.get(file) as string;
  const net = new FixNet(path, text);
  const fixable = session.check(file).filter(({ fix }) => fix && fix.path === undefined);
  const texts: FixedText[] = [];
  const left: LeftOutFix[] = [];
  for (const { rule, fix } of chosen(fixable)) {
    const { title, safety, edits } = fix as Fix;
    const what = `${rule}: "${title}"`;
    const why = net.damage(edits);
    if (why !== null) {
      left.push({ rule, safety, what, why });
      continue;
    }
    const same = OF_COMMENTS.has(rule) ? "means" : safety === "safe" ? "prints" : "compiles";
    texts.push({ rule, what, text: applyEdits(text, inOrder(edits)), same });
  }
  if (fixable.length > 0) {
    const all = (safety: "safe" | "unsafe"): string => fixText(session.linter, path, text, safety).text;
    texts.push({ rule: null, what: "all safe fixes", text: all("safe"), same: "prints" });
    texts.push({ rule: null, what: "all fixes", text: all("unsafe"), same: "compiles" });
  }
  return { texts, left };
}

export function inOrder(edits: Fix["edits"]): Fix["edits"] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** A file under every "ignore" that an editor offers. */
export function ignoredTexts(session: Session, file: string): FixedText[] {
  const path = session.path(file);
  const text = session.texts.get(file) as string;
  const net = new FixNet(path, text);
  const document = { text: TextDocument.create(`file://${path}`, "x", 1, text) };
  return session
    .check(file)
    .filter(({ rule }) => IGNORABLE.has(rule))
    .map((finding) => {
      const insertion = whereToInsert(document, finding, net);
      if (!insertion) throw new Error(`${finding.rule} can be ignored nowhere in ${JSON.stringify(text)}`);
      const { at, before, after } = insertion;
      const newText = after === null ? before : `${before}why${after}`;
      const ignored = TextDocument.applyEdits(document.text, [{ range: { start: at, end: at }, newText }]);
      return { rule: null, what: `ignoring ${finding.rule}`, text: ignored, same: "means" };
    });
}
