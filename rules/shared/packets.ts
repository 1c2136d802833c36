import {
  calleeName,
  callArguments,
  enclosingFunction,
  isLooseType,
  isNew,
  isSatisfies,
  keyOf,
  lastName,
  stringValue,
  unwrap,
  type Node,
} from "../../server/code/index.ts";
import { branchesOf } from "../../server/code/expressions.ts";
import { profileName } from "../../server/code/spelling.ts";
import type { CodeContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";

import { packetModels } from "./packet-models.ts";

type Packets = Profile["packets"];

/** Where a dict ends up. */
export type DictUse =
  /** Given to a function or keyword that takes a packet. */
  | { kind: "sink"; name: string; at: Node }
  /** Returned by a function annotated to return a packet. */
  | { kind: "returned"; name: string; at: Node }
  /** Bound to a variable, attribute or key. */
  | { kind: "bound"; name: string; target: Node; annotation: Node | null }
  /** Returned by a function of TypeScript whose return type says nothing. */
  | { kind: "open" }
  /** Made into a model, checked by a type, sent over HTTP, compared: no packet of its own. */
  | { kind: "harmless" };

/** Calls that turn a dict into a model or a text. */
const VALIDATING = /^(?:model_validate|parse_obj|validate_python|model_construct|construct|from_dict|dumps)$/;
/** Keywords that take what goes over HTTP or documents a model. */
const HARMLESS_KEYWORDS = new Set([
  "json",
  "data",
  "content",
  "body",
  "example",
  "examples",
  "openapi_examples",
  "json_schema_extra",
]);
/** A model's own way of giving itself as a dict. */
const DUMPING = /^_*(?:(?:to|as)_(?:dict|json|row|record|payload)|dict|json|model_dump(?:_json)?|serialize\w*|dump)$/;

/** True for a dict literal, a dict comprehension and `dict(…)`. */
export function isDict(node: Node): boolean {
  if (node.type === "dictionary" || node.type === "dictionary_comprehension") return true;
  return node.type === "call" && node.source.language === "python" && node.child("function")?.text === "dict";
}

/** The text keys of a dict, as the profile spells them. */
export function dictKeys(dict: Node): Map<string, Node | null> {
  if (dict.type === "call") return new Map(callArguments(dict).keywords.map(({ name, value }) => [name, value]));
  const keys = new Map<string, Node | null>();
  for (const pair of dict.type === "dictionary" ? dict.operands : []) {
    const key = pair.type === "pair" ? keyOf(pair) : null;
    if (key !== null) keys.set(profileName(key, dict.source), pair.child("value"));
  }
  return keys;
}

const HARMLESS = { kind: "harmless" } as const;

/** What is looked at to follow a dict. */
type Around = Pick<CodeContext, "project" | "isTest">;

/** Follows a dict, or a name that holds one, to where it is used; null where that says nothing. */
export function dictUse(expression: Node, context: Around): DictUse | null {
  const { packets } = context.project.profile;
  const { project } = context;
  const isPython = expression.source.language === "python";
  let child = expression;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "parenthesized_expression":
      case "boolean_operator":
        continue;
      case "binary_operator":
        // `{…} | more`
        if (!isPython) return null;
        continue;
      case "cast": {
        if (isSatisfies(parent)) return HARMLESS;
        // `as` lets fields be missing: whoever writes a packet with it has not had it checked. In tests it makes stand-ins.
        const type = parent.child("type");
        if (context.isTest && type && !isLooseType(type)) return HARMLESS;
        continue;
      }
      case "conditional_expression":
        if (!branchesOf(parent).includes(child)) return null;
        continue;
      case "named_expression": {
        const name = parent.child("name");
        return name && child.field === "value" ? { kind: "bound", name: name.text, target: name, annotation: null } : null;
      }
      case "comparison_operator":
        return isPython ? HARMLESS : null;
      case "dictionary_splat":
        return parent.parent?.type === "argument_list" ? HARMLESS : null;
      case "argument_list":
        return isPython ? argumentUse(parent, child, packets) : givenUse(parent, child, packets);
      case "pair": {
        // `writePacket({ packet: {…} })`
        const list = parent.parent?.parent;
        const isNamed = !isPython && child.field === "value" && packets.keywords.includes(keyOf(parent) ?? "");
        return isNamed && list?.operands[0] === parent.parent ? sinkOf(list.parent, packets) : null;
      }
      case "keyword_argument": {
        const name = parent.child("name")?.text ?? "";
        if (HARMLESS_KEYWORDS.has(name)) return HARMLESS;
        if (packets.keywords.includes(name)) return { kind: "sink", name: `${name}=`, at: parent.child("name") as Node };
        return isPacketName(name, packets) ? sinkOf(parent.parent?.parent ?? null, packets) : null;
      }
      case "assignment":
        return child.field === "right" ? boundTo(parent) : null;
      case "lambda":
        return !isPython && child.field === "body" ? returnedBy(parent, project) : null;
      case "return_statement":
        return returnedBy(enclosingFunction(parent), project);
      default:
        return null;
    }
  }
  return null;
}

function boundTo(assignment: Node): DictUse | null {
  const target = assignment.child("left") as Node;
  const annotation = assignment.child("type");
  if (assignment.source.language === "typescript") {
    if (target.type !== "identifier" || assignment.parent?.type !== "variable_declaration") return null;
    return annotation && !isLooseType(annotation) ? HARMLESS : { kind: "bound", name: target.text, target, annotation };
  }
  const name = target.type === "subscript" ? stringValue(target.child("subscript")) : lastName(target);
  if (name === "model_config" || name === "schema_extra" || name === "json_schema_extra") return HARMLESS;
  return { kind: "bound", name: name ?? target.text, target, annotation };
}

function returnedBy(definition: Node | null, project: CodeContext["project"]): DictUse | null {
  const type = definition?.child("return_type");
  const name = definition?.child("name");
  if (definition?.source.language === "python") {
    if (!name) return null;
    if (DUMPING.test(name.text)) return HARMLESS;
    return type && namesPacket(type.text, packetModels(project)) ? { kind: "returned", name: name.text, at: type } : null;
  }
  if (!definition || (type && !isLooseType(type))) return HARMLESS;
  const { parent } = definition;
  const holder = parent?.parent?.type === "variable_declaration" && !parent.child("type") ? parent.child("left") : null;
  // A callback's type comes from whom it is given to.
  const isNamed = (name && parent?.type !== "argument_list") || holder?.type === "identifier";
  return isNamed ? { kind: "open" } : null;
}

function argumentUse(list: Node, argument: Node, packets: Packets): DictUse | null {
  const call = list.parent;
  if (VALIDATING.test((call && calleeName(call)) ?? "")) return HARMLESS;
  return call && callArguments(call).positional[0] === argument ? sinkOf(call, packets) : null;
}

/** What a function of TypeScript is given, its own types check, but for a packet that is written. */
function givenUse(list: Node, argument: Node, packets: Packets): DictUse {
  const [first] = list.operands;
  // `{ packet: … }`: the packet is what that key holds.
  const entries = unwrap(argument).type === "dictionary" ? unwrap(argument).operands : [];
  const holdsPacket = entries.some((entry) => packets.keywords.includes(keyOf(entry) ?? ""));
  return (first === argument && !holdsPacket && sinkOf(list.parent, packets)) || HARMLESS;
}

function sinkOf(call: Node | null, packets: Packets): DictUse | null {
  const callee = call?.type === "call" && !isNew(call) ? call.child("function") : null;
  const name = lastName(callee && unwrap(callee));
  return callee && name !== null && packets.sinks.includes(profileName(name, callee.source))
    ? { kind: "sink", name, at: callee }
    : null;
}

/** True for a variable or attribute name that says it holds a packet, leading underscores aside. */
export function isPacketName(name: string, { names }: Packets): boolean {
  const plain = name.replace(/^_+/, "");
  return names.some((pattern) =>
    pattern.startsWith("*") ? plain.endsWith(pattern.slice(1)) && plain.length > pattern.length - 1 : plain === pattern,
  );
}

/** `PacketEnvelopeIn`, `Optional[PacketEnvelopeIn]`, `"PacketEnvelopeIn | None"`; not `list[PacketEnvelopeIn]`. */
export function namesPacket(annotation: string, models: readonly string[]): boolean {
  const text = annotation.replace(/["'\s]/g, "").replace(/^(?:typing\.)?(?:Optional|Annotated)\[([\w.|]+).*\]$/, "$1");
  return text.split("|").some((part) => models.includes(part.slice(part.lastIndexOf(".") + 1)));
}

/** An example or schema inside a larger literal: `{"example": {…}}`, `model_config = {…}`, `json=[{…}]`. */
export function isDocumentation(dict: Node): boolean {
  for (let at: Node | null = dict; at; at = at.parent) {
    if (at.type === "function_definition" || at.type === "lambda") return false;
    if (at.type === "pair" && /^(?:example|examples|properties)$/.test(stringValue(at.child("key")) ?? "")) return true;
    if (at.type === "keyword_argument" && HARMLESS_KEYWORDS.has(at.child("name")?.text ?? "")) return true;
    if (at.type === "assignment" && /^(?:model_config|schema_extra|json_schema_extra)$/.test(at.child("left")?.text ?? ""))
      return true;
    if (at.type === "comparison_operator") return true;
  }
  return false;
}
