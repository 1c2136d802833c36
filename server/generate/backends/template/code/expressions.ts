import type { Design } from "../design/shape.ts";

/** Expressions and names that several files of a module share. */
export interface Expressions {
  /** The key of a delivery; null without idempotency. */
  key: string | null;
  /** What is stored of an event. */
  payload: string;
  /** More than one way in: what came in by one is told apart from what came in by another. */
  several: boolean;
  /** The parameter for that, and the argument. */
  inboundParameter: string;
  inboundArgument: string;
  /** `.dict()` of pydantic 1, `.model_dump()` of 2. */
  dump: string;
  hasReply: boolean;
  hasResult: boolean;
}

export function expressionsOf({ dedupe, attachments, spec, pydantic, runtime, outbound, kind }: Design): Expressions {
  const dump = pydantic === 2 ? "model_dump" : "dict";
  const several = kind !== "tool" && spec.inbound.length > 1;
  return {
    key: dedupe === null ? null : dedupe.fallback !== null || dedupe.hashed ? "delivery_key(event)" : `event.${dedupe.key}`,
    payload: attachments ? "payload_of(event)" : `event.${dump}()`,
    several,
    inboundParameter: several ? ", inbound: str" : "",
    inboundArgument: several ? ", inbound" : "",
    dump,
    hasReply: runtime !== null,
    hasResult: outbound.client !== null,
  };
}

/** The response of a handled request, as keywords. @param values what is known beside the delivery's key and the thread */
export function responseCall({ names, dedupe }: Design, { key }: Expressions, values: readonly string[]): [string, string[]] {
  return [names.response, [...(dedupe && key ? [`${dedupe.key}=${key}`] : []), "thread_uuid=thread_uuid", ...values]];
}

/** The key under which an answer is remembered in memory. */
export function cacheKey(design: Design): string {
  const { key, several } = expressionsOf(design);
  return several ? `f"{inbound}:{${key ?? ""}}"` : (key ?? "");
}
