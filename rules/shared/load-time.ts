import { ancestor, isFunction, isImportTime, unwrap, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext } from "../define.ts";

/**
 * True when a node is evaluated because something imports its module. Not what only runs as a program: a file that begins with `#!`, and
 * `(async () => { … })()` standing alone.
 */
export function isLoadTime(node: TSESTree.Node, context: Pick<TypeScriptContext, "module">): boolean {
  if (!isImportTime(node) || isProgram(context)) return false;
  for (let up: TSESTree.Node | undefined = node; up; up = up.parent) {
    if (up.parent?.type === "AccessorProperty" && up.parent.value === up && !up.parent.static) return false;
    if (isFunction(up) && up.async && up.parent?.type === "CallExpression" && isAlone(up.parent)) return false;
  }
  return true;
}

/** Nobody imports a file that begins with `#!`. */
export function isProgram({ module }: Pick<TypeScriptContext, "module">): boolean {
  return /^\ufeff?#!/.test(module.tree.text.value.slice(0, 3));
}

/** A configuration file of a build or test tool: `vite.config.ts`, `vitest.setup.ts`. The tool imports it to get what it says. */
export function isToolFile(path: string): boolean {
  return /\.(?:config|setup)\.[mc]?tsx?$/.test(path);
}

/** A call whose result nothing takes: `main();`, `void main();`, `await main();`, `main().catch(…);`. */
export function isAlone(call: TSESTree.CallExpression | TSESTree.NewExpression): boolean {
  let node: TSESTree.Node = call;
  for (let up: TSESTree.Node | undefined = node.parent; up; node = up, up = up.parent) {
    if (up.type === "ExpressionStatement") return true;
    const passes =
      up.type === "AwaitExpression" ||
      up.type === "ChainExpression" ||
      (up.type === "UnaryExpression" && up.operator === "void") ||
      (up.type === "MemberExpression" &&
        up.object === node &&
        up.property.type === "Identifier" &&
        /^(?:then|catch|finally)$/.test(up.property.name)) ||
      (up.type === "CallExpression" && up.callee === node);
    if (!passes) return false;
  }
  return false;
}

/** The expression with the type assertions and `!` around it. */
export function withAssertions(node: TSESTree.Node): TSESTree.Node {
  let outer = node;
  while (
    outer.parent &&
    outer.parent.type !== "Program" &&
    unwrap(outer.parent) !== outer.parent &&
    unwrap(outer.parent) === unwrap(node)
  )
    outer = outer.parent;
  return outer;
}

/** The argument list of the call around an object literal that is given to it, however deep. */
export function isInArguments(node: TSESTree.Node): boolean {
  const call = ancestor(node, "CallExpression", "NewExpression", "ExpressionStatement", "VariableDeclaration", "ClassBody");
  return call?.type === "CallExpression" || call?.type === "NewExpression";
}
