import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { isFunction, keyOf, lastName, plainArguments, propertyName, unwrap } from "../../code/typescript/read.ts";

/** Options of a fastify route, and of hooks, that hold functions which run before the handler. */
const HOOKS = /^(?:onRequest|preParsing|preValidation|preHandler)$/;

/** The name of a function as its own file has it: an import's own name, not its alias. */
export function handlerName(node: TSESTree.Node, { module }: TypeScriptFactContext): string | null {
  const plain = unwrap(node);
  if (plain.type === "Identifier") {
    const definition = module.variable(plain)?.defs[0];
    if (definition?.type !== "ImportBinding" || definition.node.type !== "ImportSpecifier") return plain.name;
    const { imported } = definition.node;
    return imported.type === "Identifier" ? imported.name : imported.value;
  }
  if (plain.type === "MemberExpression") return lastName(plain);
  // `controller.handle.bind(controller)`, `asyncHandler(handle)`
  if (plain.type !== "CallExpression") return null;
  const callee = unwrap(plain.callee);
  if (callee.type === "MemberExpression" && propertyName(callee) === "bind") return lastName(callee.object);
  const [first] = plainArguments(plain);
  return first && !isFunction(unwrap(first)) ? handlerName(first, { module } as TypeScriptFactContext) : null;
}

/** The names of functions that run before a handler: given one by one, in a list, as a factory's result, in options. */
export function middlewareNames(nodes: readonly TSESTree.Node[], context: TypeScriptFactContext): string[] {
  const names: string[] = [];
  const add = (name: string | null): void => {
    if (name !== null && !names.includes(name)) names.push(name);
  };
  const visit = (node: TSESTree.Node, depth: number): void => {
    const plain = unwrap(node);
    if (depth > 4) return;
    switch (plain.type) {
      case "Identifier":
      case "MemberExpression":
        add(handlerName(plain, context));
        break;
      case "CallExpression":
        add(handlerName(plain.callee, context));
        for (const argument of plainArguments(plain))
          if (unwrap(argument).type !== "ObjectExpression") visit(argument, depth + 1);
        break;
      case "ArrayExpression":
        for (const item of plain.elements) if (item) visit(item, depth + 1);
        break;
      case "ObjectExpression":
        for (const property of plain.properties)
          if (property.type === "Property" && HOOKS.test(keyOf(property) ?? "")) visit(property.value, depth + 1);
        break;
      default:
    }
  };
  for (const node of nodes) visit(node, 0);
  return names;
}

/** What `app.use(auth)`, `app.addHook("preHandler", auth)` put before every route of a router. */
export function middlewareOf(router: TSESTree.Identifier, context: TypeScriptFactContext): string[] {
  const names: string[] = [];
  for (const { identifier } of context.module.variable(router)?.references ?? []) {
    const member = identifier.parent;
    const call = member.type === "MemberExpression" && member.object === identifier ? member.parent : null;
    if (call?.type !== "CallExpression" || call.callee !== member) continue;
    const method = propertyName(member as TSESTree.MemberExpression);
    if (method === "use" || method === "addHook" || method === "all" || method === "register")
      names.push(...middlewareNames(call.arguments, context));
  }
  return [...new Set(names)];
}
