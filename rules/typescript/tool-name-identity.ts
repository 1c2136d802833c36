import {
  ancestor,
  calleeName,
  keyOf,
  lastName,
  plainArguments,
  spanOf,
  stringValue,
  unwrap,
  type TSESTree,
} from "../../server/facts/typescript/index.ts";
import type { Fix, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { displayIsCanonical, identityNames, nameMatches, toolIdentity, type ToolIdentity } from "../shared/identity.ts";
import { snakeCase, spelledLike } from "./shared/spelling.ts";
import {
  canonicalEdits,
  canonicalFix,
  containerName,
  excerpt,
  readsCanonical,
  readsIdentity,
  wrongReads,
  type ToolField,
} from "./shared/tool-fields.ts";

/** Collections keyed by what a person reads: log fields, metric labels, texts to show. */
const DISPLAY_CONTAINER =
  /(^|_)(logs?|log_\w+|metrics?|counts?|counters?|stats|labels?|display\w*|titles?|icons?|rows?|columns?|params?|search_params|headers?|translations?)$/;
/** Collections that may hold the tools that are known or allowed: a text is asked for a part of itself by the same method. */
const TOOL_CONTAINER = /tool|allow|approv|permit|grant|enabled|disabled|denied|blocked|regist|binding/;
/** Methods of `Map`, `Set` and registries that look a key up or store under it. */
const LOOKUPS = new Set(["get", "has", "set", "delete"]);
/** `resolve` of promises, paths and modules has nothing to do with tools. */
const OTHER_RESOLVERS = /^(?:Promise|path|posix|win32|require|import\.meta|url)$/;

const ADVICE = "a display name changes and repeats";

export const toolNameIdentity: TypeScriptRule = {
  id: "tool_name_identity",
  visit: {
    MemberExpression(node, context) {
      if (!node.computed || stringValue(node.property) !== null || node.parent?.type === "UnaryExpression") return;
      if (isDisplay(node.object)) return;
      reportUse(
        node.property,
        node.object,
        (field) => `\`${excerpt(node.object, context, 40)}\` is looked up by \`${field}\``,
        context,
      );
    },
    CallExpression(node, context) {
      const callee = unwrap(node.callee);
      const name = calleeName(node);
      if (name === null) return;
      if (callee.type === "MemberExpression" && name === "parse") reportModel(node, callee.object, context);
      if (nameMatches(snakeCase(name), context.project.profile.tool_identity_canon.identity_calls))
        return reportDispatch(node, name, context);
      if (callee.type !== "MemberExpression") return;
      const [key] = plainArguments(node);
      if (!key || stringValue(key) !== null || isDisplay(callee.object)) return;
      const { object } = callee;
      if (LOOKUPS.has(name))
        reportUse(key, object, (field) => `\`${excerpt(object, context, 40)}\` is looked up by \`${field}\``, context);
      else if (name === "includes" && TOOL_CONTAINER.test(snakeCase(containerName(object) ?? "")))
        reportUse(key, object, (field) => `\`${excerpt(object, context, 40)}\` is asked for \`${field}\``, context);
    },
    NewExpression(node, context) {
      const model = modelOf(lastName(node.callee), context);
      const [object] = plainArguments(node);
      if (model && object?.type === "ObjectExpression") reportKeys(object, model, context);
    },
    ObjectExpression(node, context) {
      const { parent } = node;
      const type =
        parent?.type === "TSSatisfiesExpression" || parent?.type === "TSAsExpression" || parent?.type === "TSTypeAssertion"
          ? parent.typeAnnotation
          : parent?.type === "VariableDeclarator" && parent.id.type === "Identifier"
            ? parent.id.typeAnnotation?.typeAnnotation
            : undefined;
      const model = type?.type === "TSTypeReference" ? modelOf(lastName(type.typeName), context) : null;
      if (model) reportKeys(node, model, context);
    },
    BinaryExpression(node, context) {
      const { left, operator, right } = node;
      if (left.type === "PrivateIdentifier") return;
      if (operator === "in") {
        if (!isDisplay(right))
          reportUse(left, right, (field) => `\`${excerpt(right, context, 40)}\` is asked for \`${field}\``, context);
        return;
      }
      if (!/^[!=]==?$/.test(operator) || isNothing(left) || isNothing(right) || isAsserted(node, context)) return;
      reportComparison(node, [left, right], context);
    },
    SwitchStatement({ discriminant }, context) {
      reportUse(discriminant, discriminant, (field) => `\`switch\` chooses by \`${field}\``, context);
    },
  },
};

/** Reports a key that is a wrong field. `around` is what the key is used with: it tells whether this is about tools at all. */
function reportUse(key: TSESTree.Node, around: TSESTree.Node, say: (field: string) => string, context: TypeScriptContext): void {
  if (!readsIdentity(key, context)) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const fields = wrongReads(key, identity, context).filter((field) => isAboutTools(field, around, identity, context));
  const [first] = fields;
  if (!first) return;
  const canonical = spelledLike(identity.canonical, first.written);
  context.report({
    at: spanOf(key),
    message: `${say(first.written)}, but ${ADVICE}: use \`${canonical}\`, the tool's identity.`,
    data: { field: first.name, canonical: identity.canonical },
    fix: canonicalFix(fields, identity, context),
  });
}

function reportComparison(node: TSESTree.BinaryExpression, sides: readonly TSESTree.Node[], context: TypeScriptContext): void {
  if (!sides.some((side) => readsIdentity(side, context))) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const fields = sides.flatMap((side) =>
    wrongReads(side, identity, context).filter((field) => isAboutTools(field, node, identity, context)),
  );
  const [first] = fields;
  if (!first) return;
  const text = sides.map(stringValue).find((value) => value !== null);
  const fix = typeof text === "string" && !looksLikeId(text) ? undefined : canonicalFix(fields, identity, context);
  context.report({
    at: spanOf(node),
    message: `Tools are compared by \`${first.written}\`, but ${ADVICE}: compare \`${spelledLike(identity.canonical, first.written)}\`, the tool's identity.`,
    data: { field: first.name, canonical: identity.canonical },
    fix,
  });
}

/** `registry.dispatch(toolName, …)`, `getTool({ toolName })`; the name handed over beside the identity is for the log. */
function reportDispatch(call: TSESTree.CallExpression, callee: string, context: TypeScriptContext): void {
  const called = unwrap(call.callee);
  const resolves = /resolve$/i.test(callee);
  if (resolves && (called.type !== "MemberExpression" || OTHER_RESOLVERS.test(context.module.textOf(called.object)))) return;
  const given = plainArguments(call);
  const objects = given.filter((argument) => argument.type === "ObjectExpression");
  const names = identityNames(context.project.profile);
  const keys = objects.flatMap(propertiesOf).filter(({ name }) => names.has(snakeCase(name)));
  if (keys.length === 0 && !given.some((argument) => readsIdentity(argument, context))) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  if (keys.some(({ name, value }) => snakeCase(name) === identity.canonical && wrongReads(value, identity, context).length === 0))
    return;
  if (given.some((argument) => readsCanonical(argument, identity) && wrongReads(argument, identity, context).length === 0))
    return;
  const say = (field: string): string => `\`${callee}\` is called with \`${field}\``;
  for (const argument of given)
    if (argument.type !== "ObjectExpression" && stringValue(argument) === null) reportUse(argument, called, say, context);
  for (const { name, value, node } of keys) {
    // An action of a store: what it carries is for whoever reads it.
    if (objects.some((object) => propertiesOf(object).some((property) => property.name === "type"))) return;
    if (identity.rivals.includes(snakeCase(name))) reportKey({ name, value, node }, `${say(name)}, but`, identity, context);
    else if (snakeCase(name) === identity.canonical) reportUse(value, called, say, context);
  }
}

/** `ToolCallRequestSchema.parse({ toolName })`. */
function reportModel(call: TSESTree.CallExpression, schema: TSESTree.Node, context: TypeScriptContext): void {
  const model = modelOf(lastName(schema)?.replace(/Schema$/, "") ?? null, context);
  const [object] = plainArguments(call);
  if (model && object?.type === "ObjectExpression") reportKeys(object, model, context);
}

/** `new ToolCallRequest({ toolName })`: a display field beside the identity is information, a rival never is. */
function reportKeys(object: TSESTree.ObjectExpression, model: string, context: TypeScriptContext): void {
  const properties = propertiesOf(object);
  const names = identityNames(context.project.profile);
  if (!properties.some(({ name }) => names.has(snakeCase(name)))) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const own = properties.find(({ name }) => snakeCase(name) === identity.canonical);
  for (const property of properties) {
    const name = snakeCase(property.name);
    if (!identity.wrong.has(name) || (own && !identity.rivals.includes(name))) continue;
    if (own) {
      const display = spelledLike("display_name", property.name);
      context.report({
        at: spanOf(property.node),
        message: `\`${model}\` is given \`${property.name}\` beside \`${own.name}\`: two names for one tool drift apart. Keep \`${own.name}\`, and show the name through \`${display}\`.`,
        data: { field: name, canonical: identity.canonical },
      });
    } else reportKey(property, `\`${model}\` is identified by \`${property.name}\`, but`, identity, context);
  }
}

function reportKey(property: Property, what: string, identity: ToolIdentity, context: TypeScriptContext): void {
  const canonical = spelledLike(identity.canonical, property.name);
  context.report({
    at: spanOf(property.node),
    message: `${what} ${ADVICE}: give it \`${canonical}\`.`,
    data: { field: snakeCase(property.name), canonical: identity.canonical },
    fix: keyFix(property, canonical, identity, context),
  });
}

function keyFix(
  { node, value }: Property,
  canonical: string,
  identity: ToolIdentity,
  context: TypeScriptContext,
): Fix | undefined {
  const text = stringValue(value);
  if (node.shorthand || node.key.type !== "Identifier" || (text !== null && !looksLikeId(text))) return undefined;
  const fields = wrongReads(value, identity, context);
  const inner = fields.length > 0 ? canonicalEdits(fields, identity, context) : [];
  if (!inner) return undefined;
  return { title: `Use \`${canonical}\``, safety: "unsafe", edits: [{ span: spanOf(node.key), text: canonical }, ...inner] };
}

interface Property {
  name: string;
  value: TSESTree.Node;
  node: TSESTree.Property;
}

function propertiesOf(object: TSESTree.ObjectExpression): Property[] {
  return object.properties.flatMap((node) => {
    const name = node.type === "Property" ? keyOf(node) : null;
    return node.type === "Property" && name !== null ? [{ name, value: node.value, node }] : [];
  });
}

function modelOf(name: string | null, { project }: TypeScriptContext): string | null {
  return name !== null && project.profile.tool_identity_canon.models.includes(name) ? name : null;
}

function isDisplay(container: TSESTree.Node): boolean {
  return DISPLAY_CONTAINER.test(snakeCase(containerName(container) ?? ""));
}

/** `toolName` speaks of tools by itself; `displayName` only where something beside it does. */
function isAboutTools(field: ToolField, around: TSESTree.Node, identity: ToolIdentity, { module }: TypeScriptContext): boolean {
  if (identity.rivals.includes(field.name)) return true;
  return /tool|registry|dispatch|binding/i.test(`${module.textOf(around)} ${module.textOf(field.node)}`);
}

/** An empty string, `null` or `undefined`: a test whether there is a name at all. */
function isNothing(node: TSESTree.Node): boolean {
  const plain = unwrap(node);
  if (plain.type === "Identifier") return plain.name === "undefined";
  return (plain.type === "Literal" && plain.value === null) || stringValue(plain) === "";
}

/** What a test asserts is what it shows: `assert(call.toolName === "search")`. */
function isAsserted(node: TSESTree.Node, { isTest }: TypeScriptContext): boolean {
  const call = isTest ? ancestor(node, "CallExpression") : null;
  return call !== null && /^(?:assert|ok|expect|is)$/.test(calleeName(call) ?? "");
}

/** A text that can be an identity; anything with a space or a capital is made for people. */
function looksLikeId(text: string): boolean {
  return /^[a-z][a-z0-9_.-]*$/.test(text);
}
