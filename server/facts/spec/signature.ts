/** How the sender of a request signs it. */
export interface SignatureForm {
  /** The header that carries the signature. */
  header: string;
  encoding: "hex" | "base64";
  /** What stands before the signature in its header: `sha256=`. */
  prefix: string;
  /** What is signed, with `timestamp` and `body` for what they stand for: `v0:timestamp:body`. */
  signed: string;
  /** The header that carries the timestamp; null where none is sent, and where it is an element of the signature's header. */
  timestampHeader: string | null;
  /** The webhook's URL and the sorted fields of a form are signed, not the raw body. */
  urlAndFields: boolean;
  /** The hash of the HMAC; null where `auth` alone says it. */
  digest: "sha256" | "sha1" | null;
  /** The signature's header is a list, `t=…,v1=…`: one timestamp, and one signature or several of which one must fit. */
  elements: boolean;
}

/** Services whose form is public, each with what it does in words. */
export const CARRIERS = {
  github: {
    meaning: "`X-Hub-Signature-256: sha256=<hex>` over the raw body. No timestamp is sent, so no request is too old.",
    form: {
      header: "X-Hub-Signature-256",
      encoding: "hex",
      prefix: "sha256=",
      signed: "body",
      timestampHeader: null,
      elements: false,
      urlAndFields: false,
      digest: "sha256",
    },
  },
  slack: {
    meaning: "`X-Slack-Signature: v0=<hex>` over `v0:<timestamp>:<raw body>`, the timestamp in `X-Slack-Request-Timestamp`.",
    form: {
      header: "X-Slack-Signature",
      encoding: "hex",
      prefix: "v0=",
      signed: "v0:timestamp:body",
      timestampHeader: "X-Slack-Request-Timestamp",
      elements: false,
      urlAndFields: false,
      digest: "sha256",
    },
  },
  stripe: {
    meaning: "`Stripe-Signature: t=<timestamp>,v1=<hex>` over `<timestamp>.<raw body>`; of several `v1` one must fit.",
    form: {
      header: "Stripe-Signature",
      encoding: "hex",
      prefix: "",
      signed: "timestamp.body",
      timestampHeader: null,
      elements: true,
      urlAndFields: false,
      digest: "sha256",
    },
  },
  twilio: {
    meaning:
      "`X-Twilio-Signature: <base64>` of `auth: hmac-sha1`, over the webhook's URL, which an environment variable holds, and the sorted fields of the form. No timestamp is sent.",
    form: {
      header: "X-Twilio-Signature",
      encoding: "base64",
      prefix: "",
      signed: "body",
      timestampHeader: null,
      elements: false,
      urlAndFields: true,
      digest: "sha1",
    },
  },
} as const satisfies Readonly<Record<string, { meaning: string; form: SignatureForm }>>;

export type Carrier = keyof typeof CARRIERS;

export function isCarrier(name: string): name is Carrier {
  return Object.hasOwn(CARRIERS, name);
}

/** `v0:timestamp:body` is `v0:`, the timestamp, `:` and the body. Another word would be taken for what it stands for: `id.body`. */
const SIGNED = /^((?:v\d+[.:|_-])?)(?:(timestamp)([.:|_-]*))?body$/;

/** The pattern of what `signed` may say, for the schema. */
export const SIGNED_PATTERN = new RegExp(SIGNED.source);

/** What stands around timestamp and body in what is signed; null for what is none of it. */
export function signedParts(signed: string): { before: string; timestamp: boolean; between: string } | null {
  const [, before = "", timestamp, between = ""] = SIGNED.exec(signed) ?? [];
  return SIGNED.test(signed) ? { before, timestamp: timestamp !== undefined, between } : null;
}
