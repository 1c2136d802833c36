import { createHash } from "node:crypto";

/** SHA-256 of a text as UTF-8, or of bytes, in hexadecimal. */
export function hashOfText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}
