import type { Node } from "../../syntax/tree.ts";
import { callArguments, decorators, keywordArgument, stringValue, walk } from "../read.ts";
import { shortened, skippedByBody, type Idle } from "./idle.ts";
import { constantTruth, type TestNames } from "./names.ts";

/** Why all tests of a file are skipped: a top-level statement says so. */
export interface IdleFile extends Idle {
  /** Only where this module is not installed. */
  needs?: string;
}

export function idleFile(statement: Node, names: TestNames): IdleFile | null {
  const fixture = definitionOf(statement);
  if (fixture && isAutoFixture(fixture)) {
    const idle = skippedByBody(fixture, names);
    return (
      idle && {
        why: `is skipped by the fixture \`${fixture.child("name")?.text ?? ""}\`, which runs before every test`,
        at: idle.at,
      }
    );
  }
  const needs = neededModule(statement, names);
  if (needs)
    return {
      why: `is skipped with its whole file where \`${needs.module}\` is not installed`,
      at: needs.at,
      needs: needs.module,
    };
  const [expression] = statement.operands;
  if (expression?.type === "assignment" && expression.child("left")?.text === "__test__")
    return constantTruth(expression.child("right"), names) === false
      ? { why: `stands in a file that says \`${shortened(statement.text)}\``, at: statement }
      : null;
  const call = expression?.type === "call" ? expression : null;
  const callee = call?.child("function") ?? (statement.type === "raise_statement" ? (expression ?? null) : null);
  const dotted = names.resolve(callee) ?? "";
  if (statement.type === "raise_statement")
    return /^unittest\.(?:case\.)?SkipTest$|^pytest\.skip\.Exception$/.test(dotted)
      ? { why: `is skipped with its whole file by \`${shortened(statement.text)}\``, at: statement }
      : null;
  if (statement.type === "if_statement") {
    if (constantTruth(statement.child("condition"), names) !== true) return null;
    for (const inner of statement.child("consequence")?.children ?? []) {
      const idle = idleFile(inner, names);
      if (idle) return idle;
    }
    return null;
  }
  return statement.type === "expression_statement" && dotted === "pytest.skip"
    ? { why: `is skipped with its whole file by \`${shortened(statement.text)}\``, at: statement }
    : null;
}

/** The module that `pytest.importorskip("redis")` asks for, alone or as the value of an assignment. */
export function neededModule(statement: Node, names: TestNames): { module: string; at: Node } | null {
  if (statement.type !== "expression_statement") return null;
  const [expression] = statement.operands;
  const value = expression?.type === "assignment" ? expression.child("right") : expression;
  if (value?.type !== "call" || names.resolve(value.child("function")) !== "pytest.importorskip") return null;
  const { positional, keywords } = callArguments(value);
  const module = stringValue(positional[0] ?? keywords.find(({ name }) => name === "modname")?.value ?? null);
  return module ? { module, at: value } : null;
}

/** `test_order.__test__ = False`, `test_order = None`, `del test_order`: pytest finds no such test. */
export function takenTests(statement: Node, names: TestNames): { test: string; idle: Idle }[] {
  if (statement.type === "delete_statement")
    return statement.operands
      .flatMap((target) => (target.type === "expression_list" ? target.operands : [target]))
      .filter((target) => target.type === "identifier")
      .map((target) => ({ test: target.text, idle: { why: "is deleted again below", at: target } }));
  const [assignment] = statement.type === "expression_statement" ? statement.operands : [];
  const left = assignment?.type === "assignment" ? assignment.child("left") : null;
  const value = assignment?.child("right") ?? null;
  if (!assignment || !left || !value) return [];
  const why = `is no test any more after \`${shortened(assignment.text)}\``;
  if (left.type === "identifier" && (value.type === "none" || constantTruth(value, names) !== null))
    return [{ test: left.text, idle: { why, at: assignment } }];
  const [object, attribute] = [left.child("object"), left.child("attribute")];
  const isOff = left.type === "attribute" && attribute?.text === "__test__" && constantTruth(value, names) === false;
  return isOff && object?.type === "identifier" ? [{ test: object.text, idle: { why, at: assignment } }] : [];
}

function definitionOf(statement: Node): Node | null {
  const definition = statement.type === "decorated_definition" ? statement.child("definition") : statement;
  return definition?.type === "function_definition" ? definition : null;
}

/** A fixture that every test gets without asking for it. */
function isAutoFixture(definition: Node): boolean {
  return decorators(definition).some((decorator) => {
    const [call] = decorator.operands;
    return (
      call?.type === "call" &&
      /\bfixture$/.test(call.child("function")?.text ?? "") &&
      keywordArgument(call, "autouse")?.text === "True"
    );
  });
}

/** Hooks of a pytest plugin by which tests are left out, or their failures made to look like passes. */
const HOOKS = /^pytest_(?:ignore_collect|pyfunc_call|runtest_(?:protocol|call|makereport)|report_teststatus|sessionfinish)$/;

export interface Hook extends Idle {
  /** Only these files, as patterns seen from the folder; left out where that can not be told. */
  only?: string[];
}

/** `collect_ignore = [...]` and hooks of a `conftest.py` that leave tests out, skip them all, or decide how they end. */
export function hookThatHides(statement: Node): Hook | null {
  const left = leftOut(statement);
  if (left) return left;
  const definition = definitionOf(statement);
  const name = definition?.child("name")?.text ?? "";
  if (!definition) return null;
  const hides = HOOKS.test(name) || (/^pytest_(?:collection_modifyitems|runtest_setup)$/.test(name) && alwaysSkips(definition));
  return hides ? { why: `may be left out by the hook \`${name}\` of its \`conftest.py\``, at: definition } : null;
}

/** `collect_ignore = ["test_old.py"]`, `collect_ignore += […]`, `collect_ignore.append(…)`; those under a condition may leave nothing out. */
function leftOut(statement: Node): Hook | null {
  const [expression] = statement.type === "expression_statement" ? statement.operands : [];
  if (!expression) return null;
  const callee = expression.type === "call" ? expression.child("function") : null;
  const target = /assignment$/.test(expression.type) ? expression.child("left") : (callee?.child("object") ?? null);
  const name = target?.text ?? "";
  if (!/^collect_ignore(?:_glob)?$/.test(name)) return null;
  const value = callee ? (callArguments(expression).positional[0] ?? null) : expression.child("right");
  const items = value && /^(?:list|tuple|set)$/.test(value.type) ? value.operands : value ? [value] : [];
  const texts = items.map((item) => stringValue(item));
  const only = texts.filter((text) => text !== null);
  return {
    why: `is left out by \`${name}\` of its \`conftest.py\``,
    at: expression,
    ...(only.length === texts.length ? { only } : {}),
  };
}

/** It skips or drops tests, and not on a condition. */
function alwaysSkips(definition: Node): boolean {
  let skips = false;
  walk(definition, (node) => {
    if (node.type === "if_statement") return false;
    if (
      /^(?:call|attribute|assignment|delete_statement)$/.test(node.type) &&
      /\bskip\b|\bxfail\b|deselected|\bclear\b|^items\[|^del items/.test(node.text)
    )
      skips = true;
    return !skips;
  });
  return skips;
}
