/** A distribution's name as PyPI compares it. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

/** Words that a distribution's name has and its module's mostly has not. */
const PREFIX = /^(?:python|py)-|^py(?=[a-z]{2})/;
const SUFFIX = /-(?:python|py|py3|client|sdk|lib|binary|headless|cpu|gpu|bin)$|(?<=[a-z]{2})(?:py|lib)$/;

/**
 * The top-level modules that a distribution most likely brings, as far as its name tells: the name with `_`, its first words (`google` of
 * `google-auth`), and both without `python-`, `py`, `-client` and the like. In lower case: modules are compared without capitals.
 * @param name as PyPI compares it
 */
export function namesByRule(name: string): string[] {
  const names = new Set<string>();
  for (const front of [name, name.replace(PREFIX, "")])
    for (const plain of [front, front.replace(SUFFIX, "")])
      for (let words = plain; words !== ""; words = words.slice(0, Math.max(0, words.lastIndexOf("-"))))
        names.add(words.replaceAll("-", "_"));
  return [...names].filter((module) => module !== "python" && module !== "py");
}

/** One word that says nothing of Python: its module is called the same, if no table says otherwise. */
export function isPlainName(name: string): boolean {
  return /^(?!py)[a-z]+$/.test(name) && !SUFFIX.test(name);
}
