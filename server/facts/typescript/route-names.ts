import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptModule } from "../../code/names/typescript/module.ts";
import { isFunction, keyOf, propertyName, unwrap, type FunctionNode } from "../../code/typescript/read.ts";

/** What a handler that is written into its route is called: `POST /orders`. The dots of its path are spaces: a dot ends a name. */
export function routeName(handler: FunctionNode, module: TypeScriptModule): string | null {
  const call = routeCall(handler);
  if (!call) return null;
  const callee = unwrap(call.callee);
  const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : "";
  let [path] = call.arguments as TSESTree.Node[];
  let verb = method.toUpperCase();
  if (method === "route" && path?.type === "ObjectExpression") {
    const value = (name: string): TSESTree.Node | undefined => {
      const found = (path as TSESTree.ObjectExpression).properties.find(
        (property) => property.type === "Property" && keyOf(property) === name,
      );
      return found?.type === "Property" ? found.value : undefined;
    };
    const given = value("method");
    verb = given ? module.textOf(given).replace(/\W+/g, " ").trim() : "GET";
    path = value("url") ?? value("path");
  } else if (method === "on") {
    verb = call.arguments[0] ? module.textOf(call.arguments[0]).replace(/\W+/g, " ").trim() : "";
    path = call.arguments[1];
  } else if (path && isFunction(unwrap(path))) {
    path = undefined;
  }
  const text = path ? module.textOf(path).replace(/^["'`]|["'`]$/g, "") : "";
  return `${verb} ${text}`.trim().replaceAll(".", " ");
}

/** The call that a function is given to as a route's handler or middleware, directly, in a list, in options, or through a wrapper. */
function routeCall(handler: FunctionNode): TSESTree.CallExpression | null {
  let child: TSESTree.Node = handler;
  for (let up: TSESTree.Node | undefined = handler.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "CallExpression": {
        if (up.callee === child) return null;
        const callee = unwrap(up.callee);
        const name = callee.type === "MemberExpression" ? propertyName(callee) : null;
        if (name !== null && /^(?:get|post|put|patch|delete|del|head|options|all|on|route)$/.test(name)) return up;
        if (name !== null) return null;
        break;
      }
      case "ArrayExpression":
      case "ObjectExpression":
      case "Property":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        break;
      default:
        return null;
    }
  }
  return null;
}
