import { defineRule } from "../define.ts";
import { readmeOf } from "../shared/readme.ts";

export default defineRule({
  id: "readme_section_missing",
  family: "documents",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["yaml"],
  fix: null,
  what: "One of the seven README sections is missing from the module's README.",
  why: "Whoever wires the module looks for its variables, its routes and its wiring at the same place in every module.",
  instead: "Add the section under the heading that the message names.",
  examples: [],
  module(module, { project, report }) {
    const readme = readmeOf(module);
    if (!readme?.document) return;
    const headings = readme.document.sections.map(({ heading }) => heading);
    for (const { heading, about } of project.profile.readme_sections) {
      const level = /^#+/.exec(heading)?.[0].length ?? 1;
      const title = heading.replace(/^#+\s*/, "");
      const found = title.includes("{")
        ? headings.some((other) => other.level === level)
        : headings.some((other) => isSame(other.title, title));
      if (found) continue;
      report(readme.path, {
        at: { start: 0, end: 0 },
        message: `The README of ${module.id} has no section \`${heading.replace("{Module Name}", module.spec.name ?? module.id)}\` (${about}).`,
        data: { section: heading },
      });
    }
  },
});

/** `1. Quickstart`, `Quick Start — env vars` and `Wiring` stand for `Quick Start` and `Wiring Instructions`. */
function isSame(title: string, wanted: string): boolean {
  const [one, other] = [fold(title), fold(wanted)];
  if (one === "") return false;
  return (
    `${one} `.startsWith(`${other} `) ||
    `${other} `.startsWith(`${one} `) ||
    one.replaceAll(" ", "") === other.replaceAll(" ", "")
  );
}

/** Case, punctuation, decoration and a number in front do not count. */
function fold(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim()
    .replace(/^(?:\d+ )+/, "");
}
