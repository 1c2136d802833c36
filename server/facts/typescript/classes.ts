import type { TSESTree } from "../../syntax/typescript.ts";
import type { ClassFact, FieldFact, FunctionFact } from "../kinds.ts";
import { decoratorNames, fold, functionFact, signature } from "../extract/functions.ts";
import { definitionName, enclosingDefinition, qualifiedName } from "../../code/definitions.ts";
import { declaredByType } from "../../code/types/declared-typescript.ts";
import { readType, typeName } from "../../code/types/read.ts";
import { referenceName } from "../../code/types/typescript.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { membersOf, noMembers, type Members } from "./interface-members.ts";
import { isFunction, keyOf, unwrap } from "../../code/typescript/read.ts";
import { zodSchema } from "./zod.ts";

/** Models and services: classes, interfaces, object types, enums and zod schemas, each with what it holds. */
export const classes: TypeScriptExtractor = {
  ClassDeclaration: classOf,
  ClassExpression: classOf,
  TSInterfaceDeclaration(node, context) {
    const members = membersOf(node.body.body, node.id.name, context);
    const bases = node.extends.map(({ expression }) => typeName(context.node(expression), context.names));
    emit(node.id, node, { ...members, kind: kindOf(members), bases }, context);
  },
  TSTypeAliasDeclaration(node, context) {
    const members = objectType(node.typeAnnotation, node.id.name, context);
    if (members) emit(node.id, node, { ...members, kind: kindOf(members) }, context);
  },
  TSEnumDeclaration(node, context) {
    const fields = node.body.members.map((member): FieldFact => {
      const name = member.id.type === "Identifier" ? member.id.name : member.id.value;
      return {
        ...field(name, member.id, context),
        default: member.initializer ? fold(context.module.textOf(member.initializer)) : null,
        required: "never",
        init: false,
      };
    });
    emit(node.id, node, { ...noMembers(), fields, kind: "enum", bases: [] }, context);
  },
  VariableDeclarator(node, context) {
    if (node.id.type !== "Identifier" || !node.init) return;
    const value = unwrap(node.init);
    const schema = value.type === "CallExpression" ? zodSchema(value, context) : null;
    if (!schema) return;
    const { fields, bases, extra, unknown } = schema;
    emit(node.id, node, { ...noMembers(), fields, extra, unknownBase: unknown, kind: "zod", bases }, context);
  },
};

interface Described extends Members {
  kind: ClassFact["kind"];
  bases: readonly (string | null)[];
  decorators?: string[];
  ownInit?: boolean;
  takes?: FieldFact[] | undefined;
}

function emit(id: TSESTree.Identifier, node: TSESTree.Node, found: Described, context: TypeScriptFactContext): void {
  const outer = enclosingDefinition(context.node(node));
  const within = outer && qualifiedName(outer);
  context.emit("classes", {
    name: id.name,
    qualified: within === null ? id.name : `${within}.${id.name}`,
    within,
    span: context.span(id),
    header: context.span(id),
    kind: found.kind,
    bases: found.bases.filter((base) => base !== null),
    unknownBase: found.unknownBase || found.bases.includes(null),
    decorators: found.decorators ?? [],
    fields: found.fields,
    methods: found.methods,
    extra: found.extra,
    byName: false,
    generatedAliases: false,
    ownInit: found.ownInit ?? false,
    ...(found.takes ? { takes: found.takes } : {}),
    converts: [],
    strict: false,
    pydantic: null,
  });
}

/** What is called is a service; what only holds values is a model. */
function kindOf({ methods }: Members): ClassFact["kind"] {
  return methods.length > 0 ? "protocol" : "interface";
}

/** The members of a type that is an object; null for one that is no object, or is only another name. */
function objectType(
  type: TSESTree.TypeNode,
  owner: string,
  context: TypeScriptFactContext,
): (Members & { bases: string[] }) | null {
  switch (type.type) {
    case "TSTypeLiteral":
      return { ...membersOf(type.members, owner, context), bases: [] };
    case "TSIntersectionType": {
      const joined = { ...noMembers(), bases: [] as string[] };
      for (const part of type.types) {
        const inner = objectType(part, owner, context);
        const base = inner ? null : part.type === "TSTypeReference" ? referenceName(context.node(part), context.names) : null;
        if (!inner && base === null) return null;
        if (base !== null) joined.bases.push(base);
        if (!inner) continue;
        joined.fields.push(...inner.fields);
        joined.methods.push(...inner.methods);
        joined.bases.push(...inner.bases);
        joined.unknownBase ||= inner.unknownBase;
        joined.extra ??= inner.extra;
      }
      return joined;
    }
    case "TSUnionType": {
      const parts = type.types.map((part) => objectType(part, owner, context));
      return parts.every((part) => part !== null) ? { ...noMembers(), bases: [], unknownBase: true } : null;
    }
    case "TSMappedType":
      return { ...noMembers(), bases: [], unknownBase: true };
    case "TSTypeReference": {
      const name = typeName(context.node(type.typeName), context.names);
      const [only] = type.typeArguments?.params ?? [];
      if (!only || name === null) return null;
      if (/^(?:Readonly|Partial|Required)$/.test(name)) {
        const inner = objectType(only, owner, context);
        const fields = inner?.fields.map((one) => (name === "Readonly" ? one : { ...one, required: needs(name) }));
        if (inner && fields) return { ...inner, fields };
      }
      // What utility types make of another type is not worked out.
      return /^(?:Readonly|Partial|Required|Pick|Omit|Extract|Exclude)$/.test(name)
        ? { ...noMembers(), bases: [], unknownBase: true }
        : null;
    }
    default:
      return null;
  }
}

function needs(utility: string): FieldFact["required"] {
  return utility === "Required" ? "always" : "never";
}

function field(name: string, at: TSESTree.Node, context: TypeScriptFactContext): FieldFact {
  return {
    name,
    aliases: [],
    annotation: null,
    default: null,
    required: "always",
    init: true,
    initOnly: false,
    keywordOnly: true,
    span: context.span(at),
  };
}

function typed(
  type: TSESTree.TypeNode | undefined,
  { names, node }: TypeScriptFactContext,
): Pick<FieldFact, "annotation" | "declared"> {
  return type
    ? { annotation: readType(node(type), names), declared: declaredByType(type, names) }
    : { annotation: null, declared: { kind: "any" } };
}

/** What the one constructor of a class takes, in order; nothing where it takes what has no name. */
function takenBy(
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  context: TypeScriptFactContext,
): FieldFact[] | undefined {
  const [only, ...more] = node.body.body.flatMap((element) =>
    element.type === "MethodDefinition" && element.kind === "constructor" ? [element.value] : [],
  );
  if (!only || more.length > 0) return undefined;
  const taken = only.params.map((parameter) => {
    const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
    const target = inner.type === "AssignmentPattern" ? inner.left : inner;
    if (target.type !== "Identifier") return null;
    return {
      ...field(target.name, target, context),
      ...typed(target.typeAnnotation?.typeAnnotation, context),
      keywordOnly: false,
    };
  });
  return taken.every((one) => one !== null) ? taken : undefined;
}

function classOf(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression, context: TypeScriptFactContext): void {
  const name = definitionName(context.node(node));
  const id = node.id ?? (node.parent.type === "VariableDeclarator" ? node.parent.id : null);
  if (name === null || id?.type !== "Identifier") return;
  const found = noMembers();
  for (const element of node.body.body) readElement(element, found, context);
  const base = node.superClass ? [typeName(context.node(node.superClass), context.names)] : [];
  emit(
    id,
    node,
    {
      ...found,
      kind: "plain",
      bases: base,
      decorators: decoratorNames(context.node(node), context.shared),
      ownInit: true,
      takes: takenBy(node, context),
    },
    context,
  );
}

function readElement(element: TSESTree.ClassElement, found: Members, context: TypeScriptFactContext): void {
  if (element.type === "TSIndexSignature") {
    found.extra = "allow";
    return;
  }
  const method = methodOf(element, context);
  if (method && method.name !== "constructor") found.methods.push(method);
  if (element.type === "StaticBlock") return;
  if (method?.name === "constructor" && element.type === "MethodDefinition") {
    for (const parameter of element.value.params) {
      const inner = parameter.type === "TSParameterProperty" ? parameter.parameter : null;
      const target = inner?.type === "AssignmentPattern" ? inner.left : inner;
      if (target?.type !== "Identifier") continue;
      const type = target.typeAnnotation?.typeAnnotation;
      found.fields.push({
        ...field(target.name, target, context),
        ...typed(type, context),
        default: inner?.type === "AssignmentPattern" ? fold(context.module.textOf(inner.right)) : null,
        required: inner?.type === "AssignmentPattern" || target.optional ? "never" : "always",
      });
    }
    return;
  }
  const name = keyOf(element);
  if (method || name === null || !("typeAnnotation" in element)) return;
  const type = element.typeAnnotation?.typeAnnotation;
  if (type?.type === "TSFunctionType") {
    const owner = qualifiedName(context.node(element.parent.parent));
    found.methods.push(signature(context.node(type), context.node(element.key), owner, context.shared));
    return;
  }
  const value = element.value ? unwrap(element.value) : null;
  if (value && isFunction(value)) return;
  found.fields.push({
    ...field(name, element.key, context),
    ...typed(type, context),
    default: value ? fold(context.module.textOf(value)) : null,
    required: value || element.optional ? "never" : "always",
    init: !element.static && !name.startsWith("#"),
  });
}

/** A method of a class, or a property that holds a function; null for fields and computed names. */
function methodOf(element: TSESTree.ClassElement, { node, shared }: TypeScriptFactContext): FunctionFact | null {
  if (element.type === "StaticBlock" || element.type === "TSIndexSignature" || keyOf(element) === null) return null;
  if (/^(?:TSAbstract)?MethodDefinition$/.test(element.type)) return functionFact(node(element), shared);
  const value = element.value ? unwrap(element.value) : null;
  return value && isFunction(value) ? functionFact(node(value), shared) : null;
}
