import { spanOf, type Span, type TSESTree, type TypeScriptModule } from "../../server/facts/typescript/index.ts";
import type { Edit, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { wholeLines } from "./shared/removal.ts";

export const unusedImports: TypeScriptRule = {
  id: "unused_imports",
  file(context) {
    const { module, report } = context;
    let called: ReadonlySet<string> | null = null;
    for (const statement of importStatements(module.tree.program)) {
      const unused = specifiersOf(statement).filter(
        (specifier) => isUnused(specifier, module) && !(called ??= calledByJsx(context)).has(namesOf(specifier, statement).local),
      );
      for (const specifier of unused) {
        const { local, from } = namesOf(specifier, statement);
        const written = local === from ? `\`${local}\`` : `\`${module.textOf(specifier)}\``;
        const list = unused.map((one) => `\`${namesOf(one, statement).local}\``).join(", ");
        report({
          at: spanOf(specifier),
          message: `${written} is imported from \`${sourceOf(statement)}\` but never used: remove the import.`,
          fix: {
            title: unused.length > 1 ? `Remove the unused imports ${list}` : `Remove the unused import ${list}`,
            safety: "safe",
            edits: removal(statement, unused, module.tree.text.value),
          },
        });
      }
    }
  },
};

/** The names that the elements of a file stand for: `@jsx h`, `@jsxFrag Fragment`, or what the project's `tsconfig.json` says. */
function calledByJsx({ module: { tree }, jsxFactories }: TypeScriptContext): ReadonlySet<string> {
  if (!tree.nodes.some(({ type }) => type === "JSXElement" || type === "JSXFragment")) return new Set();
  const pragmas = tree.comments.flatMap(({ value }) => [...value.matchAll(/@jsx(?:Frag)?\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu)]);
  return new Set([...jsxFactories(), ...pragmas.flatMap(([, name]) => name ?? [])]);
}

type ImportStatement = TSESTree.ImportDeclaration | TSESTree.TSImportEqualsDeclaration;
type Specifier = TSESTree.ImportClause | TSESTree.TSImportEqualsDeclaration;

/** Those of the module and of namespaces and declared modules in it. */
function importStatements(program: TSESTree.Program): ImportStatement[] {
  const blocks: TSESTree.Node[][] = [program.body];
  const found: ImportStatement[] = [];
  for (let body = blocks.pop(); body; body = blocks.pop()) {
    for (const statement of body) {
      if (statement.type === "ImportDeclaration") found.push(statement);
      else if (statement.type === "TSImportEqualsDeclaration") found.push(statement);
      else if (statement.type === "TSModuleDeclaration" && statement.body) blocks.push(statement.body.body);
      else if (statement.type === "ExportNamedDeclaration" && statement.declaration?.type === "TSModuleDeclaration")
        blocks.push(statement.declaration.body?.body ?? []);
    }
  }
  return found.sort((a, b) => a.range[0] - b.range[0]);
}

function specifiersOf(statement: ImportStatement): Specifier[] {
  return statement.type === "ImportDeclaration" ? statement.specifiers : [statement];
}

function isUnused(specifier: Specifier, module: TypeScriptModule): boolean {
  const name = specifier.type === "TSImportEqualsDeclaration" ? specifier.id : specifier.local;
  const variable = module.variable(name);
  return variable !== null && variable.references.length === 0 && !variable.eslintUsed;
}

function namesOf(specifier: Specifier, statement: ImportStatement): { local: string; from: string } {
  if (specifier.type === "TSImportEqualsDeclaration") return { local: specifier.id.name, from: specifier.id.name };
  const local = specifier.local.name;
  if (specifier.type !== "ImportSpecifier") return { local, from: statement.type };
  return { local, from: specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value };
}

function sourceOf(statement: ImportStatement): string {
  if (statement.type === "ImportDeclaration") return statement.source.value;
  const { moduleReference: reference } = statement;
  if (reference.type === "TSExternalModuleReference" && reference.expression.type === "Literal")
    return String(reference.expression.value);
  return "a namespace";
}

/** One statement, one fix: all unused names of it go together, so that two fixes never leave a comma between them. */
function removal(statement: ImportStatement, unused: readonly Specifier[], text: string): Edit[] {
  const all = specifiersOf(statement);
  if (unused.length === all.length) return [{ span: wholeLines(text, spanOf(statement)), text: "" }];
  const named = all.filter(({ type }) => type === "ImportSpecifier");
  const keptNamed = named.filter((specifier) => !unused.includes(specifier));
  const edits: Edit[] = [];
  if (named.length > 0 && keptNamed.length === 0) {
    // `import a, { b } from`: the braces go with the comma before them.
    const open = text.lastIndexOf("{", (named[0] as Specifier).range[0]);
    const close = text.indexOf("}", (named.at(-1) as Specifier).range[1]) + 1;
    const comma = text.lastIndexOf(",", open);
    edits.push({ span: { start: comma, end: close }, text: "" });
  } else {
    edits.push(...runs(named, unused, text));
  }
  const first = all[0] as Specifier;
  if (first.type === "ImportDefaultSpecifier" && unused.includes(first)) {
    const next = text.indexOf(",", first.range[1]) + 1;
    edits.push({ span: { start: first.range[0], end: next + /^\s*/.exec(text.slice(next))![0].length }, text: "" });
  }
  const second = all[1];
  if (second?.type === "ImportNamespaceSpecifier" && unused.includes(second))
    edits.push({ span: { start: first.range[1], end: second.range[1] }, text: "" });
  return edits;
}

/** Names side by side go with the comma behind them, or, at the end of the list, the comma before them. */
function runs(named: readonly Specifier[], unused: readonly Specifier[], text: string): Edit[] {
  const edits: Edit[] = [];
  for (let at = 0; at < named.length; at++) {
    const first = named[at] as Specifier;
    if (!unused.includes(first)) continue;
    const before = named[at - 1];
    while (at + 1 < named.length && unused.includes(named[at + 1] as Specifier)) at++;
    const last = named[at] as Specifier;
    const next = named[at + 1];
    edits.push({
      span: next ? upTo(first, last, next, text) : { start: before?.range[1] ?? first.range[0], end: last.range[1] },
      text: "",
    });
  }
  return edits;
}

/** Names on lines of their own go with their lines. */
function upTo(first: Specifier, last: Specifier, next: Specifier, text: string): Span {
  const ownLine = /^,[ \t]*(?:\r\n|\n|\r)/.test(text.slice(last.range[1], next.range[0]));
  return ownLine
    ? wholeLines(text, { start: first.range[0], end: last.range[1] + 1 })
    : { start: first.range[0], end: next.range[0] };
}
