import type { TSESTree } from "../../../syntax/typescript.ts";
import type { TypeScriptModule } from "../../../code/names/typescript/module.ts";
import { calleeName, isFunction, lastName, propertyName, unwrap, type FunctionNode } from "../../../code/typescript/read.ts";
import { walk } from "../../../code/typescript/walk.ts";

/** Names followed from one constant to the next. */
const MAX_STEPS = 4;

/** Whether an expression is true or false whatever happens; null where that depends on anything. */
export function constantTruth(expression: TSESTree.Node | null | undefined, module: TypeScriptModule, step = 0): boolean | null {
  if (!expression || step > MAX_STEPS) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "Literal":
      return "regex" in node ? true : Boolean(node.value);
    case "TemplateLiteral":
      return node.expressions.length === 0 ? node.quasis[0]?.value.cooked !== "" : null;
    case "ArrayExpression":
    case "ObjectExpression":
      return true;
    case "UnaryExpression": {
      if (node.operator === "void") return false;
      const inner = node.operator === "!" ? constantTruth(node.argument, module, step) : null;
      return inner === null ? null : !inner;
    }
    case "LogicalExpression": {
      if (node.operator === "??") return null;
      const decides = node.operator === "||";
      const sides = [node.left, node.right].map((side) => constantTruth(side, module, step));
      if (sides.includes(decides)) return decides;
      return sides.includes(null) ? null : !decides;
    }
    case "Identifier": {
      if (node.name === "undefined" || node.name === "NaN") return false;
      const [definition] = module.variable(node)?.defs ?? [];
      const isConstant =
        definition?.type === "Variable" && definition.parent.kind === "const" && definition.node.id.type === "Identifier";
      return isConstant ? constantTruth(definition.node.init, module, step + 1) : null;
    }
    default:
      return null;
  }
}

/**
 * True when an assertion of a test can run, and its failure can fail the test: it is not behind `if (false)` or a `return`, in a function that nothing
 * calls, in a promise that nobody waits for, or where its failure is caught and forgotten.
 * @param root the function of the test or of its helper; the program for a test itself
 */
export function counts(assertion: TSESTree.Node, root: TSESTree.Node, module: TypeScriptModule): boolean {
  let child = assertion;
  for (let up = assertion.parent; up && child !== root; child = up, up = up.parent) {
    if (!passes(child, up, root, module)) return false;
  }
  return true;
}

function passes(child: TSESTree.Node, parent: TSESTree.Node, root: TSESTree.Node, module: TypeScriptModule): boolean {
  switch (parent.type) {
    case "BlockStatement":
    case "Program":
      return !precededByEnd(child, parent.body, module);
    case "SwitchCase":
      return child === parent.test || !precededByEnd(child, parent.consequent, module);
    case "IfStatement":
    case "ConditionalExpression": {
      const truth = constantTruth(parent.test, module);
      return child === parent.consequent ? truth !== false : child === parent.alternate ? truth !== true : true;
    }
    case "LogicalExpression":
      return (
        child !== parent.right || parent.operator === "??" || constantTruth(parent.left, module) !== (parent.operator === "||")
      );
    case "WhileStatement":
      return child !== parent.body || constantTruth(parent.test, module) !== false;
    case "ForStatement":
      return child !== parent.body || constantTruth(parent.test, module) !== false;
    case "ForOfStatement":
      return child !== parent.body || !isEmptyList(parent.right);
    case "TryStatement":
      if (parent.finalizer && child !== parent.finalizer && parent.finalizer.body.some(({ type }) => type === "ReturnStatement"))
        return false;
      return child !== parent.block || !parent.handler || tells(parent.handler.body);
    case "MemberExpression":
      return child !== parent.object || propertyName(parent) !== "catch" || !isForgotten(parent);
    default:
      return !isFunction(parent) || parent === root || child !== parent.body || isRun(parent, root, module);
  }
}

function precededByEnd(child: TSESTree.Node, statements: readonly TSESTree.Node[], module: TypeScriptModule): boolean {
  for (const statement of statements) {
    if (statement === child) return false;
    if (ends(statement, module)) return true;
  }
  return false;
}

/** True for a statement after which nothing of its block runs. */
function ends(statement: TSESTree.Node, module: TypeScriptModule): boolean {
  switch (statement.type) {
    case "ReturnStatement":
    case "ThrowStatement":
    case "BreakStatement":
    case "ContinueStatement":
      return true;
    case "BlockStatement":
      return statement.body.some((inner) => ends(inner, module));
    case "IfStatement": {
      const truth = constantTruth(statement.test, module);
      if (truth === true) return ends(statement.consequent, module);
      return (
        statement.alternate !== null &&
        ends(statement.alternate, module) &&
        (truth === false || ends(statement.consequent, module))
      );
    }
    default:
      return false;
  }
}

function isEmptyList(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  return node.type === "ArrayExpression" && node.elements.length === 0;
}

/** A handler that fails all the same, or keeps what it caught for a look at it. */
function tells(handler: TSESTree.Node): boolean {
  let told = false;
  walk(handler, (node) => {
    if (node.type === "ThrowStatement" || node.type === "AssignmentExpression") told = true;
    if (node.type === "CallExpression" && /^(?:fail|reject|done|push|expect|assert\w*|exit)$/.test(calleeName(node) ?? ""))
      told = true;
    return !told;
  });
  return told;
}

/** `.catch(() => undefined)`: what was rejected is forgotten. */
function isForgotten(member: TSESTree.MemberExpression): boolean {
  const call = member.parent;
  if (call.type !== "CallExpression" || call.callee !== member) return false;
  const [handler] = call.arguments;
  return handler !== undefined && isFunction(handler) && !tells(handler.body);
}

/** A function in a test that something calls, and waits for where it is what a promise leads to. */
function isRun(inner: FunctionNode, root: TSESTree.Node, module: TypeScriptModule): boolean {
  const { parent } = inner;
  if (parent.type === "CallExpression" && parent.callee !== inner) {
    const callee = unwrap(parent.callee);
    if (callee.type !== "MemberExpression") return true;
    const name = propertyName(callee) ?? "";
    if (/^(?:forEach|map|some|every)$/.test(name) && isEmptyList(callee.object)) return false;
    return !/^(?:then|finally)$/.test(name) || !isFloating(parent) || countsItself(root);
  }
  const named =
    inner.type === "FunctionDeclaration" ? inner : parent.type === "VariableDeclarator" && parent.init === inner ? parent : null;
  if (!named || isExported(named)) return true;
  const [variable] = module.tree.scopes.getDeclaredVariables(named);
  return !variable || variable.references.some((reference) => reference.isRead());
}

/** Another file may call it. */
function isExported({ parent }: TSESTree.FunctionDeclaration | TSESTree.VariableDeclarator): boolean {
  const outer = parent.type === "VariableDeclaration" ? parent.parent : parent;
  return outer.type === "ExportNamedDeclaration" || outer.type === "ExportDefaultDeclaration";
}

/** True for a promise that is neither awaited, returned nor kept. */
export function isFloating(expression: TSESTree.Node): boolean {
  let node = expression;
  for (let up = node.parent; up; node = up, up = up.parent) {
    if (up.type === "ExpressionStatement") return true;
    const isChain = up.type === "MemberExpression" ? up.object === node : up.type === "CallExpression" && up.callee === node;
    if (
      !isChain &&
      up.type !== "ChainExpression" &&
      up.type !== "TSNonNullExpression" &&
      !(up.type === "UnaryExpression" && up.operator === "void")
    )
      return false;
  }
  return false;
}

/** A test that is ended by a callback, or that says how many assertions it has. */
function countsItself(root: TSESTree.Node): boolean {
  if (isFunction(root) && root.params[0]?.type === "Identifier") return true;
  let found = false;
  walk(root, (node) => {
    if (node.type === "MemberExpression" && /^(?:assertions|hasAssertions|plan)$/.test(lastName(node) ?? "")) found = true;
    return !found;
  });
  return found;
}
