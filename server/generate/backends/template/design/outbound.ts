import { InventionRequired } from "../../../backend.ts";
import type { Credential, Environment, Setting } from "./environment.ts";
import { isFieldName, pascalCase, pythonName, type Names } from "./names.ts";
import { askedOf } from "./questions.ts";
import type { OutboundSpec } from "./spec.ts";

/** A part of a path that is filled in. */
export interface PathParameter {
  name: string;
  /** The setting that holds it; null for what a request or AIOS says. */
  setting: Setting | null;
}

/** One outbound call as a method of the client. */
export interface OutboundCall {
  name: string;
  verb: string;
  /** As the spec writes it. */
  endpoint: string;
  /** Null for an absolute endpoint. */
  baseUrl: Setting | null;
  parameters: PathParameter[];
  timeoutSeconds: number;
  retries: number;
  /** `reply`: AIOS' answer is sent by it; `forward`: made for every request; `action`: made when AIOS asks for it. */
  role: "reply" | "forward" | "action";
}

/** A constructor argument of the client, and the setting that it comes from. */
export interface ClientArgument {
  name: string;
  setting: Setting;
}

export interface ClientDesign {
  name: string;
  /** The name under which it is injected. */
  injected: string;
  calls: OutboundCall[];
  arguments: ClientArgument[];
  credential: Credential | null;
}

export interface Outbound {
  aios: OutboundSpec | null;
  client: ClientDesign | null;
}

const DEFAULT_TIMEOUT = 30;
/** Names of calls by which an answer is sent. */
const ANSWERS =
  /(?:^|_)(?:acknowledge\w*|reply|replies|respond|response|send|message|messages|notify|notification|post|publish|comment|answer|callback)(?:_|$)/;

export function isAios({ name, endpoint }: OutboundSpec): boolean {
  return /aios/i.test(`${name} ${endpoint}`) || endpoint === "/chat";
}

export function isSubstrate({ name, endpoint }: OutboundSpec): boolean {
  return /^\/memory\b/.test(endpoint) || /(?:^|_)(?:memory|substrate)(?:_|$)/.test(name);
}

export function outboundOf(outbound: readonly OutboundSpec[], environment: Environment, names: Names): Outbound {
  const aios = outbound.find(isAios) ?? null;
  const external = outbound.filter((call) => !isAios(call) && !isSubstrate(call));
  if (external.length === 0) return { aios, client: null };
  const reply = aios ? replyOf(external) : null;
  const calls = askedOf(external, (call) => callOf(call, aios ? (call === reply ? "reply" : "action") : "forward", environment));
  const seen = new Set<string>();
  for (const { name } of calls) {
    if (seen.has(name))
      throw new InventionRequired(
        `Two outbound calls are named \`${name}\`.`,
        "module.interfaces.outbound",
        "What is the other one called?",
      );
    seen.add(name);
  }
  const primary = calls.find(({ baseUrl }) => baseUrl)?.baseUrl ?? null;
  const product = primary?.variable.replace(/_(?:BASE_URL|BASE_URI|URL|HOST)$/, "").toLowerCase() ?? names.stem;
  return {
    aios,
    client: {
      name: `${pascalCase(pythonName(product))}Client`,
      injected: `${names.stem}_client`,
      calls,
      arguments: argumentsOf(calls, environment.credential),
      credential: environment.credential,
    },
  };
}

function replyOf(external: readonly OutboundSpec[]): OutboundSpec | null {
  const writing = external.filter(({ method }) => method !== "GET" && method !== "DELETE");
  return writing.find(({ name }) => ANSWERS.test(name)) ?? (external.length === 1 ? (writing[0] ?? null) : null);
}

function callOf(
  { name, endpoint, method, timeoutSeconds, retries }: OutboundSpec,
  role: OutboundCall["role"],
  environment: Environment,
): OutboundCall {
  const ask = (issue: string, question: string): InventionRequired =>
    new InventionRequired(issue, "module.interfaces.outbound", question);
  if (name === "") throw ask("An outbound call has no name.", "What is it called?");
  if (endpoint === "") throw ask(`Nothing tells where \`${name}\` goes.`, `Which endpoint does \`${name}\` call?`);
  if (/\.\.\.|…|<[^>]*>|\{\{|\bTODO\b|\bTBD\b/.test(endpoint)) {
    throw ask(`The endpoint of \`${name}\` is a placeholder (\`${endpoint}\`).`, `Which endpoint does \`${name}\` call?`);
  }
  const absolute = /^https?:\/\//.test(endpoint);
  if (!absolute && !endpoint.startsWith("/")) {
    throw ask(
      `The endpoint of \`${name}\` is neither a URL nor a path (\`${endpoint}\`).`,
      `Which URL, or which path of a declared base URL, does \`${name}\` call?`,
    );
  }
  const parameters = [...endpoint.matchAll(/\{(\w+)\}/g)].map(([, parameter]): PathParameter => {
    const variable = (parameter as string).toUpperCase();
    const setting = environment.settings.find(
      (candidate) => candidate.required && (candidate.variable === variable || candidate.variable.endsWith(`_${variable}`)),
    );
    return { name: parameter as string, setting: setting ?? null };
  });
  const odd = parameters.find((parameter) => !isFieldName(parameter.name));
  if (odd)
    throw ask(`\`{${odd.name}}\` in the endpoint of \`${name}\` is no name of a field.`, "Which field of the request is meant?");
  return {
    name: pythonName(name),
    verb: method,
    endpoint,
    baseUrl: absolute ? null : baseUrlOf(name, endpoint, environment.baseUrls),
    parameters,
    timeoutSeconds: timeoutSeconds ?? DEFAULT_TIMEOUT,
    retries,
    role,
  };
}

/** The one base URL, or of several the one that shares most words with the call. */
function baseUrlOf(name: string, endpoint: string, baseUrls: readonly Setting[]): Setting {
  const words = new Set(`${name} ${endpoint}`.toLowerCase().split(/[^a-z0-9]+/));
  const shared = (setting: Setting): number =>
    setting.variable
      .toLowerCase()
      .split("_")
      .filter((word) => words.has(word) || words.has(`${word}s`) || words.has(word.replace(/s$/, ""))).length;
  const [best, second] = [...baseUrls].sort((a, b) => shared(b) - shared(a));
  if (!best || (second && shared(best) === shared(second))) {
    throw new InventionRequired(
      `\`${name}\` calls \`${endpoint}\`, but ${best ? "more than one" : "no"} environment variable may hold the URL that this path belongs to.`,
      best ? "module.interfaces.outbound" : "module.environment.required",
      `Which variable (\`…_BASE_URL\`) holds the URL before \`${endpoint}\`? A full URL as the endpoint says it too.`,
    );
  }
  return best;
}

function argumentsOf(calls: readonly OutboundCall[], credential: Credential | null): ClientArgument[] {
  const found = new Map<Setting, string>();
  const urls = [...new Set(calls.flatMap(({ baseUrl }) => baseUrl ?? []))];
  for (const setting of urls) found.set(setting, urls.length === 1 ? "base_url" : setting.field);
  if (credential?.kind === "basic") {
    found.set(credential.user, credential.user.field);
    found.set(credential.password, credential.password.field);
  } else if (credential) found.set(credential.setting, credential.kind === "bearer" ? "token" : "api_key");
  for (const { setting } of calls.flatMap(({ parameters }) => parameters))
    if (setting && !found.has(setting)) found.set(setting, setting.field);
  return [...found].map(([setting, name]) => ({ name, setting }));
}
