import { namedTest } from "../../../../facts/spec.ts";
import { InventionRequired } from "../../../backend.ts";
import { askedOf } from "./questions.ts";

/** A way into the module. */
export interface InboundSpec {
  name: string;
  description: string | null;
  method: string;
  /** Null for what is not called over HTTP. */
  route: string | null;
  auth: "hmac" | "bearer" | "api_key" | "none";
  /** The hash of its HMAC, where it has one. */
  digest: "sha256" | "sha1";
  /** How a request is signed, as the spec says it; null where it does not. */
  signature: SignatureSpec | null;
  payloadType: string;
  headers: string[];
  /** `module.interfaces.inbound.0`, from 0. */
  key: string;
}

/** A signature: as a well-known service signs, or in parts. */
export interface SignatureSpec {
  carrier: string | null;
  header: string | null;
  encoding: string;
  prefix: string;
  signed: string | null;
  timestampHeader: string | null;
  toleranceSeconds: number | null;
}

/** A call that the module makes. */
export interface OutboundSpec {
  name: string;
  endpoint: string;
  method: string;
  timeoutSeconds: number | null;
  /** How often a failed call is tried again. */
  retries: number;
}

export interface EnvironmentSpec {
  name: string;
  required: boolean;
  description: string | null;
  default: string | number | boolean | null;
}

export interface AcceptanceSpec {
  name: string;
  /** What the spec says of it in sentences, in any of its keys. */
  description: string;
  kind: "positive" | "negative" | null;
  /** `module.acceptance.required.2`, from 0. */
  key: string;
  required: boolean;
}

/** What a spec says, as far as code is made of it. */
export interface SpecValues {
  purpose: string;
  version: string;
  rootPath: string;
  inbound: InboundSpec[];
  outbound: OutboundSpec[];
  environment: EnvironmentSpec[];
  acceptance: AcceptanceSpec[];
  emits: string[];
  requiresMetadata: string[];
  keyFields: string[];
  namespace: string | null;
  idempotency: {
    enabled: boolean;
    primary: string | null;
    fallback: string | null;
    onDuplicate: string;
    ttlSeconds: number | null;
  };
  bestEffort: boolean;
  /** Everything it says beside its acceptance names. */
  vocabulary: string;
  categories: { name: string; status: number }[];
  /** Every sentence that tells how something is done, for what only words can say. */
  prose: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Reads the v3 layout. A v2 layout must be migrated first: what it means by its keys is decided there, where its author sees it. */
export function readSpecValues(value: unknown): SpecValues {
  const module = map(map(value).module);
  if (Object.keys(map(module.interfaces)).length === 0) {
    throw new InventionRequired(
      "The spec has no `module.interfaces`: it is written in an older layout, which does not say everything that code is made of.",
      "module.id",
      "Migrate the spec first (`l9 migrate SPEC`), then fill in what the new layout asks for.",
    );
  }
  const interfaces = map(module.interfaces);
  const idempotency = map(module.idempotency);
  const policy = map(module.error_policy);
  const retries = map(policy.retries);
  const attempts = retries.enabled === false ? 0 : (number(retries.max_attempts) ?? 0);
  const mechanism = text(idempotency.mechanism);
  return {
    purpose: text(module.purpose) ?? "",
    version: text(map(value).schema_version) ?? "3.0.0",
    rootPath: text(map(module.repo).root_path) ?? ".",
    inbound: askedOf(list(interfaces.inbound), (entry, at) => inboundOf(map(entry), at)),
    outbound: list(interfaces.outbound).map((entry) => outboundOf(map(entry), attempts)),
    environment: [
      ...environmentOf(map(module.environment).required, true),
      ...environmentOf(map(module.environment).optional, false),
    ],
    acceptance: [...acceptanceOf(module.acceptance, "required"), ...acceptanceOf(module.acceptance, "optional")],
    emits: texts(map(module.packet_contract).emits),
    requiresMetadata: texts(map(module.packet_contract).requires_metadata),
    keyFields: texts(map(module.threading).key_fields),
    namespace: text(map(module.threading).namespace),
    idempotency: {
      enabled: idempotency.enabled === undefined ? mechanism !== null && mechanism !== "none" : idempotency.enabled === true,
      primary: text(map(idempotency.dedupe_key).primary),
      fallback: text(map(idempotency.dedupe_key).fallback),
      onDuplicate: text(idempotency.on_duplicate) ?? "return_cached_response",
      ttlSeconds: number(idempotency.cache_ttl_seconds),
    },
    bestEffort: policy.default === "best_effort",
    vocabulary: proseOf([{ ...module, acceptance: null }, Object.keys(map(policy.categories))]),
    categories: Object.entries(map(policy.categories)).flatMap(([name, category]) => {
      const status = number(map(category).status);
      return status === null ? [] : [{ name, status }];
    }),
    prose: proseOf([module.purpose, interfaces, module.acceptance, module.notes_for_generators, policy]),
  };
}

function inboundOf(entry: Values, at: number): InboundSpec {
  const said = text(entry.auth) ?? "none";
  const auth = said === "hmac-sha256" || said === "hmac-sha1" ? "hmac" : said;
  if ((auth === "hmac" && said === auth) || !isAuth(auth)) {
    throw new InventionRequired(
      `Nothing tells how \`auth: ${said}\` is checked.`,
      `module.interfaces.inbound.${at}`,
      "Which of hmac-sha256, hmac-sha1, bearer, api_key and none is meant?",
    );
  }
  return {
    name: text(entry.name) ?? `inbound_${at + 1}`,
    description: text(entry.description),
    method: (text(entry.method) ?? "POST").toUpperCase(),
    route: text(entry.route),
    auth,
    digest: said === "hmac-sha1" ? "sha1" : "sha256",
    signature: signatureOf(entry.signature),
    payloadType: text(entry.payload_type) ?? "JSON",
    headers: texts(entry.headers),
    key: `module.interfaces.inbound.${at}`,
  };
}

function isAuth(auth: string): auth is InboundSpec["auth"] {
  return auth === "hmac" || auth === "bearer" || auth === "api_key" || auth === "none";
}

/** As the spec says it: `hmac-sha256`. */
export function authText({ auth, digest }: Pick<InboundSpec, "auth" | "digest">): string {
  return auth === "hmac" ? `hmac-${digest}` : auth;
}

function signatureOf(value: unknown): SignatureSpec | null {
  const parts = map(value);
  if (text(value) === null && Object.keys(parts).length === 0) return null;
  return {
    carrier: text(value),
    header: text(parts.header),
    encoding: text(parts.encoding) ?? "hex",
    prefix: text(parts.prefix) ?? "",
    signed: text(parts.signed),
    timestampHeader: text(parts.timestamp_header),
    toleranceSeconds: number(parts.tolerance_seconds),
  };
}

function outboundOf(entry: Values, attempts: number): OutboundSpec {
  const name = text(entry.name) ?? "";
  const endpoint = text(entry.endpoint) ?? "";
  const { retry } = entry;
  const own = number(map(retry).max_attempts) ?? number(map(retry).attempts);
  return {
    name,
    endpoint,
    method: (text(entry.method) ?? "POST").toUpperCase(),
    timeoutSeconds: number(entry.timeout_seconds),
    retries: retry === true || (retry !== false && Object.keys(map(retry)).length > 0) ? Math.max(1, own ?? attempts) : 0,
  };
}

function environmentOf(value: unknown, required: boolean): EnvironmentSpec[] {
  return list(value).flatMap((entry) => {
    const name = text(entry) ?? text(map(entry).name);
    const preset = map(entry).default;
    const known = typeof preset === "string" || typeof preset === "number" || typeof preset === "boolean" ? preset : null;
    return name === null ? [] : [{ name, required, description: text(map(entry).description), default: known }];
  });
}

function acceptanceOf(section: unknown, which: "required" | "optional"): AcceptanceSpec[] {
  return list(map(section)[which]).flatMap((entry, at) => {
    const item = map(entry);
    const id = text(item.id) ?? text(item.name);
    const name = text(entry) ?? namedTest(text(item.test) ?? "") ?? id;
    if (name === null) return [];
    const kind = item.kind === "positive" || item.kind === "negative" ? item.kind : null;
    const told = [
      id === name ? null : sentenceOf(id),
      item.description,
      item.criterion,
      item.expected_behavior,
      item.expected,
    ].flatMap((one) => text(one) ?? []);
    return [
      { name, description: told.join(". "), kind, key: `module.acceptance.${which}.${at}`, required: which === "required" },
    ];
  });
}

/** An id beside the test's name, where it says something: `AP-401` is a number in a list. */
function sentenceOf(id: string | null): string | null {
  return id !== null && /[a-z]{3,}[_-][a-z]{2,}/i.test(id) ? id.replace(/[_-]/g, " ") : null;
}

function proseOf(values: readonly unknown[]): string {
  return values
    .flatMap((value): string[] => {
      if (typeof value === "string") return [value];
      if (typeof value === "object" && value !== null) return [proseOf(Object.values(value))];
      return [];
    })
    .join("\n");
}

function map(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : null;
}

function texts(value: unknown): string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

function number(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
