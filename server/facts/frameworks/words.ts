import type { Source } from "../../syntax/tree.ts";
import type { Framework } from "./framework.ts";
import { frameworks } from "./index.ts";

/** The frameworks of a language. */
export function frameworksOf(language: Source["language"]): readonly Framework[] {
  return frameworks.filter((framework) => framework.language === language);
}

/** A framework by its name; null for none. */
export function frameworkCalled(name: string | null): Framework | null {
  return frameworks.find((framework) => framework.name === name) ?? null;
}

/** What all frameworks of a language have of one kind: which of them a file uses is often told by another file. */
export function wordsOf<Kind extends "routing" | "auth" | "statuses">(
  language: Source["language"],
  kind: Kind,
): readonly NonNullable<Framework[Kind]>[] {
  return frameworksOf(language).flatMap((framework) => {
    const words = framework[kind];
    return words ? [words] : [];
  });
}

/** Methods by which classes check that run before routes. */
export const CHECKING_METHODS: readonly string[] = frameworks.flatMap(({ auth }) => auth?.methods ?? []);
