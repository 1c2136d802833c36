import { dirname, join, relative } from "node:path";
import { moduleSpecifier, stringValue, walk, type Binding, type Node } from "../../server/code/index.ts";
import type { Edit, FileContext, Fix } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { usesOf } from "../shared/import-uses.ts";
import { told } from "./forbidden_import-message.ts";
import { renameSpecifier } from "../shared/rename-specifier.ts";

type Row = Profile["forbidden_imports"][number];

/** Every way in which a TypeScript file names a module or a global of the platform that the table rules out. */
export function checkTypeScript(context: FileContext): void {
  const rows = rowsOf(context);
  if (rows.length === 0) return;
  for (const { node: root } of context.module.units) walk(root, (node) => checkNode(node, rows, context));
  checkGlobals(rows, context);
}

function rowsOf({ project: { profile } }: FileContext): Row[] {
  return profile.forbidden_imports.filter((row) => row.reported_by === undefined && row.language !== "python");
}

function checkNode(node: Node, rows: readonly Row[], context: FileContext): void {
  const source = sourceOf(node, context);
  if (source === null) return;
  for (const row of rows.filter((candidate) => forbids(candidate, source, context))) {
    if (row.name === undefined) report(row, source, node, context, moveFix(row, source, node));
    else if (node.type === "import_declaration") {
      for (const specifier of node.operands) checkSpecifier(specifier, node, { row, name: row.name, source }, context);
    } else if (node.type === "export_named_declaration") {
      for (const specifier of node.operands)
        if (specifier.type === "export_specifier" && nameOf(specifier.operands[0]) === row.name)
          report(row, source, specifier, context);
    }
  }
}

/** The module that a node imports or passes on; null for any other node. */
function sourceOf(node: Node, { module }: FileContext): string | null {
  switch (node.type) {
    case "import_declaration":
    case "export_named_declaration":
    case "export_all_declaration":
    case "import_expression":
      return stringValue(node.operands.findLast(({ type }) => type === "string") ?? null);
    case "ts_import_equals_declaration":
      return stringValue(node.operands.at(-1)?.operands.find(({ type }) => type === "string") ?? null);
    case "ts_import_type": {
      const [first] = node.operands;
      return stringValue(first?.type === "ts_literal_type" ? (first.operands[0] ?? null) : (first ?? null));
    }
    case "call": {
      const callee = node.child("function");
      if (callee?.type !== "identifier" || callee.text !== "require") return null;
      if (module.binding("require", callee)) return null;
      return stringValue(node.child("arguments")?.operands[0] ?? null);
    }
    default:
      return null;
  }
}

/** True for a row that speaks of a module as it is imported here. */
function forbids({ module }: Row, source: string, context: FileContext): boolean {
  const written = moduleSpecifier(source);
  const dotted = dottedName(written, context);
  const forbidden = moduleSpecifier(module);
  return (
    written === forbidden ||
    written.startsWith(`${forbidden}/`) ||
    (/[./]/.test(forbidden) && (dotted === forbidden || dotted.startsWith(`${forbidden}.`)))
  );
}

/** A path as the profile writes modules: `../memory/substrate_service.js` in `api/orders.ts` is `memory.substrate_service`. */
function dottedName(source: string, { path, project: { root } }: FileContext): string {
  const file = source.startsWith(".") ? relative(root, join(dirname(path), source)) : source.replace(/^[@~#]\//, "");
  return file.replace(/\.[mc]?[jt]sx?$/, "").replace(/[\\/]/g, ".");
}

interface Wanted {
  row: Row;
  name: string;
  source: string;
}

function checkSpecifier(specifier: Node, statement: Node, { row, name, source }: Wanted, context: FileContext): void {
  const { module } = context;
  const local = specifier.operands.at(-1);
  if (!local || !/^import_(?:default_|namespace_)?specifier$/.test(specifier.type)) return;
  const binding = module.binding(local.text, local);
  if (specifier.type === "import_namespace_specifier") {
    for (const { node } of binding ? usesOf([binding], module) : []) {
      const place = node.parent;
      if (place && memberName(place, node) === name) report(row, source, place, context);
    }
    return;
  }
  const imported = specifier.type === "import_default_specifier" ? "default" : nameOf(specifier.operands[0]);
  if (imported !== name) return;
  const isNamed = specifier.type === "import_specifier";
  const isAlone = statement.operands.filter(({ type }) => type.endsWith("specifier")).length < 2;
  const fix = isNamed && binding ? renameFix(row, binding, isAlone ? statement : null, context) : undefined;
  report(row, source, isAlone ? statement : specifier, context, fix);
}

/** Another name of the same module; or one of a package (`@acme/http.Client`), where it is all that the statement imports. */
function renameFix({ instead = "" }: Row, binding: Binding, alone: Node | null, { module }: FileContext): Fix | undefined {
  if (IDENTIFIER.test(instead)) return renameSpecifier(binding, instead, module);
  const [, source = "", name = ""] = /^(.+[/@].*)\.([^./]+)$/.exec(instead) ?? [];
  const from = alone?.operands.findLast(({ type }) => type === "string");
  if (!from || !IDENTIFIER.test(name) || !PACKAGE.test(source)) return undefined;
  const renamed = binding.name === name ? { edits: [] } : renameSpecifier(binding, name, module);
  return renamed && { title: `Use ${name} of ${source}`, safety: "unsafe", edits: [...renamed.edits, sourceEdit(from, source)] };
}

/** The package that another one has moved to, all names the same. */
function moveFix({ module, instead = "", same_names: isSame }: Row, source: string, node: Node): Fix | undefined {
  const from = node.operands.findLast(({ type }) => type === "string");
  if (!isSame || !from || !PACKAGE.test(instead) || !(source === module || source.startsWith(`${module}/`))) return undefined;
  const text = `${instead}${source.slice(module.length)}`;
  return { title: `Import from ${instead}`, safety: "unsafe", edits: [sourceEdit(from, text)] };
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** A package as npm names it, with or without a path below it. */
const PACKAGE = /^(?:@[\w.-]+\/)?[\w-][\w.-]*(?:\/[\w.-]+)*$/;

/** Another text between the same quotes. */
function sourceEdit({ start, end }: Node, text: string): Edit {
  return { span: { start: start + 1, end: end - 1 }, text };
}

/** The member that a node reads of a namespace, in an expression or a type. */
function memberName(place: Node, object: Node): string | null {
  if (place.type === "attribute" && object.field === "object") return place.child("attribute")?.text ?? null;
  return place.type === "ts_qualified_name" && place.operands[0] === object ? (place.operands[1]?.text ?? null) : null;
}

function nameOf(node: Node | undefined): string | null {
  return node?.type === "identifier" ? node.text : stringValue(node ?? null);
}

/** Rows of the module `globalThis`: `console.log`, `fetch`. */
function checkGlobals(all: readonly Row[], context: FileContext): void {
  const rows = all.filter(({ module, name }) => module === "globalThis" && name !== undefined);
  if (rows.length === 0) return;
  const { module } = context;
  for (const unit of module.units) {
    for (const { name, node: start } of module.scopesOf(unit).all.flatMap(({ references }) => references)) {
      if (module.bindingsOf(name, start).length > 0) continue;
      for (let node = start; ;) {
        const dotted = module.resolve(node) ?? "";
        const row = rows.find((candidate) => candidate.name === dotted);
        if (row) report(row, dotted, node, context);
        if (row || node.parent?.type !== "attribute" || node.field !== "object") break;
        node = node.parent;
      }
    }
  }
}

function report(row: Row, target: string, at: Node, context: FileContext, fix?: Fix): void {
  const { module, name } = row;
  const what = name === undefined ? `\`${target}\`` : module === "globalThis" ? `\`${name}\`` : `\`${name}\` of \`${target}\``;
  context.report({ at, ...told(row, what), fix });
}
