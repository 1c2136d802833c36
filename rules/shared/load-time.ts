import { isAsync, isFunction, isImportTime, lastName, modifiers, type Node } from "../../server/code/index.ts";

/**
 * True when a node is evaluated because something imports its module. Not what only runs as a program: a file of TypeScript that begins with `#!`, and
 * `(async () => { … })()` standing alone.
 */
export function isLoadTime(node: Node): boolean {
  if (!isImportTime(node)) return false;
  if (node.source.language === "python") return true;
  if (isProgram(node)) return false;
  for (let up: Node | null = node; up; up = up.parent) {
    const { parent } = up;
    if (up.field === "right" && parent && isInstanceAccessor(parent)) return false;
    if (isFunction(up) && isAsync(up) && parent?.type === "call" && isAlone(parent)) return false;
  }
  return true;
}

/** `accessor size = 1` of a class. */
function isInstanceAccessor(member: Node): boolean {
  return member.parent?.parent?.type === "class_definition" && isAccessor(modifiers(member));
}

function isAccessor(words: readonly string[]): boolean {
  return words.includes("accessor") && !words.includes("static");
}

/** Nobody imports a file of TypeScript that begins with `#!`. */
export function isProgram({ source: { language, text } }: Node): boolean {
  return language === "typescript" && /^\ufeff?#!/.test(text.value.slice(0, 3));
}

/** A configuration file of a build or test tool: `vite.config.ts`, `vitest.setup.ts`. The tool imports it to get what it says. */
export function isToolFile(path: string): boolean {
  return /\.(?:config|setup)\.[mc]?tsx?$/.test(path);
}

/** A call whose result nothing takes: `main();`, `void main();`, `await main();`, `main().catch(…);`. */
export function isAlone(call: Node): boolean {
  let node = call;
  for (let up = node.parent; up; node = up, up = up.parent) {
    if (up.type === "expression_statement") return true;
    const passes =
      up.type === "await" ||
      (up.type === "unary_operator" && up.text.startsWith("void")) ||
      (up.type === "attribute" && node.field === "object" && /^(?:then|catch|finally)$/.test(lastName(up) ?? "")) ||
      (up.type === "call" && node.field === "function");
    if (!passes) return false;
  }
  return false;
}
