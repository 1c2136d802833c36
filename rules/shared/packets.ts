import { calleeName, callArguments, enclosingFunction, lastName, stringValue, type Node } from "../../server/code/index.ts";
import type { Profile } from "../profile/schema.ts";

type Packets = Profile["packets"];

/** Where a dict ends up. */
export type DictUse =
  /** Given to a function or keyword that takes a packet. */
  | { kind: "sink"; name: string; at: Node }
  /** Returned by a function annotated to return a packet. */
  | { kind: "returned"; name: string; at: Node }
  /** Bound to a variable, attribute or key. */
  | { kind: "bound"; name: string; target: Node; annotation: Node | null }
  /** Made into a model, sent over HTTP, compared: no packet of its own. */
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
  return node.type === "call" && node.child("function")?.text === "dict";
}

/** The text keys of a dict; `open` when `**more`, other keys or a mapping bring more. */
export function dictKeys(dict: Node): { keys: Map<string, Node | null>; open: boolean } {
  const keys = new Map<string, Node | null>();
  let open = dict.type === "dictionary_comprehension";
  if (dict.type === "dictionary") {
    for (const pair of dict.operands) {
      const key = pair.type === "pair" ? stringValue(pair.child("key")) : null;
      if (key === null) open = true;
      else keys.set(key, pair.child("value"));
    }
  } else if (dict.type === "call") {
    const { positional, keywords, splat, dictionarySplat } = callArguments(dict);
    open = splat || dictionarySplat || positional.length > 0;
    for (const { name, value } of keywords) keys.set(name, value);
  }
  return { keys, open };
}

/** Follows a dict, or a name that holds one, to where it is used; null where that says nothing. */
export function dictUse(expression: Node, packets: Packets): DictUse | null {
  let child = expression;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case "parenthesized_expression":
      case "boolean_operator":
        continue;
      case "binary_operator":
        // `{…} | more`
        continue;
      case "conditional_expression":
        if (parent.operands[1] === child) return null;
        continue;
      case "named_expression": {
        const name = parent.child("name");
        return name && child.field === "value" ? { kind: "bound", name: name.text, target: name, annotation: null } : null;
      }
      case "comparison_operator":
        return { kind: "harmless" };
      case "dictionary_splat":
        return parent.parent?.type === "argument_list" ? { kind: "harmless" } : null;
      case "argument_list":
        return argumentUse(parent, child, packets);
      case "keyword_argument": {
        const name = parent.child("name")?.text ?? "";
        const call = parent.parent?.parent ?? null;
        if (HARMLESS_KEYWORDS.has(name)) return { kind: "harmless" };
        if (packets.keywords.includes(name)) return { kind: "sink", name: `${name}=`, at: parent.child("name") as Node };
        const sink = call?.type === "call" ? calleeName(call) : null;
        if (sink !== null && packets.sinks.includes(sink) && isPacketName(name, packets))
          return { kind: "sink", name: sink, at: call?.child("function") as Node };
        return null;
      }
      case "assignment": {
        const target = parent.child("left");
        const name = target && (target.type === "subscript" ? stringValue(target.child("subscript")) : lastName(target));
        if (!target || child.field !== "right") return null;
        if (name === "model_config" || name === "schema_extra" || name === "json_schema_extra") return { kind: "harmless" };
        return { kind: "bound", name: name ?? target.text, target, annotation: parent.child("type") };
      }
      case "return_statement": {
        const definition = enclosingFunction(parent);
        const name = definition?.child("name");
        if (!definition || !name) return null;
        if (DUMPING.test(name.text)) return { kind: "harmless" };
        const type = definition.child("return_type");
        return type && namesPacket(type.text, packets) ? { kind: "returned", name: name.text, at: type } : null;
      }
      default:
        return null;
    }
  }
  return null;
}

function argumentUse(list: Node, argument: Node, packets: Packets): DictUse | null {
  const call = list.parent;
  const name = call && calleeName(call);
  if (!call || name === null) return null;
  if (VALIDATING.test(name)) return { kind: "harmless" };
  if (packets.sinks.includes(name) && callArguments(call).positional[0] === argument) {
    return { kind: "sink", name, at: call.child("function") as Node };
  }
  return null;
}

/** True for a variable or attribute name that says it holds a packet, leading underscores aside. */
export function isPacketName(name: string, { names }: Packets): boolean {
  const plain = name.replace(/^_+/, "");
  return names.some((pattern) =>
    pattern.startsWith("*") ? plain.endsWith(pattern.slice(1)) && plain.length > pattern.length - 1 : plain === pattern,
  );
}

/** `PacketEnvelopeIn`, `Optional[PacketEnvelopeIn]`, `"PacketEnvelopeIn | None"`; not `list[PacketEnvelopeIn]`. */
export function namesPacket(annotation: string, { models }: Packets): boolean {
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
