import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import { calleeName } from "../../code/read.ts";

/** zod itself, and packages that pass its `z` on. */
const ZOD = /^(?:zod(?:\/[\w./-]+)?|@hono\/zod-openapi|@asteasolutions\/zod-to-openapi|zod-openapi)(?:\.(?:z|default))*\.(\w+)$/;
const FORMS = /^(?:zod(?:\/[\w./-]+)?|@hono\/zod-openapi)(?:\.(?:z|default))*\.iso\.\w+$/;

/** The function of zod that a call calls: `object` of `z.object(…)`; `iso` for every form of time. */
export function maker(call: Node, module: ModuleNames): string | null {
  const name = module.resolve(call.child("function")) ?? "";
  return ZOD.exec(name)?.[1] ?? (FORMS.test(name) ? "iso" : null);
}

/** What a call is given. `inner` is the first of it, or what that gives where it is a function: `z.lazy(() => Order)`. */
export function givenTo(call: Node): { given: Node[]; inner: Node | null } {
  const given = call.child("arguments")?.operands ?? [];
  const [first] = given;
  return { given, inner: (first?.type === "lambda" ? first.child("body") : first) ?? null };
}

/** The schema and the method of it that a call calls: `z.string()` and `min` of `z.string().min(1)`. */
export function changedBy(call: Node): { schema: Node; method: string } | null {
  const callee = call.child("function");
  const schema = callee?.type === "attribute" ? callee.child("object") : null;
  const method = calleeName(call);
  return schema && method !== null ? { schema, method } : null;
}

/** The value that a name of this file was declared with. */
export function declaredValue(name: Node, module: ModuleNames): Node | null {
  const [first] = name.type === "identifier" ? module.bindingsOf(name.text, name) : [];
  return first?.kind === "assignment" ? first.value : null;
}
