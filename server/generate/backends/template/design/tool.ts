import { InventionRequired } from "../../../backend.ts";
import type { Dedupe } from "./shape.ts";
import { fieldFor, idHeld, typeWords, type KnownContracts } from "./contracts.ts";
import { formOf, type Form, type Held } from "./forms.ts";
import type { Outbound } from "./outbound.ts";
import { bindingOf, registryOf, type BindingDesign, type RegistryDesign, type ResultDesign } from "./runtime.ts";
import type { SpecValues } from "./spec.ts";

/** How a tool is bound, called and answers. */
export interface ToolDesign {
  request: {
    model: string;
    call: string;
    callKind: "uuid" | "text";
    arguments: string;
    thread: string | null;
    threadIsText: boolean;
    correlation: { name: string; kind: "uuid" | "text"; optional: boolean } | null;
  };
  result: ResultDesign & { call: { name: string; form: Form } | null };
  binding: BindingDesign;
  registry: RegistryDesign;
  /** The fields of ToolCallRequest that the module's own keys name. */
  ofRequest: readonly string[];
}

export function toolOf(
  contracts: KnownContracts,
  identity: string,
  spec: SpecValues,
  dedupe: Dedupe | null,
  outbound: Outbound,
): ToolDesign {
  const request = contracts.needed("tool_request", "A tool");
  const result = contracts.needed("tool_result", "A tool");
  const model = contracts.needed("tool_binding", "A tool");
  const ask = (issue: string, question: string): InventionRequired =>
    new InventionRequired(issue, "module.interfaces.inbound", question);
  const args = fieldFor(request, "arguments");
  const callField = fieldFor(request, "call");
  if (!args || !callField)
    throw ask(
      `\`${request.name}\` has no field for ${args ? "the call's id" : "the arguments"} that is recognised.`,
      "Which field of it is meant?",
    );
  const callKind = idHeld(callField)?.kind;
  if (!callKind)
    throw ask(
      `\`${request.name}.${callField.name}\` is ${typeWords(callField)}: neither a UUID nor a text names the call.`,
      `Which field of \`${request.name}\` is the call's id?`,
    );
  if (formOf(args.type, { kind: "object" }, contracts) === null)
    throw ask(
      `\`${request.name}.${args.name}\` is ${typeWords(args)}, and a tool is called with an object of named arguments.`,
      "Which field holds the arguments?",
    );
  const binding = bindingOf(model, identity, contracts);
  if (!binding)
    throw ask(`\`${model.name}\` requires more than the spec tells.`, `What are the other required fields of \`${model.name}\`?`);
  const registry = registryOf(contracts, identity, false);
  if (!registry?.register)
    throw ask(
      "No registry of the repository or the Space registers and dispatches tools in a way that is understood.",
      "Where are tools registered and called? Add that class to the Space.",
    );
  if (!outbound.client) {
    throw new InventionRequired(
      "The spec names nothing that the tool calls, so nothing tells what it does.",
      "module.interfaces.outbound",
      "Which call gives the tool its result?",
    );
  }
  if (outbound.aios) {
    throw new InventionRequired(
      "A tool is called by AIOS, but the spec lets it call AIOS.",
      "module.interfaces.outbound",
      "What does the tool ask AIOS, and what does it do with the answer?",
    );
  }
  // The ids of a call are taken over as they are: one that may be none of the tests' own can not be tried.
  for (const meaning of ["call", "thread", "correlation"] as const) {
    const field = fieldFor(request, meaning);
    const held = field && idHeld(field);
    if (field?.required && held && formOf(field.type, idGiven(held.kind, meaning), contracts) === null)
      throw ask(
        `\`${request.name}\` requires \`${field.name}\`, ${typeWords(field)}, and nothing tells which ids are of that form.`,
        `What does \`${field.name}\` of a call look like?`,
      );
  }
  const threadField = fieldFor(request, "thread");
  const threadHeld = threadField && idHeld(threadField);
  const thread = threadHeld ? threadField : null;
  if (spec.keyFields.length === 0 && !thread) {
    throw new InventionRequired(
      `\`${request.name}\` brings no thread, and nothing tells which conversation a call belongs to.`,
      "module.threading.key_fields",
      "Which arguments make up the key of its thread?",
    );
  }
  const correlationField = fieldFor(request, "correlation");
  const correlationHeld = correlationField && idHeld(correlationField);
  const resultCall = fieldFor(result, "call");
  const resultCallForm =
    resultCall && formOf(resultCall.type, callKind === "uuid" ? { kind: "uuid", version: null } : { kind: "text" }, contracts);
  const { success, value, error, elapsed, time } = registry.result;
  const filled = [identity, resultCallForm && resultCall.name, success, value?.name, error, elapsed?.name, time?.name];
  for (const field of result.fields) {
    if (field.required && !filled.includes(field.name))
      throw ask(
        `\`${result.name}\` requires \`${field.name}\`, ${typeWords(field)}, and nothing tells what this tool puts there.`,
        `What is \`${field.name}\` of a result?`,
      );
  }
  return {
    request: {
      model: request.name,
      call: callField.name,
      callKind,
      arguments: args.name,
      thread: thread?.name ?? null,
      threadIsText: threadHeld?.kind === "text",
      correlation: correlationField && correlationHeld ? { name: correlationField.name, ...correlationHeld } : null,
    },
    result: { ...registry.result, call: resultCall && resultCallForm ? { name: resultCall.name, form: resultCallForm } : null },
    binding,
    registry,
    ofRequest: [dedupe?.key, dedupe?.fallback, ...spec.keyFields].filter(
      (name): name is string => typeof name === "string" && request.fields.some((field) => field.name === name),
    ),
  };
}

/** An id as whoever calls the tool may give it: a text of any length, a UUID. */
function idGiven(kind: "uuid" | "text", meaning: "call" | "thread" | "correlation"): Held {
  return kind === "text" ? { kind: "text" } : { kind: "uuid", version: meaning === "call" ? 4 : 5 };
}
