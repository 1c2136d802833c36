import { InventionRequired } from "../../../backend.ts";
import { formOf } from "./signature.ts";
import type { InboundSpec } from "./spec.ts";

/** The headers by which a caller of one route proves who it is. */
export interface AuthHeaders {
  /** The signature, the token or the key. */
  proof: string;
  /** Null where none is sent, and where the signature's header carries it. */
  timestamp: string | null;
  /** A request without that header is refused. */
  timestampRequired: boolean;
}

export function authHeaders(inbound: InboundSpec): AuthHeaders {
  const { name, auth, headers, key } = inbound;
  const form = formOf(inbound);
  if (form) return { proof: form.header, timestamp: form.timestampHeader, timestampRequired: form.timestampHeader !== null };
  const find = (pattern: RegExp): string | null => headers.find((header) => pattern.test(header)) ?? null;
  const timestamp = find(/timestamp|(?:^|-)time$|(?:^|-)date$/i);
  if (auth === "hmac") {
    const proof = find(/signature|hmac|digest|sign/i);
    // There is no common name for either: a guess would refuse every caller.
    if (proof === null || timestamp === null)
      throw noHeader(
        { name, key, headers },
        [proof === null ? "Signature" : "", timestamp === null ? "Timestamp" : ""].filter(Boolean),
      );
    return { proof, timestamp, timestampRequired: true };
  }
  const proof = auth === "bearer" ? (find(/^authorization$/i) ?? "Authorization") : (find(/key|token/i) ?? "X-API-Key");
  return { proof, timestamp: timestamp ?? "X-Timestamp", timestampRequired: timestamp !== null };
}

function noHeader(
  { name, key, headers }: Pick<InboundSpec, "name" | "key" | "headers">,
  missing: readonly string[],
): InventionRequired {
  const carried = missing.map((what) => `the ${what.toLowerCase()}`).join(" and none that carries ");
  return new InventionRequired(
    `\`${name}\` is signed, but the spec names no header that carries ${carried}.`,
    key,
    `Which ${missing.length > 1 ? "headers carry" : "header carries"} ${missing.map((what) => `the ${what.toLowerCase()}`).join(" and ")}? Add ${missing.length > 1 ? "them" : "it"} to the \`headers\` of \`${name}\`.`,
    { stub: `headers: [${[...headers, ...missing.map((what) => `X-${what}`)].join(", ")}]` },
  );
}
