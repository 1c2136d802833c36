import type { Node } from "../../syntax/tree.ts";
import { ancestor, callArguments, decorators, lastName, stringValue, unwrap, walk } from "../read.ts";
import { constantTruth, type TestNames } from "./names.ts";
import { counts } from "./reached.ts";

/** Why a test proves nothing, whatever it asserts. */
export interface Idle {
  /** What follows the test's name in a message: `is skipped by …`. */
  why: string;
  /** What makes it so. */
  at: Node;
}

/** Why a runner never runs a test, or does not mind its failure; null for one that runs. A skip on a condition is none: elsewhere it runs. */
export function idleTest(definition: Node, names: TestNames): Idle | null {
  return (
    byMarks(definition, names) ??
    byPlace(definition, names) ??
    byClass(definition, names) ??
    redefined(definition, names) ??
    byBody(definition, names)
  );
}

/** Decorators of the test and of the classes around it, `pytestmark` of the class and of the file. */
function byMarks(definition: Node, names: TestNames): Idle | null {
  for (let node: Node | null = definition; node; node = ancestor(node, "class_definition")) {
    for (const decorator of decorators(node)) {
      const [expression] = decorator.operands;
      const why = expression && ofMark(expression, names);
      if (why) return { why: `${why} by \`${shortened(decorator.text)}\``, at: decorator };
    }
    const own = node.type === "class_definition" ? classValue(node, "pytestmark") : null;
    const why = own && ofMarks(own, names);
    if (why) return { why: `${why} by the \`pytestmark\` of its class`, at: own };
  }
  const value = names.global("pytestmark").at(-1)?.value;
  const why = value && ofMarks(value, names);
  return why ? { why: `${why} by \`pytestmark\``, at: value } : null;
}

function ofMarks(value: Node, names: TestNames): string | null {
  const node = unwrap(value);
  const marks = node.type === "list" || node.type === "tuple" ? node.operands : [node];
  for (const mark of marks) {
    const why = ofMark(mark, names);
    if (why) return why;
  }
  return null;
}

/** What a mark does to every run: `is skipped`, `is expected to fail`; null for one that depends on something. */
function ofMark(mark: Node, names: TestNames, step = 0): string | null {
  const node = unwrap(mark);
  const call = node.type === "call" ? node : null;
  const callee = call ? call.child("function") : node;
  const { positional, keywords } = call ? callArguments(call) : { positional: [], keywords: [] };
  const keyword = (name: string): Node | null => keywords.find((one) => one.name === name)?.value ?? null;
  const condition = positional[0] ?? keyword("condition");
  const dotted = names.resolve(callee) ?? "";
  switch (/(?:^|\.)(?:mark|unittest)\.(\w+)$/.exec(dotted)?.[1] ?? /^unittest\.case\.(\w+)$/.exec(dotted)?.[1]) {
    case "skip":
      return "is skipped";
    case "skipif":
    case "skipIf":
      return truthOf(condition, names) === true ? "is skipped" : null;
    case "skipUnless":
      return truthOf(condition, names) === false ? "is skipped" : null;
    case "expectedFailure":
      return "is expected to fail";
    case "xfail": {
      if (constantTruth(keyword("run"), names) === false) return "is not run";
      if (condition && truthOf(condition, names) !== true) return null;
      // It shows that this exception is raised.
      return keyword("raises") && constantTruth(keyword("strict"), names) === true ? null : "is expected to fail";
    }
    case "parametrize": {
      const values = positional[1] ?? keyword("argvalues");
      const cases = values && /^(?:list|tuple)$/.test(unwrap(values).type) ? unwrap(values).operands : null;
      if (cases?.length === 0) return "is given no case to run";
      return cases?.every((one) => isSkippedCase(one, names)) ? "is given only cases that are skipped" : null;
    }
    default: {
      if (call || callee?.type !== "identifier" || step > 2) return null;
      const bindings = names.global(callee.text);
      const value = bindings.length === 1 ? bindings[0]?.value : null;
      return value ? ofMark(value, names, step + 1) : null;
    }
  }
}

/** `pytest.param(1, marks=pytest.mark.skip)` */
function isSkippedCase(value: Node, names: TestNames): boolean {
  const call = unwrap(value);
  if (call.type !== "call" || names.resolve(call.child("function")) !== "pytest.param") return false;
  const marks = callArguments(call).keywords.find(({ name }) => name === "marks")?.value;
  return marks ? ofMarks(marks, names) === "is skipped" : false;
}

/** A condition of a mark; pytest evaluates a text. */
function truthOf(condition: Node | null, names: TestNames): boolean | null {
  const text = condition && stringValue(condition);
  if (text === null) return constantTruth(condition, names);
  return /^\s*(?:True|1)\s*$/.test(text) ? true : /^\s*(?:False|0)\s*$/.test(text) ? false : null;
}

/** Where the definition itself is never reached. */
function byPlace(definition: Node, names: TestNames): Idle | null {
  const outer = ancestor(definition, "function_definition");
  if (outer) return { why: "stands in a function, where no runner looks for it", at: outer };
  for (let up = definition.parent; up; up = up.parent) {
    if (
      up.type === "if_statement" &&
      /__name__/.test(up.child("condition")?.text ?? "") &&
      isWithin(definition, up.child("consequence"))
    )
      return { why: 'stands under `if __name__ == "__main__"`, where no runner looks for it', at: up.child("condition") ?? up };
    if (up.parent === null && !counts(definition, up, names))
      return { why: "stands where the file never comes to", at: definition };
  }
  return null;
}

/** A class that pytest does not collect. */
function byClass(definition: Node, names: TestNames): Idle | null {
  for (let owner = ancestor(definition, "class_definition"); owner; owner = ancestor(owner, "class_definition")) {
    const flag = classValue(owner, "__test__");
    if (flag && constantTruth(flag, names) === false)
      return { why: `stands in \`${nameOf(owner)}\`, which says \`__test__ = False\``, at: flag };
    const bases = owner.child("superclasses")?.operands.filter(({ type }) => type !== "keyword_argument") ?? [];
    if (bases.some((base) => lastName(base) !== "object")) continue;
    if (!/^Test/.test(nameOf(owner)) && !names.isExtended(nameOf(owner)))
      return {
        why: `stands in \`${nameOf(owner)}\`, which pytest does not collect (its classes are named \`Test…\`)`,
        at: owner,
      };
    const constructor = methodsOf(owner).find((method) => /^__(?:init|new)__$/.test(nameOf(method)));
    if (constructor)
      return { why: `stands in \`${nameOf(owner)}\`, which has a constructor and so is not collected`, at: constructor };
  }
  return null;
}

/** A later definition of the same name in the same block takes its place. */
function redefined(definition: Node, names: TestNames): Idle | null {
  const name = nameOf(definition);
  const block = outermost(definition).parent;
  const owner = ancestor(definition, "class_definition");
  if (owner) {
    const later = methodsOf(owner).filter((method) => nameOf(method) === name && method.start > definition.start);
    return later[0] && block === owner.child("body")
      ? { why: "is defined again below, and only the last one runs", at: later[0] }
      : null;
  }
  const last = names
    .global(name)
    .findLast(({ kind, statement }) => (kind === "function" || kind === "class") && isTopLevel(statement));
  return last && isTopLevel(definition) && last.statement.start > definition.start
    ? { why: "is defined again below, and only the last one runs", at: last.statement }
    : null;
}

/** Skipped by its first statement, or a generator, which no runner goes through. */
function byBody(definition: Node, names: TestNames): Idle | null {
  const skipped = skippedByBody(definition, names) ?? byFixture(definition, names);
  if (skipped) return skipped;
  const body = definition.child("body");
  let generator: Node | null = null;
  if (body)
    walk(body, (node) => {
      if (node.type === "yield") generator ??= node;
      return !/^(?:function_definition|lambda|class_definition)$/.test(node.type);
    });
  return generator ? { why: "is a generator (it has a `yield`), which no runner goes through", at: generator } : null;
}

/** A fixture of the file that the test asks for and that skips it. */
function byFixture(definition: Node, names: TestNames): Idle | null {
  for (const parameter of definition.child("parameters")?.operands ?? []) {
    const name = (parameter.child("name") ?? parameter.operands[0] ?? parameter).text;
    const fixture = names.global(name).find(({ kind }) => kind === "function")?.statement;
    if (!fixture || !decorators(fixture).some((decorator) => /\bfixture\b/.test(decorator.text))) continue;
    const skipped = skippedByBody(fixture, names);
    if (skipped) return { why: `is skipped by its fixture \`${name}\``, at: skipped.at };
  }
  return null;
}

/** The statement that skips a function before anything else happens. */
export function skippedByBody(definition: Node, names: TestNames): Idle | null {
  const body = definition.child("body");
  for (const statement of body?.operands ?? []) {
    const [expression] = statement.operands;
    const raised = statement.type === "raise_statement" ? expression : null;
    const called = statement.type === "expression_statement" && expression?.type === "call" ? expression : raised;
    const callee = called?.type === "call" ? called.child("function") : called;
    const dotted = names.resolve(callee ?? null) ?? callee?.text ?? "";
    if (/^(?:pytest\.(?:skip|xfail)|(?:self|cls)\.skipTest|unittest\.(?:case\.)?SkipTest)$/.test(dotted))
      return {
        why: `${dotted.endsWith("xfail") ? "is expected to fail" : "is skipped"} by \`${shortened(statement.text)}\``,
        at: statement,
      };
    // Only what comes before anything is checked skips the whole test.
    if (!isPrelude(statement)) break;
  }
  return null;
}

function isPrelude(statement: Node): boolean {
  if (statement.type === "comment" || /^import/.test(statement.type) || statement.type === "pass_statement") return true;
  return (
    statement.type === "expression_statement" &&
    /^(?:string|assignment|concatenated_string)$/.test(statement.operands[0]?.type ?? "")
  );
}

function outermost(definition: Node): Node {
  return definition.parent?.type === "decorated_definition" ? definition.parent : definition;
}

function isTopLevel(definition: Node): boolean {
  const { parent } = outermost(definition);
  return parent === null || parent.type === "module";
}

function methodsOf(owner: Node): Node[] {
  return (owner.child("body")?.children ?? []).flatMap((statement) => {
    const definition = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    return definition?.type === "function_definition" ? [definition] : [];
  });
}

/** What a class body gives a name. */
export function classValue(owner: Node, name: string): Node | null {
  for (const statement of owner.child("body")?.children ?? []) {
    const [assignment] = statement.type === "expression_statement" ? statement.operands : [];
    if (assignment?.type === "assignment" && assignment.child("left")?.text === name) return assignment.child("right");
  }
  return null;
}

function isWithin(node: Node, outer: Node | null): boolean {
  return outer !== null && outer.start <= node.start && node.end <= outer.end;
}

function nameOf(definition: Node): string {
  return definition.child("name")?.text ?? "";
}

export function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
