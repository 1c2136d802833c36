import type { Span } from "../../syntax/text.ts";

export type ModuleKind = "adapter" | "tool" | "executor" | "governance" | "service";

/** `v2`: `metadata:` and sections at top level, or sections beside `module:`; `unknown`: neither `module:` nor a key of v2. */
export type SpecLayout = "v3" | "v2" | "unknown";

/** A text of the spec and its place. */
export interface SpecText {
  text: string;
  span: Span;
}

export interface SpecNumber {
  value: number;
  span: Span;
}

/** One way into the module. `method` and `route` are for HTTP only. */
export interface Inbound {
  /** The whole entry. */
  span: Span;
  name: SpecText | null;
  method: SpecText | null;
  route: SpecText | null;
  auth: SpecText | null;
  /** How a request is signed; null where the spec does not say it. */
  signature: SpecSignature | null;
  payloadType: SpecText | null;
  headers: SpecText[];
}

export interface SpecSignature {
  span: Span;
  /** A timestamp comes with it, so that a request can be too old. */
  timestamped: boolean;
}

/** One call that the module makes. */
export interface Outbound {
  span: Span;
  name: SpecText | null;
  endpoint: SpecText | null;
  method: SpecText | null;
  timeoutSeconds: SpecNumber | null;
  /** Null when the spec does not say, or says more than yes or no. */
  retry: boolean | null;
}

/** A name that a test must have: what `test` says, else the `id`. */
export interface AcceptanceName extends SpecText {
  /** What the test proves, when the spec says so. */
  description: string | null;
  /** In the v2 layout: listed under `acceptance.negative`; in v3 `kind: negative`. */
  negative: boolean;
  /** Listed as required, not as optional. */
  required: boolean;
}

export interface ErrorCategory {
  /** The whole entry's key. */
  name: SpecText;
  status: SpecNumber | null;
  action: SpecText | null;
}

export interface SpecIdempotency {
  /** As written; where it is not, true when a mechanism other than `none` is named. */
  enabled: boolean;
  /** In v3's words, also where a v2 spec says it in its own. */
  mechanism: SpecText | null;
  primaryKey: SpecText | null;
  fallbackKey: SpecText | null;
  onDuplicate: SpecText | null;
  cacheTtlSeconds: SpecNumber | null;
}

export interface SpecThreading {
  strategy: SpecText | null;
  namespace: SpecText | null;
  keyFields: SpecText[];
}
