import { receiverOf } from "../../rules/shared/receivers.ts";
import type { ContractClass } from "../facts/contracts.ts";
import type { Project } from "../facts/project.ts";
import { calledClass, signature } from "./contract-at.ts";
import { contextOf, nodeEndingAt } from "./node-at.ts";
import { openCall } from "./open-call.ts";
import { PythonFile } from "./python-file.ts";

/** Something that may be written next. */
export interface ContractMember {
  readonly name: string;
  readonly kind: "keyword" | "field" | "method";
  /** The annotation or signature. */
  readonly detail: string;
  readonly required: boolean;
  readonly of: string;
}

/** What may be written at an offset: members behind a dot, keywords where an argument of a model may begin. */
export function contractCompletions(file: PythonFile, offset: number, project: Project): ContractMember[] {
  const text = file.module.source.text.value;
  let before = offset;
  while (before > 0 && /\w/.test(text[before - 1] as string)) before--;
  if (/\d/.test(text[before] ?? "") && before < offset) return [];
  const statement = file.module.units.findLast(({ node }) => node.start <= before)?.node.start ?? 0;
  const call = openCall(text, statement, before);
  if (!call) return [];
  const dot = text.slice(0, before).trimEnd();
  if (dot.endsWith("."))
    return membersBehind(file, { offset, end: dot.slice(0, -1).trimEnd().length, closers: call.closers }, project);
  const names = contextOf(file.names(project));
  const callee = call.open === null || !call.atArgument ? null : nodeEndingAt(file, text.slice(0, call.open).trimEnd().length);
  const model = callee && calledClass(callee, names);
  if (!model) return [];
  return model.fields
    .filter(({ name, aliases }) => ![name, ...aliases].some((known) => call.keywords.has(known)))
    .map(({ name, annotation, required }) => ({ name, kind: "keyword", detail: annotation ?? "", required, of: model.name }));
}

/** Members of what stands before a dot. Code that lacks its end hides what names mean: then it is read as if it were finished. */
function membersBehind(
  file: PythonFile,
  { offset, end, closers }: { offset: number; end: number; closers: string },
  project: Project,
): ContractMember[] {
  const found = receiverEndingAt(file, end, project);
  if (found) return members(found);
  const text = file.module.source.text.value;
  const rest = text.slice(offset);
  const line = /^[^\n]*/.exec(rest)?.[0].length ?? 0;
  const word = /\w/.test(text[offset - 1] as string) ? "" : "_";
  for (const finished of [rest, `${closers}${rest.slice(line)}`, `${closers}: pass${rest.slice(line)}`]) {
    const copy = new PythonFile(file.path, text.slice(0, offset) + word + finished);
    try {
      const told = receiverEndingAt(copy, end, project);
      if (told) return members(told);
    } finally {
      copy.dispose();
    }
  }
  return [];
}

function receiverEndingAt(file: PythonFile, end: number, project: Project): ContractClass | null {
  const object = nodeEndingAt(file, end);
  return object && (receiverOf(object, contextOf(file.names(project)))?.class ?? null);
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
