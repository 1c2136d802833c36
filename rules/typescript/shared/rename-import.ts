import { spanOf, type Span, type TSESTree, type TypeScriptModule } from "../../../server/facts/typescript/index.ts";
import type { Edit, Fix } from "../../define.ts";

/**
 * Imports another name of the same module and renames every use. None where that could change what the name means: it is exported, stands in JSX,
 * or the new name is taken.
 */
export function renameImport(specifier: TSESTree.ImportSpecifier, to: string, module: TypeScriptModule): Fix | undefined {
  const { imported, local } = specifier;
  const title = `Use ${to}`;
  if (imported.range[0] !== local.range[0]) return { title, safety: "safe", edits: [{ span: spanOf(imported), text: to }] };
  const references = module.variable(local)?.references ?? [];
  const places = references.map(({ identifier }) => identifier as TSESTree.Node);
  if (places.some((node) => node.type !== "Identifier" || node.parent?.type === "ExportSpecifier")) return undefined;
  const taken = module.tree.scopes.scopes.filter((scope) => scope.set.has(to)).map((scope) => scope.set.get(to));
  const known = siblings(specifier).find((one) => one.local.name === to);
  if (taken.some((variable) => !known || variable?.identifiers[0] !== known.local)) return undefined;
  const first = known ? removal(specifier, module) : { span: spanOf(local), text: to };
  if (!first) return undefined;
  return { title, safety: "safe", edits: [first, ...places.map((node) => renamed(node, to))] };
}

/** `{ Old }` keeps its key: `{ Old: New }`. */
function renamed(node: TSESTree.Node, to: string): Edit {
  const isShorthand = node.parent?.type === "Property" && node.parent.shorthand;
  const name = node.type === "Identifier" ? node.name : to;
  const [start] = node.range;
  return { span: { start, end: start + name.length }, text: isShorthand ? `${name}: ${to}` : to };
}

function siblings({ parent }: TSESTree.ImportSpecifier): TSESTree.ImportSpecifier[] {
  return parent.type === "ImportDeclaration" ? parent.specifiers.filter((one) => one.type === "ImportSpecifier") : [];
}

/** Takes a name out of an import that already holds its replacement. */
function removal(specifier: TSESTree.ImportSpecifier, module: TypeScriptModule): Edit | null {
  const all = siblings(specifier);
  const at = all.indexOf(specifier);
  const before = all[at - 1];
  const next = all[at + 1];
  const [start, end] = specifier.range;
  const span: Span | null = next ? { start, end: next.range[0] } : before ? { start: before.range[1], end } : null;
  // A comment between the names belongs to one of them: leave that to a person.
  if (!span || /\/[/*]/.test(module.tree.text.value.slice(span.start, span.end))) return null;
  return { span, text: "" };
}
