import { decorators, decoratorTarget, isAsync, lastName, unwrap, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";

/** Bases that call nothing by name, so that no method of the class overrides anything. */
const HARMLESS_BASES = /^(?:object|ABC|Generic|BaseModel|Enum|StrEnum|IntEnum|NamedTuple|TypedDict)$/;
const HARMLESS_DECORATORS = /^(?:staticmethod|classmethod|wraps|final)$/;

export default defineRule({
  id: "async_without_await",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "An `async def` of an executor or governance module that awaits nothing.",
  why: "It promises to give way while it waits and never does: what it calls is synchronous work in disguise, or it need not be async.",
  instead: "Make it a plain `def`, or await the work that it does.",
  examples: [
    {
      bad: "# module_id: orders.executor\nasync def total(lines: list[int]) -> int:\n    return sum(lines)\n",
      good: "# module_id: orders.executor\ndef total(lines: list[int]) -> int:\n    return sum(lines)\n",
    },
  ],
  python: {
    function_definition(node, context) {
      if ((context.kind !== "executor" && context.kind !== "governance") || context.isTest || !isAsync(node)) return;
      const name = node.child("name");
      const body = node.child("body");
      if (!name || !body || /^__\w+__$/.test(name.text) || isStub(body) || awaits(body)) return;
      if (isRegistered(node) || takesRequest(node) || mayOverride(node, context)) return;
      context.report({
        at: name,
        message: `\`${name.text}\` is async and awaits nothing: its callers wait for synchronous work as if it gave way. Make it a plain \`def\`, or await what it does.`,
      });
    },
  },
});

/** `...`, `pass`, a docstring, `raise NotImplementedError`: what a subclass or a protocol's class fills in. */
function isStub(body: Node): boolean {
  return body.operands.every((statement) => {
    if (statement.type === "pass_statement") return true;
    if (statement.type === "raise_statement") return /\bNotImplementedError\b/.test(statement.text);
    const [expression] = statement.operands;
    return statement.type === "expression_statement" && (expression?.type === "string" || expression?.type === "ellipsis");
  });
}

/** An await, `async for`, `async with` or yield of the function's own. */
function awaits(body: Node): boolean {
  let found = false;
  walk(body, (node) => {
    if (found || node.type === "function_definition" || node.type === "lambda" || node.type === "class_definition") return false;
    if (node.type === "await" || node.type === "yield") found = true;
    if (/^(?:with_statement|for_statement|for_in_clause)$/.test(node.type) && /^async\b/.test(node.text)) found = true;
    return true;
  });
  return found;
}

/** Any decorator may be what needs a coroutine: a route, a fixture, an event handler, `@override`, `@abstractmethod`. */
function isRegistered(definition: Node): boolean {
  return decorators(definition).some((decorator) => !HARMLESS_DECORATORS.test(lastName(decoratorTarget(decorator)) ?? ""));
}

/** A dependency or middleware of the web framework, which calls coroutines and threads differently. */
function takesRequest(definition: Node): boolean {
  return (definition.child("parameters")?.operands ?? []).some((parameter) => {
    const type = parameter.child("type")?.text ?? "";
    const value = parameter.child("value");
    const call = value ? unwrap(value) : null;
    return (
      /\b(?:Request|WebSocket|HTTPConnection)\b|\bDepends\(/.test(type) ||
      (call?.type === "call" && lastName(call.child("function")) === "Depends")
    );
  });
}

/** A method of a class with a base that may call it: one that is not known, or that has a method of that name. */
function mayOverride(definition: Node, context: CodeContext): boolean {
  const block = definition.parent?.type === "decorated_definition" ? definition.parent.parent : definition.parent;
  const owner = block?.parent;
  return owner?.type === "class_definition" && inherits(owner, definition.child("name")?.text ?? "", context, 0);
}

function inherits(owner: Node, method: string, context: CodeContext, depth: number): boolean {
  for (const base of owner.child("superclasses")?.operands ?? []) {
    if (base.type === "keyword_argument") continue;
    const named = base.type === "subscript" ? (base.child("value") ?? base) : base;
    const name = lastName(named);
    if (name === "Protocol") return true;
    if (name && HARMLESS_BASES.test(name)) continue;
    const own = named.type === "identifier" ? context.binding(named) : null;
    if (own?.kind === "class" && depth < 5) {
      if (methodNames(own.statement).includes(method) || inherits(own.statement, method, context, depth + 1)) return true;
      continue;
    }
    const known = context.contractClass(context.resolve(named));
    if (!known?.complete || known.methods.some((other) => other.name === method)) return true;
  }
  return false;
}

function methodNames(definition: Node): string[] {
  return (definition.child("body")?.children ?? []).flatMap((statement) => {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    return inner?.type === "function_definition" ? [inner.child("name")?.text ?? ""] : [];
  });
}
