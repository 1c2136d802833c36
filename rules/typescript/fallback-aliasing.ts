import { keyOf, spanOf, unwrap, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { Fix, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { toolIdentity, type ToolIdentity } from "../shared/identity.ts";
import { snakeCase, spelledLike } from "./shared/spelling.ts";
import { excerpt, fieldRead, readsIdentity } from "./shared/tool-fields.ts";

export const fallbackAliasing: TypeScriptRule = {
  id: "fallback_aliasing",
  visit: {
    LogicalExpression(node, context) {
      if (!isFallback(node) || isFallback(around(node))) return;
      const operands = operandsOf(node);
      if (!operands.some((operand) => readsIdentity(operand, context))) return;
      const identity = toolIdentity(context.project);
      const { canonical, rival } = sidesOf(operands, identity);
      const target = targetOf(node);
      if (canonical && rival) {
        if (!isShownOnly(target, identity))
          report(node, `\`${excerpt(node, context)}\``, context, only(node, canonical, context));
      } else if (rival && target !== null && snakeCase(target) === identity.canonical)
        report(node, `\`${target}\``, context, undefined);
    },
    ConditionalExpression(node, context) {
      if (!readsIdentity(node.consequent, context) || !readsIdentity(node.alternate, context)) return;
      const identity = toolIdentity(context.project);
      const { canonical, rival } = sidesOf([node.consequent, node.alternate], identity);
      if (!canonical || !rival || isShownOnly(targetOf(node), identity)) return;
      report(node, `\`${excerpt(node, context)}\``, context, only(node, canonical, context));
    },
    AssignmentPattern(node, context) {
      const name = defaultedField(node);
      if (name !== null) checkDefault(node, snakeCase(name), node.right, context);
    },
    AssignmentExpression(node, context) {
      if (node.operator !== "??=" && node.operator !== "||=") return;
      const read = fieldRead(node.left);
      if (read) checkDefault(node, read.name, node.right, context);
    },
    IfStatement(node, context) {
      const first = soleAssignment(node.consequent);
      if (!first || !readsIdentity(first.right, context)) return;
      const identity = toolIdentity(context.project);
      const second = node.alternate ? soleAssignment(node.alternate) : null;
      if (second && context.module.textOf(second.left) === context.module.textOf(first.left)) {
        const { canonical, rival } = sidesOf([first.right, second.right], identity);
        const wrong = readsOf(second.right, identity).rival ? second : first;
        if (canonical && rival) report(wrong, `\`${excerpt(wrong, context)}\``, context, undefined);
        return;
      }
      if (fieldRead(first.left)?.name !== identity.canonical || !readsOf(first.right, identity).rival) return;
      if (asksFor(node.test, identity)) report(first, `\`${excerpt(first, context)}\``, context, failing(first, context));
    },
  },
};

interface Sides {
  canonical: TSESTree.Node | null;
  rival: TSESTree.Node | null;
}

function report(at: TSESTree.Node, what: string, context: TypeScriptContext, fix: Fix | undefined): void {
  const { canonical, rivals } = toolIdentity(context.project);
  const text = context.module.textOf(at);
  const like = text.includes("_") ? "_" : "camel";
  const [own, other] = [spelledLike(canonical, like), rivals.map((rival) => spelledLike(rival, like)).join(" or ")];
  context.report({
    at: spanOf(at),
    message: `${what} falls back between \`${own}\` and \`${other}\`, so a missing identity goes unseen: read \`${own}\` alone and fail where it is missing.`,
    data: { canonical },
    fix,
  });
}

/** One field stands in for the other where it is missing. */
function checkDefault(node: TSESTree.Node, name: string, value: TSESTree.Expression, context: TypeScriptContext): void {
  if (!readsIdentity(value, context)) return;
  const identity = toolIdentity(context.project);
  const { canonical, rival } = readsOf(value, identity);
  const isAliased = name === identity.canonical ? rival !== null : identity.rivals.includes(name) && canonical !== null;
  // What is shown may be made of the identity.
  if (isAliased && name === identity.canonical) report(node, `\`${excerpt(node, context)}\``, context, undefined);
}

function isFallback(node: TSESTree.Node | null | undefined): boolean {
  return node?.type === "LogicalExpression" && node.operator !== "&&";
}

/** What a node stands in, casts and the like left out. */
function around(node: TSESTree.Node): TSESTree.Node | null {
  let up = node.parent ?? null;
  while (up && unwrap(up) !== up) up = up.parent ?? null;
  return up;
}

function operandsOf(node: TSESTree.Node): TSESTree.Node[] {
  const plain = unwrap(node);
  if (plain.type !== "LogicalExpression" || plain.operator === "&&") return [node];
  return [...operandsOf(plain.left), ...operandsOf(plain.right)];
}

/** Which of the fields an expression reads; a fallback nested inside counts for its parts. */
function readsOf(expression: TSESTree.Node, identity: ToolIdentity): Sides {
  const plain = unwrap(expression);
  if (isFallback(plain)) return sidesOf(operandsOf(plain), identity);
  const name = fieldRead(plain)?.name;
  if (name === undefined) return { canonical: null, rival: null };
  return {
    canonical: name === identity.canonical ? expression : null,
    rival: identity.rivals.includes(name) ? expression : null,
  };
}

function sidesOf(expressions: readonly TSESTree.Node[], identity: ToolIdentity): Sides {
  const sides: Sides = { canonical: null, rival: null };
  for (const expression of expressions) {
    const { canonical, rival } = readsOf(expression, identity);
    sides.canonical ??= canonical;
    sides.rival ??= rival;
  }
  return sides;
}

/** The name that an expression is given to: a constant, a property, a key. */
function targetOf(node: TSESTree.Node): string | null {
  let child = node;
  let up = node.parent;
  while (up && unwrap(up) !== up) [child, up] = [up, up.parent];
  if (up?.type === "VariableDeclarator" && up.id.type === "Identifier") return up.id.name;
  if (up?.type === "AssignmentExpression" && up.right === child) return fieldRead(up.left)?.written ?? null;
  if ((up?.type === "Property" || up?.type === "PropertyDefinition") && up.value === child) return keyOf(up);
  const attribute = up?.type === "JSXExpressionContainer" && up.parent?.type === "JSXAttribute" ? up.parent.name : null;
  return attribute?.type === "JSXIdentifier" ? attribute.name : null;
}

/** The value goes to something that is only shown, such as `displayName` or `label`. */
function isShownOnly(target: string | null, identity: ToolIdentity): boolean {
  if (target === null) return false;
  const name = snakeCase(target);
  return (
    (identity.display.includes(name) && !identity.rivals.includes(name)) ||
    /^(?:label|title|caption|heading|tooltip|alt)$/.test(name)
  );
}

/** The field that a default belongs to: `toolId = …` of parameters, `{ toolId: id = … }` of a pattern. */
function defaultedField(node: TSESTree.AssignmentPattern): string | null {
  const { parent } = node;
  if (parent?.type === "Property" && parent.value === node) return keyOf(parent);
  return node.left.type === "Identifier" ? node.left.name : null;
}

function soleAssignment(statement: TSESTree.Statement): TSESTree.AssignmentExpression | null {
  const only = statement.type === "BlockStatement" ? (statement.body.length === 1 ? statement.body[0] : undefined) : statement;
  if (only?.type !== "ExpressionStatement" || only.expression.type !== "AssignmentExpression") return null;
  return only.expression.operator === "=" ? only.expression : null;
}

/** A condition that asks whether the identity is there: `!toolId`, `toolId === undefined`. */
function asksFor(test: TSESTree.Expression, identity: ToolIdentity): boolean {
  const plain = unwrap(test);
  if (plain.type === "UnaryExpression") return asksFor(plain.argument, identity);
  if (plain.type === "LogicalExpression") return asksFor(plain.left, identity) || asksFor(plain.right, identity);
  if (plain.type === "BinaryExpression")
    return fieldRead(plain.left)?.name === identity.canonical || fieldRead(plain.right)?.name === identity.canonical;
  return fieldRead(plain)?.name === identity.canonical;
}

/** Replaces the whole by its canonical part. */
function only(whole: TSESTree.Node, canonical: TSESTree.Node, context: TypeScriptContext): Fix {
  const text = context.module.textOf(canonical);
  return { title: `Read \`${excerpt(canonical, context)}\` alone`, safety: "unsafe", edits: [{ span: spanOf(whole), text }] };
}

/** A missing identity is an error: the fallback becomes one that is thrown. */
function failing(assignment: TSESTree.AssignmentExpression, { module }: TypeScriptContext): Fix | undefined {
  if (assignment.left.type !== "Identifier" || assignment.parent?.type !== "ExpressionStatement") return undefined;
  const { name } = assignment.left;
  const ending = module.textOf(assignment.parent).endsWith(";") ? ";" : "";
  const text = `throw new Error("${name} is required")${ending}`;
  return { title: `Fail where \`${name}\` is missing`, safety: "unsafe", edits: [{ span: spanOf(assignment.parent), text }] };
}
