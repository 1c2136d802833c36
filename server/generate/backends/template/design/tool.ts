import { InventionRequired } from "../../../backend.ts";
import type { Dedupe } from "./shape.ts";
import { fieldFor, takesText, type KnownContracts } from "./contracts.ts";
import type { Outbound } from "./outbound.ts";
import { bindingOf, registryOf, type BindingDesign, type RegistryDesign, type ResultDesign } from "./runtime.ts";
import type { SpecValues } from "./spec.ts";

/** How a tool is bound, called and answers. */
export interface ToolDesign {
  request: {
    model: string;
    call: string;
    callIsText: boolean;
    arguments: string;
    thread: string | null;
    threadIsText: boolean;
    correlation: string | null;
  };
  result: ResultDesign & { call: string | null };
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
  const request = contracts.needed("ToolCallRequest", "A tool");
  const result = contracts.needed("ToolCallResult", "A tool");
  const model = contracts.needed("ToolBinding", "A tool");
  const ask = (issue: string, question: string): InventionRequired =>
    new InventionRequired(issue, "module.interfaces.inbound", question);
  const args = fieldFor(request, "arguments");
  const callField = fieldFor(request, "call");
  if (!args || !callField)
    throw ask(
      `\`${request.name}\` has no field for ${args ? "the call's id" : "the arguments"} that is recognised.`,
      "Which field of it is meant?",
    );
  const binding = bindingOf(model, identity);
  if (!binding)
    throw ask(`\`${model.name}\` requires more than the spec tells.`, `What are the other required fields of \`${model.name}\`?`);
  const registry = registryOf(contracts, identity, { thread: "thread_uuid", correlation: "correlation_id" });
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
  const thread = fieldFor(request, "thread");
  if (spec.keyFields.length === 0 && !thread) {
    throw new InventionRequired(
      `\`${request.name}\` brings no thread, and nothing tells which conversation a call belongs to.`,
      "module.threading.key_fields",
      "Which arguments make up the key of its thread?",
    );
  }
  for (const name of [...result.fields].filter(({ required }) => required).map((field) => field.name)) {
    const known =
      name === identity ||
      fieldFor(result, "call")?.name === name ||
      /^(?:success|ok|succeeded|result|output|data|value|error)$/.test(name);
    if (!known)
      throw ask(
        `\`${result.name}\` requires \`${name}\`, and nothing tells what this tool puts there.`,
        `What is \`${name}\` of a result?`,
      );
  }
  return {
    request: {
      model: request.name,
      call: callField.name,
      callIsText: takesText(callField.annotation),
      arguments: args.name,
      thread: thread?.name ?? null,
      threadIsText: takesText(thread?.annotation ?? null),
      correlation: fieldFor(request, "correlation")?.name ?? null,
    },
    result: { ...registry.result, call: fieldFor(result, "call")?.name ?? null },
    binding,
    registry,
    ofRequest: [dedupe?.key, dedupe?.fallback, ...spec.keyFields].filter(
      (name): name is string => typeof name === "string" && request.fields.some((field) => field.name === name),
    ),
  };
}
