import { callArguments, operator, unwrap, walk, type Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

const READERS = /^os\.getenvb?$/;
const ENVIRONMENT = /^os\.environb?$/;
const OF_ENVIRONMENT = /^os\.environb?\.\w+$/;
/** How deep a helper that calls a helper is followed. */
const MAX_DEPTH = 3;

/** The node types that can be a use of the process environment. */
export const ENV_USES = [
  "call",
  "subscript",
  "comparison_operator",
  "dictionary_splat",
  "list_splat",
  "for_statement",
  "for_in_clause",
  "binary_operator",
] as const;

/** The part of a node (one of `ENV_USES`) that uses `os.environ` or `os.getenv`, null when it does not. `os.environ` handed to `patch.dict` is no use of it. */
export function envUse(node: Node, context: CodeContext): Node | null {
  switch (node.type) {
    case "call": {
      const callee = node.child("function");
      const name = context.resolve(callee);
      if (name !== null && (READERS.test(name) || OF_ENVIRONMENT.test(name))) return node;
      if (callee && /(?:^|\.)patch\.dict$/.test(name ?? callee.text)) return null;
      const { positional, keywords } = callArguments(node);
      return [...positional, ...keywords.map(({ value }) => value)].some((argument) => isEnvironment(argument, context))
        ? node
        : null;
    }
    case "subscript":
      return isEnvironment(node.child("value"), context) ? node : null;
    case "comparison_operator":
      return /^(?:not )?in$/.test(operator(node)) && isEnvironment(node.operands[1] ?? null, context) ? node : null;
    case "dictionary_splat":
    case "list_splat":
      return isEnvironment(node.operands[0] ?? null, context) ? node : null;
    case "for_statement":
    case "for_in_clause": {
      const iterable = node.child("right");
      return isEnvironment(iterable, context) ? iterable : null;
    }
    case "binary_operator":
      return node.operands.some((operand) => isEnvironment(operand, context)) ? node : null;
    default:
      return null;
  }
}

function isEnvironment(node: Node | null, context: CodeContext): boolean {
  const inner = node && unwrap(node);
  if (inner?.type !== "identifier" && inner?.type !== "attribute") return false;
  return ENVIRONMENT.test(context.resolve(inner) ?? "");
}

/** The environment read that a call of a function, class or class method of this file ends in; null for any other call. */
export function envReadThroughHelper(call: Node, context: CodeContext): Node | null {
  return readBehind(call, context, new Set(), 0);
}

function readBehind(call: Node, context: CodeContext, seen: Set<Node>, depth: number): Node | null {
  for (const definition of definitionsCalled(call, context)) {
    const body = definition.child("body");
    if (!body || seen.has(definition)) continue;
    seen.add(definition);
    const calls: Node[] = [];
    let found: Node | null = null;
    walk(body, (node) => {
      if (found || node.type === "lambda" || node.type === "function_definition") return false;
      if (isUseType(node.type)) found = envUse(node, context);
      if (node.type === "call") calls.push(node);
      return true;
    });
    if (found || depth >= MAX_DEPTH) return found;
    for (const inner of calls) {
      const behind = readBehind(inner, context, seen, depth + 1);
      if (behind) return behind;
    }
  }
  return null;
}

function isUseType(type: string): boolean {
  return (ENV_USES as readonly string[]).includes(type);
}

/** The functions of this file that run when the call does: the function itself, a class's initialisers, a method of a named class. */
function definitionsCalled(call: Node, context: CodeContext): Node[] {
  const written = call.child("function");
  const callee = written && unwrap(written);
  if (callee?.type === "identifier") {
    const binding = context.binding(callee);
    if (binding?.kind === "function" && !isGeneratorOrAsync(binding.statement)) return [binding.statement];
    if (binding?.kind === "class") return methods(binding.statement, ["__new__", "__init__", "__post_init__"]);
  }
  if (callee?.type === "attribute") {
    const owner = callee.child("object");
    const binding = owner?.type === "identifier" ? context.binding(owner) : null;
    const name = callee.child("attribute")?.text;
    if (binding?.kind === "class" && name) return methods(binding.statement, [name]);
  }
  return [];
}

/** Calling one runs nothing yet. */
function isGeneratorOrAsync(definition: Node): boolean {
  if (/^async\b/.test(definition.text.slice(0, 6))) return true;
  let yields = false;
  const body = definition.child("body");
  if (body) {
    walk(body, (node) => {
      if (node.type === "function_definition" || node.type === "lambda" || yields) return false;
      if (node.type === "yield") yields = true;
      return true;
    });
  }
  return yields;
}

function methods(definition: Node, names: readonly string[]): Node[] {
  if (definition.type !== "class_definition") return [];
  return (definition.child("body")?.children ?? [])
    .map((statement) => (statement.type === "decorated_definition" ? statement.child("definition") : statement))
    .filter(
      (statement): statement is Node =>
        statement?.type === "function_definition" && names.includes(statement.child("name")?.text ?? ""),
    )
    .filter((statement) => !isGeneratorOrAsync(statement));
}
