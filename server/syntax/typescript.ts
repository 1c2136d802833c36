import { analyze, type Reference, type Scope, type ScopeManager, type Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { parse, TSError } from "@typescript-eslint/typescript-estree";
import { visitorKeys } from "@typescript-eslint/visitor-keys";
import type { Span } from "./text.ts";
import { Text } from "./text.ts";

export type { Reference, Scope, ScopeManager, TSESTree, Variable };

/** Why a text is no TypeScript: the parser's words and the place it stopped at. */
export interface TypeScriptError {
  message: string;
  at: Span;
  /** The text may be right; it is nested too deeply to be read. */
  tooDeep: boolean;
}

/** One TypeScript document that parses: its tree, every node of it in source order, and what its names mean. */
export class TypeScriptTree {
  readonly text: Text;
  readonly program: TSESTree.Program;
  readonly comments: readonly TSESTree.Comment[];
  /** Parents first; each node's `parent` is set. */
  readonly nodes: readonly TSESTree.Node[];
  readonly scopes: ScopeManager;

  constructor(text: string, program: TSESTree.Program) {
    this.text = new Text(text);
    this.program = program;
    this.comments = program.comments ?? [];
    this.nodes = nodesOf(program);
    this.scopes = analyze(program, { sourceType: "module", lib: [], jsxPragma: "React" });
  }
}

/** Reads a text as what its path says it is: `.tsx` with JSX, `.mts`, `.cts`, `.d.ts`. */
export function parseTypeScript(path: string, text: string): TypeScriptTree | TypeScriptError {
  try {
    const program = parse(text, {
      filePath: path,
      range: true,
      loc: false,
      comment: true,
      jsx: path.endsWith(".tsx"),
      jsDocParsingMode: "none",
      suppressDeprecatedPropertyWarnings: true,
    });
    return new TypeScriptTree(text, program);
  } catch (error) {
    if (error instanceof TSError) {
      const { start, end } = error.location;
      const after = Math.max(end.offset, Math.min(start.offset + 1, text.length));
      return { message: error.message, at: wholeCharacters(text, start.offset, after), tooDeep: false };
    }
    // The parser goes down into the text by calls, so what is nested thousands of levels deep ends the stack.
    if (error instanceof RangeError) return { message: error.message, at: { start: 0, end: 0 }, tooDeep: true };
    throw error;
  }
}

/** The parser's places may lie between the halves of a character. */
function wholeCharacters(text: string, start: number, end: number): Span {
  const splits = (offset: number): number =>
    /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(offset - 1, offset + 1)) ? 1 : 0;
  return { start: start - splits(start), end: end + splits(end) };
}

/** Every node, parents first and in source order, with its parent set. */
function nodesOf(program: TSESTree.Program): TSESTree.Node[] {
  const nodes: TSESTree.Node[] = [];
  const pending: TSESTree.Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    nodes.push(node);
    const children = childrenOf(node);
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at] as TSESTree.Node;
      (child as { parent?: TSESTree.Node }).parent = node;
      pending.push(child);
    }
  }
  return nodes;
}

/** The nodes directly below a node, in the order of the grammar. */
export function childrenOf(node: TSESTree.Node): TSESTree.Node[] {
  const children: TSESTree.Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) for (const item of value) if (item) children.push(item as TSESTree.Node);
    if (value && !Array.isArray(value)) children.push(value as TSESTree.Node);
  }
  return children;
}
