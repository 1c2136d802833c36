import type { Landing } from "./landing.ts";

/** What is said of the files that are not saved as generated. */
const SAID: readonly (readonly [Landing, string])[] = [
  ["unsaved", "not saved"],
  ["absent", "not on disk"],
  ["before", "as before"],
  ["changed", "changed by the editor after generation"],
];

/**
 * Where the files of a draft are: `2 of 5 files are on disk as generated; not saved: a.py, b.py; as before: c.py`.
 * @param others files outside the draft that are not saved
 */
export function landingText(landings: ReadonlyMap<string, Landing>, others: readonly string[] = []): string {
  const named = (landing: Landing): string[] => [...landings].filter((entry) => entry[1] === landing).map(([path]) => path);
  const saved = `${named("saved").length} of ${landings.size} ${landings.size === 1 ? "file is" : "files are"} on disk as generated`;
  const lists = SAID.map(([landing, said]) => [said, [...named(landing), ...(landing === "unsaved" ? others : [])]] as const);
  return [saved, ...lists.flatMap(([said, paths]) => (paths.length > 0 ? [`${said}: ${paths.join(", ")}`] : []))].join("; ");
}

/** The same for an edit that failed: what of it is written all the same, and what is not. */
export function partText(landings: ReadonlyMap<string, Landing>): string {
  const isWritten = (landing: Landing): boolean => landing !== "absent" && landing !== "before";
  const shown = ([path, landing]: [string, Landing]): string =>
    landing === "unsaved" ? `${path} (not saved)` : landing === "changed" ? `${path} (not as generated)` : path;
  const written = [...landings].filter(([, landing]) => isWritten(landing));
  const missing = [...landings].filter(([, landing]) => !isWritten(landing)).map(([path]) => path);
  const rest = missing.length > 0 ? `; not: ${missing.join(", ")}` : "";
  return `${written.length} of ${landings.size} written: ${written.map(shown).join(", ")}${rest}`;
}
