/** Statuses by their words in capitals, as the libraries of both languages write them. */
const CODES: ReadonlyMap<string, number> = new Map([
  ["OK", 200],
  ["CREATED", 201],
  ["ACCEPTED", 202],
  ["NO_CONTENT", 204],
  ["BAD_REQUEST", 400],
  ["UNAUTHORIZED", 401],
  ["PAYMENT_REQUIRED", 402],
  ["FORBIDDEN", 403],
  ["NOT_FOUND", 404],
  ["METHOD_NOT_ALLOWED", 405],
  ["NOT_ACCEPTABLE", 406],
  ["REQUEST_TIMEOUT", 408],
  ["CONFLICT", 409],
  ["GONE", 410],
  ["PRECONDITION_FAILED", 412],
  ["REQUEST_ENTITY_TOO_LARGE", 413],
  ["REQUEST_TOO_LONG", 413],
  ["PAYLOAD_TOO_LARGE", 413],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
  ["UNPROCESSABLE_ENTITY", 422],
  ["UNPROCESSABLE_CONTENT", 422],
  ["LOCKED", 423],
  ["TOO_MANY_REQUESTS", 429],
  ["INTERNAL_SERVER_ERROR", 500],
  ["NOT_IMPLEMENTED", 501],
  ["BAD_GATEWAY", 502],
  ["SERVICE_UNAVAILABLE", 503],
  ["GATEWAY_TIMEOUT", 504],
]);

/** The status that words stand for: `FORBIDDEN`, `Forbidden`, `HTTP_STATUS_FORBIDDEN`, `HTTP_403_FORBIDDEN`; null for others. */
export function statusInWords(words: string): number | null {
  const written = /^HTTP_(\d{3})(?:_|$)/.exec(words)?.[1];
  if (written) return Number(written);
  const plain = words.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
  return CODES.get(plain.replace(/^HTTP_(?:STATUS_)?/, "")) ?? null;
}
