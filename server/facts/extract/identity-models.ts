import type { Node } from "../../syntax/tree.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import {
  ancestor,
  calleeName,
  enclosingFunction,
  fieldWords,
  isFunction,
  isNew,
  keyOf,
  lastName,
  unwrap,
  walk,
} from "../../code/read.ts";
import { readType } from "../../code/types/read.ts";
/** The class that a class, type or schema is named as: `toolBindingSchema` is ToolBinding's. Null for a name that is no class's. */
export function modelNamed(name: string | null): string | null {
  const written = name?.slice(name.lastIndexOf(".") + 1) ?? "";
  const plain = written.replace(/Schema$/, "");
  if (plain === written && !/^[A-Z]/.test(plain)) return null;
  return plain === "" ? null : `${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}

/** The class that a call makes, seen through an import under another name. */
export function modelOfCall(call: Node, module: ModuleNames): string | null {
  const callee = calleeName(call) ?? "";
  const name = module.resolve(call.child("function"))?.split(".").at(-1) ?? callee;
  return /^[A-Z]/.test(name) ? name : null;
}

/** The names of the fields that a class, an interface or a type declares. */
export function declaredFields(node: Node): Node[] {
  const type = node.child("right");
  const found: (Node | null)[] = [];
  if (type) walk(type, (part) => void (part.type === "ts_property_signature" && found.push(part.child("name"))));
  for (const member of node.child("body")?.operands ?? []) {
    const field = member.type === "expression_statement" ? member.operands[0] : member;
    if (field?.type === "ts_property_signature") found.push(field.child("name"));
    else if (field?.type === "assignment" && (field.source.language === "typescript" || field.child("type")))
      found.push(field.child("left"));
    else if (field && isFunction(field) && keyOf(field) === "constructor") {
      const parameters = field.child("parameters")?.operands ?? [];
      found.push(...parameters.filter((one) => fieldWords(one).length > 0).map((one) => one.child("name") ?? one));
    }
  }
  return found.filter((name) => name !== null && /^(?:identifier|property_name|string)$/.test(name.type)) as Node[];
}

interface ModelOfLiteral {
  model: string;
  group: Node;
}

/** What an object literal is made to be, by its type, `satisfies`, the schema that reads it, or the class that is given it. */
export function modelOfLiteral(object: Node, module: ModuleNames): ModelOfLiteral | null {
  const named = (name: string | null, group = object): ModelOfLiteral | null => {
    const model = modelNamed(name);
    return model === null ? null : { model, group };
  };
  const typed = (annotation: Node | null | undefined): ModelOfLiteral | null => {
    const type = annotation ? readType(annotation, module) : null;
    const isHolder = /^(?:Promise|Array|ReadonlyArray)$/.test(type?.name ?? "");
    return named((isHolder ? type?.mentions.at(-1) : type?.name) ?? null);
  };
  let child = object;
  for (let up = object.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "list":
      case "conditional_expression":
      case "boolean_operator":
      case "argument_list":
        continue;
      case "cast": {
        const found = typed(up.child("type"));
        if (found) return found;
        continue;
      }
      case "assignment":
        return child.field === "right" ? typed(up.child("type")) : null;
      case "return_statement":
        return typed(enclosingFunction(up)?.child("return_type"));
      case "lambda":
        return typed(up.child("return_type"));
      case "call": {
        const callee = unwrap(up.child("function") as Node);
        const name = calleeName(up) ?? "";
        if (isNew(up)) return named(name);
        // `z.object({…})` of a schema that is named as the model, and `ToolBindingSchema.parse({…})`.
        const isShape = /^(?:object|strictObject|looseObject|extend)$/.test(name);
        const holder = isShape ? ancestor(up, "assignment")?.child("left") : null;
        if (holder?.type === "identifier") return named(holder.text, holder);
        const isParse = /^(?:parse|safeParse|parseAsync)$/.test(name) && callee.type === "attribute";
        return isParse ? named(lastName(callee.child("object"))) : null;
      }
      default:
        return null;
    }
  }
  return null;
}
