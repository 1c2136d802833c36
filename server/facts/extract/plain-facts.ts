import type { Node } from "../../syntax/tree.ts";
import { enclosingDefinition, qualifiedName } from "../../code/definitions.ts";
import type { FactContext } from "../context.ts";
import type { ClassFact, ClassKind, FieldFact } from "../kinds.ts";

/** What stands in the head of a class. */
const HEAD = /^(?:name|left|type_parameters|superclasses|extends)$/;

/** A class of which only its name and its place are known. */
export function plainClass(node: Node, name: Node, kind: ClassKind, context: FactContext): ClassFact {
  const around = enclosingDefinition(node);
  const within = around && qualifiedName(around);
  const head = node.children.filter(({ field }) => field !== null && HEAD.test(field)).at(-1) ?? name;
  return {
    name: name.text,
    qualified: within === null ? name.text : `${within}.${name.text}`,
    within,
    span: context.span(name),
    header: context.span({ start: node.start, end: head.end }),
    kind,
    bases: [],
    unknownBase: false,
    decorators: [],
    fields: [],
    methods: [],
    extra: null,
    byName: false,
    generatedAliases: false,
    ownInit: false,
    converts: [],
    strict: false,
    pydantic: null,
  };
}

/** A field that must be given, of which nothing more is known. */
export function plainField(name: string, at: Node, context: FactContext): FieldFact {
  return {
    name,
    aliases: [],
    annotation: null,
    default: null,
    required: "always",
    init: true,
    initOnly: false,
    keywordOnly: false,
    span: context.span(at),
  };
}
