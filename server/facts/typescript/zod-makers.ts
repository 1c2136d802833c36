import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptFactContext } from "./extract.ts";

/** zod itself, and packages that pass its `z` on. */
const ZOD = /^(?:zod(?:\/[\w./-]+)?|@hono\/zod-openapi|@asteasolutions\/zod-to-openapi|zod-openapi)(?:\.(?:z|default))*\.(\w+)$/;
const FORMS = /^(?:zod(?:\/[\w./-]+)?|@hono\/zod-openapi)(?:\.(?:z|default))*\.iso\.\w+$/;

/** The function of zod that a call calls: `object` of `z.object(…)`; `iso` for every form of time. */
export function maker(node: TSESTree.CallExpression, { module }: TypeScriptFactContext): string | null {
  const name = module.resolve(node.callee) ?? "";
  return ZOD.exec(name)?.[1] ?? (FORMS.test(name) ? "iso" : null);
}
