import type { Signing } from "../design/signature.ts";
import { pyString } from "../python/dedent.ts";

/**
 * The lines that compute the signature of `body`, and of `timestamp` where it is signed too, as it stands in its header.
 * @param key the secret, as an expression
 * @param name what the signature is called
 */
export function signatureLines(signing: Signing, key: string, name: string): string[] {
  const { encoding, prefix, before, between, stamped, said } = signing;
  const parts = [
    ...(before === "" ? [] : [`b${pyString(before)}`]),
    ...(stamped ? ["timestamp.encode()", ...(between === "" ? [] : [`b${pyString(between)}`])] : []),
    "body",
  ].join(" + ");
  // A line of its own, where the form has more than two things to say.
  const own = said && parts !== "body";
  const digest = `hmac.new(${key}.encode(), ${own ? "signed" : parts}, hashlib.sha256)`;
  const text = encoding === "hex" ? `${digest}.hexdigest()` : `b64encode(${digest}.digest()).decode()`;
  return [...(own ? [`signed = ${parts}`] : []), `${name} = ${prefix === "" ? "" : `${pyString(prefix)} + `}${text}`];
}
