import type { Node } from "../../syntax/tree.ts";
import { callArguments, decorators, decoratorTarget, keywordArgument } from "../../code/read.ts";
import type { FactContext } from "../context.ts";
import { emitRoute, methodsOf } from "./emit-route.ts";
import { routerName } from "./router-names.ts";
import { routingWords } from "./routing-words.ts";

/** Python: `@router.post("/x")`, `@router.api_route("/x", methods=["GET"])` above the function that answers. */
export function decoratedRoutes(definition: Node, context: FactContext): void {
  const words = routingWords(definition);
  for (const decorator of decorators(definition)) {
    const [call] = decorator.operands;
    const callee = call?.type === "call" ? call.child("function") : null;
    const receiver = callee?.child("object");
    const method = callee?.child("attribute");
    if (!call || !receiver || !method) continue;
    const verb = words.verbs.get(method.text);
    if (verb === undefined && !words.decorators.has(method.text)) continue;
    const router = routerName(receiver, context);
    const path = callArguments(call).positional[0] ?? keywordArgument(call, "path");
    if (!router || !path) continue;
    const name = definition.child("name");
    emitRoute(
      {
        call,
        at: { start: decorator.start, end: call.end },
        router,
        path,
        methods: verb === undefined ? methodsOf(keywordArgument(call, "methods"), context) : [verb],
        method: verb === undefined ? null : method,
        handler: name?.text ?? null,
        definition: name,
        // What stands above the route decorates what the router gives back, and runs before nothing.
        before: decorators(definition).flatMap((other) => (other.start > decorator.start ? decoratorParts(other) : [])),
      },
      context,
    );
  }
}

/** What a decorator is: its name, and what it is read from: `@auth.login_required`. */
function decoratorParts(decorator: Node): Node[] {
  const target = decoratorTarget(decorator);
  const owner = target?.type === "attribute" ? target.child("object") : null;
  return [target, owner].filter((part) => part !== null);
}
