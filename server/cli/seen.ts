import { isPython, isTestPath, isTypeScript } from "../facts/languages.ts";
import type { Linter } from "../lint/linter.ts";

/** What a workspace without a module holds that rules could speak of. */
export interface Seen {
  python: number;
  typescript: number;
  /** Of both. */
  tests: number;
  /** Names of classes that sound like services, and of all others; of Python. */
  services: string[];
  classes: string[];
}

/** The last words of names of classes that do something for others. */
const SERVICE = /(?:Service|Client|Store|Repository|Gateway|Registry)$/;

/** Looks at names alone: nothing is parsed for it. */
export function seenIn(linter: Linter): Seen {
  const code = [...linter.workspace.sources];
  const names = linter.contractsOf(null).classNames();
  return {
    python: code.filter(isPython).length,
    typescript: code.filter(isTypeScript).length,
    tests: code.filter((path) => isTestPath(path)).length,
    services: names.filter((name) => SERVICE.test(name)),
    classes: names.filter((name) => !SERVICE.test(name)),
  };
}

/** Names that are shown of each kind. */
const SHOWN = 3;

/** The same in a sentence; null where there is no code at all. */
export function describeSeen({ python, typescript, tests, services, classes }: Seen): string | null {
  if (python + typescript === 0) return null;
  const [first, second] = [[python, "Python"] as const, [typescript, "TypeScript"] as const].filter(([count]) => count > 0);
  const others = second ? ` and ${second[0]} of ${second[1]}` : "";
  const parts = [
    first ? `${first[0]} ${first[0] === 1 ? "file" : "files"} of ${first[1]}${others}` : "",
    tests > 0 ? `${tests} of them of tests` : "",
    named(classes, "class", "classes"),
    named(services, "service by its name", "services by their names"),
  ];
  return `What there is: ${parts.filter(Boolean).join("; ")}.`;
}

function named(names: readonly string[], one: string, many: string): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, SHOWN).join(", ");
  return `${names.length} ${names.length === 1 ? one : many} (${shown}${names.length > SHOWN ? ", …" : ""})`;
}
