import type { TSESTree } from "../../../syntax/typescript.ts";
import { calleeName, lastName, propertyName, unwrap } from "../../../code/typescript/read.ts";

const CLIENT_VERB = /^(?:get|post|put|patch|delete|head|options|inject|request|fetch)$/;
const CLIENT = /client|request|api|agent|^app|server|fastify|supertest/i;

/** `request(app).post("/x")`, `app.inject({ … })`, `app.request("/x")`, `client.post(…)`: a request that a test sends. */
export function isRequest(node: TSESTree.CallExpression): boolean {
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") return callee.name === "fetch" || callee.name === "inject";
  if (callee.type !== "MemberExpression" || !CLIENT_VERB.test(propertyName(callee) ?? "")) return false;
  const root = requestRoot(callee.object);
  return CLIENT.test(root) && !/headers?$/i.test(root);
}

/** `request` of `request(app)`, `client` of `this.client`. */
export function requestRoot(object: TSESTree.Node): string {
  const plain = unwrap(object);
  return (plain.type === "CallExpression" ? calleeName(plain) : lastName(plain)) ?? "";
}
