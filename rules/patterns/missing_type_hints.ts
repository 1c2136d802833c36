import { defineRule, type Fix, type CodeContext } from "../define.ts";
import { decorators, decoratorTarget, type Node } from "../../server/code/index.ts";
import { returnsNone } from "../shared/returns-none.ts";

export default defineRule({
  id: "missing_type_hints",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "safe",
  what: "A function whose parameters or return have no type; in TypeScript an exported function or a method, and every `any`.",
  why: "Types are how generated code is held to its contracts: where one is missing, a wrong model passes unseen.",
  instead:
    "Annotate every parameter but `self` and `cls`, and the return; `-> None` or `: void` where nothing is returned. In place of `any` write the real type, or `unknown` and narrow it.",
  examples: [
    {
      bad: "def total(lines, tax=0):\n    return sum(lines) + tax\n",
      good: "def total(lines: list[int], tax: int = 0) -> int:\n    return sum(lines) + tax\n",
    },
  ],
  python: {
    function_definition(node, context) {
      const name = node.child("name");
      const parameters = node.child("parameters");
      if (!name || !parameters || context.path.endsWith(".pyi")) return;
      // A list still being typed is no list without types.
      if (parameters.children.some((child) => child.type === "ERROR")) return;
      const owner = classOf(node);
      const { missing, typed } = readParameters(parameters, owner !== null && !isStatic(node));
      const needsReturn = !node.child("return_type") && !(owner && name.text === "__init__" && typed);
      if (missing.length === 0 && !needsReturn) return;
      if (isOverloaded(node, name, context) || (owner && isProtocol(owner, context))) return;
      const fix = needsReturn && returnsNone(node) ? addNone(parameters) : undefined;
      context.report({
        at: name,
        message: messageFor(name.text, missing, needsReturn, fix !== undefined),
        fix,
        data: { parameters: missing, return: needsReturn },
      });
    },
  },
});

function messageFor(name: string, missing: readonly string[], needsReturn: boolean, isNone: boolean): string {
  const what = missing.length > 0 ? [`its ${missing.length > 1 ? "parameters" : "parameter"} ${list(missing)}`] : [];
  if (needsReturn) what.push("its return");
  const hint = needsReturn && isNone ? " (it returns nothing: `-> None`)" : "";
  return `\`${name}\` has no type for ${what.join(" and ")}${hint}: annotate it, so that the contracts can be checked.`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(", ");
}

/** The parameters without a type, stars included (`*args`), and whether any has one. */
function readParameters(parameters: Node, isMethod: boolean): { missing: string[]; typed: boolean } {
  const missing: string[] = [];
  let typed = false;
  parameters.operands.forEach((parameter, at) => {
    if (parameter.type === "typed_parameter" || parameter.type === "typed_default_parameter") {
      // The type of `self` is nobody's concern, and makes no `__init__` a typed one.
      if (!(at === 0 && isMethod)) typed = true;
      return;
    }
    const isStar = parameter.type === "list_splat_pattern" || parameter.type === "dictionary_splat_pattern";
    if (!isStar && parameter.type !== "identifier" && parameter.type !== "default_parameter") return;
    if (at === 0 && isMethod && !isStar) return;
    missing.push((parameter.child("name") ?? parameter).text);
  });
  return { missing, typed };
}

/** The class that a function is a method of. */
function classOf(definition: Node): Node | null {
  for (let up = definition.parent; up; up = up.parent) {
    if (up.type === "class_definition") return up;
    if (up.type === "function_definition" || up.type === "lambda") return null;
  }
  return null;
}

function isStatic(definition: Node): boolean {
  return decorators(definition).some((decorator) => decoratorTarget(decorator)?.text === "staticmethod");
}

/** Declared with `@overload`, or the implementation below such declarations. */
function isOverloaded(definition: Node, name: Node, context: CodeContext): boolean {
  return context.bindings(name).some(({ kind, statement }) => {
    if (kind !== "function" || statement.start > definition.start) return false;
    return decorators(statement).some((decorator) =>
      /^typing(_extensions)?\.overload$/.test(context.resolve(decoratorTarget(decorator)) ?? ""),
    );
  });
}

function isProtocol(owner: Node, context: CodeContext): boolean {
  return (owner.child("superclasses")?.operands ?? []).some((base) => {
    const name = context.resolve(base.type === "subscript" ? base.child("value") : base);
    return name !== null && /^typing(_extensions)?\.Protocol$/.test(name);
  });
}

function addNone(parameters: Node): Fix {
  return {
    title: "Add `-> None`",
    safety: "safe",
    edits: [{ span: { start: parameters.end, end: parameters.end }, text: " -> None" }],
  };
}
