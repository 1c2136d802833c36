import fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { specJsonSchema } from "../../server/build/spec-schema.ts";
import { checkShape, readSpec, type SpecDocument } from "../../server/facts/spec.ts";
import { specSchema } from "../../server/facts/spec/schema.ts";
import { SEED } from "../fuzz/property.ts";

const source = join(import.meta.dirname, "..", "..", "server", "facts", "spec");
/** One of everything the schema knows. */
const complete = {
  schema_version: "3.0.0",
  module: {
    id: "mail.adapter",
    name: "Mail",
    purpose: "Sends mail.",
    kind: "adapter",
    language: "python",
    exposes_tool: false,
    repo: { root_path: ".", allowed_new_files: ["a.py"], allowed_modified_files: ["b.py"] },
    interfaces: {
      inbound: [
        { name: "mail", method: "POST", route: "/mail", auth: "bearer", payload_type: "JSON", headers: ["Authorization"] },
        { name: "push", auth: "hmac-sha256", signature: "github" },
        {
          name: "own",
          signature: {
            header: "X-Signature",
            encoding: "base64",
            prefix: "v1=",
            signed: "v1:timestamp:body",
            timestamp_header: "X-Timestamp",
            tolerance_seconds: 60,
          },
        },
      ],
      outbound: [{ name: "smtp", endpoint: "/smtp", method: "PUT", timeout_seconds: 3, retry: false }],
    },
    idempotency: {
      enabled: true,
      mechanism: "both",
      dedupe_key: { primary: "id", fallback: "hash" },
      on_duplicate: "return",
      cache_ttl_seconds: 5,
    },
    threading: { strategy: "uuidv5", namespace: "dns", key_fields: ["from"] },
    packet_contract: { emits: ["mail.in"], requires_metadata: ["tool_id"] },
    error_policy: {
      default: "fail_closed",
      retries: { enabled: false },
      categories: { refused: { status: 401, action: "reject" } },
    },
    environment: { required: ["A", { name: "B", default: 1 }], optional: [] },
    observability: { logs: { enabled: true } },
    standards: { identity: { canonical_identifier: "tool_id" }, logging: { library: "structlog" } },
    model_aliases: { ExecutorResult: "ExecutionResult" },
    acceptance: {
      required: [
        "sent",
        { id: "refused", description: "401.", kind: "negative" },
        { id: "AP-1", criterion: "So.", test: "test_so", example: { a: [1] } },
      ],
      optional: ["slow"],
    },
    goals: ["Send."],
    x_legacy: { meta: { tier: 1 } },
  },
};

it("the checked-in JSON Schema is the one zod makes", () => {
  expect(JSON.parse(readFileSync(join(source, "spec.schema.json"), "utf8"))).toEqual(specJsonSchema());
});

/** Replaces one value of a structure, deep down, by another one. */
function mutate(value: unknown, path: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return replacement;
  const keys = Object.keys(value);
  if (keys.length === 0) return replacement;
  const key = keys[step % keys.length] as string;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  (copy as Record<string, unknown>)[key] = mutate((value as Record<string, unknown>)[key], rest, replacement);
  return copy;
}

/** What the schema says through zod; what other rules tell (nothing there, placeholders, the seven keys) is not asked. */
describe("our check of the JSON Schema agrees with zod", () => {
  const replacements = fc.constantFrom<unknown>(
    "text",
    "/path",
    "POST",
    "uuidv5",
    1,
    0,
    -5,
    2.5,
    401,
    true,
    ["a"],
    [1],
    { id: "a" },
    { name: "a" },
    { unknown: 1 },
    [{ id: "a", b: 1 }],
  );

  it("on a complete spec with any one value replaced", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), replacements, (path, replacement) => {
        const value = mutate(complete, path, replacement);
        const document = readSpec("/w/Module-Spec.yaml", stringify(value))[0] as SpecDocument;
        if (document.layout === "v2") return;
        const { problems, unknown } = checkShape(document);
        const missing = ["id", "name", "purpose", "repo", "interfaces", "error_policy", "acceptance"].some(
          (key) => document.get(`module.${key}`) === null,
        );
        const lists = ["repo.allowed_new_files", "interfaces.inbound", "acceptance.required"].some(
          (key) => document.get(`module.${key}`) === null,
        );
        const ours = problems.length === 0 && unknown.length === 0 && !missing && !lists;
        expect(ours).toBe(specSchema.safeParse(value).success);
      }),
      { numRuns: 800, seed: SEED },
    );
  });
});
