import { calleeName, isFunction, lastName, spanOf, type Span, type TSESTree } from "../../server/facts/typescript/index.ts";
import { walk } from "../../server/code/typescript/walk.ts";
import type { TypeScriptContext, TypeScriptRule } from "../define.ts";
import { calledHere } from "../shared/called-functions-typescript.ts";
import { ENV_USES, envUse, speaksOfEnvironment, type EnvUse } from "../shared/env-reads-typescript.ts";
import { isAlone, isLoadTime, isToolFile } from "../shared/load-time.ts";

const INSTEAD = "Read it in a function that the program calls when it starts, and pass the value on.";
/** How deep a helper that calls a helper is followed. */
const MAX_DEPTH = 3;
/** Functions by which a program starts. */
const START = /^(?:main|run|start|bootstrap|serve|listen|cli)(?=[A-Z_]|$)/;

export const importTimeEnv: TypeScriptRule = {
  id: "import_time_env",
  visit: Object.fromEntries(ENV_USES.map((type) => [type, check])),
};

function check(node: TSESTree.Node, context: TypeScriptContext): void {
  const { module, path } = context;
  if (!speaksOfEnvironment(module) || isToolFile(path)) return;
  const use = readAtRunTime(envUse(node, module), context);
  if (use) {
    if (isLoadTime(node, context)) reportUse(node, use, context);
    return;
  }
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return;
  if (!isLoadTime(node, context)) return;
  const read = readBehind(node, context, new Set(), 0);
  if (!read || startsProgram(node, context)) return;
  const written = `${node.type === "NewExpression" ? "new " : ""}${module.textOf(node.callee)}`;
  context.report({
    at: spanOf(node),
    message: `\`${written}(…)\` reads the environment (${variable(read, context).replace(/^The/, "the")}) while the module is imported: no test can set it. ${INSTEAD.replace("Read it", "Call it")}`,
    related: [{ at: read.at, message: "the environment is read here" }],
  });
}

function reportUse(node: TSESTree.Node, use: EnvUse, context: TypeScriptContext): void {
  if (use.sets) {
    // A test prepares the environment before it imports what it tests.
    if (context.isTest) return;
    context.report({
      at: use.at,
      message: `The environment is changed while the module is imported (\`${written(use.at, context)}\`): every other module sees it or not by the order of imports. Set it where the process starts.`,
    });
    return;
  }
  if (context.isTest && decidesWhatRuns(node)) return;
  const many = use.names.length > 1;
  context.report({
    at: use.at,
    message: `${variable(use, context)} ${many ? "are" : "is"} read while the module is imported: the ${many ? "values are" : "value is"} frozen before the program has started, and no test can set ${many ? "them" : "it"}. ${many ? INSTEAD.replace("it", "them").replace("value", "values") : INSTEAD}`,
  });
}

/** Without the variables that a bundler replaces by their values: those are constants of the built program. */
function readAtRunTime(use: EnvUse | null, { project: { profile } }: TypeScriptContext): EnvUse | null {
  if (!use || use.sets || use.names.length === 0) return use;
  const isFixed = (name: string): boolean =>
    profile.build_time_environment.some((row) => (row.endsWith("*") ? name.startsWith(row.slice(0, -1)) : name === row));
  const names = use.names.filter((name) => !isFixed(name));
  return names.length > 0 ? { ...use, names } : null;
}

/** `describe.skipIf(!process.env.DATABASE_URL)`: which tests there are is decided when they are collected. */
function decidesWhatRuns(node: TSESTree.Node): boolean {
  for (let up = node.parent; up && up.type !== "ExpressionStatement"; up = up.parent)
    if (up.type === "CallExpression" && /^(?:skipIf|runIf)$/.test(calleeName(up) ?? "")) return true;
  return false;
}

/** `main();` where nothing imports the result: the program starts here. */
function startsProgram(call: TSESTree.CallExpression | TSESTree.NewExpression, { module }: TypeScriptContext): boolean {
  const called = calledHere(call, module);
  return START.test(lastName(call.callee) ?? "") || (called?.definition?.async === true && isAlone(call));
}

/** The environment read that a call of a function or class of this file ends in; null for any other call. */
function readBehind(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  context: TypeScriptContext,
  seen: Set<TSESTree.Node>,
  depth: number,
): EnvUse | null {
  const { module } = context;
  const called = calledHere(call, module);
  const [first] = called?.bodies ?? [];
  if (!called || !first || seen.has(first)) return null;
  seen.add(first);
  const calls: (TSESTree.CallExpression | TSESTree.NewExpression)[] = [];
  let found: EnvUse | null = null;
  for (const body of called.bodies) {
    walk(body, (node) => {
      if (found || node.type === "ClassBody") return false;
      if (isFunction(node) && !(node.parent?.type === "CallExpression" && node.parent.callee === node)) return false;
      const use = readAtRunTime(envUse(node, module), context);
      if (use && !use.sets) found = use;
      if (node.type === "CallExpression" || node.type === "NewExpression") calls.push(node);
      return true;
    });
  }
  if (found || depth >= MAX_DEPTH) return found;
  for (const inner of calls) {
    const behind = readBehind(inner, context, seen, depth + 1);
    if (behind) return behind;
  }
  return null;
}

/** The variables' names in quotes, or what is written when no name is. */
function variable({ names, at }: EnvUse, context: TypeScriptContext): string {
  const quoted = names.map((name) => `\`${name}\``).join(", ");
  if (names.length > 0) return `The ${names.length > 1 ? "variables" : "variable"} ${quoted}`;
  return `\`${written(at, context)}\``;
}

function written({ start, end }: Span, { module }: TypeScriptContext): string {
  const line = module.tree.text.value.slice(start, end).replace(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
