import {
  ancestor,
  callArguments,
  isCalledOnTheSpot,
  isFunction,
  isNew,
  keyOf,
  lastName,
  operator,
  stringValue,
  unwrap,
  walk,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import { calledHere } from "./called-functions.ts";

/** One use of the process environment. */
export interface EnvUse {
  at: Node;
  /** The variables by name; empty where the whole environment is used, or a name that only a run would tell. */
  names: string[];
  /** Written to or deleted from, and not read. */
  sets: boolean;
}

const ENVIRONMENT = { python: /^os\.environb?$/, typescript: /^(?:process|Bun)\.env$/ };
/** Functions that read the environment, or change it. */
const READERS = { python: /^os\.(?:getenvb?|environb?\.\w+)$/, typescript: /^Deno\.env\.(?:get|has|toObject|set|delete)$/ };
/** How deep a helper that calls a helper is followed. */
const MAX_DEPTH = 3;

/** The node types that can be a use of the process environment. */
export const ENV_USES = [
  "assignment",
  "attribute",
  "binary_operator",
  "call",
  "comparison_operator",
  "dictionary_splat",
  "for_in_clause",
  "for_statement",
  "list_splat",
  "pair",
  "subscript",
] as const;

/** How a node (one of `ENV_USES`) itself uses the environment; null when it does not. `os.environ` handed to `patch.dict` is no use of it. */
export function envUse(node: Node, context: CodeContext): EnvUse | null {
  const { language } = node.source;
  if (language === "typescript" && !speaksOfEnvironment(node.source)) return null;
  const use = useAt(node, context);
  return use && language === "typescript" ? readAtRunTime(use, context) : use;
}

function useAt(node: Node, context: CodeContext): EnvUse | null {
  const { language } = node.source;
  const isEnvironment = (value: Node | null | undefined): boolean => holdsEnvironment(value, context);
  const use = (at: Node, name: string | null = null, sets = false): EnvUse => ({ at, names: name ? [name] : [], sets });
  switch (node.type) {
    case "attribute":
      return language === "typescript" && isEnvironment(node.child("object")) ? use(node, lastName(node), isSet(node)) : null;
    case "subscript":
      return isEnvironment(node.child("value")) ? use(node, stringValue(node.child("subscript")), isSet(node)) : null;
    case "assignment":
      return destructured(node, context);
    case "call": {
      const callee = node.child("function");
      const { positional, keywords } = callArguments(node);
      const given = [...positional, ...keywords.map(({ value }) => value)];
      const name = isNew(node) ? null : context.resolve(callee);
      if (name !== null && READERS[language].test(name)) {
        const sets = /\.env\.(?:set|delete)$/.test(name) || (/\.setdefault$/.test(name) && isAloneIn(node));
        return use(node, stringValue(positional[0] ?? null), sets);
      }
      if (callee && /(?:^|\.)patch\.dict$/.test(name ?? callee.text)) return null;
      return given.some(isEnvironment) ? use(node, null, name === "Object.assign" && isEnvironment(given[0])) : null;
    }
    case "comparison_operator": {
      const [left, right] = node.operands;
      return /^(?:not )?in$/.test(operator(node)) && isEnvironment(right) ? use(node, stringValue(left ?? null)) : null;
    }
    case "dictionary_splat":
    case "list_splat":
      return isEnvironment(node.operands[0]) ? use(node) : null;
    case "for_statement":
    case "for_in_clause": {
      const iterable = node.child("right");
      return iterable && isEnvironment(iterable) ? use(iterable) : null;
    }
    case "binary_operator":
      return node.operands.some(isEnvironment) ? use(node) : null;
    case "pair": {
      // `createEnv({ runtimeEnv: process.env })`: whoever is called reads it.
      const value = node.child("value");
      const within = ancestor(node, "call", "expression_statement", "variable_declaration", "block");
      return language === "typescript" && value && within?.type === "call" && isEnvironment(value) ? use(value) : null;
    }
    default:
      return null;
  }
}

function holdsEnvironment(node: Node | null | undefined, context: CodeContext): boolean {
  const inner = node && unwrap(node);
  if (!inner || (inner.source.language === "python" && inner.type !== "identifier" && inner.type !== "attribute")) return false;
  return ENVIRONMENT[inner.source.language].test(context.resolve(inner) ?? "");
}

const speaking = new WeakMap<Node["source"], boolean>();

/** Most files do not: their every name need not be asked what it means. */
function speaksOfEnvironment(source: Node["source"]): boolean {
  const known = speaking.get(source) ?? source.text.value.includes("env");
  speaking.set(source, known);
  return known;
}

/** Without the variables that a bundler replaces by their values: those are constants of the built program. */
function readAtRunTime(use: EnvUse, { project: { profile } }: CodeContext): EnvUse | null {
  if (use.sets || use.names.length === 0) return use;
  const isFixed = (name: string): boolean =>
    profile.build_time_environment.some((row) => (row.endsWith("*") ? name.startsWith(row.slice(0, -1)) : name === row));
  const names = use.names.filter((name) => !isFixed(name));
  return names.length > 0 ? { ...use, names } : null;
}

/** `os.environ["X"] = …`, `process.env.X ??= …`, `del os.environ["X"]`: nothing is read. */
function isSet(use: Node): boolean {
  let outer = use;
  while (outer.parent?.type === "cast") outer = outer.parent;
  const { parent } = outer;
  if (outer.field === "left" && parent?.type === "assignment") return true;
  if (outer.field === "left" && parent?.type === "augmented_assignment") return isAloneIn(parent);
  return parent?.type === "delete_statement" || (parent?.type === "unary_operator" && operator(parent) === "delete");
}

function isAloneIn(node: Node): boolean {
  return node.parent?.type === "expression_statement";
}

/** `const { TOKEN, URL: url = "" } = process.env`, `const { env: { TOKEN } } = process`. */
function destructured(assignment: Node, context: CodeContext): EnvUse | null {
  const target = assignment.child("left");
  const from = target?.type === "object_pattern" ? context.resolve(assignment.child("right")) : null;
  if (!target || from === null || !/^(?:(?:process|Bun)(?:\.env)?|globalThis)$/.test(from)) return null;
  const pattern = ENVIRONMENT.typescript.test(from) ? target : patternWithin(target, "env");
  if (!pattern || pattern.operands.length === 0) return null;
  const names = pattern.operands.map((part) => keyOf(part));
  const known = names.filter((name) => name !== null);
  return { at: pattern, names: known.length === names.length ? known : [], sets: false };
}

function patternWithin(pattern: Node, key: string): Node | null {
  const value = pattern.operands.find((part) => keyOf(part) === key)?.child("value");
  const inner = value?.type === "default_parameter" ? value.child("name") : value;
  return inner?.type === "object_pattern" ? inner : null;
}

/** The environment read that a call of a function, class or method of this file ends in; null for any other call. */
export function envReadBehind(call: Node, context: CodeContext, seen = new Set<Node>(), depth = 0): EnvUse | null {
  const { bodies = [] } = calledHere(call, context) ?? {};
  const [first] = bodies;
  if (!first || seen.has(first)) return null;
  seen.add(first);
  const calls: Node[] = [];
  let found: EnvUse | null = null;
  for (const body of bodies) {
    walk(body, (node) => {
      if (found || (isFunction(node) && !isCalledOnTheSpot(node)) || isClassBody(node)) return false;
      const use = (ENV_USES as readonly string[]).includes(node.type) ? envUse(node, context) : null;
      if (use && !(use.sets && node.source.language === "typescript")) found = use;
      if (node.type === "call") calls.push(node);
      return true;
    });
  }
  if (found || depth >= MAX_DEPTH) return found;
  for (const inner of calls) {
    const behind = envReadBehind(inner, context, seen, depth + 1);
    if (behind) return behind;
  }
  return null;
}

function isClassBody({ type, parent, source }: Node): boolean {
  return type === "block" && parent?.type === "class_definition" && source.language === "typescript";
}
