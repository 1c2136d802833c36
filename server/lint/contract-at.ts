import { heldInTypeScript } from "../../rules/shared/held-typescript.ts";
import { typescriptClass } from "../../rules/shared/given-values-typescript.ts";
import { receiverOf } from "../../rules/shared/receivers.ts";
import type { CodeContext } from "../../rules/define.ts";
import type { ContractClass, ContractField, ContractMethod } from "../facts/contracts.ts";
import type { Node, Span } from "../code/index.ts";
import type { Project } from "../facts/project.ts";
import type { CodeFile } from "./code-file.ts";
import type { Linter } from "./linter.ts";
import { contextOf, nodeAt } from "./node-at.ts";
import { memberOwner } from "./typescript-members.ts";
import { takenBy } from "./type-text.ts";

/** A contract class, or one of its members, that a name in a file of code stands for. */
export interface ContractAt {
  readonly span: Span;
  readonly class: ContractClass;
  /** The member meant; null for the class itself. */
  readonly field: ContractField | null;
  readonly method: ContractMethod | null;
  /** What a field takes beyond what its annotation says: sentences. */
  readonly taken: readonly string[];
}

/** The contract class or member at an offset of a file of code, for hover and definition; null where there is none. */
export function contractAt(linter: Pick<Linter, "inCode">, path: string, offset: number): ContractAt | null {
  return linter.inCode(path, (file, project) => inFile(file, offset, project));
}

function inFile(file: CodeFile, offset: number, project: Project): ContractAt | null {
  const names = file.names(project);
  const node = nodeAt(file, offset);
  const found = names && node ? contractOf(node, contextOf(names)) : null;
  if (!found?.field) return found;
  return { ...found, taken: takenBy(found.field, (dotted) => project.contracts.classAt(dotted)) };
}

/** The contract class or member that a name stands for; null where nothing tells. */
export function contractOf(node: Node, names: CodeContext): ContractAt | null {
  if (node.source.language === "typescript") return ofTypeScript(node, names);
  if (node.type !== "identifier") return null;
  const { parent } = node;
  if (parent?.type === "attribute" && node.field === "attribute") {
    const receiver = receiverOf(parent.child("object"), names);
    const found = receiver && member(receiver.class, node);
    return found ?? whole(names.contractClass(names.resolve(parent)) ?? receiverOf(parent, names)?.class ?? null, node);
  }
  if (parent?.type === "keyword_argument" && node.field === "name") {
    const call = parent.parent?.parent;
    const model = call?.type === "call" ? calledClass(call.child("function"), names) : null;
    return model ? member(model, node) : null;
  }
  return whole(calledClass(node, names) ?? receiverOf(node, names)?.class ?? null, node);
}

function ofTypeScript(node: Node, names: CodeContext): ContractAt | null {
  if (node.type !== "identifier" && node.type !== "property_name") return null;
  const owner = memberOwner(node, names);
  if (owner) return member(owner, node);
  const isMember = node.parent?.type === "attribute" && node.field === "attribute";
  if (isMember || node.type === "property_name") return null;
  return whole(typescriptClass(node, names) ?? heldInTypeScript(node, names), node);
}

/** The contract class that an expression names. */
export function calledClass(callee: Node | null, names: CodeContext): ContractClass | null {
  return names.contractClass(names.resolve(callee) ?? (callee?.type === "identifier" ? callee.text : null));
}

/** `(packet: PacketEnvelopeIn) -> PacketWriteResult` */
export function signature({ parameters, returns }: ContractMethod): string {
  const shown = parameters.map(({ name, annotation, required, kind }) => {
    const stars = kind === "rest" ? "*" : kind === "keywords" ? "**" : "";
    return `${stars}${name}${annotation ? `: ${annotation}` : ""}${required || stars ? "" : " = …"}`;
  });
  const bare = parameters.findIndex(({ kind }) => kind === "keyword");
  if (bare >= 0 && !parameters.some(({ kind }) => kind === "rest")) shown.splice(bare, 0, "*");
  return `(${shown.join(", ")})${returns ? ` -> ${returns}` : ""}`;
}

function whole(found: ContractClass | null, node: Node): ContractAt | null {
  return found && { span: node, class: found, field: null, method: null, taken: [] };
}

function member(owner: ContractClass, node: Node): ContractAt | null {
  const found = memberNamed(owner, node.text);
  return found && { span: node, class: owner, ...found, taken: [] };
}

/** The field, by any of its names, or the method that a class calls so. */
export function memberNamed(owner: ContractClass, called: string): Pick<ContractAt, "field" | "method"> | null {
  const field = owner.fields.find(({ name, aliases }) => name === called || aliases.includes(called)) ?? null;
  const method = field ? null : (owner.methods.find(({ name }) => name === called) ?? null);
  return field || method ? { field, method } : null;
}
