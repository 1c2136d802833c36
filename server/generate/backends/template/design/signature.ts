import { CARRIERS, isCarrier, signedParts, type SignatureForm } from "../../../../facts/spec/signature.ts";
import { InventionRequired } from "../../../backend.ts";
import { authText, type InboundSpec } from "./spec.ts";

/** The greatest age of a timestamp where nothing says it. */
const DEFAULT_TOLERANCE_SECONDS = 300;

/** How the callers of a module sign. */
export interface Signing {
  encoding: SignatureForm["encoding"];
  prefix: string;
  /** What stands before the timestamp, and between it and the body. */
  before: string;
  between: string;
  /** The timestamp is signed with the body. */
  stamped: boolean;
  /** The webhook's URL and the sorted fields of a form are signed, not the raw body. */
  urlAndFields: boolean;
  digest: InboundSpec["digest"];
  /** Where the timestamp stands: in a header of its own, or among the elements of the signature's. */
  timestamp: "header" | "element" | null;
  /** The spec says it itself. */
  said: boolean;
}

/** The greatest age of a timestamp, in seconds, which is one for the module. */
export function toleranceOf(inbound: readonly InboundSpec[]): number {
  return inbound.find(({ signature }) => signature?.toleranceSeconds)?.signature?.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS;
}

/** The form that a way in says; null where it says none. */
export function formOf(inbound: InboundSpec): SignatureForm | null {
  const { name, key, auth, headers, signature: said } = inbound;
  if (said === null) return null;
  const at = `${key}.signature`;
  if (auth !== "hmac")
    throw new InventionRequired(
      `\`${name}\` has a \`signature\`, but its callers are checked by \`auth: ${auth}\`.`,
      at,
      "Is `auth: hmac-sha256` meant, or is `signature` to go?",
    );
  const form = said.carrier === null ? ownForm(name, at, said) : carrierForm(inbound, said.carrier, at);
  const other = headers.find((header) => /signature|hmac|digest/i.test(header));
  if (other !== undefined && !headers.some((header) => header.toLowerCase() === form.header.toLowerCase()))
    throw new InventionRequired(
      `The \`headers\` of \`${name}\` name \`${other}\`, but its \`signature\` is sent in \`${form.header}\`.`,
      at,
      `Which of the two carries the signature? \`headers\` need not name it again.`,
    );
  return form;
}

function carrierForm(inbound: InboundSpec, carrier: string, at: string): SignatureForm {
  if (!isCarrier(carrier))
    throw new InventionRequired(
      `Nothing tells how \`${carrier}\` signs.`,
      at,
      `Is it one of ${Object.keys(CARRIERS).join(", ")}? Else say its parts: header, encoding, prefix, signed, timestamp_header.`,
      { stub: "signature: { header: X-Signature, encoding: hex, signed: body }" },
    );
  const { form } = CARRIERS[carrier];
  const { name, digest, payloadType, method } = inbound;
  if (digest !== form.digest)
    throw new InventionRequired(
      `\`${name}\` is signed by \`auth: ${authText(inbound)}\`, but \`${carrier}\` signs by \`hmac-${form.digest}\`.`,
      at,
      `Is \`auth: hmac-${form.digest}\` meant, or another \`signature\`?`,
    );
  if (form.urlAndFields && (method !== "POST" || !/form|urlencoded/i.test(payloadType)))
    throw new InventionRequired(
      `\`${carrier}\` signs the fields of a form, but \`${name}\` takes ${method === "POST" ? payloadType : `a ${method} request`}.`,
      at,
      "Is it a `POST` with `payload_type: form`?",
    );
  return form;
}

/** The URL that it is called by is signed. */
export function signsUrl({ signature }: InboundSpec): boolean {
  const carrier = signature?.carrier ?? "";
  return isCarrier(carrier) && CARRIERS[carrier].form.urlAndFields;
}

function ownForm(name: string, at: string, said: NonNullable<InboundSpec["signature"]>): SignatureForm {
  const { header, signed, encoding, timestampHeader } = said;
  if (header === null) throw new InventionRequired(`\`${name}\` is signed, but no header carries it.`, at, "Which header does?");
  const parts = signedParts(signed ?? "");
  if (parts === null || signed === null)
    throw new InventionRequired(
      `Nothing tells what the signature of \`${name}\` is computed over.`,
      at,
      "Is it `body`, `timestamp.body`, or timestamp and body with something else around them?",
      { stub: "signed: timestamp.body" },
    );
  if (parts.timestamp && timestampHeader === null)
    throw new InventionRequired(
      `The signature of \`${name}\` covers a timestamp (\`${signed}\`), but no header carries it.`,
      at,
      "Which header carries the timestamp?",
      { stub: "timestamp_header: X-Timestamp" },
    );
  if (encoding !== "hex" && encoding !== "base64")
    throw new InventionRequired(`Nothing tells how \`encoding: ${encoding}\` is written.`, at, "Is it hex or base64?");
  const { prefix } = said;
  return { header, encoding, prefix, signed, timestampHeader, elements: false, urlAndFields: false, digest: null };
}

/** How the routes of a module are signed, which is one form for all. @param prose what the spec says in sentences */
export function signingOf(routes: readonly InboundSpec[], prose: string): Signing {
  const signed = routes.filter(({ auth, signature }) => auth === "hmac" || signature !== null);
  const forms = signed.map((route) => {
    const form = formOf(route);
    return { route, form: form ? saidSigning(form, route) : plainSigning(prose, route.digest) };
  });
  const [first] = forms;
  const other = forms.find(({ form }) => JSON.stringify(form) !== JSON.stringify(first?.form));
  if (first && other)
    throw new InventionRequired(
      `\`${first.route.name}\` and \`${other.route.name}\` are signed in different ways, and one secret and one check count for the module.`,
      `${other.route.key}.signature`,
      "Are both signed in one way, or is one of them a module of its own?",
    );
  const [, second] = signed.filter(signsUrl);
  if (second)
    throw new InventionRequired(
      `The URL of \`${second.name}\` is signed, and so is another's: one variable holds one of them.`,
      `${second.key}.signature`,
      "Is one of them a module of its own?",
    );
  const tolerances = new Set(signed.map(({ signature }) => signature?.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS));
  if (tolerances.size > 1)
    throw new InventionRequired(
      `Signatures may be of ${[...tolerances].join(" and of ")} seconds' age, and one age counts for the module.`,
      `${signed.at(-1)?.key ?? ""}.signature`,
      "Which `tolerance_seconds` holds for all of them?",
    );
  return first?.form ?? plainSigning(prose, "sha256");
}

function saidSigning(form: SignatureForm, { digest }: InboundSpec): Signing {
  const { before, between, timestamp } = signedParts(form.signed) ?? { before: "", between: "", timestamp: false };
  return {
    encoding: form.encoding,
    prefix: form.prefix,
    before,
    between,
    stamped: timestamp,
    urlAndFields: form.urlAndFields,
    digest,
    timestamp: form.elements ? "element" : form.timestampHeader === null ? null : "header",
    said: true,
  };
}

/** What holds where no way in says it: signature and timestamp in headers, hex, over both unless a sentence says that it is the body alone. */
function plainSigning(prose: string, digest: InboundSpec["digest"]): Signing {
  const bodyAlone = /hmac[^.\n]*\b(?:of|over) the raw (?:request )?body\b/i.test(prose);
  return {
    encoding: "hex",
    prefix: "",
    before: "",
    between: ".",
    stamped: !bodyAlone,
    urlAndFields: false,
    digest,
    timestamp: "header",
    said: false,
  };
}
