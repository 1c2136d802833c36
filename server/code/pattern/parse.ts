import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../names/module-names.ts";
import { patternOf, readable, type Pattern } from "./pattern.ts";

/** Reads a text as code; null where it does not parse. */
export type ReadCode = (text: string) => Pick<ModuleNames, "units" | "source"> | null;

/** A pattern's text as a pattern, or why it is none. */
export function parsePattern(
  data: string | { context: string; selector: string },
  language: "python" | "typescript",
  read: ReadCode,
): Pattern | { problem: string } {
  const text = typeof data === "string" ? data : data.context;
  if (text.trim() === "") return { problem: "it is empty" };
  if (/\$\$(?!\$)[A-Z_]/.test(text.replaceAll("$$$", "   ")))
    return { problem: "`$$X` stands for nothing here: write `$X` for a node" };
  const code = read(readable(text, language));
  if (!code || code.source.syntaxError)
    return { problem: `it does not parse as ${language === "python" ? "Python" : "TypeScript"}` };
  const statements = code.units.map(({ node }) => node).filter(({ type }) => type !== "comment");
  if (typeof data !== "string") {
    const chosen = firstOf(statements, data.selector);
    return chosen ? patternOf(chosen) : { problem: `its context holds no node of the kind \`${data.selector}\`` };
  }
  const [only, second] = statements;
  if (!only) return { problem: "it holds no code" };
  if (second)
    return { problem: "it is more than one statement: write one, and `follows` or `precedes` for what stands beside it" };
  return patternOf(withoutStatement(only));
}

/** An expression alone is looked for wherever it stands, not only as a statement. */
function withoutStatement(node: Node): Node {
  const [inner] = node.children;
  return node.type === "expression_statement" && inner && node.children.length === 1 ? inner : node;
}

function firstOf(nodes: readonly Node[], kind: string): Node | null {
  for (const node of nodes) {
    const found = node.type === kind ? node : firstOf(node.children, kind);
    if (found) return found;
  }
  return null;
}
