import {
  calleeName,
  enclosingFunction,
  keyOf,
  lastName,
  spanOf,
  stringValue,
  unwrap,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { stringArgument, textForm } from "./shared/text-form.ts";
import {
  holdsRandom,
  isDerivation,
  isDerivationInput,
  isOpaqueCall,
  isThreadIdentity,
  isThreadName,
  mentionsThread,
} from "./shared/thread-identity.ts";
import { isDefault } from "./shared/value-flow.ts";

export const stringThreadId: TypeScriptRule = {
  id: "string_thread_id",
  visit: {
    VariableDeclarator({ id, init }, context) {
      if (id.type === "Identifier" && init) check(id, id.name, init, context);
    },
    AssignmentExpression({ left, right, operator }, context) {
      const target = unwrap(left);
      if (!/^(?:=|\+=|\?\?=|\|\|=|&&=)$/.test(operator)) return;
      const name = target.type === "PrivateIdentifier" ? target.name : lastName(target);
      if (name !== null) check(target, name, right, context);
    },
    AssignmentPattern({ left, right, parent }, context) {
      const key = parent.type === "Property" ? keyOf(parent) : null;
      const name = key ?? lastName(left);
      if (name !== null) check(left, name, right, context);
    },
    Property(node, context) {
      const name = node.parent.type === "ObjectExpression" ? keyOf(node) : null;
      if (name !== null && isThreadName(name, context.project.profile) && !isElsewhere(node, context))
        check(node.key, name, node.value, context);
    },
    PropertyDefinition: checkField,
    AccessorProperty: checkField,
    JSXAttribute({ name, value }, context) {
      if (name.type !== "JSXIdentifier" || !value) return;
      const given = value.type === "JSXExpressionContainer" ? value.expression : value;
      if (given.type !== "JSXEmptyExpression") check(name, name.name, given, context);
    },
  },
};

function checkField(node: TSESTree.PropertyDefinition | TSESTree.AccessorProperty, context: TypeScriptContext): void {
  const name = keyOf(node);
  if (name !== null && node.value) check(node.key, name, node.value, context);
}

/** Objects whose keys are no identity of this program: what a uuidv5 is made of, a request that a test sends, what a test expects. */
function isElsewhere(node: TSESTree.Property, { module, isTest }: TypeScriptContext): boolean {
  for (let up: TSESTree.Node | undefined = node.parent; up; up = up.parent) {
    if (up.type === "ExpressionStatement" || up.type === "VariableDeclaration" || up.type === "ReturnStatement") return false;
    if (up.type === "CallExpression") {
      if (isDerivation(up, module)) return true;
      if (isTest && /^(?:to[A-Z]\w*|objectContaining|stringify|send|deepEqual|deepStrictEqual)$/.test(calleeName(up) ?? ""))
        return true;
    }
    if (isTest && up.type === "Property" && /^(?:body|json|payload|query|params|headers|form)$/.test(keyOf(up) ?? ""))
      return true;
  }
  return false;
}

function check(target: TSESTree.Node, name: string, value: TSESTree.Node, context: TypeScriptContext): void {
  if (!isThreadName(name, context.project.profile)) return;
  for (const one of alternatives(value)) {
    const found = badText(one, context) ?? throughName(one, context);
    if (!found || isInput(target, name, context)) continue;
    context.report({
      at: spanOf(one),
      message: `\`${written(target, name, context)}\` is given ${found.what}: a thread's identity is a UUIDv5, so pass ${found.instead} through uuidv5 with the module's namespace.`,
      related: found.source ? [{ at: spanOf(found.source), message: "The text is made here" }] : [],
      data: { name },
    });
  }
}

function written(target: TSESTree.Node, name: string, { module }: TypeScriptContext): string {
  return target.type === "MemberExpression" ? module.textOf(target).replace(/\s+/g, "") : name;
}

/** A variable or member that a uuidv5 is made of is no identity yet. */
function isInput(target: TSESTree.Node, name: string, { module }: TypeScriptContext): boolean {
  const plain = name.replace(/^#/, "");
  if (target.parent?.type === "Property" && target.parent.parent.type === "ObjectExpression") return false;
  const isLocal = target.type === "Identifier" && module.variable(target) !== null;
  const around = isLocal ? enclosingFunction(target) : null;
  return isDerivationInput(plain, around ?? module.tree.program, module);
}

/** The expressions one of which becomes the value. */
function alternatives(value: TSESTree.Node): TSESTree.Node[] {
  const node = unwrap(value);
  switch (node.type) {
    case "ConditionalExpression":
      return [...alternatives(node.consequent), ...alternatives(node.alternate)];
    case "LogicalExpression":
      return [...alternatives(node.left), ...alternatives(node.right)];
    case "AssignmentExpression":
      return alternatives(node.right);
    case "AwaitExpression":
      return alternatives(node.argument);
    case "CallExpression": {
      const given = declaredDefault(node);
      return given ? alternatives(given) : [node];
    }
    default:
      return [node];
  }
}

/** The default in `z.string().default("none").optional()`, `text("thread_id").$defaultFn(() => "none")`. */
function declaredDefault(call: TSESTree.CallExpression): TSESTree.Node | null {
  let node: TSESTree.Node = call;
  while (node.type === "CallExpression" && node.callee.type === "MemberExpression") {
    if (isDefault(node)) {
      const [given] = node.arguments;
      if (given?.type !== "ArrowFunctionExpression") return given ?? null;
      return given.body.type === "BlockStatement" ? null : given.body;
    }
    node = node.callee.object;
  }
  return null;
}

interface BadText {
  what: string;
  instead: string;
  source?: TSESTree.Node;
}

function badText(value: TSESTree.Node, context: TypeScriptContext): BadText | null {
  const { module, project } = context;
  const argument = stringArgument(value);
  const form = argument ? null : textForm(value);
  if ((!argument && !form) || holdsRandom(value, module, project.profile)) return null;
  if (argument) {
    const inner = unwrap(argument);
    if (isThreadIdentity(inner, module) || isOpaqueCall(inner, module)) return null;
    return { what: `\`${short(value, context)}\`, which is no UUID of the thread`, instead: `\`${short(inner, context)}\`` };
  }
  const literal = stringValue(value);
  if (literal !== null)
    return isHarmless(literal, value, context) ? null : { what: `the text \`${short(value, context)}\``, instead: "it" };
  return isWrappedIdentity(value, context) ? null : { what: form as string, instead: "that text" };
}

/** `const key = …` and then `{ threadId: key }`: one local constant that no uuidv5 is made of. */
function throughName(value: TSESTree.Node, context: TypeScriptContext): BadText | null {
  const { module, project } = context;
  if (value.type !== "Identifier" || isThreadName(value.name, project.profile)) return null;
  const variable = module.variable(value);
  const [definition, ...more] = variable?.defs ?? [];
  if (definition?.type !== "Variable" || more.length > 0 || definition.node.id.type !== "Identifier" || !definition.node.init)
    return null;
  if (variable?.references.some((one) => one.isWrite() && !one.init)) return null;
  const around = enclosingFunction(definition.node);
  if (!around || isDerivationInput(value.name, around, module)) return null;
  const found = badText(unwrap(definition.node.init), context);
  return (
    found && { what: `\`${value.name}\`, which is ${found.what}`, instead: `\`${value.name}\``, source: definition.node.init }
  );
}

/** Texts that are no identity: the name of a type, field, column or header, an order, prose, the text of a UUIDv5. */
function isHarmless(text: string, value: TSESTree.Node, { project: { profile } }: TypeScriptContext): boolean {
  if (isThreadName(text, profile) || /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text))
    return true;
  let up = value.parent;
  while (up && up.type !== "Property" && up !== unwrap(up)) up = up.parent;
  if (up?.type !== "Property") return false;
  const isName = /^(?:str|string|text|uuid|varchar(?:\(\d+\))?|keyword|number|bigint|ID!?|String!?|asc|desc|x-[\w-]+)$/i;
  return isName.test(text) || mentionsThread(text.replace(/[-\s]/g, "_")) || /\S\s+\S+\s+\S/.test(text);
}

/** `${threadUuid}` alone: the text form of an identity and nothing else. */
function isWrappedIdentity(value: TSESTree.Node, { module }: TypeScriptContext): boolean {
  const node = unwrap(value);
  if (node.type !== "TemplateLiteral" || node.quasis.some((part) => part.value.raw !== "")) return false;
  const [only, ...more] = node.expressions;
  return only !== undefined && more.length === 0 && isThreadIdentity(only, module);
}

function short(node: TSESTree.Node, { module }: TypeScriptContext): string {
  const text = module.textOf(node).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
