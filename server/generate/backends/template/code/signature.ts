import type { Signing } from "../design/signature.ts";
import { pyString } from "../python/dedent.ts";

/**
 * The lines that compute the signature of `body`, and of `timestamp` where it is signed too, as it stands in its header.
 * @param key the secret, as an expression
 * @param name what the signature is called
 * @param url the webhook's URL, as an expression, where it is signed
 */
export function signatureLines(signing: Signing, key: string, name: string, url: string): string[] {
  const { encoding, prefix, before, between, stamped, said, digest: hash, urlAndFields } = signing;
  const parts = [
    ...(before === "" ? [] : [`b${pyString(before)}`]),
    ...(stamped ? ["timestamp.encode()", ...(between === "" ? [] : [`b${pyString(between)}`])] : []),
    "body",
  ].join(" + ");
  // A line of its own, where the form has more than two things to say.
  const own = urlAndFields || (said && parts !== "body");
  const digest = `hmac.new(${key}.encode(), ${own ? "signed" : parts}, hashlib.${hash})`;
  const text = encoding === "hex" ? `${digest}.hexdigest()` : `b64encode(${digest}.digest()).decode()`;
  const fields = [
    'fields = sorted(set(parse_qsl(body.decode(errors="replace"), keep_blank_values=True)))',
    `signed = (${url} + "".join(field + value for field, value in fields)).encode()`,
  ];
  const signed = urlAndFields ? fields : own ? [`signed = ${parts}`] : [];
  return [...signed, `${name} = ${prefix === "" ? "" : `${pyString(prefix)} + `}${text}`];
}
