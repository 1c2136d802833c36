/** What a place in a text of Python is inside of, told by brackets, strings and comments alone: while a call is typed there is no tree of it. */
export interface OpenCall {
  /** The offset of the innermost open `(`; null outside of every one, or in other brackets. */
  readonly open: number | null;
  /** Names given as keywords in that call, before and behind the place. */
  readonly keywords: ReadonlySet<string>;
  /** An argument may begin here: the place is behind the bracket or a comma, and in no string or comment. */
  readonly atArgument: boolean;
  /** What would close every bracket that is open here, innermost first. */
  readonly closers: string;
}

const CLOSERS: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/** Characters read behind the place for the rest of the call. */
const LOOK_AHEAD = 4000;

/**
 * Null for a place in a string or comment.
 * @param from where reading begins: the start of a statement, in no string
 * @param at the place
 */
export function openCall(text: string, from: number, at: number): OpenCall | null {
  const stack: Bracket[] = [];
  let last = "";
  for (const token of tokens(text, from, at)) {
    if (holds(token, at)) return null;
    take(token, stack);
    if (token.type !== "comment") last = token.text;
  }
  const closers = stack
    .map(({ closer }) => closer)
    .reverse()
    .join("");
  const call = stack.at(-1);
  if (call?.closer !== ")") return { open: null, keywords: new Set(), atArgument: false, closers };
  const found = { open: call.at, atArgument: last === "(" || last === ",", closers };
  const before = new Set(call.keywords);
  const depth = stack.length;
  for (const token of tokens(text, at, Math.min(text.length, at + LOOK_AHEAD))) {
    take(token, stack);
    // Only a call that is closed is known to own what stands behind the place.
    if (stack.length < depth) return { ...found, keywords: call.keywords };
  }
  return { ...found, keywords: before };
}

/** True for a place inside of a comment or string, and at the end of one that is not closed. */
function holds({ type, text, end }: Token, at: number): boolean {
  if (end > at || (end === at && type === "comment")) return true;
  const quote = /^(?:"""|'''|"|')/.exec(text)?.[0];
  return end === at && quote !== undefined && (text.length < 2 * quote.length || !text.endsWith(quote));
}

interface Bracket {
  at: number;
  closer: string;
  keywords: Set<string>;
}

interface Token {
  type: "keyword" | "bracket" | "comment" | "other";
  text: string;
  start: number;
  end: number;
}

function take({ type, text, start }: Token, stack: Bracket[]): void {
  if (type === "keyword") stack.at(-1)?.keywords.add(text);
  if (type !== "bracket") return;
  const closer = CLOSERS[text];
  if (closer) stack.push({ at: start, closer, keywords: new Set() });
  else if (stack.at(-1)?.closer === text) stack.pop();
}

const TOKEN =
  /(?<comment>#[^\n]*)|(?:"""(?:\\[^]|[^\\])*?(?:"""|$(?![^]))|'''(?:\\[^]|[^\\])*?(?:'''|$(?![^]))|"(?:\\[^]|[^\\\n"])*(?:"|(?=\n)|$(?![^]))|'(?:\\[^]|[^\\\n'])*(?:'|(?=\n)|$(?![^])))|(?<keyword>[A-Za-z_]\w*)(?=\s*=(?!=))|(?<bracket>[()[\]{}])|\w+|[^\s\w]/gm;

function* tokens(text: string, from: number, to: number): Generator<Token> {
  const pattern = new RegExp(TOKEN);
  pattern.lastIndex = from;
  for (let match = pattern.exec(text); match && match.index < to; match = pattern.exec(text)) {
    const { comment, keyword, bracket } = match.groups ?? {};
    const type =
      comment !== undefined ? "comment" : keyword !== undefined ? "keyword" : bracket !== undefined ? "bracket" : "other";
    yield { type, text: match[0], start: match.index, end: match.index + match[0].length };
  }
}
