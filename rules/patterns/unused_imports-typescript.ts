import { stringValue, walk, type Binding, type ModuleNames, type Node, type Span } from "../../server/code/index.ts";
import type { Edit, FileContext } from "../define.ts";
import { wholeLines } from "../shared/whole-lines.ts";

/** The unused names of each import statement of a TypeScript file, those in namespaces and declared modules too. */
export function checkTypeScript(context: FileContext): void {
  const { module, report } = context;
  const used = usedImports(module);
  let called: ReadonlySet<string> | null = null;
  for (const statement of importStatements(module)) {
    const unused = specifiersOf(statement).filter((specifier) => {
      const name = localName(specifier);
      return isUnused(name, module, used) && !(called ??= calledByJsx(context)).has(name.text);
    });
    for (const specifier of unused) {
      const list = unused.map((one) => `\`${localName(one).text}\``).join(", ");
      const written = statement.type === "import_declaration" ? specifier.text : localName(specifier).text;
      report({
        at: specifier,
        message: `\`${specifier.type === "import_specifier" ? written.replace(/^type\s+/, "") : written}\` is imported from \`${sourceOf(statement)}\` but never used: remove the import.`,
        fix: {
          title: unused.length > 1 ? `Remove the unused imports ${list}` : `Remove the unused import ${list}`,
          safety: "safe",
          edits: removal(statement, unused),
        },
      });
    }
  }
}

function importStatements({ units }: ModuleNames): Node[] {
  const found: Node[] = [];
  for (const { node: root } of units) {
    walk(root, (node) => {
      if (node.type === "import_declaration" || node.type === "ts_import_equals_declaration") {
        if (node.parent?.type !== "export_named_declaration") found.push(node);
        return false;
      }
      return node.type !== "function_definition" && node.type !== "class_definition";
    });
  }
  return found;
}

function specifiersOf(statement: Node): Node[] {
  if (statement.type !== "import_declaration") return [statement];
  return statement.operands.filter(({ type }) => /^import_(?:default_|namespace_)?specifier$/.test(type));
}

/** The name that an import binds: `b` of `a as b`. */
function localName(specifier: Node): Node {
  return (specifier.type === "ts_import_equals_declaration" ? specifier.operands[0] : specifier.operands.at(-1)) as Node;
}

/** Everything that some place of the file reads. */
function usedImports(module: ModuleNames): Set<Binding> {
  const used = new Set<Binding>();
  for (const unit of module.units)
    for (const scope of module.scopesOf(unit).all)
      for (const { name, node } of scope.references) for (const binding of module.bindingsOf(name, node)) used.add(binding);
  return used;
}

function isUnused(name: Node, module: ModuleNames, used: ReadonlySet<Binding>): boolean {
  const bindings = module.bindingsOf(name.text, name);
  return bindings.length > 0 && !bindings.some((binding) => used.has(binding));
}

/** The names that the elements of a file stand for: `@jsx h`, `@jsxFrag Fragment`, or what the project's `tsconfig.json` says. */
function calledByJsx({ module, facts, jsxFactories }: FileContext): ReadonlySet<string> {
  if (!module.units.some(({ node }) => holdsJsx(node))) return new Set();
  const pragmas = facts.comments.flatMap(({ text }) => [...text.matchAll(/@jsx(?:Frag)?\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu)]);
  return new Set([...jsxFactories(), ...pragmas.flatMap(([, name]) => name ?? [])]);
}

function holdsJsx(root: Node): boolean {
  let found = false;
  walk(root, (node) => {
    found ||= node.type.startsWith("jsx_");
    return !found;
  });
  return found;
}

function sourceOf(statement: Node): string {
  const holder = statement.type === "import_declaration" ? statement : statement.operands.at(-1);
  const source = holder?.operands.findLast(({ type }) => type === "string");
  return stringValue(source ?? null) ?? "a namespace";
}

/** One statement, one fix: all unused names of it go together, so that two fixes never leave a comma between them. */
function removal(statement: Node, unused: readonly Node[]): Edit[] {
  const text = statement.source.text.value;
  const all = specifiersOf(statement);
  if (unused.length === all.length) return [{ span: wholeLines(text, withoutLateSemicolon(statement)), text: "" }];
  const named = all.filter(({ type }) => type === "import_specifier");
  const keptNamed = named.filter((specifier) => !unused.includes(specifier));
  const edits: Edit[] = [];
  if (named.length > 0 && keptNamed.length === 0) {
    // `import a, { b } from`: the braces go with the comma before them.
    const open = text.lastIndexOf("{", (named[0] as Node).start);
    const close = text.indexOf("}", (named.at(-1) as Node).end) + 1;
    edits.push({ span: { start: text.lastIndexOf(",", open), end: close }, text: "" });
  } else {
    edits.push(...runs(named, unused, text));
  }
  const [first, second] = all as [Node, Node | undefined];
  if (first.type === "import_default_specifier" && unused.includes(first)) {
    const next = text.indexOf(",", first.end) + 1;
    edits.push({ span: { start: first.start, end: next + (/^\s*/.exec(text.slice(next))?.[0].length ?? 0) }, text: "" });
  }
  if (second?.type === "import_namespace_specifier" && unused.includes(second))
    edits.push({ span: { start: first.end, end: second.end }, text: "" });
  return edits;
}

/** A semicolon on a later line ends the import, and keeps what follows from being read as a part of what stands above it: it stays. */
function withoutLateSemicolon({ start, end, text }: Node): Span {
  const late = /[^\S\r\n]*[\r\n]\s*;$/.exec(text);
  return { start, end: late ? start + late.index : end };
}

/** Names side by side go with the comma behind them, or, at the end of the list, the comma before them. */
function runs(named: readonly Node[], unused: readonly Node[], text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < named.length; at++) {
    const first = named[at] as Node;
    if (!unused.includes(first)) continue;
    const before = named[at - 1];
    while (at + 1 < named.length && unused.includes(named[at + 1] as Node)) at++;
    const last = named[at] as Node;
    const next = named[at + 1];
    const span = next ? upTo(first, last, next, text) : { start: before?.end ?? first.start, end: last.end };
    edits.push({ span, text: "" });
  }
  return edits;
}

/** Names on lines of their own go with their lines. */
function upTo(first: Node, last: Node, next: Node, text: string): Span {
  const ownLine = /^,[ \t]*(?:\r\n|\n|\r)/.test(text.slice(last.end, next.start));
  return ownLine ? wholeLines(text, { start: first.start, end: last.end + 1 }) : { start: first.start, end: next.start };
}
