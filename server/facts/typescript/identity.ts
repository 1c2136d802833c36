import type { TSESTree } from "../../syntax/typescript.ts";
import type { IdentityLocation } from "../kinds.ts";
import { snakeCase } from "../../code/spelling.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { modelNamed, modelOfLiteral } from "./identity-models.ts";
import { fieldRead, fieldReads, functionName } from "./identity-reads.ts";
import { ancestor, calleeName, enclosingFunction, isFunction, keyOf, lastName, unwrap } from "../../code/typescript/read.ts";
import { walk } from "../../code/typescript/walk.ts";

type ArrowFunction = TSESTree.ArrowFunctionExpression;

/** Names that can be a tool's. */
const CANDIDATE = /tool|display/i;

/** Where tools are named by a field: models and the objects that are one, dispatch, schemas, assertions, and the collections on a tool call's way. */
export const identity: TypeScriptExtractor = {
  TSInterfaceDeclaration(node, context) {
    declared(node.id, node.body.body, context);
  },
  TSTypeAliasDeclaration(node, context) {
    if (modelNamed(node.id.name))
      walk(node.typeAnnotation, (part) => part.type !== "TSTypeLiteral" || declared(node.id, part.members, context));
  },
  ClassDeclaration(node, context) {
    if (node.id) declared(node.id, node.body.body, context);
  },
  ObjectExpression(node, context) {
    const model = modelOfLiteral(node, context);
    if (!model) return;
    for (const property of node.properties) {
      const key = property.type === "Property" ? keyOf(property) : null;
      if (property.type === "Property" && key !== null && CANDIDATE.test(key))
        emit(context, model.location, property.key, key, model.group, "");
    }
  },
  Property(node, context) {
    const named = functionName(node);
    if (named) reads(named, "function.name", node, "", context);
    given(keyOf(node), node.value, context);
  },
  VariableDeclarator(node, context) {
    if (node.id.type === "Identifier" && node.init) given(node.id.name, node.init, context);
  },
  AssignmentExpression(node, context) {
    given(lastName(node.left), node.right, context);
  },
  CallExpression(node, context) {
    const callee = calleeName(node);
    if (callee?.startsWith("dispatch")) dispatched(node, context);
    if (callee !== null && isAssertion(node)) asserted(node, context);
    const target = unwrap(node.callee);
    const collection = target.type === "MemberExpression" ? collectionOf(target.object) : null;
    const [first] = node.arguments;
    if (!collection || !first) return;
    if (/^(?:get|has|add|delete|set|includes)$/.test(callee ?? "")) reads(first, collection, first, "", context);
    else if (callee === "push") elements(first, collection, context);
  },
  MemberExpression(node, context) {
    const collection = node.computed ? collectionOf(node.object) : null;
    if (collection) reads(node.property, collection, node.property, "", context);
    spineRead(node, context);
  },
  BinaryExpression(node, context) {
    const collection = node.operator === "in" ? collectionOf(node.right) : null;
    if (collection) reads(node.left, collection, node.left, "", context);
  },
};

function emit(
  context: TypeScriptFactContext,
  location: IdentityLocation,
  at: TSESTree.Node,
  field: string,
  group: TSESTree.Node,
  part: string,
): void {
  context.emit("identity", { span: context.span(at), location, field, group: context.span(group), part });
}

function reads(
  expression: TSESTree.Node,
  location: IdentityLocation,
  group: TSESTree.Node,
  part: string,
  context: TypeScriptFactContext,
): void {
  for (const read of fieldReads(expression)) emit(context, location, read.at, read.name, group, part);
}

function declared(
  id: TSESTree.Identifier,
  members: readonly (TSESTree.TypeElement | TSESTree.ClassElement)[],
  context: TypeScriptFactContext,
): void {
  const location = modelNamed(id.name);
  if (!location) return;
  for (const member of members) {
    if (member.type === "TSPropertySignature" || member.type === "PropertyDefinition") {
      const name = keyOf(member);
      if (name !== null && CANDIDATE.test(name)) emit(context, location, member.key, name, id, "");
    } else if (member.type === "MethodDefinition" && member.kind === "constructor") {
      for (const parameter of member.value.params) {
        const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : null;
        const target = inner?.type === "AssignmentPattern" ? inner.left : inner;
        if (target?.type === "Identifier" && CANDIDATE.test(target.name)) emit(context, location, target, target.name, id, "");
      }
    }
  }
}

function dispatched(node: TSESTree.CallExpression, context: TypeScriptFactContext): void {
  node.arguments.forEach((argument, at) => {
    const plain = unwrap(argument);
    if (plain.type !== "ObjectExpression") {
      reads(plain, "registry.dispatch", node, String(at), context);
      return;
    }
    for (const property of plain.properties) {
      const key = property.type === "Property" ? keyOf(property) : null;
      if (property.type !== "Property" || key === null || !CANDIDATE.test(key)) continue;
      emit(context, "registry.dispatch", property.key, key, node, key);
      if (!property.shorthand) reads(property.value, "registry.dispatch", node, key, context);
    }
  });
}

/** `expect(…).…(…)` as a whole, and `assert.…(…)`, in a test. */
function isAssertion(node: TSESTree.CallExpression): boolean {
  if (node.parent.type === "MemberExpression" || node.parent.type === "CallExpression") return false;
  let root: TSESTree.Node = node;
  while (root.type === "CallExpression" || root.type === "MemberExpression") {
    if (root.type === "CallExpression" && root.callee.type === "Identifier" && root.callee.name === "expect") return true;
    root = unwrap(root.type === "CallExpression" ? root.callee : root.object);
  }
  return root.type === "Identifier" && /^assert/.test(root.name) && testAround(node) !== null;
}

function asserted(node: TSESTree.CallExpression, context: TypeScriptFactContext): void {
  const test = testAround(node);
  if (!test) return;
  walk(node, (inner) => {
    if (inner.type === "Property") {
      const key = keyOf(inner);
      if (key !== null && CANDIDATE.test(key)) emit(context, "test", inner.key, key, inner.parent, "");
    } else if (inner.type === "MemberExpression") {
      const read = fieldRead(inner);
      if (read && CANDIDATE.test(read.name) && inner.property === read.at)
        emit(context, "test", read.at, read.name, test, context.module.textOf(inner.object).replace(/\s+/g, ""));
    }
  });
}

/** The callback of the `it` or `test` around a node. */
function testAround(node: TSESTree.Node): TSESTree.Node | null {
  for (let up = enclosingFunction(node); up; up = enclosingFunction(up)) {
    const { parent } = up;
    if (parent.type !== "CallExpression") continue;
    let callee = unwrap(parent.callee);
    while (callee.type === "CallExpression" || callee.type === "MemberExpression" || callee.type === "TaggedTemplateExpression")
      callee = unwrap(
        callee.type === "CallExpression" ? callee.callee : callee.type === "MemberExpression" ? callee.object : callee.tag,
      );
    if (callee.type === "Identifier" && /^(?:it|test|specify)$/.test(callee.name)) return up;
  }
  return null;
}

/** `approvedTools`, `context.toolResults` and `runtimeContext.tools`, whatever object holds them. */
function collectionOf(node: TSESTree.Node): IdentityLocation | null {
  const inner = unwrap(node);
  const name = snakeCase((lastName(inner) ?? "").replace(/^[_#]+/, ""));
  if (name === "approved_tools" || name === "tool_results") return name === "approved_tools" ? name : "context.tool_results";
  const owner = inner.type === "MemberExpression" ? lastName(inner.object) : null;
  return name === "tools" && owner !== null && /(?:context|ctx)$/i.test(owner) ? "runtime_context.tools" : null;
}

/** `approvedTools = …`, `toolResults: …` of what is handed on. */
function given(name: string | null, value: TSESTree.Node, context: TypeScriptFactContext): void {
  const plain = snakeCase((name ?? "").replace(/^[_#]+/, ""));
  if (plain === "approved_tools" || plain === "tool_results")
    elements(value, plain === "approved_tools" ? plain : "context.tool_results", context);
}

/** The fields by which the elements of a collection are named: `new Set(tools.map((tool) => tool.toolId))`, keys of objects in it. */
function elements(value: TSESTree.Node, location: IdentityLocation, context: TypeScriptFactContext): void {
  const node = unwrap(value);
  if (node.type === "ArrayExpression") {
    for (const element of node.elements) if (element) elements(element, location, context);
  } else if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      const key = property.type === "Property" ? keyOf(property) : null;
      if (property.type !== "Property") continue;
      if (key !== null && CANDIDATE.test(key)) emit(context, location, property.key, key, node, "");
      else if (property.computed) reads(property.key, location, node, "", context);
    }
  } else if (node.type === "NewExpression" && /^(?:Set|Map)$/.test(calleeName(node) ?? "")) {
    const [first] = node.arguments;
    if (first) elements(first, location, context);
  } else if (node.type === "CallExpression" && /^(?:map|flatMap|from|fromEntries)$/.test(calleeName(node) ?? "")) {
    const [callback] = node.arguments.filter(
      (argument): argument is ArrowFunction => argument.type === "ArrowFunctionExpression",
    );
    const body = callback && callback.body.type !== "BlockStatement" ? unwrap(callback.body) : null;
    // Of `[tool.toolId, tool]` the first is the key.
    const key = body?.type === "ArrayExpression" ? body.elements[0] : body;
    const read = key ? fieldRead(key) : null;
    if (key?.type === "ObjectExpression") elements(key, location, context);
    else if (read && (read.form === "field" || CANDIDATE.test(read.name))) emit(context, location, read.at, read.name, node, "");
  }
}

/** A field read from the model's tool call, or from one of the runtime context's tools. */
function spineRead(node: TSESTree.MemberExpression, context: TypeScriptFactContext): void {
  const read = fieldRead(node);
  if (!read || !CANDIDATE.test(read.name)) return;
  const owner = unwrap(node.object);
  if (owner.type !== "Identifier") return;
  const location = snakeCase(owner.name) === "tool_call" ? "tool_call" : loopOver(owner, context);
  if (!location || isShown(node) || isInAssertion(node)) return;
  // Compared, or used as a key, it identifies, whatever else is read of the same object.
  const { parent } = node;
  const identifies = parent.type === "BinaryExpression" || (parent.type === "MemberExpression" && parent.property === node);
  emit(context, location, read.at, read.name, identifies ? node : (enclosingFunction(node) ?? node), owner.name);
}

/** What the variable of a `for … of`, or of a callback of `map` and the like, runs over, when that is part of the spine. */
function loopOver(name: TSESTree.Identifier, context: TypeScriptFactContext): IdentityLocation | null {
  const [definition] = context.module.variable(name)?.defs ?? [];
  const at = definition?.type === "Variable" ? ancestor(definition.node, "ForOfStatement") : null;
  if (!at || at.left !== definition?.parent) return null;
  const over = unwrap(at.right);
  if (snakeCase(lastName(over) ?? "") === "tool_calls") return "tool_call";
  return collectionOf(over) === "runtime_context.tools" ? "runtime_context.tools" : null;
}

/** In a log call, a text, an error or a value given to a display field. */
function isShown(node: TSESTree.Node): boolean {
  for (let up = node.parent; up && up.type !== "BlockStatement"; up = up.parent) {
    if (up.type === "TemplateLiteral" || up.type === "ThrowStatement" || up.type === "JSXExpressionContainer") return true;
    if (up.type === "Property" && /display|label|title/i.test(keyOf(up) ?? "")) return true;
    const callee = up.type === "CallExpression" ? unwrap(up.callee) : null;
    if (callee?.type === "MemberExpression" && /(?:^|_)(?:log(?:ger)?|console)$/i.test(snakeCase(lastName(callee.object) ?? "")))
      return true;
  }
  return false;
}

function isInAssertion(node: TSESTree.Node): boolean {
  for (let up = node.parent; up && !isFunction(up); up = up.parent)
    if (up.type === "CallExpression" && isAssertion(up)) return true;
  return false;
}
