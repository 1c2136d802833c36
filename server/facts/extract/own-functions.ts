import type { Node } from "../../syntax/tree.ts";
import { parameterIndex } from "../../code/definitions.ts";
import { ownName } from "../../code/function-names.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { enclosingFunction, isFunction, unwrap } from "../../code/read.ts";
import { constantValue } from "../../code/texts.ts";
import type { EnvHelperFact } from "../kinds.ts";
import { parameterNames } from "./dependencies.ts";

/** The function whose parameter a name is: what it is asked for, its callers say. Null for any other name. */
export function helperOf(name: Node, module: ModuleNames): EnvHelperFact | null {
  const binding = name.type === "identifier" ? module.binding(name.text, name) : null;
  if (binding?.kind !== "parameter") return null;
  const isPython = name.source.language === "python";
  const definition = isPython ? enclosingFunction(name) : binding.statement;
  if (!definition || (isPython && definition.type !== "function_definition")) return null;
  const index = isPython ? parameterNames(definition).indexOf(name.text) : parameterIndex(definition, binding.node);
  const called = isPython ? (definition.child("name")?.text ?? "") : ownName(definition);
  return index < 0 || called === null ? null : { kind: "helper", function: called, parameter: name.text, index };
}

/** The function of this file that a name stands for: what it does is seen there. */
export function ownFunction(callee: Node | null, module: ModuleNames): Node | null {
  const name = callee && unwrap(callee);
  if (name?.type !== "identifier") return null;
  const [first] = module.bindingsOf(name.text, name);
  const value = first?.kind === "function" ? first.statement : constantValue(name, module);
  return value && isFunction(value) ? value : null;
}
