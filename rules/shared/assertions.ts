import type { FactKinds } from "../../server/facts/kinds.ts";
import { fieldPath } from "../../server/facts/extract/tests/field-path.ts";
import { CONTRACT_PARTS, type ContractPart } from "../profile/contract-parts.ts";
import type { EvidenceNames } from "./evidence-names.ts";

export type TestFact = FactKinds["tests"];
export type Assertion = TestFact["assertions"][number];
export type Operand = Assertion["left"];
export type Origin = Operand["origins"][number];

/** Takes note that a row is proved, and by which fields. */
export type Prove = (row: string, ...fields: string[]) => void;

export function sides({ left, right }: Assertion): Operand[] {
  return [left, ...right];
}

const COMPARES = new Set<Assertion["form"]>(["equal", "unequal", "contains", "isinstance", "order"]);

/** Compared with nothing but None or ANY proves no more than that something is there. */
export function comparesValue({ form, right }: Assertion): boolean {
  return COMPARES.has(form) && !right.every(({ text }) => text === "None" || isAnything(text));
}

/** `unittest.mock.ANY` equals everything. */
export function isAnything(text: string): boolean {
  return /^(?:\w+\.)*ANY$/.test(text);
}

export function isPacket({ of, name }: Origin, names: EvidenceNames): boolean {
  return of === "call" && names.sinks.includes(name);
}

/** What AIOS was given: by the name of the mock or of its method, or over HTTP by the fields of the body. */
export function isAios({ of, name, receiver, path }: Origin, names: EvidenceNames): boolean {
  if (of !== "call") return false;
  if (/aios|runtime/i.test(receiver) || /reasoning|aios/i.test(name)) return true;
  return path[0] === "[json]" && names.contextFields.includes(fieldPath({ path })[1] ?? "");
}

export function isDispatch({ of, name }: Origin, names: EvidenceNames): boolean {
  return of === "call" && names.dispatch.test(name);
}

/** A call of another system: by the client that is called. */
export function isOutbound({ of, receiver }: Origin): boolean {
  return of === "call" && /client|http|api/i.test(receiver);
}

/** The operand names the class that plays a part. */
export function mentionsModel({ mentions }: Operand, part: ContractPart, names: EvidenceNames): boolean {
  return mentions.some((mention) => isNamed(mention, part, names));
}

/** Its own name, or that of the generator document, under which a stand-in may import it. */
function isNamed(dotted: string, part: ContractPart, { nameOf }: EvidenceNames): boolean {
  const last = dotted.slice(dotted.lastIndexOf(".") + 1);
  return last === nameOf(part) || last === CONTRACT_PARTS[part].name;
}

/**
 * The field of a model that an operand is, as far as the test tells that it is one: it was built as one, annotated as one, asserted to be one,
 * or is what a function of the module returns that says so. Null for the model itself and for anything else.
 */
export function fieldOfModel(operand: Operand, part: ContractPart, test: TestFact, names: EvidenceNames): string | null {
  for (const origin of operand.origins) {
    const [first] = fieldPath(origin);
    if (origin.of === "instance" && first !== undefined && isNamed(origin.name, part, names)) return first;
    const returned = origin.of === "result" ? (names.returned.get(origin.name) ?? []) : [];
    if (first !== undefined && returned.length > 0 && returned.every((other) => isNamed(other, part, names))) return first;
  }
  for (const { form, left, right } of test.assertions) {
    if (form !== "isinstance" || !right.some((other) => mentionsModel(other, part, names))) continue;
    const rest = operand.text.startsWith(`${left.text}.`) ? /^\.(\w+)/.exec(operand.text.slice(left.text.length)) : null;
    if (rest) return rest[1] as string;
  }
  return null;
}
