import { enclosingFunction, type TSESTree, type TypeScriptModule } from "../../../server/facts/typescript/index.ts";
import type { Edit, Fix, TypeScriptContext } from "../../define.ts";
import { snakeCase } from "./spelling.ts";

/** Parameters that name a conversation rather than one message of it. */
const KEY_NAME =
  /(?:^|_)(?:key|number|phone|email|address|channel|sender|recipient|conversation|chat|session|user|account|customer|contact|source|room|topic)(?:_(?:id|key|uuid|number|name))?$/;
/** New with every message: no key for a thread. */
const ONE_MESSAGE = /^(?:event|message|msg|packet|call|task|request|correlation|trace|delivery|job|run)_/;

/**
 * The unsafe fix that derives the id: `uuidv4()` becomes `uuidv5(conversationId, ORDERS_NAMESPACE)`. Undefined where no key or namespace is in sight,
 * or where the module does not import the package `uuid`.
 */
export function deriveFix(call: TSESTree.CallExpression, { module }: TypeScriptContext): Fix | undefined {
  const key = threadKey(call, module);
  const namespace = namespaceOf(module);
  const imported = uuidImport(module);
  if (!key || !namespace || !imported) return undefined;
  const edits: Edit[] = [];
  let name = imported.v5;
  if (name === null) {
    name = "uuidv5";
    if (module.tree.scopes.scopes.some((scope) => scope.set.has("uuidv5"))) return undefined;
    edits.push({ span: { start: imported.end, end: imported.end }, text: ", v5 as uuidv5" });
  }
  const [start, end] = call.range;
  edits.push({ span: { start, end }, text: `${name}(${key}, ${namespace})` });
  return { title: `Derive the id from ${key.startsWith("`") ? key : `\`${key}\``} with uuidv5`, safety: "unsafe", edits };
}

/** What the functions around know of the conversation, as one text; null when their parameters say nothing. */
function threadKey(call: TSESTree.Node, module: TypeScriptModule): string | null {
  const names: string[] = [];
  for (let definition = enclosingFunction(call); definition; definition = enclosingFunction(definition)) {
    for (const parameter of definition.params) {
      if (parameter.type !== "Identifier") continue;
      const type = parameter.typeAnnotation ? module.textOf(parameter.typeAnnotation.typeAnnotation) : "string";
      const name = snakeCase(parameter.name);
      if (type === "string" && KEY_NAME.test(name) && !ONE_MESSAGE.test(name)) names.push(parameter.name);
    }
  }
  const given = names.find((name) => /(?:^|_)key$/.test(snakeCase(name)));
  if (given) return given;
  const [only] = names;
  if (only === undefined) return null;
  return names.length === 1 ? only : `\`${names.map((name) => `\${${name}}`).join(":")}\``;
}

/** The module's namespace constant: a module-level constant or an imported name with NAMESPACE in it. */
function namespaceOf(module: TypeScriptModule): string | null {
  for (const variable of module.scope.variables) {
    if (!/NAMESPACE/.test(variable.name)) continue;
    const [definition] = variable.defs;
    if (definition?.type === "ImportBinding" || (definition?.type === "Variable" && definition.parent.kind === "const"))
      return variable.name;
  }
  return null;
}

/** Where the module imports names of `uuid`: the end of the last one, and what its v5 is called here. */
function uuidImport(module: TypeScriptModule): { end: number; v5: string | null } | null {
  for (const statement of module.tree.program.body) {
    if (statement.type !== "ImportDeclaration" || statement.source.value !== "uuid" || statement.importKind === "type") continue;
    const named = statement.specifiers.filter((specifier) => specifier.type === "ImportSpecifier");
    const last = named.at(-1);
    if (!last) continue;
    const v5 = named.find(({ imported }) => imported.type === "Identifier" && imported.name === "v5");
    return { end: last.range[1], v5: v5?.local.name ?? null };
  }
  return null;
}
