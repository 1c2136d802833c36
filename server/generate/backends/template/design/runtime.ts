import type { ContractClass, ContractMethod } from "../../../../facts/contracts.ts";
import { takesNone } from "../../../../code/types/declared.ts";
import { InventionRequired } from "../../../backend.ts";
import { fieldFor, meaningOf, onlyValue, parameterFor, typeWords, type KnownContracts, type Meaning } from "./contracts.ts";
import { formOf, written, type Form, type Held } from "./forms.ts";

/** A keyword of a model and the expression that it is given. */
export interface Keyword {
  name: string;
  value: string;
  meaning: Meaning | "fixed";
  form: Form;
}

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
  value: { name: string; form: Form } | null;
  error: string | null;
  /** How long the call took, and when it ended, where the model asks for it. */
  elapsed: { name: string; form: Form } | null;
  time: { name: string; form: Form } | null;
}

export interface BindingDesign {
  model: string;
  /** The keywords besides the identity: the expression for each. */
  keywords: { name: string; meaning: "display" | "description" | "schema" | "agents" }[];
}

/** What an agent's context may hold, besides its tools: the expression, and its type. */
function contextSources(agent: string): Readonly<Partial<Record<Meaning, { value: string; held: Held }>>> {
  return {
    agent: { value: "AGENT_ID", held: { kind: "text", constants: [agent] } },
    thread: { value: "thread_uuid", held: { kind: "uuid", version: 5 } },
    correlation: { value: "correlation_id_for(event)", held: { kind: "text" } },
    payload: { value: "payload_of(event)", held: { kind: "object" } },
    time: { value: "datetime.now(timezone.utc)", held: { kind: "now" } },
  };
}

/** @param agent the module's own id */
export function runtimeOf(contracts: KnownContracts, identity: string, agent: string): RuntimeDesign {
  const context = contracts.needed("runtime_context", "The call of AIOS");
  const [runtime] = contracts.supporting("runtime");
  const method = runtime && methodTaking(runtime, context.name);
  if (!runtime || !method) {
    throw new InventionRequired(
      `The spec calls AIOS, but no class of the repository or the Space has a method that is given a \`${context.name}\`.`,
      "module.interfaces.outbound",
      "Which class and method asks AIOS? Add it to the Space.",
    );
  }
  const result = contracts.named(method.returns);
  const text = result?.fields.find(
    ({ name, type }) =>
      /^(?:content|text|answer|reply|message|response|output)$/.test(name) &&
      formOf(type, { kind: "text" }, contracts)?.kind === "same",
  );
  if (!result || !text) {
    throw new InventionRequired(
      result
        ? `No field of \`${result.name}\` is recognised as AIOS' answer.`
        : `Nothing tells what \`${runtime.name}.${method.name}\` gives back.`,
      "module.interfaces.outbound",
      `What does \`${method.name}\` give back, and which field of it is the answer?`,
    );
  }
  const binding = contracts.model("tool_binding");
  return {
    service: runtime.name,
    method: method.name,
    context: { model: context.name, keywords: contextKeywords(context, contracts, agent) },
    result: {
      model: result.name,
      text: text.name,
      textIsOptional: text.type.kind !== "any" && takesNone(text.type),
      tool: result.fields.some(({ name }) => name === identity) ? identity : null,
      arguments: fieldFor(result, "arguments")?.name ?? null,
    },
    registry: registryOf(contracts, identity),
    binding: binding && bindingOf(binding, identity, contracts),
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

function contextKeywords(context: ContractClass, contracts: KnownContracts, agent: string): Keyword[] {
  const sources = contextSources(agent);
  return context.fields.flatMap((field): Keyword[] => {
    const { name, required, type } = field;
    const meaning = meaningOf(name, ["agent", "thread", "correlation", "payload", "tools", "time"], type);
    // The bindings are of the contracts' own class.
    if (meaning === "tools") return [{ name, value: "tools", meaning, form: { kind: "same" } }];
    const source = meaning && sources[meaning];
    const form = source && (required || meaning !== "time") ? formOf(type, source.held, contracts) : null;
    if (source && form) return [{ name, value: written(form, source.value), meaning, form }];
    if (!required) return [];
    const fixed = meaning === null ? onlyValue(type, contracts) : null;
    if (fixed !== null) return [{ name, value: fixed, meaning: "fixed", form: { kind: "same" } }];
    throw new InventionRequired(
      `\`${context.name}\` requires \`${name}\`, ${typeWords(field)}, and nothing tells what this module puts there.`,
      "module.interfaces.outbound",
      `What is \`${name}\` of the context that AIOS is given?`,
    );
  });
}

/**
 * The registry, where everything that a call of a tool needs is known; null where a part is not.
 * @param asksFor the module calls tools itself, so that it must have a value for every field of a request. A tool gets its requests made.
 */
export function registryOf(contracts: KnownContracts, identity: string, asksFor = true): RegistryDesign | null {
  const [registry] = contracts.supporting("registry");
  const request = contracts.model("tool_request");
  const result = contracts.model("tool_result");
  const dispatch = registry?.methods.find(({ name, async }) => /^dispatch/.test(name) && async);
  if (!registry || !request || !result || !dispatch) return null;
  const keywords = requestKeywords(request, identity, contracts);
  const args = dispatchArguments(dispatch, request.name, identity);
  if (!args || (asksFor && request.fields.some((field) => field.required && !keywords.some(({ name }) => name === field.name))))
    return null;
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
    result: resultOf(result, contracts),
  };
}

/** What a call of a tool is made of, as AIOS' step and the event give it. */
const REQUEST_SOURCES: Readonly<Partial<Record<Meaning, { value: string; held: Held }>>> = {
  tool: { value: "tool_id", held: { kind: "text" } },
  call: { value: "uuid4()", held: { kind: "uuid", version: 4 } },
  arguments: { value: "arguments", held: { kind: "object" } },
  thread: { value: "thread_uuid", held: { kind: "uuid", version: 5 } },
  correlation: { value: "correlation_id_for(event)", held: { kind: "text" } },
  agent: { value: "AGENT_ID", held: { kind: "text" } },
  time: { value: "datetime.now(timezone.utc)", held: { kind: "now" } },
};

/** What is known of a request's fields; a required one that is not among them has no value. */
function requestKeywords(request: ContractClass, identity: string, contracts: KnownContracts): Keyword[] {
  const keywords: Keyword[] = [];
  for (const { name, required, type } of request.fields) {
    const meaning =
      name === identity ? "tool" : meaningOf(name, ["call", "arguments", "thread", "correlation", "agent", "time"], type);
    const source = meaning && REQUEST_SOURCES[meaning];
    const form = source && (required || meaning !== "time") ? formOf(type, source.held, contracts) : null;
    const fixed = required && meaning === null ? onlyValue(type, contracts) : null;
    if (source && form) keywords.push({ name, value: written(form, source.value), meaning, form });
    else if (fixed !== null) keywords.push({ name, value: fixed, meaning: "fixed", form: { kind: "same" } });
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

export function resultOf(model: ContractClass, contracts: KnownContracts): ResultDesign {
  const find = (pattern: RegExp, held: Held): { name: string; form: Form } | null => {
    const field = model.fields.find(({ name }) => pattern.test(name));
    const form = field ? formOf(field.type, held, contracts) : null;
    return field && form ? { name: field.name, form } : null;
  };
  const asked = (pattern: RegExp, held: Held): { name: string; form: Form } | null =>
    model.fields.some(({ name, required }) => required && pattern.test(name)) ? find(pattern, held) : null;
  return {
    model,
    success: find(/^(?:success|ok|succeeded)$/, { kind: "flag" })?.name ?? null,
    value: find(/^(?:result|output|data|value|content)$/, { kind: "json" }),
    error: find(/^(?:error|error_message)$/, { kind: "text" })?.name ?? null,
    elapsed: asked(/^(?:duration|elapsed|latency)_ms$/, { kind: "milliseconds" }),
    time: asked(/^(?:(?:created|finished|completed|ended)_at|timestamp)$/, { kind: "now" }),
  };
}

const BINDING_HELD: Readonly<Record<BindingDesign["keywords"][number]["meaning"], Held>> = {
  display: { kind: "text", constants: ["a name"] },
  description: { kind: "text", constants: ["a description"] },
  schema: { kind: "object" },
  agents: { kind: "text", constants: ["an agent"] },
};

export function bindingOf(model: ContractClass, identity: string, contracts: KnownContracts): BindingDesign | null {
  const keywords: BindingDesign["keywords"] = [];
  const own = model.fields.find(({ name }) => name === identity);
  if (!own || formOf(own.type, { kind: "text", constants: ["an.id"] }, contracts)?.kind !== "same") return null;
  for (const { name, required, type } of model.fields) {
    if (name === identity) continue;
    const meaning = /^(?:display_name|tool_name|name|title)$/.test(name)
      ? "display"
      : /^description$/.test(name)
        ? "description"
        : /schema$|^parameters$/.test(name)
          ? "schema"
          : /^(?:allowed_agents|agents)$/.test(name)
            ? "agents"
            : null;
    const form = meaning && formOf(type, BINDING_HELD[meaning], contracts);
    const fits = form?.kind === "same" || (meaning === "agents" && form?.kind === "items" && form.open === "[");
    if (meaning && fits) keywords.push({ name, meaning });
    else if (required) return null;
  }
  return { model: model.name, keywords };
}
