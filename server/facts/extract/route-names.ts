import type { Node } from "../../syntax/tree.ts";
import { callArguments, isFunction, lastName, unwrap } from "../../code/read.ts";
import { givenTo, routingWords } from "./routing-words.ts";

/** What a handler that is written into its route is called: `POST /orders`. The dots of its path are spaces: a dot ends a name. */
export function routeName(handler: Node): string | null {
  const call = routeCall(handler);
  const method = call && calledMethod(call);
  if (!call || method === null) return null;
  const { verbs, declares } = routingWords(call);
  const declared = declares.get(method);
  const { positional } = callArguments(call);
  const [first] = positional;
  const isDeclared = declared && positional.length >= (declared.least ?? 0) && givenTo(call, declared.handler) !== null;
  // `stream.on("data", …)` is no route.
  if (!isDeclared && !verbs.has(method)) return null;
  const methods = isDeclared ? givenTo(call, declared.methods) : null;
  const path = isDeclared ? givenTo(call, declared.path) : first && isFunction(unwrap(first)) ? null : first;
  const verb = !isDeclared ? method.toUpperCase() : methods ? methods.text.replace(/\W+/g, " ").trim() : "GET";
  const text = path?.text.replace(/^["'`]|["'`]$/g, "") ?? "";
  return `${verb} ${text}`.trim().replaceAll(".", " ");
}

function calledMethod(call: Node): string | null {
  const callee = unwrap(call.child("function") as Node);
  return callee.type === "attribute" ? lastName(callee) : null;
}

/** The call that a function is given to as a route's handler or middleware, directly, in a list, in options, or through a wrapper. */
function routeCall(handler: Node): Node | null {
  const { verbs, declares } = routingWords(handler);
  let child = handler;
  for (let up = handler.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "call": {
        if (child.field === "function") return null;
        const name = calledMethod(up);
        if (name !== null) return verbs.has(name) || declares.has(name) ? up : null;
        break;
      }
      case "argument_list":
      case "list":
      case "dictionary":
      case "pair":
      case "cast":
        break;
      default:
        return null;
    }
  }
  return null;
}
