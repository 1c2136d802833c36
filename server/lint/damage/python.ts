import type { Edits } from "../../syntax/edits.ts";
import { renewed } from "../../syntax/renewed.ts";
import { SourceTree, type Node } from "../../syntax/tree.ts";
import type { Span } from "../../syntax/text.ts";
import { Faults, hasTwice, type Part, type Reading } from "./reading.ts";

/** The grammar ends these where the next statement begins or before it, as comments happen to stand. */
const LOOSE =
  /^(?:block|comment|line_continuation|ERROR|\w+_clause|(?:class|function|decorated)_definition|(?:if|for|while|try|with|match)_statement|case_clause)$/;

/** Reads a text. The grammar takes more than Python does; what an edit easily leaves behind is counted as a fault of its own. */
export function readPython(text: string): Reading {
  const source = new SourceTree(text);
  const reading = collect(
    text,
    source.units.map(({ node }) => node),
    NONE,
  );
  for (const { hasError } of source.units) if (hasError) reading.faults.add(UNPARSED);
  if (source.syntaxError && !reading.faults.has(UNPARSED)) reading.faults.add(UNPARSED);
  source.dispose();
  return reading;
}

/**
 * Reads both texts as far as the edits between them make them new; null where both must be read whole. What is left out is the same in both, so that it
 * can be no difference.
 */
export function readRenewed(before: string, after: string, edits: Edits): { before: Reading; after: Reading } | null {
  const found = renewed(before, after, edits);
  if (!found) return null;
  const old = collect(before, found.before.nodes, found.before.kept);
  const made = collect(after, found.after.nodes, found.after.kept);
  // Under which name a module is imported is held against all imports of the file.
  return [...made.modules].every((module) => old.modules.has(module)) ? { before: old, after: made } : null;
}

const NONE: ReadonlySet<Node> = new Set();

function collect(text: string, units: readonly Node[], kept: ReadonlySet<Node>): PythonReading {
  const faults = new Faults();
  const parts: Part[] = [];
  const comments: Span[] = [];
  const modules = new Set<string>();
  let isPastHead = false;
  for (const root of units) {
    const isFuture = root.type === "future_import_statement";
    if (isFuture && isPastHead) faults.add("`from __future__` would not stand at the top of the file any more");
    if (!isFuture && root.type !== "comment" && root.type !== "line_continuation" && !isText(root)) isPastHead = true;
    const pending = [root];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (kept.has(node)) continue;
      const { type, start, end, children } = node;
      if (type === "comment") comments.push({ start, end });
      if (!LOOSE.test(type)) parts.push({ type, start, end });
      const module = type === "import_from_statement" ? (node.child("module_name")?.text.replace(/\s/g, "") ?? "") : "";
      if (module !== "") modules.add(module);
      checkNode(node, text, faults);
      for (const child of children) pending.push(child);
    }
  }
  return { faults, parts, comments, modules };
}

interface PythonReading extends Reading {
  readonly faults: Faults;
  readonly modules: ReadonlySet<string>;
}

const UNPARSED = "the file would not parse any more";

function isText(node: Node): boolean {
  return node.type === "expression_statement" && node.operands.every(({ type }) => /string$/.test(type));
}

function checkNode(node: Node, text: string, faults: Faults): void {
  switch (node.type) {
    case "ERROR":
      faults.add(UNPARSED);
      break;
    case "block":
      if (node.operands.length === 0) faults.add("a block would be left without a statement");
      break;
    case "line_continuation":
      // A comment ends what the `\` would go on with.
      if (/^[ \t\f]*#/.test(text.slice(node.end, node.end + 200))) faults.add("a comment would stand below a `\\`");
      if (/^[ \t\f]*$/.test(text.slice(node.end))) faults.add("a `\\` would be left at the end of the file");
      // Python takes the indentation of the next line where the `\` stands in the first column.
      if (
        /(?:^|[\r\n\ufeff])$/.test(text.slice(Math.max(0, node.start - 1), node.start)) &&
        /^[ \t\f]/.test(text.slice(node.end))
      )
        faults.add("a line below a `\\` would be indented");
      break;
    case "import_from_statement":
      checkImport(node, faults);
      break;
    case "argument_list":
      checkArguments(node, faults);
      break;
    case "dictionary":
      if (hasTwice(node.operands.map(writtenKey))) faults.add("a key would stand twice in one dictionary");
      break;
    case "parameters":
    case "lambda_parameters":
      if (hasTwice(node.operands.map(parameterName))) faults.add("a parameter would stand twice");
      break;
    case "await":
      if (!isAwaitable(node)) faults.add("`await` would stand outside of an `async def`");
      break;
  }
}

function checkImport(node: Node, faults: Faults): void {
  const names = node.childrenIn("name");
  const imported = names.map((name) => (name.type === "aliased_import" ? name.child("name") : name)?.text ?? "");
  if (imported.some((name) => name.includes("."))) faults.add("`from … import` takes no name with a dot");
  if (!node.text.endsWith(")") && /,[ \t\f]*$/.test(node.text))
    faults.add("a comma would be left behind the last name of an import");
}

function checkArguments(node: Node, faults: Faults): void {
  const keywords = node.operands.flatMap((one) => (one.type === "keyword_argument" ? [one.child("name")?.text ?? null] : []));
  if (hasTwice(keywords)) faults.add("a keyword would be given twice");
  const first = node.operands.findIndex(({ type }) => type === "keyword_argument");
  const isPositional = ({ type }: Node): boolean => !/^(?:keyword_argument|dictionary_splat|list_splat)$/.test(type);
  if (first >= 0 && node.operands.slice(first).some(isPositional)) faults.add("a positional argument would follow a keyword");
}

/** Only a plain string tells which key it is. */
function writtenKey(pair: Node): string | null {
  const key = pair.type === "pair" ? pair.child("key") : null;
  const [, text] = /^(?:"([^"\\]*)"|'([^'\\]*)')$/.exec(key?.text ?? "")?.filter((part) => part !== undefined) ?? [];
  return text ?? null;
}

function parameterName(node: Node): string | null {
  if (node.type === "identifier") return node.text;
  const name = node.child("name") ?? (node.type === "typed_parameter" ? node.operands[0] : undefined);
  return name?.text ?? null;
}

/** Only in the body of an `async def`; a lambda or a class in between ends it. */
function isAwaitable(node: Node): boolean {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    if (up.type === "lambda") return false;
    if (up.type === "function_definition" && child.field === "body") return up.text.startsWith("async");
    if (up.type === "class_definition" && child.field === "body") return false;
  }
  return false;
}
