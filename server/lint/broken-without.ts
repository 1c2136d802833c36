import type { Node } from "../code/index.ts";
import { isCode, isPython } from "../facts/languages.ts";
import type { Finding } from "./finding.ts";
import type { Place } from "./links.ts";
import type { Linter } from "./linter.ts";
import { nodeAt } from "./node-at.ts";

/**
 * What would be found in other files if a declaration, or all that a file of code says, were gone: what a change of it may break. Looked for with a text in which it
 * is, and nothing is written. Empty where it can not be taken out (an extract of the Space, a document).
 * @param declared a name where it is declared; without a span the file as a whole
 * @param among absolute paths of the files that are looked at
 */
export function brokenWithout(
  linter: Linter,
  { path, span }: { path: string; span: Place["span"] | null },
  among: Iterable<string>,
): Finding[] {
  const others = [...new Set(among)].filter((one) => one !== path).sort();
  const text = isCode(path) ? without(linter, path, span) : null;
  if (text === null) return [];
  // A message that lists what a model has changes with it, and says no more than before.
  const key = ({ rule, span: { start, end } }: Finding): string => `${rule} ${start} ${end}`;
  const before = new Map(others.map((one) => [one, new Set(linter.check(one).map(key))]));
  return linter.withTexts(new Map([[path, text]]), () =>
    others.flatMap((one) => linter.check(one).filter((finding) => before.get(one)?.has(key(finding)) !== true)),
  );
}

function without(linter: Linter, path: string, span: Place["span"] | null): string | null {
  if (span === null) return "";
  return linter.inCode(path, (file) => {
    const declaration = statementOf(nodeAt(file, span.start));
    if (!declaration) return null;
    const text = linter.files.text(path);
    const { start, end } = declaration;
    // An entry of an object takes its comma along.
    const rest = text.slice(end).replace(/^\s*,/, "");
    return `${text.slice(0, start)}${isPython(path) ? "pass" : ""}${rest}`;
  });
}

/** What declares a name: the statement of a class's body or of a module, the entry of an interface or a schema. */
function statementOf(name: Node | null): Node | null {
  for (let node = name; node; node = node.parent) {
    if (node.type === "pair" || !node.parent) return node;
    if (/^(?:block|module|program|ts_interface_body|ts_type_literal)$/.test(node.parent.type)) return node;
  }
  return null;
}
