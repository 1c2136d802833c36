/** What stands between operands; anything else after an operand makes the text a sentence, no expression. */
const OPERATORS = new Set(["and", "or", "not", "in", "is", "if", "else", "lambda", "for", "await", "async"]);
const CONSTANTS = new Set(["None", "True", "False"]);

// A nested string, a name, a number, any other character that is no white space.
const TOKEN = /([bBuUrRfFtT]{0,2})("""|'''|"|')((?:\\.|(?!\2)[^])*)\2|[\p{ID_Start}_][\p{ID_Continue}]*|\d[\w.]*|\S/gu;

/**
 * The names read by the text of a string annotation: `Foo` and `Bar` of `"dict[str, Foo.Inner] | 'Bar'"`. A text that is no
 * expression (two words side by side) reads nothing; the arguments of `Literal` and what follows the type in `Annotated` are values.
 */
export function quotedNames(text: string): string[] {
  const names: string[] = [];
  const brackets: { values: "never" | "always" | "after comma"; commas: number }[] = [];
  let operand = false;
  let dot = false;
  let last = "";
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (match[2] !== undefined) {
      // Strings side by side are joined, a name beside a string is no expression.
      if (operand && last !== "string") return [];
      const top = brackets.at(-1);
      const isValue = top?.values === "always" || (top?.values === "after comma" && top.commas > 0);
      if (!isValue && !/[bf]/i.test(match[1] ?? "")) names.push(...quotedNames(match[3] ?? ""));
      operand = true;
      last = "string";
    } else if (/^[\p{ID_Start}_\d]/u.test(token)) {
      if (OPERATORS.has(token)) operand = false;
      else {
        if (operand) return [];
        if (!dot && !CONSTANTS.has(token) && !/^\d/.test(token)) names.push(token);
        operand = true;
      }
      last = token;
    } else {
      if (token === "[" || token === "(" || token === "{") {
        brackets.push({
          values:
            token === "[" && last === "Literal" ? "always" : token === "[" && last === "Annotated" ? "after comma" : "never",
          commas: 0,
        });
        operand = false;
      } else if (token === "]" || token === ")" || token === "}") {
        brackets.pop();
        operand = true;
      } else {
        const top = brackets.at(-1);
        if (token === "," && top) top.commas++;
        operand = false;
      }
      last = token;
    }
    dot = token === ".";
  }
  return names;
}
