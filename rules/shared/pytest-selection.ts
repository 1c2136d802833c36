/** A pattern of file names or paths as Python's fnmatch reads it: `*` also stands for `/`. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern.replaceAll(
    /\[(!?)([^\]]+)\]|[.*+?^${}()|[\]\\]/g,
    (found, not: string | undefined, set: string | undefined) => {
      if (set !== undefined) return `[${not ? "^" : ""}${set.replaceAll("\\", "\\\\")}]`;
      return found === "*" ? ".*" : found === "?" ? "." : `\\${found}`;
    },
  );
  return new RegExp(`^${source}$`, "s").test(text);
}

/**
 * What an expression of pytest's `-k` or `-m` makes of a test: false where it leaves it out; null where that can not be told.
 * @param has whether a word of the expression holds for the test
 */
export function selects(expression: string, has: (word: string) => boolean | null): boolean | null {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const or = (): boolean | null => {
    let value = and();
    while (words[at] === "or") {
      at++;
      const other = and();
      value = value === true || other === true ? true : value === null || other === null ? null : false;
    }
    return value;
  };
  const and = (): boolean | null => {
    let value = not();
    while (words[at] === "and") {
      at++;
      const other = not();
      value = value === false || other === false ? false : value === null || other === null ? null : true;
    }
    return value;
  };
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
