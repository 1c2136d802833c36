import type { ModuleNames } from "../../code/names/module-names.ts";
import { dictEntries } from "../../code/fields.ts";
import { callArguments, isFunction, lastName, unwrap } from "../../code/read.ts";
import type { Node } from "../../syntax/tree.ts";
import { wordsOf } from "../frameworks/words.ts";

const STRATEGIES = new Set(wordsOf("typescript", "auth").flatMap(({ strategies = {} }) => Object.keys(strategies)));
const OPTIONS = new Set(wordsOf("typescript", "auth").flatMap(({ options = [] }) => options));

/** The last name of a function, class or instance, as its own file has it: an import's own name, not its alias. */
export function calledName(node: Node, module: ModuleNames): string | null {
  const plain = unwrap(node);
  const target = plain.type === "call" ? unwrap(plain.child("function") as Node) : plain;
  if (target.type !== "identifier") return lastName(target);
  const imported = module.binding(target.text, target)?.target?.name;
  return imported && imported !== "default" ? imported : target.text;
}

/** `calledName` of what a call makes to run before a handler; with its arguments where these say what it looks at: `AuthGuard("jwt")`. */
export function madeName(call: Node, module: ModuleNames): string | null {
  const name = calledName(call, module);
  const isOneOfMany = name !== null && STRATEGIES.has(name) && call.type === "call";
  return isOneOfMany ? `${name}${call.child("arguments")?.text ?? ""}`.replaceAll(".", " ") : name;
}

/** `calledName` of a handler, through what binds or wraps it: `controller.handle.bind(controller)`, `asyncHandler(handle)`. */
export function handlerName(node: Node, module: ModuleNames): string | null {
  const plain = unwrap(node);
  if (plain.type !== "call" || plain.source.language === "python") return calledName(plain, module);
  const callee = unwrap(plain.child("function") as Node);
  if (callee.type === "attribute" && lastName(callee) === "bind") return lastName(callee.child("object"));
  const [first] = callArguments(plain).positional;
  return first && !isFunction(unwrap(first)) ? handlerName(first, module) : null;
}

/** The names of functions that run before a handler: given one by one, in a list, as a factory's result, in options. */
export function middlewareNames(nodes: readonly Node[], module: ModuleNames): string[] {
  const names = new Set<string>();
  const add = (name: string | null): void => {
    if (name !== null) names.add(name);
  };
  const visit = (node: Node, depth: number): void => {
    const plain = unwrap(node);
    if (depth > 4) return;
    switch (plain.type) {
      case "identifier":
      case "attribute":
        add(calledName(plain, module));
        break;
      case "call":
        add(madeName(plain, module));
        for (const argument of callArguments(plain).positional)
          if (unwrap(argument).type !== "dictionary") visit(argument, depth + 1);
        break;
      case "list":
      case "tuple":
        for (const item of plain.operands) visit(item, depth + 1);
        break;
      case "dictionary":
        for (const { key, value } of dictEntries(plain) ?? []) if (OPTIONS.has(key ?? "")) visit(value, depth + 1);
        break;
      default:
    }
  };
  for (const node of nodes) visit(node, 0);
  return [...names];
}
