import { ancestor, callArguments, calleeName, decorators, isAsync, lastName, walk, type Node } from "../../server/code/index.ts";
import type { TestNames } from "../../server/code/tests/names.ts";
import { cannotFail, counts, isNeverAwaited } from "../../server/code/tests/reached.ts";
import type { CodeContext } from "../define.ts";
import { judgeFailure } from "./failing-branches.ts";
import { compare, isNone, isStatus, judge, judgeFalse } from "./status-expressions.ts";
import { CONTRACT, negate, type Verdict } from "./verdict.ts";

/** Helpers this deep below the test count. */
const HELPER_DEPTH = 1;
const RAISES =
  /^(?:raises|RaisesGroup|RaisesExc|warns|deprecated_call|assertRaises(?:Regex)?|assertWarns(?:Regex)?|assertLogs|assertNoLogs)$/;
/** Libraries whose every function of these names asserts, under whatever name it is imported. */
const ASSERTING_LIBRARIES =
  /^(?:hamcrest\.(?:core\.)?assert_that|assertpy\.(?:assert_|fail|soft_fail)\w*|pytest_check\.(?:check\.)?\w+|jsonschema\.(?:\w+\.)*validate|approvaltests\.(?:\w+\.)*verify\w*|(?:numpy|pandas|polars|torch|xarray)\.testing\.assert_\w+|testfixtures\.(?:\w+\.)?compare|dirty_equals\.\w+)$/;
const COMPARISONS: Readonly<Record<string, string>> = {
  assertEqual: "==",
  assertNotEqual: "!=",
  assertIs: "==",
  assertIsNot: "!=",
  assertIn: "in",
  assertNotIn: "not in",
  assertEquals: "==",
};
/** Base classes of a test class that are followed upward. */
const MAX_BASES = 5;
/** Modules whose functions may assert for the test. */
const HELPER_MODULE = /(?:^|[._])(?:tests?|helpers?|support|testing|conftest|utils?|asserts?|assertions|checks)(?:[._]|$)/;

/** True for a function that pytest or unittest collects as a test. */
export function isTestFunction(definition: Node, context: CodeContext): boolean {
  if (!definition.child("name")?.text.startsWith("test")) return false;
  if (!/^test(?:_|[A-Z0-9]|$)/.test(definition.child("name")?.text ?? "")) return false;
  if (decorators(definition).some((decorator) => /\bfixture\b/.test(decorator.text.split("(")[0] ?? ""))) return false;
  const owner = ancestor(definition, "class_definition", "function_definition");
  if (owner?.type === "function_definition") return false;
  if (owner) {
    if (!context.isTest) return false;
    const bases = owner.child("superclasses")?.operands ?? [];
    return /^_*Test/.test(owner.child("name")?.text ?? "") || bases.some((base) => /Test(?:Case|s)?$/.test(lastName(base) ?? ""));
  }
  if (context.isTest) return true;
  // A file that is no test by its name: only what asserts is taken for one.
  let asserts = false;
  walk(definition, (node) => {
    if (node.type === "assert_statement") asserts = true;
    return !asserts;
  });
  return asserts && definition.child("name")?.text.startsWith("test_") === true;
}

/** What a test, and the helpers of this file that it calls, assert. */
export function assertionsOf(definition: Node, context: CodeContext, depth = 0): Verdict[] {
  const found: Verdict[] = [];
  const body = definition.child("body");
  if (!body) return found;
  const names = testNames(context);
  walk(body, (node) => {
    // What is never reached, or fails without anybody noticing, is not asserted.
    const verdicts = verdictsAt(node, context, depth);
    if (verdicts.length > 0 && counts(node, body, names)) found.push(...verdicts);
  });
  if (depth === 0 && decorators(definition).some((decorator) => /\bxfail\b[\s\S]*\b(?:raises|strict)\b/.test(decorator.text)))
    found.push(CONTRACT);
  return found;
}

function verdictsAt(node: Node, context: CodeContext, depth: number): Verdict[] {
  if (node.type === "assert_statement") {
    const [condition] = node.operands;
    if (condition?.type === "false") return [failure(node, context)];
    return condition && !cannotFail(condition, testNames(context)) ? [judge(condition, context)] : [];
  }
  if (node.type === "raise_statement")
    return /^raise\s+(?:AssertionError|pytest\.fail)/.test(node.text) ? [failure(node, context)] : [];
  return node.type === "call" ? ofCall(node, context, depth) : [];
}

/** What a file's names say of its tests. Another class may extend one: this file alone can not tell. */
export function testNames(context: CodeContext): TestNames {
  return { resolve: context.resolve, global: context.bindingsNamed, isExtended: () => true };
}

function ofCall(call: Node, context: CodeContext, depth: number): Verdict[] {
  const callee = call.child("function");
  const name = calleeName(call);
  if (!callee || name === null) return [];
  const dotted = context.resolve(callee) ?? callee.text;
  if (/^(?:pytest\.|self\.)?(?:fail|failTest)$/.test(dotted)) return [failure(call, context)];
  if (RAISES.test(name) && expectsItsOwnFailure(call)) return [];
  if (RAISES.test(name) || ASSERTING_LIBRARIES.test(dotted)) return [CONTRACT];
  const { positional } = callArguments(call);
  const [first, second] = positional;
  const truth = first ? truthiness(name, first, context) : null;
  if (truth) return [truth];
  const sign = COMPARISONS[name];
  if (sign !== undefined && first && second) return [compare([first, second], sign, context)];
  const helper = helperOf(callee, context);
  if (helper && isAsync(helper) && isNeverAwaited(call)) return [];
  if (helper)
    return depth < HELPER_DEPTH && helper !== ancestor(call, "function_definition")
      ? assertionsOf(helper, context, depth + 1)
      : [];
  if (!assertsElsewhere(callee, name, context)) return [];
  const looksAt = context.contractFunction(context.resolve(callee))?.asserts;
  const { status_only_fields: fields } = context.project.profile;
  return looksAt?.every((field) => fields.includes(field))
    ? [{ contract: false, subjects: [`${name}(…)`], answers: [] }]
    : [CONTRACT];
}

/**
 * `with pytest.raises(AssertionError):` around an assertion of the test's own: it passes because that fails. With a message to match, or a
 * call that may fail by itself, the failure is what is tested.
 */
function expectsItsOwnFailure(call: Node): boolean {
  const { positional, keywords } = callArguments(call);
  if (positional.length !== 1 || keywords.length > 0 || positional[0]?.text !== "AssertionError") return false;
  const statement = ancestor(call, "with_statement", "block");
  if (statement?.type !== "with_statement") return false;
  const body = statement.child("body")?.operands ?? [];
  return body.length > 0 && body.every((own) => own.type === "assert_statement" && !calls(own));
}

function calls(statement: Node): boolean {
  let found = false;
  walk(statement, (node) => {
    if (node.type === "call") found = true;
    return !found;
  });
  return found;
}

/** What fails the test where it is reached. */
function failure(node: Node, context: CodeContext): Verdict {
  return judgeFailure(node, {
    judge: (condition, asserted) => (asserted ? judge(condition, context) : judgeFalse(condition, context)),
    isStatus: (expression) => isStatus(expression, context),
  });
}

/** `assertTrue(x)`, `assertIsNone(x)` and their opposites. */
function truthiness(name: string, value: Node, context: CodeContext): Verdict | null {
  switch (name) {
    case "assertTrue":
      return judge(value, context);
    case "assertFalse":
      return judgeFalse(value, context);
    case "assertIsNotNone":
      return isNone(value);
    case "assertIsNone":
      return negate(isNone(value));
    default:
      return null;
  }
}

/** The function of this file, or the method of this class or of its bases in this file, that is called. */
function helperOf(callee: Node, context: CodeContext): Node | null {
  if (callee.type === "identifier") {
    const binding = context.binding(callee);
    return binding?.kind === "function" ? binding.statement : null;
  }
  const owner = isOwn(callee) ? ancestor(callee, "class_definition") : null;
  return owner && methodOf(owner, lastName(callee) ?? "", context, 0);
}

/** `self.check`, `cls.check`. */
function isOwn(callee: Node): boolean {
  return /^(?:self|cls)$/.test(callee.child("object")?.text ?? "");
}

function methodOf(owner: Node, name: string, context: CodeContext, depth: number): Node | null {
  for (const statement of owner.child("body")?.children ?? []) {
    const definition = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    if (definition?.type === "function_definition" && definition.child("name")?.text === name) return definition;
  }
  if (depth > MAX_BASES) return null;
  for (const base of owner.child("superclasses")?.operands ?? []) {
    const binding = base.type === "identifier" ? context.binding(base) : null;
    const found = binding?.kind === "class" ? methodOf(binding.statement, name, context, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

/** A call that can not be looked into and says that it asserts: a mock's `assert_called_with`, an imported or inherited helper, a fixture. */
function assertsElsewhere(callee: Node, name: string, context: CodeContext): boolean {
  // `raise AssertionError(…)` is looked at as what raises it.
  if (name === "AssertionError") return false;
  if (/^_*(?:assert|expect)|Assert|_assert/.test(name)) return true;
  // `check.equal(…)` of the fixture that pytest-check brings.
  const owner = callee.child("object");
  if (owner?.type === "identifier" && owner.text === "check" && context.binding(owner)?.kind === "parameter") return true;
  if (!/^_*(?:check|verify|validate|ensure|should)/.test(name)) return false;
  if (isOwn(callee)) return true;
  if (callee.type !== "identifier") return HELPER_MODULE.test(context.resolve(callee.child("object")) ?? "");
  const binding = context.binding(callee);
  return binding?.kind === "parameter" || (binding?.target ? HELPER_MODULE.test(binding.target.module) : false);
}
