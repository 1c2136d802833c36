import { receiverOf } from "../../rules/shared/receivers.ts";
import type { PythonContext } from "../../rules/define.ts";
import type { ContractClass, ContractField, ContractMethod } from "../facts/contracts.ts";
import type { PyNode, Span } from "../facts/python/index.ts";
import type { Project } from "../facts/project.ts";
import type { PythonFile } from "./python-file.ts";

/** A contract class, or one of its members, that a name in a Python file stands for. */
export interface ContractAt {
  readonly span: Span;
  readonly class: ContractClass;
  /** The member meant; null for the class itself. */
  readonly field: ContractField | null;
  readonly method: ContractMethod | null;
}

/** Something that may be written next. */
export interface ContractMember {
  readonly name: string;
  readonly kind: "keyword" | "field" | "method";
  /** The annotation or signature. */
  readonly detail: string;
  readonly required: boolean;
  readonly of: string;
}

export function contractAt(file: PythonFile, offset: number, project: Project): ContractAt | null {
  const names = contextOf(file, project);
  const node = nodeAt(file, offset);
  if (node?.type !== "identifier") return null;
  const { parent } = node;
  if (parent?.type === "attribute" && node.field === "attribute") {
    const receiver = receiverOf(parent.child("object"), names);
    if (receiver) return member(receiver.class, node);
    return whole(names.contractClass(names.resolve(parent)), node);
  }
  if (parent?.type === "keyword_argument" && node.field === "name") {
    const call = parent.parent?.parent;
    const model = call?.type === "call" ? calledClass(call, names) : null;
    return model ? member(model, node) : null;
  }
  const receiver = names.contractClass(names.resolve(node) ?? node.text) ?? receiverOf(node, names)?.class ?? null;
  return whole(receiver, node);
}

export function contractCompletions(file: PythonFile, offset: number, project: Project): ContractMember[] {
  const names = contextOf(file, project);
  const text = file.module.source.text.value;
  const word = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0] ?? "";
  const before = offset - word.length;
  if (text[before - 1] === ".") {
    const object = nodeEndingAt(file, before - 1);
    const receiver = object && receiverOf(object, names);
    return receiver ? members(receiver.class) : [];
  }
  // While a call is typed its brackets are open and it is no call yet: the text tells, not the tree.
  const open = openBracket(text, before);
  const callee = open === null ? null : nodeEndingAt(file, open);
  const model = callee && names.contractClass(names.resolve(callee) ?? callee.text);
  if (open === null || !model || model.fields.length === 0) return [];
  const given = new Set([...text.slice(open, before).matchAll(/\b([A-Za-z_]\w*)\s*=(?!=)/g)].map(([, name]) => name));
  return model.fields
    .filter(({ name }) => !given.has(name))
    .map(({ name, annotation, required }) => ({ name, kind: "keyword", detail: annotation ?? "", required, of: model.name }));
}

/** Characters looked back for the bracket that a call opens. */
const LOOK_BACK = 4000;

/** The offset of the innermost `(` that is open at a place; brackets in strings are taken for brackets. */
function openBracket(text: string, at: number): number | null {
  let depth = 0;
  for (let index = at - 1; index >= Math.max(0, at - LOOK_BACK); index--) {
    const character = text[index] as string;
    if (")]}".includes(character)) depth++;
    else if ("([{".includes(character)) {
      if (depth === 0) return character === "(" ? index : null;
      depth--;
    }
  }
  return null;
}

function contextOf(file: PythonFile, project: Project): PythonContext {
  return { ...file.names(project), report: () => undefined };
}

function whole(found: ContractClass | null, node: PyNode): ContractAt | null {
  return found && { span: node, class: found, field: null, method: null };
}

function member(owner: ContractClass, node: PyNode): ContractAt | null {
  const field = owner.fields.find(({ name, aliases }) => name === node.text || aliases.includes(node.text)) ?? null;
  const method = owner.methods.find(({ name }) => name === node.text) ?? null;
  return field || method ? { span: node, class: owner, field, method } : null;
}

function members(owner: ContractClass): ContractMember[] {
  const methods = owner.methods
    .filter(({ name }) => !name.startsWith("_"))
    .map((method): ContractMember => ({
      name: method.name,
      kind: "method",
      detail: signature(method),
      required: false,
      of: owner.name,
    }));
  const fields = owner.fields.map((field): ContractMember => ({
    name: field.name,
    kind: "field",
    detail: field.annotation ?? "",
    required: field.required,
    of: owner.name,
  }));
  return [...methods, ...fields];
}

/** `(packet: PacketEnvelopeIn) -> PacketWriteResult` */
export function signature({ parameters, returns }: ContractMethod): string {
  const shown = parameters.map(({ name, annotation, required, kind }) => {
    const stars = kind === "rest" ? "*" : kind === "keywords" ? "**" : "";
    return `${stars}${name}${annotation ? `: ${annotation}` : ""}${required || stars ? "" : " = …"}`;
  });
  return `(${shown.join(", ")})${returns ? ` -> ${returns}` : ""}`;
}

function calledClass(call: PyNode, names: PythonContext): ContractClass | null {
  const callee = call.child("function");
  return names.contractClass(names.resolve(callee) ?? (callee?.type === "identifier" ? callee.text : null));
}

/** The innermost node around an offset; at the end of a name that name. */
function nodeAt(file: PythonFile, offset: number): PyNode | null {
  const unit = file.module.units.find(({ node }) => node.start <= offset && offset <= node.end);
  let node = unit?.node ?? null;
  for (let inner = node; inner;) {
    node = inner;
    inner = inner.children.find((child) => child.start <= offset && offset <= child.end) ?? null;
  }
  return node;
}

/** The largest expression that ends at an offset. */
function nodeEndingAt(file: PythonFile, offset: number): PyNode | null {
  let node = nodeAt(file, offset);
  while (
    node?.parent &&
    node.parent.end === offset &&
    /^(?:attribute|call|subscript|identifier|parenthesized_expression)$/.test(node.parent.type)
  )
    node = node.parent;
  return node?.end === offset ? node : null;
}
