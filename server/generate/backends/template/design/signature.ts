import { CARRIERS, isCarrier, signedParts, type SignatureForm } from "../../../../facts/spec/signature.ts";
import { InventionRequired } from "../../../backend.ts";
import type { InboundSpec } from "./spec.ts";

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
export function formOf({ name, key, auth, headers, signature: said }: InboundSpec): SignatureForm | null {
  if (said === null) return null;
  const at = `${key}.signature`;
  if (auth !== "hmac-sha256")
    throw new InventionRequired(
      `\`${name}\` has a \`signature\`, but its callers are checked by \`auth: ${auth}\`.`,
      at,
      "Is `auth: hmac-sha256` meant, or is `signature` to go?",
    );
  const form = said.carrier === null ? ownForm(name, at, said) : carrierForm(said.carrier, at);
  const other = headers.find((header) => /signature|hmac|digest/i.test(header));
  if (other !== undefined && !headers.some((header) => header.toLowerCase() === form.header.toLowerCase()))
    throw new InventionRequired(
      `The \`headers\` of \`${name}\` name \`${other}\`, but its \`signature\` is sent in \`${form.header}\`.`,
      at,
      `Which of the two carries the signature? \`headers\` need not name it again.`,
    );
  return form;
}

function carrierForm(name: string, at: string): SignatureForm {
  if (isCarrier(name)) return CARRIERS[name].form;
  throw new InventionRequired(
    `Nothing tells how \`${name}\` signs.`,
    at,
    `Is it one of ${Object.keys(CARRIERS).join(", ")}? Else say its parts: header, encoding, prefix, signed, timestamp_header.`,
    { stub: "signature: { header: X-Signature, encoding: hex, signed: body }" },
  );
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
  return { header, encoding, prefix: said.prefix, signed, timestampHeader, elements: false };
}

/** How the routes of a module are signed, which is one form for all. @param prose what the spec says in sentences */
export function signingOf(routes: readonly InboundSpec[], prose: string): Signing {
  const signed = routes.filter(({ auth, signature }) => auth === "hmac-sha256" || signature !== null);
  const forms = signed.map((route) => {
    const form = formOf(route);
    return { route, form: form ? saidSigning(form) : plainSigning(prose) };
  });
  const [first] = forms;
  const other = forms.find(({ form }) => JSON.stringify(form) !== JSON.stringify(first?.form));
  if (first && other)
    throw new InventionRequired(
      `\`${first.route.name}\` and \`${other.route.name}\` are signed in different ways, and one secret and one check count for the module.`,
      `${other.route.key}.signature`,
      "Are both signed in one way, or is one of them a module of its own?",
    );
  const tolerances = new Set(signed.map(({ signature }) => signature?.toleranceSeconds ?? DEFAULT_TOLERANCE_SECONDS));
  if (tolerances.size > 1)
    throw new InventionRequired(
      `Signatures may be of ${[...tolerances].join(" and of ")} seconds' age, and one age counts for the module.`,
      `${signed.at(-1)?.key ?? ""}.signature`,
      "Which `tolerance_seconds` holds for all of them?",
    );
  return first?.form ?? plainSigning(prose);
}

function saidSigning(form: SignatureForm): Signing {
  const { before, between, timestamp } = signedParts(form.signed) ?? { before: "", between: "", timestamp: false };
  return {
    encoding: form.encoding,
    prefix: form.prefix,
    before,
    between,
    stamped: timestamp,
    timestamp: form.elements ? "element" : form.timestampHeader === null ? null : "header",
    said: true,
  };
}

/** What holds where no way in says it: signature and timestamp in headers, hex, over both unless a sentence says that it is the body alone. */
function plainSigning(prose: string): Signing {
  const bodyAlone = /hmac[^.\n]*\b(?:of|over) the raw (?:request )?body\b/i.test(prose);
  return {
    encoding: "hex",
    prefix: "",
    before: "",
    between: ".",
    stamped: !bodyAlone,
    timestamp: "header",
    said: false,
  };
}
