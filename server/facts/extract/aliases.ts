import type { Node } from "../../syntax/tree.ts";
import { enclosingDefinition } from "../../code/definitions.ts";
import { moduleSpecifier } from "../../code/names/typescript/module-paths.ts";
import { stringValue, typeArguments, unwrap } from "../../code/read.ts";
import { typeName } from "../../code/types/read.ts";
import { referenceName } from "../../code/types/typescript.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { zodSchema } from "./zod.ts";

const NAME = { python: /^[A-Z]\w*[a-z]/, typescript: /^[A-Z]|[sS]chema$/ };

/**
 * Module-level names that stand for one other model: `Order = base.Order`, `type Order = z.infer<typeof OrderSchema>`, `export { A as B }`. A schema
 * constant stands for the model it is named after too (`orderSchema`, `OrderSchema` for `Order`), where the file has no other `Order`.
 */
export const aliases: FactExtractor = {
  assignment(node, context) {
    const [left, right] = [node.child("left"), node.child("right")];
    const value = right && unwrap(right);
    if (left?.type !== "identifier" || !value || enclosingDefinition(node) !== null) return;
    const { language } = node.source;
    if (language === "typescript" ? node.parent?.type !== "variable_declaration" : isAnnotated(node)) return;
    if (value.type === "identifier" || value.type === "attribute") {
      const target = NAME[language].test(left.text) ? typeName(value, context.module) : null;
      if (target !== null && (language === "typescript" || /^[A-Z]/.test(target.slice(target.lastIndexOf(".") + 1))))
        context.emit("aliases", { name: left.text, target });
      return;
    }
    const model = value.type === "call" ? modelOfSchema(left.text) : null;
    if (model !== null && !hasOwn(model, context) && zodSchema(value, context) !== null)
      context.emit("aliases", { name: model, target: left.text });
  },
  ts_type_alias_declaration(node, context) {
    const [name, type] = [node.child("left"), node.child("right")];
    if (!name || type?.type !== "ts_type_reference" || enclosingDefinition(node) !== null) return;
    const target = referenceName(type, context.module);
    const isPlain = typeArguments(type).length === 0 || target !== typeName(type.operands[0] ?? null, context.module);
    if (target !== null && isPlain) context.emit("aliases", { name: name.text, target });
  },
  export_specifier(node, context) {
    const [local, exported] = node.operands;
    const source = stringValue(node.parent?.operands.find(({ type }) => type === "string") ?? null);
    const [own, name] = [nameOf(local), nameOf(exported)];
    if (!local || own === null || name === null) return;
    if (source !== null) context.emit("aliases", { name, target: `${moduleSpecifier(source)}.${own}` });
    else if (own !== name) context.emit("aliases", { name, target: typeName(local, context.module) ?? own });
  },
  export_default_declaration({ operands: [declared] }, context) {
    const name = declared?.type === "identifier" ? declared : declared?.child("name");
    const target = name?.type === "identifier" ? typeName(name, context.module) : null;
    if (target !== null) context.emit("aliases", { name: "default", target });
  },
};

/** A name that has a type which is not `TypeAlias`: a variable. */
function isAnnotated(assignment: Node): boolean {
  const type = assignment.child("type");
  return type !== null && !/(?:^|\.)TypeAlias$/.test(type.text);
}

function nameOf(name: Node | undefined): string | null {
  return name?.type === "identifier" ? name.text : stringValue(name ?? null);
}

/** The model that a schema constant is named after: `Order` for `orderSchema` and `OrderSchema`; null for other names. */
function modelOfSchema(name: string): string | null {
  const stem = /^(\w+?)(?:Schema|Validator|Model)$/.exec(name)?.[1];
  return stem ? `${stem.charAt(0).toUpperCase()}${stem.slice(1)}` : null;
}

/** The file has something of that name itself: an interface beside its schema, or the schema's inferred type. */
function hasOwn(name: string, { module }: FactContext): boolean {
  return module.global(name).some(({ target }) => target === null);
}
