import type { JSONSchema7 } from "ai";
import { z } from "zod";
import { objectIn, shown, unfenced } from "../json-in-words.ts";
import { InventionRequired, type Draft } from "../../backend.ts";

/** What a model must answer, for providers that can hold it to a schema: every key required and no bounds, as they all accept it. */
export const ANSWER_SCHEMA = {
  type: "object",
  properties: {
    files: {
      type: "array",
      description: "every file of the manifest, whole",
      items: {
        type: "object",
        properties: { path: { type: "string" }, content: { type: "string" } },
        required: ["path", "content"],
        additionalProperties: false,
      },
    },
    invention: {
      description: "null, or the fact that is missing and would have to be made up",
      anyOf: [
        {
          type: "object",
          properties: { issue: { type: "string" }, spec_key: { type: "string" }, question: { type: "string" } },
          required: ["issue", "spec_key", "question"],
          additionalProperties: false,
        },
        { type: "null" },
      ],
    },
  },
  required: ["files", "invention"],
  additionalProperties: false,
} satisfies JSONSchema7;

/** The same, checked here. What a model claims beside it (an attestation, an evidence table) is dropped. */
const answerSchema = z.object({
  files: z.array(z.object({ path: z.string().min(1), content: z.string() })).nullish(),
  invention: z.object({ issue: z.string(), spec_key: z.string(), question: z.string() }).nullish(),
});

/** An answer that came whole and is no draft: the model may be asked once more. */
export class NoDraft extends Error {
  override readonly name = "NoDraft";
}

/** Reads a model's whole answer. Throws `InventionRequired`, `NoDraft`, or an error of an answer that was broken off. */
export function readAnswer(text: string, name: string): Draft {
  const value = parse(unfenced(text), name);
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NoDraft(`${name} answered with JSON that is no draft: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}.`);
  }
  const { files, invention } = parsed.data;
  if (invention) throw new InventionRequired(invention.issue, invention.spec_key, invention.question);
  if (!files || files.length === 0) throw new NoDraft(`${name} answered with a draft that has no files.`);
  return { files };
}

function parse(text: string, name: string): unknown {
  if (text === "") throw new NoDraft(`${name} answered with nothing.`);
  const whole = text.startsWith("{") ? text : objectIn(text);
  if (whole === null) throw new NoDraft(`${name} answered with no draft: ${shown(text)}`);
  try {
    return JSON.parse(whole);
  } catch (error) {
    // Words may follow the object.
    const first = objectIn(whole);
    if (first !== null && first.length < whole.length) return JSON.parse(first);
    if (!endsEarly(whole)) throw new NoDraft(`${name} answered with JSON that is broken: ${(error as Error).message}.`);
    throw new Error(`${name} broke its answer off after ${whole.length} characters: the JSON is not complete.`);
  }
}

/** Whether a text is JSON whose end is missing: a string or a bracket is still open. */
function endsEarly(text: string): boolean {
  const outside = text.replace(/"(?:[^"\\]|\\[^])*"/g, "");
  const count = (marks: RegExp): number => outside.match(marks)?.length ?? 0;
  return outside.includes('"') || count(/[{[]/g) > count(/[}\]]/g);
}
