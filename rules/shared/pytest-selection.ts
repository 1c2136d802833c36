/**
 * What an expression of pytest's `-k` or `-m` makes of a test: false where it leaves it out; null where that can not be told.
 * @param has whether a word of the expression holds for the test
 */
export function selects(expression: string, has: (word: string) => boolean | null): boolean | null {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  /** Parts joined by a word. @param decides the value of one part that settles all of them */
  const joined = (part: () => boolean | null, word: string, decides: boolean): boolean | null => {
    let value = part();
    while (words[at] === word) {
      at++;
      const other = part();
      value = value === decides || other === decides ? decides : value === null || other === null ? null : !decides;
    }
    return value;
  };
  const or = (): boolean | null => joined(and, "or", true);
  const and = (): boolean | null => joined(not, "and", false);
  const not = (): boolean | null => {
    const word = words[at++];
    if (word === "not") {
      const value = not();
      return value === null ? null : !value;
    }
    if (word === "(") {
      const value = or();
      return words[at++] === ")" ? value : null;
    }
    // A mark with arguments, `slow(reason="x")`, is beyond this.
    return word === undefined || words[at] === "(" || !/^[\w.:\-[\]]+$/.test(word) ? null : has(word);
  };
  const value = or();
  return at === words.length ? value : null;
}
