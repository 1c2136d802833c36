import type { ContractClass } from "../../server/facts/contracts.ts";
import { classArgument } from "../../server/code/types/python.ts";
import type { Node } from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";

/** The class that an expression names: by import, or of the same file. */
export function classNamed(expression: Node | null, context: CodeContext): ContractClass | null {
  if (!expression) return null;
  // `Page[Order](…)` builds a Page.
  const origin = expression.type === "subscript" && expression.source.language === "python" ? expression.child("value") : null;
  if (origin) return classNamed(origin, context);
  const dotted = context.resolve(expression);
  if (dotted !== null) return context.contractClass(dotted);
  // A class of the same file stands for itself, as long as nothing nearer has its name.
  if (expression.type !== "identifier") return null;
  const binding = context.binding(expression);
  return binding?.kind === "class" && binding.scope.kind === "module" ? context.contractClass(expression.text) : null;
}

/** The class that an expression names, or that it holds: `cls: type[Order]`. */
export function classHeld(expression: Node | null, context: CodeContext): ContractClass | null {
  const named = classNamed(expression, context);
  if (named || expression?.type !== "identifier") return named;
  const bindings = context.bindings(expression);
  const [only] = bindings;
  return bindings.length === 1 && only?.annotation ? context.contractClass(classArgument(context.type(only.annotation))) : null;
}

/** The class that an annotation names. */
export function annotatedClass(annotation: Node | null, context: CodeContext): ContractClass | null {
  return annotation ? context.contractClass(context.type(annotation).name) : null;
}
