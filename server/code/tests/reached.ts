import type { Node } from "../../syntax/tree.ts";
import { calleeName, isAsync, stringValue, unwrap, walk } from "../read.ts";
import { constantTruth, isEmptyIterable, type TestNames } from "./names.ts";

/** Calls after which nothing of a test runs. */
const ENDS = /^(?:pytest\.(?:skip|fail|exit|xfail)|sys\.exit|os\._exit|exit|quit)$/;
/** What catches a failed assertion, and what catches a failure of pytest's own, which is no `Exception`. */
const CATCHES = /^(?:AssertionError|Exception|BaseException)$/;
const CATCHES_FAILED = /^BaseException$/;
const OF_PYTEST = /^(?:pytest\.)?(?:fail|raises|warns|deprecated_call)$/;

/**
 * True when an assertion (a statement or a call) of a test can run, and its failure can fail the test: it is not behind `if False:` or a `return`, in
 * a function that nothing calls, or where its failure is caught and forgotten.
 * @param root the body of the test or of its helper
 */
export function counts(assertion: Node, root: Node, names: TestNames): boolean {
  const catches = OF_PYTEST.test(assertion.child("function")?.text ?? "") ? CATCHES_FAILED : CATCHES;
  let child = assertion;
  for (let up = assertion.parent; up && child !== root; child = up, up = up.parent) {
    if (!passes(child, up, { root, names, catches })) return false;
  }
  return true;
}

interface Around {
  root: Node;
  names: TestNames;
  /** Classes of exceptions that catch what the assertion throws. */
  catches: RegExp;
}

function passes(child: Node, parent: Node, { root, names, catches }: Around): boolean {
  switch (parent.type) {
    case "block":
    case "module":
      return !precededByEnd(child, parent, names) && !isCaughtByStack(child, parent, catches, names);
    case "if_statement":
      return !isDeadBranch(child, parent, names);
    case "case_clause":
      return child.field !== "consequence" || !neverMatches(parent, names);
    case "while_statement":
      return child.field !== "body" || constantTruth(parent.child("condition"), names) !== false;
    case "for_statement":
      return child.field !== "body" || !isEmptyIterable(parent.child("right"), names);
    case "with_statement":
      return child.field !== "body" || !withItems(parent).some((item) => swallows(item, catches, names));
    case "try_statement":
      return !isForgotten(child, parent, catches);
    case "boolean_operator": {
      const [left] = parent.operands;
      if (child === left || !left) return true;
      const truth = constantTruth(left, names);
      const isAnd = /\band\b/.test(parent.text.slice(left.end - parent.start, child.start - parent.start));
      return truth === null || truth === isAnd;
    }
    case "function_definition":
      return child.field !== "body" || parent === root.parent || isUsed(parent, root);
    case "lambda":
      return true;
    default:
      return true;
  }
}

/** By block, the first statement of a kind: asked for each assertion in it. What names mean is part of the answer. */
type FirstStatements = WeakMap<TestNames, Map<Node, Node | null>>;
const firstEnds: FirstStatements = new WeakMap();
const firstCaught = new Map<RegExp, FirstStatements>([CATCHES, CATCHES_FAILED].map((catches) => [catches, new WeakMap()]));

function isBelow(child: Node, block: Node, names: TestNames, known: FirstStatements, find: () => Node | null): boolean {
  let byBlock = known.get(names);
  if (!byBlock) known.set(names, (byBlock = new Map<Node, Node | null>()));
  let first = byBlock.get(block);
  if (first === undefined) byBlock.set(block, (first = find()));
  return first !== null && first !== child && first.start <= child.start;
}

function precededByEnd(child: Node, block: Node, names: TestNames): boolean {
  return isBelow(child, block, names, firstEnds, () => block.children.find((statement) => ends(statement, names)) ?? null);
}

/** True for a statement after which nothing of its block runs. */
export function ends(statement: Node, names: TestNames): boolean {
  switch (statement.type) {
    case "return_statement":
    case "raise_statement":
    case "break_statement":
    case "continue_statement":
      return true;
    case "expression_statement": {
      const [expression] = statement.operands;
      if (expression?.type !== "call") return false;
      const callee = expression.child("function");
      return (
        ENDS.test(names.resolve(callee) ?? callee?.text ?? "") || /^(?:self|cls)\.(?:skipTest|fail)$/.test(callee?.text ?? "")
      );
    }
    case "assert_statement":
      return constantTruth(statement.operands[0] ?? null, names) === false;
    case "with_statement":
      // What the `with` catches may be what ends it.
      return endsIn(statement.child("body"), names) && withItems(statement).every((item) => !/suppress|raises/.test(item.text));
    case "if_statement": {
      const truth = constantTruth(statement.child("condition"), names);
      const branches = statement.childrenIn("alternative");
      if (truth === true) return endsIn(statement.child("consequence"), names);
      const last = branches.at(-1);
      return (
        last?.type === "else_clause" &&
        endsIn(statement.child("consequence"), names) &&
        branches.every((branch) => endsIn(branch.child("consequence") ?? branch.child("body"), names))
      );
    }
    default:
      return false;
  }
}

function endsIn(block: Node | null, names: TestNames): boolean {
  return block?.children.some((statement) => ends(statement, names)) ?? false;
}

function isDeadBranch(child: Node, statement: Node, names: TestNames): boolean {
  const truth = constantTruth(statement.child("condition"), names);
  if (child.field === "consequence") return truth === false;
  if (child.field !== "alternative") return false;
  if (truth === true) return true;
  if (child.type === "elif_clause" && constantTruth(child.child("condition"), names) === false) return true;
  const before = statement.childrenIn("alternative");
  return before
    .slice(0, before.indexOf(child))
    .some((other) => other.type === "elif_clause" && constantTruth(other.child("condition"), names) === true);
}

/** The expressions behind `with`, each with its `as`. */
function withParts(statement: Node): Node[] {
  return statement.children
    .filter(({ type }) => type === "with_clause")
    .flatMap((clause) => clause.children.map((item) => item.child("value") ?? item.operands[0] ?? item));
}

/** The expressions behind `with`, without their `as`. */
function withItems(statement: Node): Node[] {
  return withParts(statement).map((value) => (value.type === "as_pattern" ? (value.operands[0] ?? value) : value));
}

/** `suppress(Exception)`, `pytest.raises(AssertionError)`: what fails below does not fail the test. */
function swallows(item: Node, catches: RegExp, names: TestNames): boolean {
  const call = unwrap(item);
  if (call.type !== "call") return false;
  // Under another name too: `from contextlib import suppress as quietly`.
  const called = names.resolve(call.child("function"))?.split(".").at(-1) ?? calleeName(call);
  if (!/^(?:suppress|raises|assertRaises)$/.test(called ?? "")) return false;
  return (call.child("arguments")?.operands ?? []).flatMap(classesOf).some((name) => catches.test(name));
}

/** Below `stack.enter_context(suppress(Exception))` in the `with ExitStack() as stack:` of that stack, unless the stack is emptied there. */
function isCaughtByStack(child: Node, block: Node, catches: RegExp, names: TestNames): boolean {
  const known = firstCaught.get(catches);
  if (!known || block.parent?.type !== "with_statement") return false;
  return isBelow(child, block, names, known, () => caughtByStack(block, catches, names));
}

/** The statement from which a stack catches what fails in its block. */
function caughtByStack(block: Node, catches: RegExp, names: TestNames): Node | null {
  const stacks = (block.parent ? withParts(block.parent) : []).flatMap((item) => {
    const [made, target] = item.type === "as_pattern" ? item.operands : [];
    const dotted = made?.type === "call" ? names.resolve(made.child("function")) : null;
    return target && /^contextlib\.(?:Async)?ExitStack$/.test(dotted ?? "") ? [target.text] : [];
  });
  if (stacks.length === 0 || /\.\s*(?:pop_all|a?close)\b/.test(block.text)) return null;
  const catching = block.children.find((statement) => {
    const [call] = statement.type === "expression_statement" ? statement.operands : [];
    const callee = call?.child("function");
    if (callee?.child("attribute")?.text !== "enter_context" || !stacks.includes(callee.child("object")?.text ?? ""))
      return false;
    return (call?.child("arguments")?.operands ?? []).some((argument) => swallows(argument, catches, names));
  });
  return catching ?? null;
}

/** A `case` whose guard is false, or whose one number or text is another than the one that is matched. */
function neverMatches(clause: Node, names: TestNames): boolean {
  if (constantTruth(clause.child("guard")?.operands[0] ?? null, names) === false) return true;
  const subject = clause.parent?.parent?.child("subject") ?? null;
  const patterns = clause.operands.filter(({ type }) => type === "case_pattern");
  const [pattern, ...more] = patterns.length === 1 ? (patterns[0]?.operands ?? []) : [];
  if (!subject || !pattern || more.length > 0 || pattern.type !== subject.type) return false;
  const given = literal(subject);
  const asked = literal(pattern);
  return given !== null && asked !== null && given !== asked && clause.parent?.parent?.childrenIn("subject").length === 1;
}

/** A number of plain digits, or a text, as it compares. */
function literal(node: Node): string | null {
  if (node.type === "string") return /^["']/.test(node.text) ? stringValue(node) : null;
  return node.type === "integer" && /^(?:0|[1-9]\d*)$/.test(node.text) ? node.text : null;
}

function classesOf(node: Node): string[] {
  const inner = unwrap(node);
  return /^(?:tuple|list|list_splat)$/.test(inner.type)
    ? inner.operands.flatMap(classesOf)
    : [inner.text.split(".").at(-1) ?? ""];
}

/** The body of a `try` whose handlers catch a failed assertion and go on as if nothing were. */
function isForgotten(child: Node, statement: Node, catches: RegExp): boolean {
  const clauses = statement.children.filter(({ type }) => /^(?:except|except_group|finally)_clause$/.test(type));
  if (child.type === "finally_clause") return false;
  // A `return` in `finally` throws the failure away.
  if (clauses.some((clause) => clause.type === "finally_clause" && hasOwn(clause, /^return_statement$/))) return true;
  if (child.field !== "body") return false;
  const handler = clauses.find((clause) => clause.type !== "finally_clause" && caught(clause, catches));
  return handler !== undefined && !tells(handler);
}

function caught(clause: Node, catches: RegExp): boolean {
  const kind = clause.operands.find(({ type }) => type !== "block");
  if (!kind) return true;
  const value = kind.type === "as_pattern" ? (kind.operands[0] ?? kind) : kind;
  return classesOf(value).some((name) => catches.test(name));
}

/** A handler that fails all the same, or keeps what it caught for a look at it. */
function tells(handler: Node): boolean {
  let told = false;
  walk(handler, (node) => {
    if (node.type === "raise_statement" || node.type === "assert_statement") told = true;
    if (
      node.type === "call" &&
      /^(?:fail|append|put|put_nowait|set_exception|exit|_exit|assert\w*)$/.test(calleeName(node) ?? "")
    )
      told = true;
    if (node.type === "assignment" || node.type === "augmented_assignment") told = true;
    return !told;
  });
  return told;
}

function hasOwn(root: Node, type: RegExp): boolean {
  let found = false;
  walk(root, (node) => {
    if (type.test(node.type)) found = true;
    return !found && node.type !== "function_definition" && node.type !== "lambda" && node.type !== "class_definition";
  });
  return found;
}

/** A function in a test whose name is used, or that a decorator hands to somebody. */
function isUsed(definition: Node, root: Node): boolean {
  if (definition.parent?.type === "decorated_definition") return true;
  const name = definition.child("name");
  if (!name) return true;
  let used = false;
  walk(root, (node) => {
    if (node === definition) return false;
    // Of a coroutine function that is called and not awaited nothing runs.
    if (node.type === "identifier" && node.text === name.text && !(isAsync(definition) && isDropped(node))) used = true;
    return !used;
  });
  return used;
}

/** The function of a call of which nothing is kept. */
function isDropped(name: Node): boolean {
  const call = name.parent;
  return call?.type === "call" && name.field === "function" && isNeverAwaited(call);
}

/** An assertion that holds whatever happens: `assert (x == 1, "why")`, `assert x == 1 or True`, `assert x == x`. */
export function cannotFail(condition: Node, names: TestNames): boolean {
  const node = unwrap(condition);
  if (node.type === "tuple" && node.operands.length > 0) return true;
  if (node.type === "boolean_operator" && constantTruth(node, names) === true) return true;
  if (node.type !== "comparison_operator" || node.operands.length !== 2) return false;
  const [left, right] = node.operands as [Node, Node];
  if (
    left.text !== right.text ||
    !/^\s*(?:==|is|>=|<=)\s*$/.test(node.text.slice(left.end - node.start, right.start - node.start))
  )
    return false;
  let calls = false;
  walk(left, (inner) => {
    if (inner.type === "call" || inner.type === "await" || inner.type === "named_expression") calls = true;
    return !calls;
  });
  return !calls;
}

/** A call of a coroutine function that nobody awaits: its body never runs. */
export function isNeverAwaited(call: Node): boolean {
  return call.parent?.type === "expression_statement";
}
