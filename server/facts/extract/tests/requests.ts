import { isNew, unwrap } from "../../../code/read.ts";
import { calledBy, calledName, lastMember, memberName, ownerOf } from "../../../code/tests/members.ts";
import type { Node } from "../../../syntax/tree.ts";

const CLIENT_VERB = /^(?:get|post|put|patch|delete|head|options|inject|request|fetch)$/;
const CLIENT = /client|request|api|agent|^app|server|fastify|supertest/i;

/** `request(app).post("/x")`, `app.inject({ … })`, `app.request("/x")`, `client.post(…)`: a request that a test sends. */
export function isRequest(call: Node): boolean {
  const callee = calledBy(call);
  if (isNew(call)) return false;
  if (callee.type === "identifier") return callee.text === "fetch" || callee.text === "inject";
  const owner = ownerOf(callee);
  if (!owner || !CLIENT_VERB.test(memberName(callee) ?? "")) return false;
  const root = requestRoot(owner);
  return CLIENT.test(root) && !/headers?$/i.test(root);
}

/** `request` of `request(app)`, `client` of `this.client`. */
export function requestRoot(object: Node): string {
  const plain = unwrap(object);
  return (plain.type === "call" && !isNew(plain) ? calledName(plain) : lastMember(plain)) ?? "";
}
