import type { Scheme } from "./environment.ts";
import type { SpecValues } from "./spec.ts";

/** A refusal: the name under which it is told, and its status. */
export interface Refusal {
  name: string;
  status: number;
}

/** What becomes of a failure inside. `swallow`: logged, and the answer is the one of a handled request. */
export interface Failure extends Refusal {
  swallow: boolean;
}

/** The error policy, by what may go wrong. */
export interface Policy {
  missingHeaders: Refusal;
  staleTimestamp: Refusal;
  invalidAuth(scheme: Scheme): Refusal;
  invalidPayload: Refusal;
  duplicate: Refusal;
  aios: Failure;
  /** The shared loop of an executor fails. */
  loop: Failure;
  outbound: Failure;
  /** Null: the policy says nothing of it, and the error goes up. */
  storage: Failure | null;
  unknownTool: Failure;
  /** The policies of a governance module can not be read. */
  policies: Refusal;
}

const UNAUTHORIZED = 401;
const BAD_REQUEST = 400;
const CONFLICT = 409;
const OK = 200;
const BAD_GATEWAY = 502;
const UNAVAILABLE = 503;

export function policyOf({ categories, bestEffort }: SpecValues, kind: string): Policy {
  const find = (...patterns: RegExp[]): Refusal | null => {
    for (const pattern of patterns) {
      const found = categories.find(({ name }) => pattern.test(name));
      if (found) return found;
    }
    return null;
  };
  const failure = (fallback: string, ...patterns: RegExp[]): Failure => {
    const { name, status } = find(...patterns) ?? { name: fallback, status: bestEffort ? OK : BAD_GATEWAY };
    return { name, status, swallow: status < 300 };
  };
  const downstream = /downstream|upstream|dependency|external|internal|remote/;
  const storage = find(/storage|substrate|memory|packet|database|persist/);
  return {
    missingHeaders: find(/missing_.*(?:header|signature|token|auth|key|credential)/, /missing_auth/) ?? {
      name: "missing_headers",
      status: UNAUTHORIZED,
    },
    staleTimestamp: find(/stale|expired|timestamp|replay/) ?? { name: "stale_timestamp", status: UNAUTHORIZED },
    invalidAuth: (scheme) =>
      find(
        OWN[scheme],
        /^(?:invalid|bad|wrong)_(?:auth\w*|credentials?|token|key|signature)$/,
        /unauthori[sz]ed|auth_fail|authentication/,
      ) ?? {
        name: INVALID[scheme],
        status: UNAUTHORIZED,
      },
    invalidPayload: find(
      /(?:invalid|malformed|bad)_(?:payload|body|request|json|event|input|argument)/,
      /validation|payload|schema/,
      /comparab/,
    ) ?? {
      name: "invalid_payload",
      status: BAD_REQUEST,
    },
    duplicate: find(/duplicate|conflict/) ?? { name: "duplicate", status: CONFLICT },
    aios: failure("aios_failure", /aios|runtime|reasoning/, downstream),
    loop: failure("runtime_failure", /loop|executor|execution|runtime|reasoning|aios|agent|task/, downstream),
    outbound: failure("side_effect_failure", /side_effect|outbound|delivery|send|api_fail|client/, downstream),
    storage: storage
      ? { ...storage, swallow: storage.status < 300 }
      : bestEffort
        ? { name: "storage_failure", status: OK, swallow: true }
        : // What is not audited is not allowed.
          kind === "governance"
          ? { name: "storage_failure", status: UNAVAILABLE, swallow: false }
          : null,
    policies: find(/polic(?:y|ies)|rules?(?:_|$)/, /load|governance|config/) ?? {
      name: "policy_unavailable",
      status: UNAVAILABLE,
    },
    unknownTool: failure("unknown_tool_id", /unknown_tool/, /aios|runtime|reasoning/, downstream),
  };
}

const OWN: Readonly<Record<Scheme, RegExp>> = {
  hmac: /signature|hmac/,
  bearer: /(?:invalid|bad|wrong|rejected)\w*token|bearer/,
  api_key: /api_?key/,
};
const INVALID: Readonly<Record<Scheme, string>> = {
  hmac: "invalid_signature",
  bearer: "invalid_token",
  api_key: "invalid_api_key",
};
