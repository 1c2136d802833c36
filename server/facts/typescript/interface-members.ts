import type { TSESTree } from "../../syntax/typescript.ts";
import type { ClassFact, FieldFact, FunctionFact } from "../kinds.ts";
import { declaredByType } from "../../code/types/declared-typescript.ts";
import { readType } from "../../code/types/read.ts";
import type { TypeScriptFactContext } from "./extract.ts";
import { signature } from "../extract/functions.ts";
import { keyOf } from "../../code/typescript/read.ts";

/** What an interface, an object type or a class declares. */
export interface Members {
  fields: FieldFact[];
  methods: FunctionFact[];
  extra: ClassFact["extra"];
  /** Names that are computed: it may have others. */
  unknownBase: boolean;
}

export function noMembers(): Members {
  return { fields: [], methods: [], extra: null, unknownBase: false };
}

/** The members of an interface or object type; a property that is a function is a method, an index signature lets any name in. */
export function membersOf(elements: readonly TSESTree.TypeElement[], owner: string, context: TypeScriptFactContext): Members {
  const members = noMembers();
  for (const element of elements) readMember(element, owner, members, context);
  return members;
}

function readMember(element: TSESTree.TypeElement, owner: string, members: Members, context: TypeScriptFactContext): void {
  if (element.type === "TSIndexSignature") {
    members.extra = "allow";
    return;
  }
  if (element.type !== "TSPropertySignature" && element.type !== "TSMethodSignature") {
    // What can be called or constructed is no model.
    members.unknownBase = true;
    return;
  }
  const name = keyOf(element);
  if (name === null) {
    members.unknownBase = true;
    return;
  }
  if (element.type === "TSMethodSignature" && element.kind === "method") {
    members.methods.push(signature(context.node(element), context.node(element.key), owner, context.shared));
    return;
  }
  const type = element.type === "TSMethodSignature" ? element.returnType?.typeAnnotation : element.typeAnnotation?.typeAnnotation;
  if (type?.type === "TSFunctionType") {
    members.methods.push(signature(context.node(type), context.node(element.key), owner, context.shared));
    return;
  }
  const optional = element.type === "TSPropertySignature" && element.optional;
  members.fields.push({
    name,
    aliases: [],
    declared: type ? declaredByType(type, context.names) : { kind: "any" },
    annotation: type ? readType(context.node(type), context.names) : null,
    default: null,
    required: optional ? "never" : "always",
    init: true,
    initOnly: false,
    keywordOnly: true,
    span: context.span(element.key),
  });
}
