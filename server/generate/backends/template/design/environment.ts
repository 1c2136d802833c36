import { InventionRequired } from "../../../backend.ts";
import { pythonName, type Names } from "./names.ts";
import { askedOf } from "./questions.ts";
import { signsUrl, toleranceOf } from "./signature.ts";
import { authText, type EnvironmentSpec, type InboundSpec, type SpecValues } from "./spec.ts";

export type Scheme = "hmac" | "bearer" | "api_key";

/** A setting: read from one variable, once, at start-up. */
export interface Setting {
  variable: string;
  field: string;
  type: "str" | "int" | "bool";
  required: boolean;
  /** What holds where an optional one is not set; null for None. */
  default: string | number | boolean | null;
  meaning: string;
}

/** How outbound calls prove who they are. */
export type Credential = { kind: "bearer" | "api_key"; setting: Setting } | { kind: "basic"; user: Setting; password: Setting };

/** The settings, and what some of them are for. */
export interface Environment {
  settings: Setting[];
  secrets: ReadonlyMap<Scheme, Setting>;
  tolerance: Setting | null;
  /** The webhook's URL as its sender has it, where that is signed. */
  webhookUrl: Setting | null;
  enabled: Setting | null;
  baseUrls: Setting[];
  credential: Credential | null;
}

/** Names of variables by what they are for; the first that fits counts. */
const SECRETS: Readonly<Record<Scheme, readonly RegExp[]>> = {
  hmac: [/(?:SIGNING|WEBHOOK|HMAC)_?(?:SECRET|KEY)$/, /SECRET$/, /SECRET/, /SIGNING/, /AUTH_TOKEN$/],
  bearer: [/BEARER/, /(?:WEBHOOK|INBOUND|AUTH)_?TOKEN$/, /(?:WEBHOOK|SIGNING|INBOUND|SHARED)_?SECRET$/, /SECRET$/, /TOKEN$/],
  api_key: [/(?:INBOUND|SERVER|CLIENT|SERVICE)_?API_?KEY$/, /API_?KEY$/, /KEY$/, /SECRET$/],
};
const TOLERANCE = /TOLERANCE|MAX_AGE|FRESHNESS|SKEW|REPLAY_WINDOW/;
const BASE_URL = /(?:_|^)(?:BASE_URL|API_URL|URL|BASE_URI|HOST)$/;
const WEBHOOK_URL = /(?:WEBHOOK|CALLBACK|PUBLIC)_?UR[LI]$/;
const ENABLED = /_ENABLED$/;
const WHOLE_NUMBER = /_(?:SECONDS|MINUTES|HOURS|DAYS|MS|MILLISECONDS|LIMIT|SIZE|COUNT|PORT|MAX|MIN|RETRIES|ATTEMPTS|ENTRIES)$/;

/** @param calls whether the module calls something outside, so that a variable may be the credential for that */
export function environmentOf(spec: SpecValues, names: Names, calls: boolean): Environment {
  const settings = spec.environment.map((entry) => settingOf(entry, names));
  const twice = new Set(settings.map(({ field }) => field).filter((field, at, all) => all.indexOf(field) !== at));
  for (const setting of settings) if (twice.has(setting.field)) setting.field = pythonName(setting.variable);
  const schemes = [
    ...new Set(spec.inbound.filter(({ route }) => route !== null).flatMap(({ auth }) => (auth === "none" ? [] : [auth]))),
  ];
  const secrets = new Map<Scheme, Setting>();
  const keepSecret = (scheme: Scheme): null => {
    const found = secretFor(scheme, settings, [...secrets.values()], names, calls);
    if (!found) throw noSecret(scheme, spec.inbound, names);
    found.meaning =
      scheme === "hmac"
        ? "The secret that callers sign with"
        : scheme === "bearer"
          ? "The token that callers send"
          : "The key that callers send";
    secrets.set(scheme, found);
    return null;
  };
  const [webhookUrl = null] = askedOf<() => Setting | null, Setting | null>(
    [() => webhookUrlOf(spec.inbound, settings, names), ...schemes.map((scheme) => () => keepSecret(scheme))],
    (keep) => keep(),
  );
  const tolerance = settings.find(({ variable, type }) => TOLERANCE.test(variable) && type === "int") ?? null;
  if (tolerance) {
    tolerance.default ??= tolerance.required ? null : toleranceOf(spec.inbound);
    tolerance.meaning = "The greatest age of a request's timestamp, in seconds";
  }
  const enabled = settings.find(({ variable }) => ENABLED.test(variable)) ?? null;
  if (enabled) enabled.meaning = "Requests are refused with 503 when it is false";
  const baseUrls = settings.filter((setting) => BASE_URL.test(setting.variable) && setting !== webhookUrl);
  for (const setting of baseUrls) setting.meaning = "Where outbound calls go, without a slash at the end";
  const credential = calls ? credentialOf(settings, [...secrets.values()]) : null;
  return { settings, secrets, tolerance, webhookUrl, enabled, baseUrls, credential };
}

function settingOf(entry: EnvironmentSpec, names: Names): Setting {
  const { name: variable, required, description } = entry;
  const type =
    TOLERANCE.test(variable) || WHOLE_NUMBER.test(variable)
      ? "int"
      : ENABLED.test(variable) || /_DEBUG$/.test(variable)
        ? "bool"
        : "str";
  const fallback = type === "bool" ? ENABLED.test(variable) : null;
  const preset = entry.default === null ? (required ? null : fallback) : asType(entry.default, type);
  return {
    variable,
    field: fieldOf(variable, names),
    type,
    required,
    default: preset,
    meaning: description ?? sentence(variable),
  };
}

function asType(value: string | number | boolean, type: Setting["type"]): string | number | boolean {
  if (type === "int") return Number.isInteger(Number(value)) ? Number(value) : String(value);
  return type === "bool" ? /^(?:true|1|yes|on)$/i.test(String(value)) : String(value);
}

/** `ORDERS_WEBHOOK_SECRET` of orders_webhook is `secret`, `ORDERS_API_TOKEN` is `api_token`. */
function fieldOf(variable: string, { py, stem }: Names): string {
  const name = pythonName(variable);
  for (const prefix of [py, stem]) {
    const rest = name.startsWith(`${prefix}_`) ? name.slice(prefix.length + 1) : "";
    if (/^[a-z]/.test(rest) && pythonName(rest) === rest) return rest;
  }
  return name;
}

function sentence(variable: string): string {
  const words = variable.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function secretFor(
  scheme: Scheme,
  settings: readonly Setting[],
  taken: readonly Setting[],
  { py }: Names,
  calls: boolean,
): Setting | null {
  const free = settings.filter(
    (setting) => !taken.includes(setting) && setting.type === "str" && !BASE_URL.test(setting.variable),
  );
  // `ORDERS_API_TOKEN` is what the module itself sends, as long as it sends anything.
  const own = scheme !== "api_key" && calls ? free.filter(({ variable }) => !/API_?(?:KEY|TOKEN)$/.test(variable)) : free;
  for (const pattern of SECRETS[scheme]) {
    const fitting = own.filter(({ variable }) => pattern.test(variable));
    const best =
      fitting.find(({ variable }) => variable.startsWith(py.toUpperCase())) ??
      fitting.find(({ required }) => required) ??
      fitting[0];
    if (best) return best;
  }
  return null;
}

function webhookUrlOf(inbound: readonly InboundSpec[], settings: readonly Setting[], { py }: Names): Setting | null {
  const signed = inbound.find(signsUrl);
  if (!signed) return null;
  const found = settings.find(
    ({ variable, required, default: preset }) => WEBHOOK_URL.test(variable) && (required || preset !== null),
  );
  if (!found)
    throw new InventionRequired(
      `The URL that \`${signed.name}\` is called by is signed too, and behind a proxy the module does not see it.`,
      "module.environment.required",
      "Which variable holds the webhook's URL, as it is set at the sender?",
      { stub: `- name: ${py.toUpperCase()}_WEBHOOK_URL` },
    );
  found.meaning = "The webhook's URL as it is set at its sender, to the last character";
  return found;
}

function noSecret(scheme: Scheme, inbound: readonly InboundSpec[], { py }: Names): InventionRequired {
  const one = inbound.find(({ auth }) => auth === scheme);
  return new InventionRequired(
    `\`${one?.name ?? ""}\` is checked by ${one ? authText(one) : scheme}, but no environment variable of the spec holds what it is checked against.`,
    "module.environment.required",
    `Which variable holds the ${scheme === "hmac" ? "signing secret" : scheme === "bearer" ? "bearer token" : "API key"}?`,
    {
      stub: `- name: ${py.toUpperCase()}_${scheme === "hmac" ? "SIGNING_SECRET" : scheme === "bearer" ? "TOKEN" : "API_KEY"}`,
    },
  );
}

function credentialOf(settings: readonly Setting[], secrets: readonly Setting[]): Credential | null {
  const pair = (user: RegExp, password: RegExp): Credential | null => {
    const [first, second] = [user, password].map((pattern) =>
      settings.find(({ variable, required }) => required && pattern.test(variable)),
    );
    return first && second ? { kind: "basic", user: first, password: second } : null;
  };
  const basic = pair(/_ACCOUNT_SID$/, /_AUTH_TOKEN$/) ?? pair(/_(?:USERNAME|USER|LOGIN)$/, /_PASSWORD$/);
  if (basic) return basic;
  const free = settings.filter((setting) => !secrets.includes(setting) && setting.required && setting.type === "str");
  const token =
    free.find(({ variable }) => /(?:ACCESS|API|BEARER|OAUTH)_?TOKEN$/.test(variable)) ??
    free.find(({ variable }) => /_TOKEN$/.test(variable));
  if (token) return { kind: "bearer", setting: token };
  const key = free.find(({ variable }) => /API_?KEY$/.test(variable));
  return key ? { kind: "api_key", setting: key } : null;
}
