import {
  calleeName,
  propertyName,
  spanOf,
  stringValue,
  unwrap,
  type Span,
  type TSESTree,
} from "../../../server/facts/typescript/index.ts";
import type { Edit, Fix, TypeScriptContext } from "../../define.ts";
import { identityNames, type ToolIdentity } from "../../shared/identity.ts";
import { snakeCase, spelledLike } from "./spelling.ts";

/** An expression that reads a field by its name: `toolName`, `call.toolName`, `call["tool_name"]`, `call.get("toolName")`. */
export interface ToolField {
  /** As the profile spells it: `tool_name`. */
  name: string;
  /** As the code spells it: `toolName`. */
  written: string;
  form: "name" | "property" | "key";
  /** The whole read. */
  node: TSESTree.Node;
  /** The name alone. */
  at: Span;
}

/** Calls that change how a text is written and not which one it is. */
const SAME_TEXT = new Set(["toString", "trim", "toLowerCase", "toUpperCase", "normalize", "valueOf"]);

/** The one field that an expression reads; null for anything else. */
export function fieldRead(expression: TSESTree.Node | null | undefined): ToolField | null {
  if (!expression) return null;
  const node = unwrap(expression);
  if (node.type === "Identifier") return field(node.name, "name", node, spanOf(node));
  if (node.type === "MemberExpression") {
    const name = propertyName(node);
    const { property } = node;
    const at = node.computed ? { start: property.range[0] + 1, end: property.range[1] - 1 } : spanOf(property);
    return name === null ? null : field(name, "property", node, at);
  }
  if (node.type !== "CallExpression") return null;
  const callee = unwrap(node.callee);
  const [first] = node.arguments;
  if (callee.type === "Identifier" && callee.name === "String") return fieldRead(first);
  if (callee.type !== "MemberExpression") return null;
  const name = propertyName(callee);
  if (name !== null && SAME_TEXT.has(name)) return fieldRead(callee.object);
  const key = name === "get" ? stringValue(first) : null;
  return key === null || !first ? null : field(key, "key", node, { start: first.range[0] + 1, end: first.range[1] - 1 });
}

function field(written: string, form: ToolField["form"], node: TSESTree.Node, at: Span): ToolField {
  return { name: snakeCase(written), written, form, node, at };
}

/** The fields that make up a key: those of a template's or an array's parts too. */
export function fieldReads(expression: TSESTree.Node | null | undefined): ToolField[] {
  if (!expression) return [];
  const node = unwrap(expression);
  if (node.type === "TemplateLiteral") return node.expressions.flatMap(fieldReads);
  if (node.type === "ArrayExpression") return node.elements.flatMap((element) => fieldReads(element));
  if (node.type === "BinaryExpression" && node.operator === "+") return [...fieldReads(node.left), ...fieldReads(node.right)];
  const read = fieldRead(node);
  return read ? [read] : [];
}

/** True when an expression reads one of the fields, itself or through one constant: a cheap question before the contracts are asked. */
export function readsIdentity(expression: TSESTree.Node | null | undefined, context: TypeScriptContext): boolean {
  const names = identityNames(context.project.profile);
  return fieldReads(expression).some(
    (read) => names.has(read.name) || (read.form === "name" && names.has(sourceOf(read.node, context)?.name ?? "")),
  );
}

/** The reads of wrong fields that make up an expression. A constant named `toolName` that holds the identity is only badly named. */
export function wrongReads(expression: TSESTree.Node | null, identity: ToolIdentity, context: TypeScriptContext): ToolField[] {
  return fieldReads(expression).flatMap((read) => {
    if (read.form !== "name") return identity.wrong.has(read.name) ? [read] : [];
    const source = sourceOf(read.node, context);
    if (source?.name === identity.canonical) return [];
    if (source && identity.wrong.has(source.name)) return [{ ...read, name: source.name, written: source.written }];
    return identity.wrong.has(read.name) ? [read] : [];
  });
}

export function readsCanonical(expression: TSESTree.Node | null | undefined, identity: ToolIdentity): boolean {
  return fieldReads(expression).some(({ name }) => name === identity.canonical);
}

/** The field that a constant is given: `const key = call.toolName`, `const { toolId: key } = call`. */
function sourceOf(name: TSESTree.Node, { module }: TypeScriptContext): ToolField | null {
  const variable = module.variable(name);
  const [definition, ...more] = variable?.defs ?? [];
  if (definition?.type !== "Variable" || more.length > 0 || variable?.references.some((use) => use.isWrite() && !use.init))
    return null;
  const { id, init } = definition.node;
  if (id.type === "ObjectPattern") {
    const property = id.properties.find((candidate) => candidate.type === "Property" && candidate.value === definition.name);
    if (property?.type !== "Property" || property.computed || property.key.type !== "Identifier") return null;
    return field(property.key.name, "property", property, spanOf(property.key));
  }
  const read = id.type === "Identifier" ? fieldRead(init) : null;
  return read && read.form !== "name" ? read : null;
}

/** The unsafe fix that reads the identity instead; undefined when it would be a guess. */
export function canonicalFix(fields: readonly ToolField[], identity: ToolIdentity, context: TypeScriptContext): Fix | undefined {
  const edits = canonicalEdits(fields, identity, context);
  const [first] = fields;
  if (!edits || !first) return undefined;
  return { title: `Use \`${spelledLike(identity.canonical, first.written)}\``, safety: "unsafe", edits };
}

/** Null when one of the reads can not be changed: a bare name is replaced only by one that exists there. */
export function canonicalEdits(fields: readonly ToolField[], identity: ToolIdentity, context: TypeScriptContext): Edit[] | null {
  const edits: Edit[] = [];
  const text = context.module.tree.text.value;
  for (const { at, form, node, written } of fields) {
    if (text.slice(at.start, at.end) !== written) return null;
    const canonical = spelledLike(identity.canonical, written);
    if (form === "name" && !isVisible(canonical, node, context)) return null;
    edits.push({ span: at, text: canonical });
  }
  return edits.length > 0 ? edits : null;
}

function isVisible(name: string, from: TSESTree.Node, { module }: TypeScriptContext): boolean {
  for (
    let scope: ReturnType<typeof module.scopeAt> | null = module.scopeAt(from);
    scope && scope.type !== "module";
    scope = scope.upper
  )
    if (scope.set.has(name)) return true;
  return false;
}

/** `registry`, `this.#approved`: the name of what is looked into. */
export function containerName(node: TSESTree.Node): string | null {
  const plain = unwrap(node);
  if (plain.type === "Identifier") return plain.name;
  if (plain.type === "MemberExpression")
    return plain.property.type === "PrivateIdentifier" ? plain.property.name : propertyName(plain);
  return plain.type === "CallExpression" ? calleeName(plain) : null;
}

/** A node's text on one line, cut when it is long. */
export function excerpt(node: TSESTree.Node, { module }: TypeScriptContext, limit = 60): string {
  const text = module.textOf(node).replace(/\s+/g, " ");
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
