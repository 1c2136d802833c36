import {
  decorators,
  decoratorTarget,
  isFunction,
  keyOf,
  modifiers,
  unwrap,
  type Binding,
  type ModuleNames,
  type Node,
  type Span,
} from "../../server/code/index.ts";
import { bindingAt, usesOf } from "../../server/code/uses.ts";
import type { CodeContext } from "../define.ts";
import { returnedValues } from "../../server/code/returned.ts";

/** Objects in objects that are followed to an export. */
const MAX_STEPS = 3;

/** A function, or the signature of an overload or an abstract method, that is asked for its types. */
export interface Signature {
  definition: Node;
  name: string;
  /** Where the finding stands; a name, or `export default`. */
  at: Span;
  needsReturn: boolean;
  /** Its first parameter is the instance or the class. */
  skipsFirst: boolean;
}

/** Every function of Python but declared overloads, their implementation, and what a protocol asks for. */
export function signatureOf(definition: Node, context: CodeContext): Signature | null {
  const name = definition.child("name");
  const parameters = definition.child("parameters");
  // A list still being typed is no list without types.
  if (!name || !parameters || parameters.children.some((child) => child.type === "ERROR")) return null;
  const owner = classOf(definition);
  const isStatic = decorators(definition).some((decorator) => decoratorTarget(decorator)?.text === "staticmethod");
  const skipsFirst = owner !== null && !isStatic;
  // The type of `self` is nobody's concern, and makes no `__init__` a typed one.
  const isTyped = parameters.operands.some(({ type }, at) => type.startsWith("typed_") && !(at === 0 && skipsFirst));
  if (decoratedOf(context.bindings(name)).some((statement) => isOverload(statement, definition, context))) return null;
  if (owner && isProtocol(owner, context)) return null;
  const needsReturn = !(owner && name.text === "__init__" && isTyped);
  return { definition, name: name.text, at: name, needsReturn, skipsFirst };
}

/** The class that a function is a method of. */
function classOf(definition: Node): Node | null {
  for (let up = definition.parent; up && !isFunction(up); up = up.parent) if (up.type === "class_definition") return up;
  return null;
}

/** Functions with decorators, by the bindings of a name: asked for each of many functions of one name. */
const decorated = new WeakMap<readonly Binding[], readonly Node[]>();

function decoratedOf(bindings: readonly Binding[]): readonly Node[] {
  let found = decorated.get(bindings);
  if (!found) {
    found = bindings.flatMap(({ kind, statement }) =>
      kind === "function" && decorators(statement).length > 0 ? [statement] : [],
    );
    decorated.set(bindings, found);
  }
  return found;
}

/** Declared with `@overload` above an implementation, or as it. */
function isOverload(statement: Node, definition: Node, context: CodeContext): boolean {
  if (statement.start > definition.start) return false;
  return decorators(statement).some((decorator) =>
    /^typing(_extensions)?\.overload$/.test(context.resolve(decoratorTarget(decorator)) ?? ""),
  );
}

function isProtocol(owner: Node, context: CodeContext): boolean {
  return (owner.child("superclasses")?.operands ?? []).some((base) => {
    const name = context.resolve(base.type === "subscript" ? base.child("value") : base);
    return name !== null && /^typing(_extensions)?\.Protocol$/.test(name);
  });
}

/** What a file of TypeScript exports, and the methods of its classes; of a function that only makes another one, that one too. */
export function exportedSignatures(definition: Node, module: ModuleNames, path: string): Signature[] {
  const found = exportedSignature(definition, module);
  if (!found) return [];
  const made = definition.type === "lambda" ? unwrap(definition.child("body") as Node) : null;
  const makes = made && isFunction(made) && !definition.child("return_type") ? made : null;
  const needsReturn = found.needsReturn && !makes && !tellsItsReturn(definition, found.name, path);
  const own = { ...found, needsReturn };
  if (!makes) return [own];
  return [{ ...own, definition: makes, needsReturn: !tellsItsReturn(makes, found.name, path) }, own];
}

function exportedSignature(definition: Node, module: ModuleNames): Signature | null {
  const { parent } = definition;
  const name = definition.child("name");
  const asked = { definition, needsReturn: true, skipsFirst: false };
  if (parent?.type === "block" && parent.parent?.type === "class_definition") return memberSignature(definition, parent);
  if (parent?.type === "assignment" && definition.field === "right") {
    const left = parent.child("left") as Node;
    if (parent.child("type")) return null;
    if (parent.parent?.parent?.type === "class_definition") return { ...asked, ...memberName(parent, left) };
    const isExported = left.type === "identifier" && parent.parent && isExportedAs(parent.parent, left, module);
    return isExported ? { ...asked, name: left.text, at: left } : null;
  }
  if (parent?.type === "pair")
    return isInExportedObject(parent, module) ? { ...asked, ...memberName(parent, parent.child("key") as Node) } : null;
  const isDeclaration = !parent || /^export_(?:named|default)_declaration$/.test(parent.type);
  if (!isDeclaration || !isExportedAs(definition, name, module) || isImplementation(definition, name, module)) return null;
  if (!definition.child("body") && modifiers(definition).includes("declare")) return null;
  if (name) return { ...asked, name: name.text, at: name };
  const { start = definition.start } = parent ?? {};
  const words = /^export\s+default/.exec(definition.source.text.value.slice(start, definition.start));
  return { ...asked, name: "export default", at: { start, end: words ? start + words[0].length : definition.start } };
}

/** Exported where it stands, or named by an `export { … }`, an `export default` or an `export =`. */
function isExportedAs(declaration: Node, name: Node | null, module: ModuleNames, steps = 0): boolean {
  if (declaration.parent) return /^export_(?:named|default)_declaration$/.test(declaration.parent.type);
  const binding = name && bindingAt(name, module);
  if (!binding || steps > MAX_STEPS) return false;
  return usesOf(binding, module).some(
    ({ node }) => isExport(node.parent) || (node.parent?.type === "pair" && isInExportedObject(node.parent, module, steps + 1)),
  );
}

function isExport(node: Node | null): boolean {
  return /^(?:export_specifier|export_default_declaration|ts_export_assignment)$/.test(node?.type ?? "");
}

/** An entry of an object that is exported as it stands, objects inside it among them: one that no type is written for. */
function isInExportedObject(entry: Node, module: ModuleNames, steps = 0): boolean {
  let holder = entry.parent;
  while (holder?.type === "cast" ? isConst(holder) : /^(?:dictionary|pair|parenthesized_expression)$/.test(holder?.type ?? ""))
    holder = holder?.parent ?? null;
  if (isExport(holder)) return true;
  const left = holder?.type === "assignment" && !holder.child("type") ? holder.child("left") : null;
  const declaration = holder?.parent?.type === "variable_declaration" ? holder.parent : null;
  return left?.type === "identifier" && declaration !== null && isExportedAs(declaration, left, module, steps);
}

/** `{ … } as const`, which tells no type. */
function isConst(cast: Node): boolean {
  return cast.child("type")?.text === "const";
}

/** The implementation below overload signatures: callers never see its own. */
function isImplementation(definition: Node, name: Node | null, module: ModuleNames): boolean {
  if (!name || !definition.child("body")) return false;
  return module
    .bindingsOf(name.text, name)
    .some(({ kind, statement }) => kind === "function" && !statement.child("body") && statement.start < definition.start);
}

function memberName(member: Node, key: Node): Pick<Signature, "name" | "at"> {
  return { name: keyOf(member) ?? `[${key.text}]`, at: key };
}

function memberSignature(definition: Node, body: Node): Signature | null {
  const words = modifiers(definition);
  const isStatic = words.includes("static");
  const key = keyOf(definition);
  const others = body.operands.filter((other) => {
    const isFunctionToo = other !== definition && other.type === "function_definition" && keyOf(other) === key;
    return isFunctionToo && modifiers(other).includes("static") === isStatic;
  });
  // A class that is declared, not written.
  if (body.parent?.text.startsWith("declare")) return null;
  const isOverloadOf = (other: Node): boolean =>
    !other.child("body") && other.start < definition.start && !modifiers(other).includes("abstract");
  if (definition.child("body") && others.some(isOverloadOf)) return null;
  // The type of one accessor is that of the other.
  const pair = words.includes("get") ? "set" : words.includes("set") ? "get" : null;
  const other = pair && others.find((one) => modifiers(one).includes(pair));
  const typed = pair === "get" ? other : other?.child("parameters")?.operands[0];
  if (typed?.child(pair === "get" ? "return_type" : "type")) return null;
  const needsReturn = pair !== "get" && !(key === "constructor" && !isStatic);
  return { definition, needsReturn, skipsFirst: false, ...memberName(definition, definition.child("name") as Node) };
}

/** The return's type is written in another place: an assertion, `satisfies`, or the JSX that a component gives. */
function tellsItsReturn(definition: Node, name: string, path: string): boolean {
  const body = definition.child("body");
  if (body?.type === "cast" && body.child("type")) return true;
  if (!path.endsWith(".tsx") || !(/^[A-Z]/.test(name) || name === "export default")) return false;
  const values = returnedValues(definition);
  return (
    values.some((value) => value !== null && isMarkup(value)) && values.every((value) => value === null || isMarkup(value, true))
  );
}

function isMarkup(expression: Node, orNothing = false): boolean {
  const node = unwrap(expression);
  const branch = (field: string): boolean => isMarkup(node.child(field) as Node, true);
  if (node.type === "jsx_element" || node.type === "jsx_fragment") return true;
  if (node.type === "conditional_expression") return branch("consequence") && branch("alternative");
  if (node.type === "boolean_operator") return isMarkup(node.child("right") as Node, orNothing);
  return orNothing && node.type === "none";
}
