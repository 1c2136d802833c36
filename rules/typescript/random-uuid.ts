import { spanOf, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { Related, TypeScriptContext, TypeScriptRule } from "../define.ts";
import { deriveFix } from "./shared/thread-fix.ts";
import { derivesThread, isThreadName, randomFunction } from "./shared/thread-identity.ts";
import { isDefaultFactory, landings, readsAfter, type Landing } from "./shared/value-flow.ts";

export const randomUuid: TypeScriptRule = {
  id: "random_uuid",
  visit: {
    CallExpression(node, context) {
      if (randomFunction(node.callee, context.module, context.project.profile)) check(node, context);
      // `.$defaultFn(randomUUID)`: the function itself counts only where it will be called.
      for (const argument of node.arguments) {
        if (argument.type !== "Identifier" && argument.type !== "MemberExpression") continue;
        if (isDefaultFactory(argument) && randomFunction(argument, context.module, context.project.profile))
          check(argument, context);
      }
    },
  },
};

function check(source: TSESTree.Expression, context: TypeScriptContext): void {
  const { module } = context;
  const direct: Landing[] = [];
  const later: Landing[] = [];
  for (const landing of landings(source)) {
    if (reaches(landing, context)) direct.push(landing);
    else if (landing.kind === "variable")
      for (const read of readsAfter(landing.at, module)) later.push(...landings(read).filter((one) => reaches(one, context)));
  }
  const [first] = [...direct, ...later];
  if (!first) return;
  const related: Related[] = later.map((landing) => ({ at: spanOf(landing.at), message: `\`${landing.name}\` gets it here` }));
  const { parent } = source;
  const asText = /^(?:TemplateLiteral|BinaryExpression|MemberExpression|CallExpression)$/.test(parent.type);
  context.report({
    at: spanOf(source),
    message: `\`${module.textOf(source)}\` makes \`${first.name}\` another id on every call, so one conversation falls into many threads: derive it with uuidv5 from the thread's key and the module's namespace.`,
    related,
    fix: source.type === "CallExpression" ? deriveFix(source, context) : undefined,
    data: { name: first.name, ...(asText ? { also: ["string_thread_id"] } : {}) },
  });
}

function reaches({ kind, name }: Landing, { project: { profile } }: TypeScriptContext): boolean {
  return isThreadName(name, profile) || (kind === "returned" && derivesThread(name));
}
