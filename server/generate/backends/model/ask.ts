import { Output, streamText } from "ai";
import type { BackendContext } from "../../backend.ts";
import type { Tokens } from "../../tokens.ts";
import { ANSWER_SCHEMA } from "./answer.ts";
import { shown } from "../json-in-words.ts";
import { failureOf, rejectsSchema, rejectsUsage } from "./failure.ts";
import { INSTRUCTIONS, type Message } from "./messages.ts";
import type { Provider } from "./provider.ts";

/** Limits of one request. */
export interface ModelLimits {
  /** Milliseconds without anything from the model. */
  silence: number;
  /** Milliseconds of all. */
  total: number;
  /** Further tries after 429, 5xx and broken connections. */
  retries: number;
  /** Characters of an answer. */
  answer: number;
  /** Bytes of an answer as it comes over the line, with all that the protocol wraps around it. */
  bytes: number;
}

export const LIMITS: ModelLimits = {
  silence: 5 * 60_000,
  total: 30 * 60_000,
  retries: 3,
  answer: 5 * 1024 * 1024,
  bytes: 40 * 1024 * 1024,
};

/** Milliseconds between two progress messages. */
const PROGRESS_EVERY = 500;

// The SDK prints its warnings to the console otherwise, the first of them to stdout, which belongs to the result or to the protocol.
(globalThis as { AI_SDK_LOG_WARNINGS?: false }).AI_SDK_LOG_WARNINGS = false;

/** Holds the provider to the schema, but reads the answer as a text: the SDK's own object output would parse it anew at every piece that comes. */
const DRAFT = {
  ...Output.text(),
  responseFormat: Promise.resolve({ type: "json" as const, name: "draft", schema: ANSWER_SCHEMA }),
};

/** Sends messages and collects the whole answer. @param structured ask the provider to hold the answer to the schema */
export async function ask(
  provider: Provider,
  messages: readonly Message[],
  structured: boolean,
  { signal, report, spent }: BackendContext,
  { limits, failed }: { limits: ModelLimits; failed: AbortController },
): Promise<string | typeof NO_SCHEMA | typeof NO_USAGE> {
  const { name } = provider;
  const total = setTimeout(
    () => failed.abort(new Error(`${name} did not finish within ${limits.total / 1000} s.`)),
    limits.total,
  );
  let silence: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(silence);
    silence = setTimeout(() => failed.abort(new Error(`${name} said nothing for ${limits.silence / 1000} s.`)), limits.silence);
  };
  heard();
  // A controller of our own: a signal made of others may be collected before they are aborted.
  const ended = new AbortController();
  const onCancel = (): void => ended.abort(signal.reason);
  const onFailure = (): void => ended.abort(failed.signal.reason);
  signal.addEventListener("abort", onCancel, { once: true });
  failed.signal.addEventListener("abort", onFailure, { once: true });
  try {
    throwIfEnded(signal, failed.signal);
    const stream = streamText({
      model: provider.model,
      system: INSTRUCTIONS,
      messages: [...messages],
      output: structured ? DRAFT : Output.text(),
      maxRetries: limits.retries,
      abortSignal: ended.signal,
      includeRawChunks: true,
      // By default the SDK prints the error, and with it the prompt.
      onError: () => undefined,
    });
    let text = "";
    let refusal = "";
    let count: Tokens = { read: null, written: null };
    let told = 0;
    const tell = (message: string): void => {
      if (Date.now() - told < PROGRESS_EVERY) return;
      told = Date.now();
      report(message);
    };
    for await (const part of until(stream.fullStream, ended.signal)) {
      heard();
      switch (part.type) {
        case "text-delta":
          text += part.text;
          if (text.length > limits.answer) throw new Error(`${name} answered with more than ${limits.answer} characters.`);
          tell(`${name} is writing: ${text.length} characters`);
          break;
        case "reasoning-delta":
          tell(`${name} is thinking`);
          break;
        case "raw":
          refusal += refusalIn(part.rawValue);
          break;
        case "finish":
          count = { read: part.totalUsage.inputTokens ?? null, written: part.totalUsage.outputTokens ?? null };
          spent?.(count);
          if (part.finishReason === "content-filter")
            throw new Error(`${name} refused to answer${text === "" ? "" : `: ${shown(text)}`}. Its content filter stopped it.`);
          if (part.finishReason === "length")
            throw new Error(
              `${name} broke its answer off after ${text.length} characters: it reached the limit of its output. Use a model that can write more, or split the module.`,
            );
          break;
        case "error":
          if (failed.signal.aborted || signal.aborted) break;
          if (provider.usage && rejectsUsage(part.error)) return NO_USAGE;
          if (structured && rejectsSchema(part.error)) return NO_SCHEMA;
          throw new Failed(failureOf(part.error, provider));
        default:
      }
    }
    throwIfEnded(signal, failed.signal);
    if (refusal !== "") throw new Error(`${name} refused to answer: ${shown(refusal)}`);
    report(`${name} has written ${text.length} characters${counted(count)}`);
    return text;
  } catch (error) {
    throwIfEnded(signal, failed.signal);
    throw error instanceof Failed ? error.failure : error instanceof Error ? error : failureOf(error, provider);
  } finally {
    clearTimeout(total);
    clearTimeout(silence);
    signal.removeEventListener("abort", onCancel);
    // Nothing of the request may run on.
    failed.abort();
  }
}

/** What the provider counted, for people; nothing where it does not say. */
function counted({ read, written }: Tokens): string {
  return read === null && written === null ? "" : ` (${read ?? "?"} tokens read, ${written ?? "?"} written)`;
}

/** The parts of a stream until a signal is aborted, then its reason: whether the stream itself heeds the signal does not matter. */
async function* until<T>(parts: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = parts[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
  );
  // After the last part nobody waits for it.
  aborted.catch(() => undefined);
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next.done) return;
    yield next.value;
  }
}

/** The server does not take a request for its count of tokens: the same is asked without. */
export const NO_USAGE = Symbol("no usage");

/** The server knows no structured output: the same is asked in words alone. */
export const NO_SCHEMA = Symbol("no schema");

/** Wraps a failure that is already fit to be shown. */
class Failed extends Error {
  constructor(readonly failure: Error) {
    super(failure.message);
  }
}

function throwIfEnded(cancelled: AbortSignal, failed: AbortSignal): void {
  cancelled.throwIfAborted();
  failed.throwIfAborted();
}

/** What a chunk of the chat or the responses protocol says in its field for refusals, which the SDK leaves out or mixes with the answer. */
function refusalIn(chunk: unknown): string {
  const { type, delta, choices } = (chunk ?? {}) as { type?: unknown; delta?: unknown; choices?: unknown };
  if (type === "response.refusal.delta" && typeof delta === "string") return delta;
  const first = Array.isArray(choices) ? (choices[0] as { delta?: { refusal?: unknown } } | undefined) : undefined;
  return typeof first?.delta?.refusal === "string" ? first.delta.refusal : "";
}
