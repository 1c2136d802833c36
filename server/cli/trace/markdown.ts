import { code, prose } from "../../syntax/visible-markdown.ts";
import type { TracedLink, TracedModule, TracedPlace } from "../trace.ts";
import { KIND_WORDS } from "../../lint/links.ts";
import { countWords } from "./words.ts";

/** Places of one cell; more only make the table unreadable. */
const MOST_PLACES = 3;

/** One table a module, for a terminal, a pull request or a page. */
export function traceMarkdown(modules: readonly TracedModule[]): string {
  if (modules.length === 0) return "No module spec here promises anything.\n";
  return modules.map(section).join("\n");
}

function section({ module, spec, links }: TracedModule): string {
  const rows = links.map((link) => `| ${row(link).join(" | ")} |`);
  return [
    `## ${code(module)}`,
    "",
    `${code(spec)}: ${countWords(links)}.`,
    "",
    "| promise | name | declared | code | tests | |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

function row({ kind, name, missing, spec, contract, code: places, tests }: TracedLink): string[] {
  const kept = places.length + tests.length > 0 ? "✓" : "–";
  const status = missing === null ? kept : `✗ ${prose(missing)}`;
  return [
    KIND_WORDS[kind],
    code(name),
    cell([spec, contract].filter((place) => place !== null)),
    cell(places),
    cell(tests),
    status,
  ];
}

function cell(places: readonly TracedPlace[]): string {
  const shown = places.slice(0, MOST_PLACES).map(({ path, line }) => code(`${path}:${line}`));
  const more = places.length - shown.length;
  return places.length === 0 ? "–" : [...shown, ...(more > 0 ? [`+${more}`] : [])].join(", ");
}
