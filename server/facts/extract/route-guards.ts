import type { Node } from "../../syntax/tree.ts";
import { dictEntries } from "../../code/fields.ts";
import { callArguments, decorators, decoratorTarget, lastName } from "../../code/read.ts";
import type { FactContext } from "../context.ts";
import { middlewareNames } from "./called-names.ts";
import { routerName } from "./router-names.ts";
import { routingWords } from "./routing-words.ts";

/** What runs before every route of a router, or before every route there is. */

/** `app.use(auth)`, `app.addHook("preHandler", auth)`, `app.useGlobalGuards(new SignatureGuard())`. */
export function guard(call: Node, receiver: Node, method: string, context: FactContext): void {
  const isForAll = routingWords(call).beforeAll.has(method);
  const router = isForAll ? null : routerName(receiver, context);
  const dependencies = isForAll || router ? middlewareNames(callArguments(call).positional, context.module) : [];
  if (dependencies.length > 0) context.emit("routes", { kind: "guard", router, dependencies, span: context.span(call) });
}

/** Python: `@app.before_request` above the function that runs. */
export function decoratedGuards(definition: Node, context: FactContext): void {
  const { before, beforeAll } = routingWords(definition);
  const name = definition.child("name");
  for (const decorator of decorators(definition)) {
    const target = decoratorTarget(decorator);
    const method = target?.type === "attribute" ? (lastName(target) ?? "") : "";
    const receiver = target?.child("object");
    if (!name || !receiver || !(before.has(method) || beforeAll.has(method))) continue;
    const router = beforeAll.has(method) ? null : routerName(receiver, context);
    if (router || beforeAll.has(method))
      context.emit("routes", { kind: "guard", router, dependencies: [name.text], span: context.span(decorator) });
  }
}

/** `{ provide: APP_GUARD, useClass: SignatureGuard }`. */
export function provided(object: Node, context: FactContext): void {
  const entries = object.source.language === "typescript" ? (dictEntries(object) ?? []) : [];
  const token = entries.find(({ key }) => key === "provide");
  if (!token || !routingWords(object).provided.has(lastName(token.value) ?? "")) return;
  const classes = entries.filter(({ key }) => key === "useClass" || key === "useExisting" || key === "useValue");
  const dependencies = middlewareNames(
    classes.map(({ value }) => value),
    context.module,
  );
  context.emit("routes", { kind: "guard", router: null, dependencies, span: context.span(object) });
}
