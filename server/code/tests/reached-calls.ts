import type { ModuleNames } from "../names/module-names.ts";
import { isFunction, isNew, operator, stringValue, unwrap, walk } from "../read.ts";
import { usesOf } from "../uses.ts";
import type { Node } from "../../syntax/tree.ts";
import { calledBy, calledName, lastMember, memberName, ownerOf, parameterName, parametersOf } from "./members.ts";

/** Names followed from one constant to the next. */
const MAX_STEPS = 4;

/** Whether an expression is true or false whatever happens; null where that depends on anything. */
export function constantTruth(expression: Node | null | undefined, module: ModuleNames, step = 0): boolean | null {
  if (!expression || step > MAX_STEPS) return null;
  const node = unwrap(expression);
  switch (node.type) {
    case "true":
    case "list":
    case "dictionary":
    // A regular expression.
    case "object":
      return true;
    case "false":
    case "none":
      return false;
    case "number":
      return Number(node.text.replaceAll("_", "")) !== 0;
    case "string": {
      const text = stringValue(node);
      return text === null ? null : text !== "";
    }
    case "not_operator": {
      const inner = constantTruth(node.child("argument"), module, step);
      return inner === null ? null : !inner;
    }
    case "unary_operator":
      return operator(node) === "void" ? false : null;
    case "boolean_operator": {
      const word = operator(node);
      if (word === "??") return null;
      const decides = word === "||";
      const sides = [node.child("left"), node.child("right")].map((side) => constantTruth(side, module, step));
      if (sides.includes(decides)) return decides;
      return sides.includes(null) ? null : !decides;
    }
    case "identifier": {
      if (node.text === "undefined" || node.text === "NaN") return false;
      const [binding] = module.bindingsOf(node.text, node);
      const { statement } = binding ?? {};
      const isConstant =
        statement?.type === "assignment" &&
        statement.child("left") === binding?.node &&
        (statement.parent?.text.startsWith("const") ?? false);
      return isConstant ? constantTruth(statement.child("right"), module, step + 1) : null;
    }
    default:
      return null;
  }
}

/**
 * True when an assertion of a test can run, and its failure can fail the test: it is not behind `if (false)` or a `return`, in a function that nothing
 * calls, in a promise that nobody waits for, or where its failure is caught and forgotten.
 * @param root the function of the test or of its helper; null for a test itself, which its file must come to
 */
export function counts(assertion: Node, root: Node | null, module: ModuleNames): boolean {
  let child = assertion;
  for (let up = assertion.parent; up && child !== root; child = up, up = up.parent) {
    if (!passes(child, up, root, module)) return false;
  }
  const isOutermost = child.parent === null && child !== root;
  return (
    !isOutermost ||
    !precededByEnd(
      child,
      module.units.map(({ node }) => node),
      module,
    )
  );
}

function passes(child: Node, parent: Node, root: Node | null, module: ModuleNames): boolean {
  switch (parent.type) {
    case "block":
      return !precededByEnd(child, parent.operands, module);
    case "switch_case":
      return !precededByEnd(child, parent.operands, module);
    case "if_statement":
    case "conditional_expression": {
      const truth = constantTruth(parent.child("condition"), module);
      return child.field === "consequence" ? truth !== false : child.field === "alternative" ? truth !== true : true;
    }
    case "boolean_operator":
      return (
        child.field !== "right" ||
        operator(parent) === "??" ||
        constantTruth(parent.child("left"), module) !== (operator(parent) === "||")
      );
    case "while_statement":
      return child.field !== "body" || parent.text.startsWith("do") || constantTruth(parent.child("condition"), module) !== false;
    case "for_statement": {
      const over = parent.child("right");
      if (child.field !== "body") return true;
      return over ? !isEmptyList(over) : constantTruth(parent.child("condition"), module) !== false;
    }
    case "try_statement": {
      const finalizer = parent.operands.find(({ type, field }) => type === "block" && field === null);
      if (finalizer && child !== finalizer && finalizer.operands.some(({ type }) => type === "return_statement")) return false;
      const handler = parent.operands.find(({ type }) => type === "except_clause");
      return child.field !== "body" || !handler || tells(handler.child("body"));
    }
    case "call":
      return child.field !== "arguments" || !isSettledAndDropped(parent);
    case "attribute":
    case "subscript":
      return ownerOf(parent) !== unwrap(child) || memberName(parent) !== "catch" || !isForgotten(parent);
    default:
      return !isFunction(parent) || parent === root || child.field !== "body" || isRun(parent, root, module);
  }
}

function precededByEnd(child: Node, statements: readonly Node[], module: ModuleNames): boolean {
  for (const statement of statements) {
    if (statement === child) return false;
    if (ends(statement, module)) return true;
  }
  return false;
}

/** True for a statement after which nothing of its block runs. */
function ends(statement: Node, module: ModuleNames): boolean {
  switch (statement.type) {
    case "return_statement":
    case "raise_statement":
    case "break_statement":
    case "continue_statement":
      return true;
    case "block":
      return statement.operands.some((inner) => ends(inner, module));
    case "if_statement": {
      const truth = constantTruth(statement.child("condition"), module);
      const consequence = statement.child("consequence") as Node;
      const alternative = statement.child("alternative");
      if (truth === true) return ends(consequence, module);
      return alternative !== null && ends(alternative, module) && (truth === false || ends(consequence, module));
    }
    default:
      return false;
  }
}

function isEmptyList(expression: Node): boolean {
  const node = unwrap(expression);
  return node.type === "list" && node.operands.length === 0;
}

/** A handler that fails all the same, or keeps what it caught for a look at it. */
function tells(handler: Node | null): boolean {
  let told = false;
  if (handler)
    walk(handler, (node) => {
      const isKept = node.type === "augmented_assignment" || (node.type === "assignment" && isExpression(node));
      if (node.type === "raise_statement" || isKept) told = true;
      if (
        node.type === "call" &&
        !isNew(node) &&
        /^(?:fail|reject|done|push|expect|assert\w*|exit)$/.test(calledName(node) ?? "")
      )
        told = true;
      return !told;
    });
  return told;
}

/** `x = 1`, no declaration. */
function isExpression({ parent }: Node): boolean {
  return parent?.type !== "variable_declaration" && parent?.type !== "block";
}

/** `.catch(() => undefined)`: what was rejected is forgotten. */
function isForgotten(member: Node): boolean {
  const call = member.parent;
  if (call?.type !== "call" || member.field !== "function") return false;
  const [handler] = call.child("arguments")?.operands ?? [];
  return handler !== undefined && isFunction(handler) && !tells(handler.child("body"));
}

/** What runs a function when everything that runs now has ended. */
const LATER = /^(?:setTimeout|setInterval|setImmediate|queueMicrotask|process\.nextTick)$/;

/** A test's own function that waits for nothing and goes by no clock of its own: it has ended before what is put off runs. */
function endsBefore(later: Node): boolean {
  let around = later.parent;
  while (around && !isFunction(around)) around = around.parent;
  const call = around?.parent?.field === "arguments" ? around.parent.parent : null;
  if (!around || call?.type !== "call" || !/^(?:it|test)$/.test(calledBy(call).text)) return false;
  if (parametersOf(around).length > 0 || around.child("body")?.type !== "block") return false;
  let waits = false;
  walk(around, (node) => {
    if (node.type === "await" || (node.type === "return_statement" && node.operands.length > 0)) waits = true;
    return !waits && (node === around || !isFunction(node));
  });
  return !waits && !/Timer|[cC]lock|advance/.test(around.text);
}

/** `await Promise.allSettled([…])` of which nothing is kept: whatever is rejected there is forgotten. */
function isSettledAndDropped(call: Node): boolean {
  if (calledBy(call).text !== "Promise.allSettled") return false;
  let { parent } = call;
  while (parent?.type === "await") ({ parent } = parent);
  return parent?.type === "expression_statement";
}

/** A function in a test that something calls, and waits for where it is what a promise leads to. */
function isRun(inner: Node, root: Node | null, module: ModuleNames): boolean {
  const { parent } = inner;
  const call = parent?.field === "arguments" ? parent.parent : null;
  if (call?.type === "call" && !isNew(call)) {
    const callee = calledBy(call);
    const owner = ownerOf(callee);
    if (LATER.test(callee.text)) return !endsBefore(inner);
    if (!owner) return true;
    const name = memberName(callee) ?? "";
    if (/^(?:forEach|map|some|every)$/.test(name) && isEmptyList(owner)) return false;
    return !/^(?:then|finally)$/.test(name) || !isFloating(call) || countsItself(root);
  }
  const holder = parent?.type === "assignment" && parent.parent?.type === "variable_declaration" ? parent : null;
  const isDeclared =
    inner.child("name")?.type === "identifier" && /^(?:block|export_named_declaration)$/.test(parent?.type ?? "block");
  const name = holder ? holder.child("left") : isDeclared ? inner.child("name") : null;
  if (name?.type !== "identifier" || /^export_/.test((holder ? holder.parent?.parent : parent)?.type ?? "")) return true;
  const binding = module.bindingsOf(name.text, name).find((candidate) => candidate.node === name);
  return !binding || usesOf(binding, module).length > 0;
}

/** True for a promise that is neither awaited, returned nor kept. */
export function isFloating(expression: Node): boolean {
  let node = expression;
  for (let up = node.parent; up; node = up, up = up.parent) {
    if (up.type === "expression_statement") return true;
    const isChain = ownerOf(up) !== null ? node.field === "object" || node.field === "value" : node.field === "function";
    const isPlain = up.type === "cast" && up.child("type") === null;
    if (!isChain && !isPlain && !(up.type === "unary_operator" && operator(up) === "void")) return false;
  }
  return false;
}

/** A test that is ended by a callback, or that says how many assertions it has. */
function countsItself(root: Node | null): boolean {
  if (!root) return false;
  if (isFunction(root) && parameterName(parametersOf(root)[0])) return true;
  let found = false;
  walk(root, (node) => {
    if (ownerOf(node) && /^(?:assertions|hasAssertions|plan)$/.test(lastMember(node) ?? "")) found = true;
    return !found;
  });
  return found;
}
