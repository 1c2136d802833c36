import {
  enclosingFunction,
  isFunction,
  isImportTime,
  keyOf,
  propertyName,
  spanOf,
  unwrap,
  type Span,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import { walk } from "../../server/code/typescript/walk.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { buildingIn } from "../shared/lazy-build-typescript.ts";
import { isLoadTime, isProgram } from "../shared/load-time.ts";
import { builtService, isPlainType, type Building } from "../shared/service-calls-typescript.ts";

const INSTEAD = "Build it where the program starts and pass it to what needs it.";

export const moduleSingleton: TypeScriptRule = {
  id: "module_singleton",
  visit: {
    NewExpression: checkBuilding,
    CallExpression: checkBuilding,
    VariableDeclarator(node, context) {
      const { id, init, parent } = node;
      if (id.type !== "Identifier" || !isEmpty(init) || parent.kind === "const" || parent.declare || !isOfModule(parent)) return;
      if (id.typeAnnotation && isPlainType(id.typeAnnotation.typeAnnotation)) return;
      const writes = context.module.variable(id)?.references.filter((reference) => reference.isWrite() && !reference.init) ?? [];
      for (const { identifier, writeExpr } of writes) {
        if (writeExpr && isWrittenTo(identifier, writeExpr) && reportLazy(nameOf(id), id.name, writeExpr, context)) return;
      }
    },
    PropertyDefinition(node, context) {
      if (!node.static || node.declare || !isEmpty(node.value)) return;
      if (node.typeAnnotation && isPlainType(node.typeAnnotation.typeAnnotation)) return;
      const owner = node.parent.parent;
      const name = keyOf(node);
      if (name === null || !isImportTime(owner)) return;
      for (const value of assignedTo(name, owner)) {
        if (reportLazy(spanOf(node.key), `${owner.id ? `${owner.id.name}.` : ""}${name}`, value, context)) return;
      }
    },
  },
};

function checkBuilding(node: Building, context: TypeScriptContext): void {
  const built = builtService(node, context);
  if (built === null || !isLoadTime(node, context) || isPartOfAnother(node, context)) return;
  context.report({
    at: spanOf(node),
    message: `\`${built}(…)\` is built while the module is imported${place(node, context)}: nothing can configure, replace or close it. ${INSTEAD}`,
  });
}

/** A call inside the construction of another service is part of the same defect. */
function isPartOfAnother(node: Building, context: TypeScriptContext): boolean {
  for (let up = node.parent as TSESTree.Node | undefined; up && !isFunction(up) && up.type !== "ClassBody"; up = up.parent) {
    if ((up.type === "NewExpression" || up.type === "CallExpression") && builtService(up, context) !== null) return true;
  }
  return false;
}

/** Where the object ends up, for the message. */
function place(node: Building, { module }: TypeScriptContext): string {
  let child: TSESTree.Node = node;
  for (let up = node.parent as TSESTree.Node | undefined; up; child = up, up = up.parent) {
    if (up.type === "Decorator") return " as an argument of a decorator";
    if (up.type === "VariableDeclarator" && up.id.type === "Identifier") return ` (\`${up.id.name}\`)`;
    if (up.type === "PropertyDefinition" && up.value === child) return ` (\`${module.textOf(up.key)}\`)`;
    if (up.type === "ExpressionStatement" || isFunction(up)) return "";
  }
  return "";
}

/** Reports a name that a function gives a new object to; true when it did. */
function reportLazy(at: Span, name: string, value: TSESTree.Node, context: TypeScriptContext): boolean {
  const maker = enclosingFunction(value);
  // A test builds what it tests before each case; a program has nobody who imports it.
  if (!maker || context.isTest || isProgram(context) || isLoadTime(value, context)) return false;
  const built = buildingIn(value, context);
  if (!built) return false;
  const { module } = context;
  const written = `${built.type === "NewExpression" ? "new " : ""}${module.textOf(unwrap(built.callee))}`;
  context.report({
    at,
    message: `\`${name}\` is a singleton built lazily (\`${written}(…)\`): one object for the whole process, that nothing can replace or close. ${INSTEAD}`,
    related: [{ at: spanOf(value), message: "it is built here" }],
  });
  return true;
}

/** `let x: X | null = null`, `let x: X | undefined`: nothing yet. */
function isEmpty(value: TSESTree.Expression | null): boolean {
  const plain = value && unwrap(value);
  if (!plain) return true;
  return plain.type === "Identifier" ? plain.name === "undefined" : plain.type === "Literal" && plain.raw === "null";
}

/** A name's own place, without its type. */
function nameOf({ name, range: [start] }: TSESTree.Identifier): Span {
  return { start, end: start + name.length };
}

function isOfModule({ parent }: TSESTree.VariableDeclaration): boolean {
  return parent.type === "Program" || parent.type === "ExportNamedDeclaration";
}

/** `name = value`, `name ??= value`; not a name within a pattern. */
function isWrittenTo({ parent }: TSESTree.Node, value: TSESTree.Node): boolean {
  return parent?.type === "AssignmentExpression" && parent.right === value && parent.left.type === "Identifier";
}

/** What the methods of a class give its static member. */
function assignedTo(name: string, owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression): TSESTree.Expression[] {
  const values: TSESTree.Expression[] = [];
  walk(owner.body, (node) => {
    if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return;
    const { object, property } = node.left;
    const key = property.type === "PrivateIdentifier" ? `#${property.name}` : propertyName(node.left);
    const isOwn = object.type === "ThisExpression" || (object.type === "Identifier" && object.name === owner.id?.name);
    if (key === name && isOwn && (object.type !== "ThisExpression" || isInStatic(node, owner))) values.push(node.right);
  });
  return values;
}

/** `this` is the class itself in a static method. */
function isInStatic(node: TSESTree.Node, owner: TSESTree.Node): boolean {
  for (let up = node.parent; up && up !== owner; up = up.parent)
    if (up.type === "MethodDefinition" || up.type === "PropertyDefinition") return up.static;
  return false;
}
