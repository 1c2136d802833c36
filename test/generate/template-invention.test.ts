import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDocument, type YAMLMap } from "yaml";
import type { Backend } from "../../server/generate/backend.ts";
import { isWritten, questionsOf } from "../../server/generate/backends/template/questions.ts";
import { templateBackend } from "../../server/generate/backends/template/backend.ts";
import type { Stopped } from "../../server/generate/workflow.ts";
import { runIn, sampleWorkspace, snapshot } from "./workspace.ts";

// What the template would have to invent: it names the missing fact, asks for it, and writes nothing.

const OURS = join(import.meta.dirname, "..", "fixtures", "specs", "generate");
const SAMPLE = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders", "specs");

interface Missing {
  /** The fact, as a person would say it. */
  fact: string;
  spec: string;
  /** Where it is taken out of the spec, and what stands there instead; undefined for nothing. */
  at: readonly (string | number)[];
  instead?: unknown;
  issue: RegExp;
  question: RegExp;
}

const FACTS: readonly Missing[] = [
  {
    fact: "the header of the signature",
    spec: "orders_webhook",
    at: ["interfaces", "inbound", 0, "headers"],
    instead: ["X-Orders-Timestamp"],
    issue: /`order_event` is signed, but the spec names no header that carries the signature/,
    question: /Which header carries the signature/,
  },
  {
    fact: "the header of the timestamp",
    spec: "orders_webhook",
    at: ["interfaces", "inbound", 0, "headers"],
    instead: ["X-Orders-Signature"],
    issue: /no header that carries the timestamp/,
    question: /Which header carries the timestamp/,
  },
  {
    fact: "the secret that callers sign with",
    spec: "orders_webhook",
    at: ["environment", "required"],
    instead: ["ORDERS_API_BASE_URL", "ORDERS_API_TOKEN"],
    issue: /`order_event` is checked by hmac-sha256, but no environment variable/,
    question: /Which variable holds the signing secret/,
  },
  {
    fact: "the URL that outbound calls go to",
    spec: "orders_webhook",
    at: ["environment", "required"],
    instead: ["ORDERS_WEBHOOK_SECRET", "ORDERS_API_TOKEN"],
    issue: /`acknowledge_order` calls `\/v1\/orders\/\{order_id\}\/acknowledgements`, but no environment variable/,
    question: /_BASE_URL/,
  },
  {
    fact: "which of two URLs a call goes to",
    spec: "orders_webhook",
    at: ["environment", "required"],
    instead: ["ORDERS_WEBHOOK_SECRET", "FIRST_BASE_URL", "SECOND_BASE_URL", "ORDERS_API_TOKEN"],
    issue: /more than one environment variable may hold the URL/,
    question: /Which variable/,
  },
  {
    fact: "the field that tells two deliveries apart",
    spec: "orders_webhook",
    at: ["idempotency", "dedupe_key"],
    issue: /names no field to tell them by/,
    question: /Which field of a request tells two deliveries apart/,
  },
  {
    fact: "what becomes of a second delivery",
    spec: "orders_webhook",
    at: ["idempotency", "on_duplicate"],
    instead: "handle_somehow",
    issue: /Nothing tells what `on_duplicate: handle_somehow` does/,
    question: /return_cached_response/,
  },
  {
    fact: "the conversation that a request belongs to",
    spec: "audit_feed",
    at: ["threading", "key_fields"],
    issue: /Nothing tells which conversation a request belongs to/,
    question: /key of its thread/,
  },
  {
    fact: "the packet type of what comes in",
    spec: "orders_webhook",
    at: ["packet_contract", "emits"],
    instead: ["orders_webhook.out", "orders_webhook.error"],
    issue: /no packet type for what comes in/,
    question: /Which packet type is written for a request/,
  },
  {
    fact: "when a packet is written",
    spec: "orders_webhook",
    at: ["packet_contract", "emits"],
    instead: ["orders_webhook.in", "orders_webhook.out", "orders_webhook.error", "orders_webhook.mystery"],
    issue: /Nothing tells when a packet of type `orders_webhook.mystery` is written/,
    question: /When is `orders_webhook.mystery` written/,
  },
  {
    fact: "what fails, that a type for failures is of use",
    spec: "audit_feed",
    at: ["packet_contract", "emits"],
    instead: ["audit_feed.in", "audit_feed.out", "audit_feed.error"],
    issue: /`audit_feed.error` is declared, but nothing that this module does fails/,
    question: /Which call may fail/,
  },
  {
    fact: "the value of a field that every packet must carry",
    spec: "orders_webhook",
    at: ["packet_contract", "requires_metadata"],
    instead: ["tool_id", "thread_uuid", "correlation_id", "domain"],
    issue: /Every packet must carry `domain`/,
    question: /What is `domain` of a packet/,
  },
  {
    fact: "what an acceptance name proves",
    spec: "orders_webhook",
    at: ["acceptance", "required"],
    instead: ["valid_order_processed", "everything_is_fine"],
    issue: /Nothing tells what `everything_is_fine` proves/,
    question: /What must hold for `everything_is_fine`/,
  },
  {
    fact: "what makes a refusal happen that an acceptance name speaks of",
    spec: "audit_feed",
    at: ["acceptance", "required"],
    instead: ["audit_event_stored", "invalid_token_rejected"],
    issue: /`invalid_token_rejected` proves, or nothing else of the spec makes it happen/,
    question: /What must hold for `invalid_token_rejected`/,
  },
  {
    fact: "how a binary body is read",
    spec: "audit_feed",
    at: ["interfaces", "inbound", 0, "payload_type"],
    instead: "protobuf",
    issue: /how a protobuf body is read into fields/,
    question: /JSON or a form/,
  },
  {
    fact: "what a file is for",
    spec: "audit_feed",
    at: ["repo", "allowed_new_files", 3],
    instead: "api/adapters/audit_feed/mystery.py",
    issue: /Nothing tells what `api\/adapters\/audit_feed\/mystery.py` is for|only its/,
    question: /What does `api\/adapters\/audit_feed\/mystery.py` hold/,
  },
  {
    fact: "what a tool does",
    spec: "stock_lookup",
    at: ["interfaces", "outbound"],
    issue: /names nothing that the tool calls, so nothing tells what it does/,
    question: /Which call gives the tool its result/,
  },
  {
    fact: "which way in is the tool's",
    spec: "stock_lookup",
    at: ["interfaces", "inbound"],
    instead: [
      { name: "stock_lookup", payload_type: "ToolCallRequest" },
      { name: "price_lookup", payload_type: "ToolCallRequest" },
    ],
    issue: /One module is one tool, but the spec names several ways into it/,
    question: /Which of them is the tool/,
  },
  {
    fact: "where the policies are",
    spec: "refund_governance",
    at: ["environment"],
    instead: { optional: ["REFUND_POLICY_DIR"] },
    issue: /`REFUND_POLICY_DIR` may be left out, and nothing tells where the policies are then/,
    question: /Is the variable required, or what is its default/,
  },
  {
    fact: "what a governance module answers to something else than a request",
    spec: "refund_governance",
    at: ["interfaces", "inbound", 1, "name"],
    instead: "reload_policies",
    issue: /Nothing tells what `reload_policies` does/,
    question: /Is a decision asked for there too/,
  },
  {
    fact: "how TypeScript is written",
    spec: "ledger_service",
    at: ["language"],
    instead: "typescript",
    issue: /The template writes Python; the spec asks for typescript/,
    question: /is Python meant/,
  },
];

function specText(name: string): string {
  return readFileSync(join(name === "orders_webhook" ? SAMPLE : OURS, `Module-Spec-${name}.yaml`), "utf8");
}

describe("facts that nobody gave", () => {
  const asked = async (change: (module: YAMLMap) => void): Promise<Stopped["blockers"]> => {
    const workspace = sampleWorkspace();
    const document = parseDocument(specText("orders_webhook"));
    change(document.get("module") as YAMLMap);
    workspace.write("specs/Module-Spec-orders_webhook.yaml", document.toString({ lineWidth: 0 }));
    const { result } = await runIn(workspace.root, templateBackend(), { maxRepairs: 0 });
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    return (result as Stopped).blockers;
  };

  it("are asked for in one run, each at its key and with an answer to be filled in", async () => {
    const blockers = await asked((module) => {
      for (const key of ["idempotency", "threading", "packet_contract", "environment"]) module.delete(key);
      module.deleteIn(["interfaces", "outbound"]);
      module.deleteIn(["interfaces", "inbound", 0, "headers"]);
    });
    expect(blockers.map(({ spec_key: key, stub }) => [key, stub])).toEqual([
      ["module.interfaces.inbound.0", "headers: [X-Signature, X-Timestamp]"],
      ["module.threading.key_fields", "threading:\n  key_fields: [conversation_id]"],
      ["module.packet_contract.emits", "emits: [orders_webhook.in, orders_webhook.out]"],
      ["module.environment.required", "- name: ORDERS_WEBHOOK_SIGNING_SECRET"],
    ]);
    for (const { line, question } of blockers)
      expect([line > 0, question?.endsWith("?") || question?.endsWith(".")]).toEqual([true, true]);
  });

  it("that several parts need are asked for once", async () => {
    const blockers = await asked((module) => {
      module.deleteIn(["idempotency", "dedupe_key"]);
      module.deleteIn(["threading", "key_fields"]);
    });
    expect(blockers.map(({ spec_key: key }) => key)).toEqual(["module.idempotency.dedupe_key"]);
  });

  it("of several entries are asked for at each", async () => {
    const blockers = await asked((module) => {
      module.setIn(
        ["interfaces", "outbound"],
        [
          { name: "first_call", endpoint: "TODO", method: "POST" },
          { name: "second_call", endpoint: "somewhere", method: "POST" },
        ],
      );
    });
    expect(blockers.map(({ issue }) => issue)).toEqual([
      "The endpoint of `first_call` is a placeholder (`TODO`).",
      "The endpoint of `second_call` is neither a URL nor a path (`somewhere`).",
    ]);
  });
});

describe("a fact that nobody gave", () => {
  it.each(FACTS)("$fact", async ({ spec, at, instead, issue, question }) => {
    const workspace = sampleWorkspace();
    const path = `specs/Module-Spec-${spec}.yaml`;
    const document = parseDocument(specText(spec));
    if (instead === undefined) document.deleteIn(["module", ...at]);
    else document.setIn(["module", ...at], document.createNode(instead));
    workspace.write(path, document.toString({ lineWidth: 0 }));
    const before = snapshot(workspace.root);
    let beforehand: string[] | null = null;
    const template = templateBackend();
    const generate: Backend["generate"] = (task, context) => {
      beforehand = isWritten(task.module) ? questionsOf(task).map(({ message }) => message) : null;
      return template.generate(task, context);
    };
    const { result } = await runIn(workspace.root, { ...template, generate }, { spec: path, maxRepairs: 0 });
    expect(snapshot(workspace.root)).toEqual(before);
    expect(result).toMatchObject({ status: "blocked", phase: "4_GENERATE" });
    const [blocker] = (result as Stopped).blockers;
    expect(blocker).toMatchObject({ blocker: "INVENTION_REQUIRED", file: path });
    expect(blocker?.line).toBeGreaterThan(0);
    expect(blocker?.issue).toMatch(issue);
    expect(blocker?.question).toMatch(question);
    // The same is found without a run; of what the template does not write at all nothing is asked.
    const issues = (result as Stopped).blockers.map((one) => one.issue);
    expect(beforehand).toEqual(/^module\.(?:kind|language)$/.test(blocker?.spec_key ?? "") ? null : issues);
  });
});

describe("what is not missing", () => {
  it("an optional acceptance name that nothing tells goes without a test", async () => {
    const workspace = sampleWorkspace();
    const path = "specs/Module-Spec-audit_feed.yaml";
    const document = parseDocument(specText("audit_feed"));
    document.setIn(["module", "acceptance", "optional"], document.createNode(["everything_is_fine"]));
    workspace.write(path, document.toString({ lineWidth: 0 }));
    const { result } = await runIn(workspace.root, templateBackend(), { spec: path, maxRepairs: 0 });
    expect(result.status).toBe("attested");
    expect(JSON.stringify(result)).not.toContain("test_everything_is_fine");
  });
});
