// Patterns with parts that stand for anything, compared from left to right: however many such parts a pattern of a repository has, the work is no more than
// the lengths of pattern and text multiplied.

/** True for a text made of these parts, where null stands for anything. */
export function matchesParts(text: string, parts: readonly (string | null)[]): boolean {
  let at = 0;
  let open = false;
  const last = parts.findLastIndex((part) => part !== "");
  for (const [index, part] of parts.entries()) {
    if (part === null) open = true;
    else if (part !== "") {
      const found = !open ? at : index === last ? text.length - part.length : text.indexOf(part, at);
      if (found < at || !text.startsWith(part, found)) return false;
      at = found + part.length;
      open = false;
    }
  }
  return open || at === text.length;
}

/** One character of a pattern: a character, any, or one of a set; null stands for any number of any. */
type Step = ((character: string) => boolean) | null;

/** A pattern of file names or paths as Python's fnmatch reads it: `*` also stands for `/`. */
export function matchesPattern(text: string, pattern: string): boolean {
  const characters = [...text];
  const steps = stepsOf(pattern);
  let at = 0;
  let step = 0;
  /** Behind the last `*`: where the pattern goes on, and up to where the `*` reaches. */
  let retry: { step: number; at: number } | null = null;
  while (at < characters.length) {
    const next = steps[step];
    if (next === null) retry = { step: ++step, at };
    else if (next?.(characters[at] as string)) {
      step++;
      at++;
    } else if (retry) {
      at = ++retry.at;
      step = retry.step;
    } else return false;
  }
  return steps.slice(step).every((left) => left === null);
}

/** A few patterns are asked of many names. */
const KNOWN = 200;
const known = new Map<string, Step[]>();

function stepsOf(pattern: string): Step[] {
  let steps = known.get(pattern);
  if (!steps) {
    if (known.size >= KNOWN) known.clear();
    known.set(pattern, (steps = readSteps(pattern)));
  }
  return steps;
}

function readSteps(pattern: string): Step[] {
  return [...pattern.matchAll(/\[(!?)(\]?[^\]]*)\]|[\s\S]/gu)].map(([found, not, set]) => {
    if (set !== undefined) return (character) => inSet(character, set) !== (not === "!");
    if (found === "*") return null;
    return found === "?" ? () => true : (character) => character === found;
  });
}

function inSet(character: string, set: string): boolean {
  return [...set.matchAll(/([\s\S])-([\s\S])|[\s\S]/gu)].some(([one, from, to]) =>
    from !== undefined && to !== undefined ? from <= character && character <= to : character === one,
  );
}
