import { z } from "zod";
import { explained } from "../../../rules/profile/explained.ts";
import { MODULE_KINDS } from "./kind.ts";
import { CARRIERS, SIGNED_PATTERN } from "./signature.ts";

// The one source of the spec's shape: types, the JSON Schema beside this file (made by "npm run generate", read by rules, hover and completion,
// so that a keystroke loads no zod) and what a generation checks. Descriptions are what an editor shows on hover.

/** Texts that tell something, one an item. */
const texts = (description: string) => z.array(z.string()).describe(description);

const environmentName = z.union([
  z.string(),
  z.strictObject({
    name: z.string().describe("Name of the variable."),
    description: z.string().optional().describe("What it is for."),
    default: z.union([z.string(), z.number(), z.boolean()]).optional().describe("What holds where it is not set."),
  }),
]);

const acceptanceName = z.union([
  z.string(),
  z.strictObject({
    id: z.string().describe("The test's name, with or without `test_`; a short sign such as `AP-1` where `test` gives the name."),
    test: z
      .string()
      .optional()
      .describe("The test's name, with or without `test_`, where the `id` is not it. A pytest node id counts by its end."),
    description: z.string().optional().describe("What the test proves, in one sentence."),
    criterion: z.string().optional().describe("What must hold, in one sentence: another word for `description`."),
    expected_behavior: z.string().optional().describe("What is seen when it holds."),
    example: z.unknown().optional().describe("An example of it, in any form."),
    kind: explained({ positive: "A request that is taken.", negative: "A request that must be refused." })
      .optional()
      .describe("`negative` for a request that must be refused."),
  }),
]);

const method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

const carriers = explained({
  github: CARRIERS.github.meaning,
  slack: CARRIERS.slack.meaning,
  stripe: CARRIERS.stripe.meaning,
  twilio: CARRIERS.twilio.meaning,
});

const signature = z.strictObject({
  header: z.string().describe("Header that carries the signature."),
  encoding: explained({ hex: "Two hexadecimal digits a byte, in lower case.", base64: "Base64, with its padding." })
    .optional()
    .describe("How the signature is written: `hex`, unless it is said, or `base64`."),
  prefix: z.string().optional().describe("What stands before the signature in its header: `sha256=`."),
  signed: z.string().regex(SIGNED_PATTERN).meta({
    description:
      "What the HMAC is computed over: `body`, the raw body, or `timestamp` and `body` with what stands around them, as in `timestamp.body`.",
    "x-expected": "`body`, or `timestamp` and `body` with what stands around them (`timestamp.body`, `v0:timestamp:body`)",
  }),
  timestamp_header: z
    .string()
    .optional()
    .describe("Header that carries the timestamp, in seconds. Without one no request is too old, and no test says so."),
  tolerance_seconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .describe("Seconds that a timestamp may differ from now: 300, unless it is said or an environment variable holds it."),
});

const inbound = z.strictObject({
  name: z.string().describe("Name of this way in, snake_case."),
  description: z.string().optional().describe("What it is for."),
  method: method.optional().describe("HTTP method; only for HTTP."),
  route: z
    .string()
    .regex(/^\//)
    .meta({
      description: "Path with a leading slash, `{parameter}` for path parameters; only for HTTP.",
      "x-expected": "a path with a leading slash",
    })
    .optional(),
  auth: explained({
    "hmac-sha256": "A signature over the raw body and a timestamp, in headers, made with a secret that both sides have.",
    "hmac-sha1": "The same with SHA-1, for senders that have nothing better, such as Twilio.",
    bearer: "A token in the `Authorization` header.",
    api_key: "A key in a header of its own.",
    none: "Everybody may call.",
  })
    .optional()
    .describe(
      "How a caller proves who it is: `hmac-sha256` or `hmac-sha1` (a signature), `bearer`, `api_key` or `none`. The code must check exactly this.",
    ),
  signature: z
    .union([carriers, signature])
    .optional()
    .describe(
      "How a request of `auth: hmac-sha256` or `hmac-sha1` is signed: as a well-known service signs, or in a form of its own. Left out, it is the hex HMAC of `timestamp.body`, both in headers that `headers` names.",
    ),
  payload_type: z.string().optional().describe("What the body holds: `JSON`, `form`, or the name of a model."),
  headers: texts("Names of the headers that the handler reads, the signature and timestamp headers among them.").optional(),
});

const outbound = z.strictObject({
  name: z.string().describe("Name of this call, snake_case."),
  description: z.string().optional().describe("What it is for."),
  endpoint: z.string().optional().describe("Full URL, or a path of an internal service (`/memory/ingest`)."),
  method: method.optional().describe("HTTP method."),
  timeout_seconds: z.number().positive().optional().describe("Seconds after which the call is given up."),
  retry: z
    .union([z.boolean(), z.looseObject({})])
    .optional()
    .describe("Whether a failed call is tried again, or how."),
});

const errorCategory = z.strictObject({
  status: z.int().min(100).max(599).describe("HTTP status of the answer."),
  action: z.string().optional().describe("What the module does: `reject`, `log_and_continue`, …"),
  description: z.string().optional().describe("When it happens."),
});

const module = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/)
    .meta({
      description:
        "The module's id, which is its tool id too, in lowercase snake_case. Dots are allowed (`mail.adapter`); in Python names they become `_`.",
      "x-expected": "lowercase letters, digits and `_`, in segments joined by dots (`mail.adapter`)",
    }),
  name: z.string().describe("Name for people to read. Never used to look anything up."),
  purpose: z.string().describe("What the module does, in one line."),
  kind: explained(MODULE_KINDS)
    .optional()
    .describe("Which contracts and test categories the module must meet. Derived from interfaces and files when absent."),
  system: z.string().optional().describe("The system the module belongs to: `L9`."),
  language: explained({
    python: "Python, as the template writes it.",
    typescript: "TypeScript, by a backend other than the template.",
  })
    .optional()
    .describe("Language of the generated code."),
  runtime: z.string().optional().describe("Runtime and version: `python>=3.11`."),
  exposes_tool: z.boolean().optional().describe("True for a module that agents call as a tool."),
  repo: z
    .strictObject({
      root_path: z
        .string()
        .optional()
        .describe("Folder that the file lists are relative to, seen from the workspace; `.` for the workspace itself."),
      allowed_new_files: texts("Files that generation may create, relative paths. At most 8, `__init__.py` not counted."),
      allowed_modified_files: texts("Existing files that generation may change.").optional(),
    })
    .describe("Where the module's files may lie. Nothing else is ever written."),
  interfaces: z
    .strictObject({
      inbound: z.array(inbound).describe("The ways into the module, such as routes, webhooks or tool calls."),
      outbound: z.array(outbound).optional().describe("The calls the module makes."),
    })
    .describe("How the module is called, and what it calls."),
  idempotency: z
    .strictObject({
      enabled: z.boolean().optional().describe("Whether a second delivery of the same request must do nothing."),
      mechanism: explained({
        substrate_lookup: "The packets that were written are asked: it holds over restarts and several processes.",
        memory_cache: "A bounded cache of this process: it forgets at a restart.",
        both: "The cache first, then the packets that were written.",
        none: "Nothing is looked up: a second delivery is done again.",
      })
        .optional()
        .describe(
          "How a second delivery is known: by a look-up in the memory substrate, by a bounded cache in memory, by both, or not at all.",
        ),
      dedupe_key: z
        .strictObject({
          primary: z.string().optional().describe("Field that tells two deliveries apart."),
          fallback: z.string().optional().describe("What is used where that field is missing."),
        })
        .optional()
        .describe("What makes two deliveries the same one."),
      on_duplicate: z.string().optional().describe("What a second delivery is answered with: `return_cached_response`."),
      cache_ttl_seconds: z.number().nonnegative().optional().describe("Seconds for which a delivery is remembered."),
    })
    .optional()
    .describe("What happens when the same request comes twice."),
  threading: z
    .strictObject({
      strategy: explained({
        uuidv5: "Derived from the module's namespace and the key fields: the same request gives the same id.",
      })
        .optional()
        .describe("How the thread's id is made: `uuidv5`, so that one conversation always gets the same id."),
      namespace: z.string().optional().describe("Base of the module's namespace: a standard namespace or a UUID."),
      key_fields: texts("Fields of the request that make up the thread's key, in order.").optional(),
    })
    .optional()
    .describe("Which conversation a request belongs to."),
  packet_contract: z
    .strictObject({
      emits: texts("Packet types that the module writes: `orders_webhook.in`.").optional(),
      requires_metadata: texts("Metadata that each packet must carry.").optional(),
    })
    .optional()
    .describe("What the module writes to the memory substrate."),
  error_policy: z
    .strictObject({
      default: explained({
        fail_closed: "The request is refused, and nothing of it counts.",
        best_effort: "It is logged, and what can be done is done.",
      })
        .optional()
        .describe("What happens on an error that no category names."),
      retries: z.looseObject({}).optional().describe("Whether and how often a failed step is tried again."),
      categories: z
        .record(z.string(), errorCategory)
        .optional()
        .describe("Errors by name, each with the status it is answered with."),
    })
    .describe("How the module answers when something goes wrong."),
  environment: z
    .strictObject({
      required: z.array(environmentName).optional().describe("Environment variables without which the module does not start."),
      optional: z.array(environmentName).optional().describe("Environment variables that have a default."),
    })
    .optional()
    .describe("The environment variables the code reads: these and no others."),
  observability: z.looseObject({}).optional().describe("Logs, metrics and traces."),
  standards: z
    .looseObject({
      identity: z
        .looseObject({
          canonical_identifier: z.string().optional().describe("The field that identifies a tool everywhere: `tool_id`."),
        })
        .optional()
        .describe("How tools are identified."),
      logging: z
        .looseObject({ library: z.string().optional().describe("`structlog`.") })
        .optional()
        .describe("How the module logs."),
      http_client: z
        .looseObject({ library: z.string().optional().describe("`httpx`.") })
        .optional()
        .describe("How the module calls out."),
    })
    .optional()
    .describe("The libraries and conventions of the repository."),
  model_aliases: z
    .record(z.string(), z.string())
    .optional()
    .describe("Contract models that the repository calls otherwise: `ExecutorResult: ExecutionResult`."),
  acceptance: z
    .strictObject({
      required: z.array(acceptanceName).describe("Names of the tests that must exist, or maps of `id` and `description`."),
      optional: z.array(acceptanceName).optional().describe("Names of tests that may exist."),
    })
    .describe("The tests that prove the module."),
  goals: texts("What the module is to achieve.").optional(),
  non_goals: texts("What it must not do.").optional(),
  notes_for_generators: texts("Hints for whoever writes the code.").optional(),
  x_legacy: z.looseObject({}).optional().describe("What an older layout said and this one has no place for. Kept, not used."),
});

/** A module spec in the v3 layout. */
export const specSchema = z.strictObject({
  schema_version: z.union([z.string(), z.number()]).optional().describe("Version of the layout: `3.0.0`."),
  module: module.describe("The module that this spec describes."),
});

export type Spec = z.infer<typeof specSchema>;
