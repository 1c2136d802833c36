import {
  isFunction,
  keyOf,
  spanOf,
  unwrap,
  type FunctionNode,
  type Span,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import type { Fix, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { explicitAny } from "../shared/explicit-any.ts";
import { returnedValues, returnsNothing } from "../shared/returns-none-typescript.ts";
import { untypedParameters, type Signature } from "../shared/parameters-typescript.ts";

export const missingTypeHints: TypeScriptRule = {
  id: "missing_type_hints",
  visit: {
    FunctionDeclaration(node, context) {
      if (isExported(node, node.id, context)) check(node, exportedName(node, node.id, context), context);
    },
    TSDeclareFunction(node, context) {
      if (!node.declare && isExported(node, node.id, context)) check(node, exportedName(node, node.id, context), context);
    },
    VariableDeclarator(node, context) {
      const { id, init } = node;
      if (id.type !== "Identifier" || id.typeAnnotation || !init || !isFunction(init)) return;
      if (isExported(node.parent, id, context)) check(init, { text: id.name, at: spanOf(id) }, context);
    },
    ExportDefaultDeclaration(node, context) {
      const { declaration } = node;
      if (declaration.type !== "FunctionExpression" && declaration.type !== "ArrowFunctionExpression") return;
      check(declaration, exportedName(declaration, null, context), context);
    },
    MethodDefinition: checkMember,
    TSAbstractMethodDefinition: checkMember,
    PropertyDefinition: checkField,
    AccessorProperty: checkField,
    TSAnyKeyword(node, context) {
      if (isDeclarationFile(context.path)) return;
      const message = explicitAny(node);
      if (message) context.report({ at: spanOf(node), message, data: { any: true } });
    },
  },
};

interface Named {
  text: string;
  /** Where the finding stands; a name, or `export default`. */
  at: Span;
}

/** A declaration file tells of code that stands elsewhere. */
function isDeclarationFile(path: string): boolean {
  return /\.d\.(?:[mc]?ts|[\w-]+\.ts)$/.test(path);
}

function checkMember(node: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition, context: TypeScriptContext): void {
  const { value, kind } = node;
  if (isAmbient(node) || (value.body && isOverloaded(node))) return;
  const name = memberName(node, context);
  const other = kind === "get" || kind === "set" ? accessorPair(node) : null;
  // The type of one accessor is that of the other.
  if (other && hasType(other)) return;
  check(value, name, context, { needsReturn: kind !== "constructor" && kind !== "set" });
}

function checkField(node: TSESTree.PropertyDefinition | TSESTree.AccessorProperty, context: TypeScriptContext): void {
  if (node.typeAnnotation || !node.value || !isFunction(node.value)) return;
  check(node.value, memberName(node, context), context);
}

function memberName(
  node: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition | TSESTree.PropertyDefinition | TSESTree.AccessorProperty,
  { module }: TypeScriptContext,
): Named {
  return { text: keyOf(node) ?? `[${module.textOf(node.key)}]`, at: spanOf(node.key) };
}

function check(signature: Signature, name: Named, context: TypeScriptContext, { needsReturn } = { needsReturn: true }): void {
  if (isDeclarationFile(context.path)) return;
  // A function that only makes another one: what is asked of it is asked of that one.
  const made = isFunction(signature) && signature.body.type !== "BlockStatement" ? unwrap(signature.body) : null;
  if (made && isFunction(made) && !signature.returnType) {
    check(made, name, context);
    needsReturn = false;
  }
  const missing = untypedParameters(signature, context.module);
  const noReturn =
    needsReturn && !signature.returnType && !(isFunction(signature) && tellsItsReturn(signature, name.text, context));
  if (missing.length === 0 && !noReturn) return;
  if (isFunction(signature) && signature.type === "FunctionDeclaration" && isOverloaded(signature)) return;
  const fix = noReturn && isFunction(signature) && returnsNothing(signature) ? addVoid(signature, context) : undefined;
  context.report({
    at: name.at,
    message: messageFor(name.text, missing, noReturn, fix?.type),
    fix: fix?.fix,
    data: { parameters: missing, return: noReturn },
  });
}

function messageFor(name: string, missing: readonly string[], noReturn: boolean, type: string | undefined): string {
  const what = missing.length > 0 ? [`its ${missing.length > 1 ? "parameters" : "parameter"} ${list(missing)}`] : [];
  if (noReturn) what.push("its return");
  const hint = noReturn && type ? ` (it returns nothing: \`: ${type}\`)` : "";
  const subject = name === "export default" ? "The default export" : `\`${name}\``;
  return `${subject} has no type for ${what.join(" and ")}${hint}: annotate it, so that the contracts can be checked.`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** The return's type is written in another place: an assertion, `satisfies`, or the JSX that a component gives. */
function tellsItsReturn(node: FunctionNode, name: string, { path }: TypeScriptContext): boolean {
  if (/^TS(?:AsExpression|TypeAssertion|SatisfiesExpression)$/.test(node.body.type)) return true;
  if (!path.endsWith(".tsx") || !(/^[A-Z]/.test(name) || name === "export default")) return false;
  const values = returnedValues(node);
  return (
    values.some((value) => value !== null && isMarkup(value)) && values.every((value) => value === null || isMarkup(value, true))
  );
}

function isMarkup(expression: TSESTree.Expression, orNothing = false): boolean {
  const node = unwrap(expression);
  if (node.type === "JSXElement" || node.type === "JSXFragment") return true;
  if (node.type === "ConditionalExpression") return isMarkup(node.consequent, true) && isMarkup(node.alternate, true);
  if (node.type === "LogicalExpression") return isMarkup(node.right, orNothing);
  return orNothing && node.type === "Literal" && node.value === null;
}

/** Exported where it stands, or named by an `export { … }`, an `export default` or an `export =`. */
function isExported(declaration: TSESTree.Node, name: TSESTree.Identifier | null, { module }: TypeScriptContext): boolean {
  const { parent } = declaration;
  if (parent?.type === "ExportNamedDeclaration" || parent?.type === "ExportDefaultDeclaration") return true;
  if (!name || parent?.type !== "Program") return false;
  return (module.variable(name)?.references ?? []).some(({ identifier }) => {
    const place = (identifier as TSESTree.Node).parent?.type;
    return place === "ExportSpecifier" || place === "ExportDefaultDeclaration" || place === "TSExportAssignment";
  });
}

function exportedName(node: TSESTree.Node, id: TSESTree.Identifier | null, { module }: TypeScriptContext): Named {
  if (id) return { text: id.name, at: spanOf(id) };
  const start = node.parent?.range[0] ?? node.range[0];
  const words = /^export\s+default/.exec(module.tree.text.value.slice(start, node.range[0]));
  return { text: "export default", at: { start, end: words ? start + words[0].length : node.range[0] } };
}

/** The implementation below overload signatures: callers never see its own. */
function isOverloaded(
  node: TSESTree.FunctionDeclaration | TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition,
): boolean {
  if (node.type !== "FunctionDeclaration") {
    const key = keyOf(node);
    return node.parent.body.some(
      (member) =>
        member.type === "MethodDefinition" &&
        member.value.type === "TSEmptyBodyFunctionExpression" &&
        member.static === node.static &&
        member.range[0] < node.range[0] &&
        keyOf(member) === key,
    );
  }
  const exported = node.parent.type === "ExportNamedDeclaration" || node.parent.type === "ExportDefaultDeclaration";
  const around = exported ? node.parent.parent : node.parent;
  if (around?.type !== "Program" && around?.type !== "TSModuleBlock") return false;
  return around.body.some((statement) => {
    const inner =
      statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration"
        ? statement.declaration
        : statement;
    return inner?.type === "TSDeclareFunction" && inner.id?.name === node.id?.name && inner.range[0] < node.range[0];
  });
}

type Accessor = TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition;

function accessorPair(node: Accessor): Accessor | null {
  const wanted = node.kind === "get" ? "set" : "get";
  const key = keyOf(node);
  const found = node.parent.body.find(
    (member) =>
      (member.type === "MethodDefinition" || member.type === "TSAbstractMethodDefinition") &&
      member.kind === wanted &&
      member.static === node.static &&
      keyOf(member) === key,
  );
  return (found as Accessor | undefined) ?? null;
}

function hasType({ kind, value }: Accessor): boolean {
  if (kind === "get") return value.returnType !== undefined;
  const [parameter] = value.params;
  return parameter !== undefined && "typeAnnotation" in parameter && parameter.typeAnnotation !== undefined;
}

/** A class that is declared, not written. */
function isAmbient(node: TSESTree.Node): boolean {
  const owner = node.parent?.parent;
  return (owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression") && owner.declare;
}

function addVoid(node: FunctionNode, { module }: TypeScriptContext): { type: string; fix: Fix } | undefined {
  const last = node.params.at(-1) ?? node.typeParameters ?? ("id" in node ? node.id : null);
  const from = last?.range[1] ?? node.range[0];
  const between = module.tree.text.value.slice(from, node.body.range[0]);
  const close = between.lastIndexOf(")");
  if (close < 0 || between.includes("//") || between.includes("/*")) return undefined;
  const type = node.async ? "Promise<void>" : "void";
  const at = from + close + 1;
  return {
    type,
    fix: { title: `Add \`: ${type}\``, safety: "safe", edits: [{ span: { start: at, end: at }, text: `: ${type}` }] },
  };
}
