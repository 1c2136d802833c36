import type { Node } from "../../syntax/tree.ts";
import { decorators, keywordArgument, walk } from "../read.ts";
import { shortened, skippedByBody, type Idle } from "./idle.ts";
import { constantTruth, type TestNames } from "./names.ts";

/** Why all tests of a file are skipped: a top-level statement says so. */
export function idleFile(statement: Node, names: TestNames): Idle | null {
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
  const [expression] = statement.operands;
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

/** `collect_ignore = [...]` and hooks of a `conftest.py` that leave tests out, skip them all, or decide how they end. */
export function hookThatHides(statement: Node): Idle | null {
  const [assignment] = statement.type === "expression_statement" ? statement.operands : [];
  if (assignment?.type === "assignment" && /^collect_ignore(?:_glob)?$/.test(assignment.child("left")?.text ?? ""))
    return { why: `may be left out by \`${assignment.child("left")?.text ?? ""}\` of its \`conftest.py\``, at: assignment };
  const definition = definitionOf(statement);
  const name = definition?.child("name")?.text ?? "";
  if (!definition) return null;
  const hides = HOOKS.test(name) || (/^pytest_(?:collection_modifyitems|runtest_setup)$/.test(name) && alwaysSkips(definition));
  return hides ? { why: `may be left out by the hook \`${name}\` of its \`conftest.py\``, at: definition } : null;
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
