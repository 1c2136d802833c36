import type { ContractClass, ContractMethod } from "../../../../facts/contracts.ts";
import { InventionRequired } from "../../../backend.ts";
import { fieldFor, meaningOf, parameterFor, takesText, type KnownContracts, type Meaning } from "./contracts.ts";
import type { Keyword } from "./packets.ts";

/** How AIOS is asked, and what it answers. */
export interface RuntimeDesign {
  service: string;
  method: string;
  context: { model: string; keywords: Keyword[] };
  result: { model: string; text: string; textIsOptional: boolean; tool: string | null; arguments: string | null };
  registry: RegistryDesign | null;
  /** ToolBinding, for the module's own calls that AIOS may ask for. */
  binding: BindingDesign | null;
}

/** Where tools are approved and called. */
export interface RegistryDesign {
  service: string;
  approved: { method: string; async: boolean } | null;
  dispatch: { method: string; arguments: string[] };
  register: { method: string; arguments: string[] } | null;
  request: { model: string; keywords: Keyword[] };
  result: ResultDesign;
}

/** The fields of ToolCallResult by what they are for. */
export interface ResultDesign {
  model: ContractClass;
  success: string | null;
  value: string | null;
  error: string | null;
}

export interface BindingDesign {
  model: string;
  /** The keywords besides the identity: the expression for each. */
  keywords: { name: string; meaning: "display" | "description" | "schema" | "agents" }[];
}

const CONTEXT_VALUES: Readonly<Partial<Record<Meaning, string>>> = {
  agent: "AGENT_ID",
  thread: "thread_uuid",
  correlation: "correlation_id_for(event)",
  payload: "payload_of(event)",
  tools: "tools",
};

export function runtimeOf(contracts: KnownContracts, identity: string): RuntimeDesign {
  const context = contracts.needed("RuntimeContext", "The call of AIOS");
  const [runtime] = contracts.supporting("runtime");
  const method = runtime && methodTaking(runtime, context.name);
  if (!runtime || !method) {
    throw new InventionRequired(
      "The spec calls AIOS, but no class of the repository or the Space has a method that is given a `RuntimeContext`.",
      "module.interfaces.outbound",
      "Which class and method asks AIOS? Add it to the Space.",
    );
  }
  const result = contracts.named(method.returns);
  const text = result?.fields.find(({ name }) => /^(?:content|text|answer|reply|message|response|output)$/.test(name));
  if (!result || !text) {
    throw new InventionRequired(
      result
        ? `No field of \`${result.name}\` is recognised as AIOS' answer.`
        : `Nothing tells what \`${runtime.name}.${method.name}\` gives back.`,
      "module.interfaces.outbound",
      `What does \`${method.name}\` give back, and which field of it is the answer?`,
    );
  }
  const binding = contracts.model("ToolBinding");
  return {
    service: runtime.name,
    method: method.name,
    context: { model: context.name, keywords: contextKeywords(context) },
    result: {
      model: result.name,
      text: text.name,
      textIsOptional: /\b(?:Optional|None)\b/.test(text.annotation ?? ""),
      tool: result.fields.some(({ name }) => name === identity) ? identity : null,
      arguments: fieldFor(result, "arguments")?.name ?? null,
    },
    registry: registryOf(contracts, identity, { thread: "thread_uuid", correlation: "correlation_id_for(event)" }),
    binding: binding && bindingOf(binding, identity),
  };
}

function methodTaking({ methods }: ContractClass, model: string): ContractMethod | null {
  return (
    methods.find(
      ({ async, parameters, name }) =>
        async &&
        !name.startsWith("_") &&
        parameters.filter(({ required }) => required).length === 1 &&
        parameters[0]?.annotation?.includes(model) === true,
    ) ?? null
  );
}

function contextKeywords(context: ContractClass): Keyword[] {
  return context.fields.flatMap(({ name, required, annotation }): Keyword[] => {
    const meaning = meaningOf(name, ["agent", "thread", "correlation", "payload", "tools"]);
    const value = meaning && CONTEXT_VALUES[meaning];
    if (meaning && value)
      return [{ name, value: meaning === "thread" && takesText(annotation) ? `str(${value})` : value, meaning }];
    if (!required) return [];
    throw new InventionRequired(
      `\`${context.name}\` requires \`${name}\`, and nothing tells what this module puts there.`,
      "module.interfaces.outbound",
      `What is \`${name}\` of the context that AIOS is given?`,
    );
  });
}

/** The registry, where everything that a call of a tool needs is known; null where a part is not. */
export function registryOf(
  contracts: KnownContracts,
  identity: string,
  ids: { thread: string; correlation: string },
): RegistryDesign | null {
  const [registry] = contracts.supporting("registry");
  const request = contracts.model("ToolCallRequest");
  const result = contracts.model("ToolCallResult");
  const dispatch = registry?.methods.find(({ name, async }) => /^dispatch/.test(name) && async);
  if (!registry || !request || !result || !dispatch) return null;
  const keywords = requestKeywords(request, identity, ids);
  const args = keywords && dispatchArguments(dispatch, request.name, identity);
  if (!keywords || !args) return null;
  const approved = registry.methods.find(
    ({ name, parameters }) =>
      /^(?:approved_tools|tools_for|get_approved_tools|list_tools)/.test(name) &&
      parameters.filter(({ required }) => required).every(({ name: own }) => meaningOf(own, ["agent"])),
  );
  const register = registry.methods.find(({ name, async }) => /^register(?:_tool)?$/.test(name) && !async);
  const registerArgs = register?.parameters
    .filter(({ required }) => required)
    .map(({ name }) =>
      /binding|tool|definition/.test(name) ? "binding" : /handler|function|callable|fn|callback/.test(name) ? "handler" : null,
    );
  return {
    service: registry.name,
    approved: approved && parameterFor(approved, "agent") ? { method: approved.name, async: approved.async } : null,
    dispatch: { method: dispatch.name, arguments: args },
    register:
      register && registerArgs?.length === 2 && registerArgs[0] && registerArgs[1]
        ? { method: register.name, arguments: registerArgs as string[] }
        : null,
    request: { model: request.name, keywords },
    result: resultOf(result),
  };
}

function requestKeywords(
  request: ContractClass,
  identity: string,
  ids: { thread: string; correlation: string },
): Keyword[] | null {
  const keywords: Keyword[] = [];
  for (const { name, required, annotation } of request.fields) {
    const meaning = name === identity ? "tool" : meaningOf(name, ["call", "arguments", "thread", "correlation", "agent"]);
    const text = takesText(annotation);
    if (meaning === "tool") keywords.push({ name, value: "tool_id", meaning });
    else if (meaning === "call") keywords.push({ name, value: text ? "str(uuid4())" : "uuid4()", meaning });
    else if (meaning === "arguments") keywords.push({ name, value: "arguments", meaning });
    else if (meaning === "thread") keywords.push({ name, value: text ? `str(${ids.thread})` : ids.thread, meaning });
    else if (meaning === "correlation") keywords.push({ name, value: ids.correlation, meaning });
    else if (meaning === "agent") keywords.push({ name, value: "AGENT_ID", meaning });
    else if (required) return null;
  }
  return keywords;
}

function dispatchArguments(dispatch: ContractMethod, model: string, identity: string): string[] | null {
  const args: string[] = [];
  for (const { name, annotation, required, kind } of dispatch.parameters) {
    const value = name === identity ? "tool_id" : annotation?.includes(model) ? "request" : null;
    if (value === null) {
      if (required) return null;
      continue;
    }
    args.push(kind === "keyword" ? `${name}=${value}` : value);
  }
  return args.some((argument) => /request$/.test(argument)) ? args : null;
}

export function resultOf(model: ContractClass): ResultDesign {
  const find = (pattern: RegExp): string | null => model.fields.find(({ name }) => pattern.test(name))?.name ?? null;
  return {
    model,
    success: find(/^(?:success|ok|succeeded)$/),
    value: find(/^(?:result|output|data|value|content)$/),
    error: find(/^(?:error|error_message)$/),
  };
}

export function bindingOf(model: ContractClass, identity: string): BindingDesign | null {
  const keywords: BindingDesign["keywords"] = [];
  if (model.fields.every(({ name }) => name !== identity)) return null;
  for (const { name, required } of model.fields) {
    if (name === identity) continue;
    if (/^(?:display_name|tool_name|name|title)$/.test(name)) keywords.push({ name, meaning: "display" });
    else if (/^description$/.test(name)) keywords.push({ name, meaning: "description" });
    else if (/schema$|^parameters$/.test(name)) keywords.push({ name, meaning: "schema" });
    else if (/^(?:allowed_agents|agents)$/.test(name)) keywords.push({ name, meaning: "agents" });
    else if (required) return null;
  }
  return { model: model.name, keywords };
}
