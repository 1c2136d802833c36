import type { Edit } from "../define.ts";
import { isInComment, lineStart, nextLine, wholeLine, type Node } from "../../server/code/index.ts";

/**
 * The edits that take names out of an import statement, or the statement out of its block.
 * `gone` holds every statement that goes at the same time: the last one of a block that loses all it has becomes `pass`.
 */
export function removeImport(statement: Node, unused: ReadonlySet<Node>, gone: ReadonlySet<Node>): Edit[] {
  const names = statement.childrenIn("name");
  return names.every((name) => unused.has(name)) ? [removeStatement(statement, gone)] : removeNames(statement, names, unused);
}

/** Lines go whole with the comment at their end; a comment on a line of its own stays. */
function removeStatement(statement: Node, gone: ReadonlySet<Node>): Edit {
  const { parent } = statement;
  if (parent) {
    const siblings = parent.operands;
    if (siblings.at(-1) === statement && siblings.every((sibling) => gone.has(sibling)))
      return { span: spanOf(statement), text: "pass" };
  }
  const text = statement.source.text.value;
  const before = text.slice(lineStart(text, statement.start), statement.start);
  const behind = /^[ \t\f]*(;?)[ \t\f]*((?:#.*)?)/.exec(text.slice(statement.end)) as RegExpExecArray;
  const end = statement.end + behind[0].length;
  const endsLine = end === text.length || text[end] === "\n" || text[end] === "\r";
  if (/^[ \t\f]*$/.test(before)) {
    // `import a; x = 1` keeps what follows at the statement's own indentation, on whichever line it stands.
    if (!endsLine) return remove(statement.start, end + continuation(text.slice(end)));
    return { span: wholeLine(text, { start: statement.start, end }, (at) => isInComment(statement.source.units, at)), text: "" };
  }
  const semicolon = /;[ \t\f]*$/.exec(before);
  if (semicolon) return remove(statement.start - semicolon[0].length, statement.end);
  return remove(statement.start, end);
}

/** How far a `\` at the start of the text goes on to what stands on the next line. */
function continuation(text: string): number {
  return (/^(?:\\(?:\r\n|\r|\n)[ \t\f]*)*/.exec(text) as RegExpExecArray)[0].length;
}

function removeNames(statement: Node, names: readonly Node[], unused: ReadonlySet<Node>): Edit[] {
  const text = statement.source.text.value;
  const parenthesized = statement.text.endsWith(")");
  const comments = statement.children.filter((child) => child.type === "comment");
  const commented = (start: number, end: number): boolean => {
    const next = comments[firstFrom(comments, start)];
    return next !== undefined && next.end <= end;
  };
  const ranges: { start: number; end: number }[] = [];

  // Names that nothing kept follows take the comma before them along, unless each has its line for itself.
  let tail = names.length;
  while (unused.has(names[tail - 1] as Node)) tail--;
  const kept = names[tail - 1] as Node;
  const last = names.at(-1) as Node;
  const tailAtOnce =
    tail < names.length &&
    !names.slice(tail).every((name) => parenthesized && ownLine(text, name)) &&
    !commented(kept.end, last.end);
  if (tailAtOnce) ranges.push({ start: kept.end, end: last.end });

  names.forEach((name, at) => {
    if (!unused.has(name) || (at >= tail && tailAtOnce)) return;
    const next = names[at + 1];
    const line = parenthesized ? ownLine(text, name) : null;
    if (line) ranges.push(line);
    else if (next && !commented(name.end, next.start)) ranges.push({ start: name.start, end: next.start });
    else {
      const comma = /^\s*,[ \t]*/.exec(text.slice(name.end));
      ranges.push({ start: name.start, end: name.end + (comma?.[0].length ?? 0) });
    }
  });
  return ranges.map(({ start, end }) => remove(start, end));
}

/** Which of the nodes in source order is the first that begins at a place or behind it. */
function firstFrom(nodes: readonly Node[], start: number): number {
  let low = 0;
  for (let high = nodes.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((nodes[middle] as Node).start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The whole line of a name that shares it with nothing but its comma and a comment. */
function ownLine(text: string, name: Node): { start: number; end: number } | null {
  // Not by a look for the line's start: a statement may have all its names in one line.
  let start = name.start;
  while (/[ \t\f]/.test(text[start - 1] ?? "")) start--;
  if (start > 0 && !/[\r\n]/.test(text[start - 1] ?? "")) return null;
  const behind = /^[ \t]*,?[ \t]*(?:#.*)?/.exec(text.slice(name.end)) as RegExpExecArray;
  const end = name.end + behind[0].length;
  if (text[end] !== "\n" && text[end] !== "\r") return null;
  return { start, end: nextLine(text, end) };
}

function remove(start: number, end: number): Edit {
  return { span: { start, end }, text: "" };
}

function spanOf({ start, end }: Node): { start: number; end: number } {
  return { start, end };
}
