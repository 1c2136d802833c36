import type { ContractClass } from "../../server/facts/contracts.ts";
import type { Node } from "../../server/code/index.ts";
import type { Fix, CodeContext } from "../define.ts";
import { allowsForMissing, mayBeNarrowed } from "./guards.ts";
import { nearest } from "./nearest.ts";
import { classHeld, classNamed } from "./named-classes.ts";
import { receiverOf, type Receiver } from "./receivers.ts";

/** What every `unittest.mock` object has of its own. */
const MOCK_API = new Set(
  (
    "assert_any_await assert_any_call assert_awaited assert_awaited_once assert_awaited_once_with assert_awaited_with assert_called " +
    "assert_called_once assert_called_once_with assert_called_with assert_has_awaits assert_has_calls assert_not_awaited assert_not_called " +
    "attach_mock await_args await_args_list await_count call_args call_args_list call_count called configure_mock method_calls mock_add_spec " +
    "mock_calls reset_mock return_value side_effect"
  ).split(" "),
);

/** A model: a class made of declared fields. */
export function isModel(found: ContractClass): boolean {
  return (found.kind === "pydantic" || found.kind === "dataclass") && found.fields.length > 0;
}

/** A model, or a class of any other kind that the generator document requires as one. */
export function isContractModel(found: ContractClass, { project: { contracts, profile } }: CodeContext): boolean {
  if (isModel(found)) return true;
  if (found.kind !== "class") return false;
  return Object.values(profile.schema_extraction.models_required)
    .flat()
    .some((name) => {
      const lookup = contracts.required(name);
      return lookup.status === "found" && lookup.class.name === found.name && lookup.class.module === found.module;
    });
}

/** The names that are told as the fields of a model. */
export function fieldNames({ kind, fields, methods }: ContractClass): string[] {
  if (kind !== "class") return fields.map(({ name }) => name);
  return methods.find(({ name }) => name === "__init__")?.parameters.map(({ name }) => name) ?? [];
}

/** A class whose instances are used for their methods. */
export function isService(found: ContractClass): boolean {
  return (found.kind === "class" || found.kind === "protocol") && found.methods.some(({ name }) => !name.startsWith("_"));
}

export function hasMember(found: ContractClass, name: string): boolean {
  return (
    found.fields.some((field) => field.name === name) ||
    found.methods.some((method) => method.name === name) ||
    found.attributes.includes(name) ||
    (found.kind === "pydantic" && name.startsWith("model_"))
  );
}

/**
 * The contract class of what an attribute is read from, when everything about that class is known and it has no such member.
 * Private names, a mock's own attributes and what the code itself allows to be missing are left alone.
 */
export function unknownMember(attribute: Node, context: CodeContext): Receiver | null {
  const name = attribute.child("attribute")?.text;
  const object = attribute.child("object");
  if (!name || !object) return null;
  const receiver = receiverOf(object, context);
  return receiver && isUnknown(name, receiver, attribute, object, context) ? receiver : null;
}

/** The same for a member of the class itself: `MemorySubstrateService.create()`. */
export function unknownClassMember(attribute: Node, context: CodeContext): Receiver | null {
  const name = attribute.child("attribute")?.text;
  const object = attribute.child("object");
  const named = name && name !== "mro" && name !== "register" ? classHeld(object, context) : null;
  if (!name || !object || !named) return null;
  const receiver = { class: named, mock: context.isTest };
  return isUnknown(name, receiver, attribute, object, context) ? receiver : null;
}

function isUnknown(name: string, receiver: Receiver, attribute: Node, object: Node, context: CodeContext): boolean {
  const { class: found, mock } = receiver;
  if (name.startsWith("_") || !found.complete || hasMember(found, name)) return false;
  if ((mock || context.isTest) && MOCK_API.has(name)) return false;
  const isSame = (other: Node): boolean =>
    other.text === object.text || classNamed(other, context) === found || receiverOf(other, context)?.class === found;
  return !allowsForMissing(attribute, name, isSame) && !mayBeNarrowed(attribute);
}

/** Names that are most likely meant: longer forms of the name first, then the nearest spelling. */
export function meantNames(name: string, known: readonly string[]): string[] {
  const longer = known.filter((other) => other.startsWith(`${name}_`) || name.startsWith(`${other}_`));
  if (longer.length > 0) return longer;
  const near = nearest(name, known);
  return near ? [near] : [];
}

/** Replaces a name by the one that was most likely meant; only where a single one is likely. */
export function renameFix(at: Node, meant: readonly string[]): Fix | undefined {
  const [only] = meant;
  if (meant.length !== 1 || !only) return undefined;
  return { title: `Replace \`${at.text}\` by \`${only}\``, safety: "unsafe", edits: [{ span: at, text: only }] };
}

/** `did you mean a or b?` with a leading space, empty without a guess. */
export function didYouMean(meant: readonly string[]): string {
  return meant.length > 0 ? ` Did you mean ${meant.map((name) => `\`${name}\``).join(" or ")}?` : "";
}

/** `packet_type, payload, …`: at most eight names. */
export function listed(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(", ")}, …` : names.join(", ");
}
