import { receiverOf } from "../../rules/shared/receivers.ts";
import type { ContractClass } from "../facts/contracts.ts";
import type { Project } from "../facts/project.ts";
import { calledClass, signature } from "./contract-at.ts";
import { typescriptSignature } from "./contract-signature-typescript.ts";
import type { Linter } from "./linter.ts";
import { contextOf, nodeEndingAt } from "./node-at.ts";
import { openCall } from "./open-call.ts";
import { PythonFile } from "./python-file.ts";

/** What a call that is being written takes. */
export interface ContractSignature {
  /** `MemorySubstrateService.write_packet(packet: PacketEnvelopeIn) -> PacketWriteResult` */
  readonly label: string;
  /** As they stand in the label. */
  readonly parameters: readonly string[];
  /** The parameter that the argument at the place is for; null where it is none of them. */
  readonly active: number | null;
}

/** The signature of the contract model or method of a service whose call an offset of a file lies in; null where it lies in none. */
export function contractSignature(linter: Linter, path: string, offset: number): ContractSignature | null {
  return linter.inCode(path, (file, project) =>
    file instanceof PythonFile
      ? pythonSignature(file, offset, project)
      : typescriptSignature(path, linter.files.text(path), offset, project),
  );
}

function pythonSignature(file: PythonFile, offset: number, project: Project): ContractSignature | null {
  const text = file.module.source.text.value;
  const statement = file.module.units.findLast(({ node }) => node.start <= offset)?.node.start ?? 0;
  const call = openCall(text, statement, offset);
  if (!call || call.open === null) return null;
  const end = text.slice(0, call.open).trimEnd().length;
  const argument = argumentAt(text.slice(call.open + 1, offset));
  const found = called(file, end, project);
  if (found) return told(found, argument);
  // What lacks its end hides what names mean: it is read as if it were finished.
  const rest = text.slice(offset);
  const line = /^[^\n]*/.exec(rest)?.[0].length ?? 0;
  const copy = new PythonFile(file.path, `${text.slice(0, call.open)}()${call.closers.slice(1)}${rest.slice(line)}`);
  try {
    const finished = called(copy, end, project);
    return finished && told(finished, argument);
  } finally {
    copy.dispose();
  }
}

interface Called {
  readonly label: string;
  readonly parameters: readonly { name: string; shown: string; isNamed: boolean }[];
}

/** What the expression that ends at an offset calls. */
function called(file: PythonFile, end: number, project: Project): Called | null {
  const callee = nodeEndingAt(file, end);
  const names = contextOf(file.names(project));
  if (callee?.type === "attribute") {
    const owner = receiverOf(callee.child("object"), names)?.class;
    const method = owner?.methods.find(({ name }) => name === callee.child("attribute")?.text);
    if (owner && method) {
      const parameters = method.parameters.map(({ name, annotation, kind }) => ({
        name,
        shown: annotation ? `${name}: ${annotation}` : name,
        isNamed: kind === "keyword",
      }));
      return { label: `${owner.name}.${method.name}${signature(method)}`, parameters };
    }
  }
  const model = callee && calledClass(callee, names);
  return model && model.fields.length > 0 ? ofModel(model) : null;
}

function ofModel({ name, fields }: ContractClass): Called {
  // What is required stands first, as it has to be given.
  const ordered = [...fields.filter(({ required }) => required), ...fields.filter(({ required }) => !required)];
  const parameters = ordered.map((field) => ({
    name: field.name,
    shown: `${field.name}${field.annotation ? `: ${field.annotation}` : ""}${field.required ? "" : " = …"}`,
    isNamed: true,
  }));
  return { label: `${name}(${parameters.map(({ shown }) => shown).join(", ")})`, parameters };
}

function told(
  { label, parameters }: Called,
  { position, keyword }: { position: number; keyword: string | null },
): ContractSignature {
  const named = parameters.findIndex(({ name }) => name === keyword);
  const isGiven = keyword === null && parameters[position]?.isNamed === false;
  return { label, parameters: parameters.map(({ shown }) => shown), active: named >= 0 ? named : isGiven ? position : null };
}

/** Which argument is being written: its place, and its keyword where it has one. */
function argumentAt(written: string): { position: number; keyword: string | null } {
  const plain = written.replace(/"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|#[^\n]*/g, (text) =>
    "_".repeat(text.length),
  );
  let depth = 0;
  let position = 0;
  let start = 0;
  for (const [at, sign] of [...plain].entries()) {
    if ("([{".includes(sign)) depth++;
    else if (")]}".includes(sign)) depth--;
    else if (sign === "," && depth === 0) {
      position++;
      start = at + 1;
    }
  }
  return { position, keyword: /^\s*([A-Za-z_]\w*)\s*=(?!=)/.exec(plain.slice(start))?.[1] ?? null };
}
