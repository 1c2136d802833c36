import { APICallError, RetryError } from "ai";
import { shown } from "../json-in-words.ts";

/**
 * What went wrong with a request, for the user. The errors of the SDK carry the prompt and may carry the key, so nothing of them but a message is
 * passed on, with the key blotted out.
 */
export function failureOf(error: unknown, { name, key }: { name: string; key: string | null }): Error {
  const tries = RetryError.isInstance(error) ? error.errors.length : 1;
  const last: unknown = RetryError.isInstance(error) ? error.lastError : error;
  const again = tries > 1 ? ` (tried ${tries} times)` : "";
  const said = blotted(last instanceof Error ? reasonOf(last) : textOf(last), key);
  const status = APICallError.isInstance(last) ? last.statusCode : undefined;
  if (status === undefined) {
    const what = APICallError.isInstance(last) ? "can not be reached" : "gave no usable answer";
    return new Error(`${name} ${what}${again}: ${shown(said)}`);
  }
  return new Error(`${name} answered with status ${status}${meaning(status)}${again}: ${shown(said)}`);
}

/** A server that does not know how to be asked for its count of tokens says so in its own words, which name the field of the request. */
export function rejectsUsage(error: unknown): boolean {
  return rejects(error, /stream_options|include_usage/i);
}

/** A server that does not know structured output says so in its own words, which name the field of the request. */
export function rejectsSchema(error: unknown): boolean {
  return rejects(error, /response_format|json_schema|structured.?output|output_(?:format|config)|grammar/i);
}

function rejects(error: unknown, field: RegExp): boolean {
  const last: unknown = RetryError.isInstance(error) ? error.lastError : error;
  if (!APICallError.isInstance(last) || ![400, 404, 415, 422, 501].includes(last.statusCode ?? 0)) return false;
  return field.test(`${last.message} ${last.responseBody ?? ""}`);
}

function reasonOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" && !error.message.includes(cause.message)
    ? `${error.message} ${cause.message}`
    : error.message;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "unknown error");
}

function meaning(status: number): string {
  if (status === 401 || status === 403) return " (the key is missing or not accepted)";
  if (status === 404) return " (no such model or address)";
  if (status === 413) return " (the task is too large for it)";
  if (status === 429) return " (too many requests, or no credit left)";
  return "";
}

function blotted(text: string, key: string | null): string {
  return key === null || key === "" ? text : text.replaceAll(key, "[key]");
}
