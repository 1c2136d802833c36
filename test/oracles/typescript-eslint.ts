import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { Linter, type Linter as ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { childrenOf, type TSESTree } from "../../server/syntax/typescript.ts";

/** Every TypeScript file below a folder, by its path with `/`; of equal ones the first. */
export function readTypeScript(
  root: string,
  folder: string,
  wanted: (path: string) => boolean,
): { name: string; text: string }[] {
  const seen = new Set<string>();
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|mts|cts)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter(wanted)
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }))
    .filter(({ text }) => !seen.has(text) && seen.add(text));
}

const CONFIG: ESLint.Config[] = [
  {
    files: ["**/*.{ts,tsx,mts,cts}"],
    languageOptions: { parser: tseslint.parser },
    linterOptions: { noInlineConfig: true },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: { "@typescript-eslint/no-unused-vars": ["error", { args: "none", caughtErrors: "none" }] },
  },
];

/**
 * The imports that `@typescript-eslint/no-unused-vars` calls unused in a text: each bound name and its offset.
 * Null for a text that its parser does not take.
 */
export function unusedImportsByEslint(name: string, text: string): string[] | null {
  const linter = new Linter({ configType: "flat" });
  // ESLint never looks into a folder of that name.
  const messages = linter.verify(text, CONFIG, { filename: name.replaceAll("node_modules/", "packages/") });
  if (messages.some(({ fatal }) => fatal)) return null;
  const { ast } = linter.getSourceCode();
  const imports = importedNames(ast as unknown as TSESTree.Program);
  return messages.flatMap(({ line, column }) => {
    const offset = linter.getSourceCode().getIndexFromLoc({ line, column: column - 1 });
    const imported = imports.get(offset);
    return imported === undefined ? [] : [`${imported}\t${String(offset)}`];
  });
}

/** The names that import statements bind, by their offsets. */
function importedNames(program: TSESTree.Program): Map<number, string> {
  const names = new Map<number, string>();
  const pending: TSESTree.Node[] = [program];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "ImportDeclaration") for (const { local } of node.specifiers) names.set(local.range[0], local.name);
    else if (node.type === "TSImportEqualsDeclaration") names.set(node.id.range[0], node.id.name);
    pending.push(...childrenOf(node));
  }
  return names;
}
