import { dirname, join, relative } from "node:path";
import { moduleName, spanOf, type Span, type TSESTree, type TypeScriptModule } from "../../server/facts/typescript/index.ts";
import type { Fix, TypeScriptContext, TypeScriptRule } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { renameImport } from "./shared/rename-import.ts";

type Row = Profile["forbidden_imports"][number];

export const forbiddenImport: TypeScriptRule = {
  id: "forbidden_import",
  visit: {
    ImportDeclaration(node, context) {
      for (const row of rowsFor(node.source.value, context)) {
        if (row.name === undefined) report(row, node.source.value, spanOf(node), context);
        else for (const specifier of node.specifiers) checkSpecifier(specifier, node, row, row.name, context);
      }
    },
    ExportNamedDeclaration(node, context) {
      if (!node.source) return;
      for (const row of rowsFor(node.source.value, context)) {
        if (row.name === undefined) report(row, node.source.value, spanOf(node), context);
        for (const specifier of node.specifiers)
          if (nameOf(specifier.local) === row.name) report(row, node.source.value, spanOf(specifier), context);
      }
    },
    ExportAllDeclaration(node, context) {
      reportWhole(node.source.value, node, context);
    },
    TSImportEqualsDeclaration(node, context) {
      const { moduleReference: reference } = node;
      if (reference.type !== "TSExternalModuleReference" || reference.expression.type !== "Literal") return;
      reportWhole(String(reference.expression.value), node, context);
    },
    ImportExpression(node, context) {
      if (node.source.type === "Literal" && typeof node.source.value === "string") reportWhole(node.source.value, node, context);
    },
    TSImportType(node, context) {
      if (node.source.type !== "Literal" || typeof node.source.value !== "string") return;
      reportWhole(node.source.value, node, context);
    },
    CallExpression(node, context) {
      const [first] = node.arguments;
      if (node.callee.type !== "Identifier" || node.callee.name !== "require" || first?.type !== "Literal") return;
      if (typeof first.value === "string" && !context.module.variable(node.callee)) reportWhole(first.value, node, context);
    },
  },
  file: checkGlobals,
};

/** The rows that speak of a module as it is imported here. */
function rowsFor(source: string, context: TypeScriptContext): Row[] {
  const rows = rowsOf(context);
  if (rows.length === 0) return [];
  const written = moduleName(source);
  const dotted = dottedName(written, context);
  return rows.filter(({ module }) => {
    const forbidden = moduleName(module);
    return (
      written === forbidden ||
      written.startsWith(`${forbidden}/`) ||
      (/[./]/.test(forbidden) && (dotted === forbidden || dotted.startsWith(`${forbidden}.`)))
    );
  });
}

function rowsOf({ project: { profile } }: TypeScriptContext): Row[] {
  return profile.forbidden_imports.filter((row) => row.reported_by === undefined && row.language !== "python");
}

/** A path as the profile writes modules: `../memory/substrate_service.js` in `api/orders.ts` is `memory.substrate_service`. */
function dottedName(source: string, { path, project: { root } }: TypeScriptContext): string {
  const file = source.startsWith(".") ? relative(root, join(dirname(path), source)) : source.replace(/^[@~#]\//, "");
  return file.replace(/\.[mc]?[jt]sx?$/, "").replace(/[\\/]/g, ".");
}

function reportWhole(source: string, node: TSESTree.Node, context: TypeScriptContext): void {
  for (const row of rowsFor(source, context)) if (row.name === undefined) report(row, source, spanOf(node), context);
}

function checkSpecifier(
  specifier: TSESTree.ImportClause,
  node: TSESTree.ImportDeclaration,
  row: Row,
  name: string,
  context: TypeScriptContext,
): void {
  const { module } = context;
  const source = node.source.value;
  if (specifier.type === "ImportNamespaceSpecifier") {
    for (const { identifier } of module.variable(specifier.local)?.references ?? []) {
      const place = (identifier as TSESTree.Node).parent;
      if (place && memberName(place, identifier) === name) report(row, source, spanOf(place), context);
    }
    return;
  }
  const imported = specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
  if (imported !== name) return;
  // Only a name of the same module can take its place here.
  const isName = row.instead !== undefined && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(row.instead);
  const fix = isName && specifier.type === "ImportSpecifier" ? renameImport(specifier, row.instead ?? "", module) : undefined;
  report(row, source, spanOf(node.specifiers.length > 1 ? specifier : node), context, fix);
}

function memberName(place: TSESTree.Node, object: TSESTree.Node): string | null {
  if (place.type === "MemberExpression" && place.object === object && !place.computed) return nameOf(place.property);
  return place.type === "TSQualifiedName" && place.left === object ? place.right.name : null;
}

function nameOf(node: TSESTree.Node): string | null {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}

/** Rows of the module `globalThis`: `console.log`, `fetch`. */
function checkGlobals(context: TypeScriptContext): void {
  const rows = rowsOf(context).filter(({ module, name }) => module === "globalThis" && name !== undefined);
  if (rows.length === 0) return;
  const { module } = context;
  for (const { identifier } of module.tree.scopes.globalScope?.through ?? []) {
    let node = identifier as TSESTree.Node;
    for (;;) {
      const dotted = globalName(node, module);
      const row = rows.find(({ name }) => name === dotted);
      if (row) report(row, dotted, spanOf(node), context);
      if (row || node.parent?.type !== "MemberExpression" || node.parent.object !== node) break;
      node = node.parent;
    }
  }
}

function globalName(node: TSESTree.Node, module: TypeScriptModule): string {
  return module.resolve(node) ?? "";
}

function report(row: Row, target: string, at: Span, context: TypeScriptContext, fix?: Fix): void {
  const { module, name, instead, why } = row;
  const reason = why === undefined ? "" : `: ${why}`;
  const what = name === undefined ? `\`${target}\`` : module === "globalThis" ? `\`${name}\`` : `\`${name}\` of \`${target}\``;
  context.report({
    at,
    message: `${what} must not be used in generated code${reason}.${instead === undefined ? "" : ` Use \`${instead}\` instead.`}`,
    fix,
  });
}
