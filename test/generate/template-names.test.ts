import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InventionRequired } from "../../server/generate/backend.ts";
import { designOf } from "../../server/generate/backends/template/design/design.ts";
import type { AcceptanceSpec } from "../../server/generate/backends/template/design/spec.ts";
import { renderCase, type TestCase } from "../../server/generate/backends/template/tests/case.ts";
import { subjectOf } from "../../server/generate/backends/template/tests/cases.ts";
import { chooseCases, testName } from "../../server/generate/backends/template/tests/choose.ts";
import type { Subject } from "../../server/generate/backends/template/tests/understand.ts";
import { openWorkspaces, specOf } from "./generated-modules.ts";
import { sampleTask } from "./workspace.ts";

// Which case carries an acceptance name: it shows what the name says, or the name is asked about.

const workspaces = openWorkspaces();
const subjects = new Map<string, Subject>();

/** An HMAC webhook with AIOS, a bearer webhook without, an API key with answers from memory, a tool, a tool that refuses duplicates, a service, no check at all. */
const MODULES = [
  ["orders_webhook", "whole"],
  ["shipments_webhook", "whole"],
  ["returns_webhook", "whole"],
  ["quotes_api", "open"],
  ["stock_lookup", "whole"],
  ["invoice_writer", "open"],
  ["ledger_service", "whole"],
  ["audit_feed", "whole"],
] as const;

beforeAll(async () => {
  for (const [name, contracts] of MODULES)
    subjects.set(name, subjectOf(designOf(await sampleTask(workspaces.roots[contracts], specOf(name)))));
}, 120_000);
afterAll(() => workspaces.dispose());

function subjectNamed(name: string): Subject {
  const subject = subjects.get(name);
  if (!subject) throw new Error(`${name} was not read`);
  return subject;
}

type Entry = Pick<AcceptanceSpec, "name"> & Partial<AcceptanceSpec>;

function entry(given: Entry): AcceptanceSpec {
  return { description: "", kind: null, key: "module.acceptance.required.0", required: true, ...given };
}

/** The cases that carry some names, or the question about one of them. */
function chosen(module: string, ...entries: Entry[]): TestCase[] | InventionRequired {
  const names = entries.map(({ name }) => name);
  try {
    const named = chooseCases(subjectNamed(module), entries.map(entry));
    return names.map((name) => named.find((one) => one.name === testName(name))?.test as TestCase);
  } catch (error) {
    if (error instanceof InventionRequired) return error;
    throw error;
  }
}

function topicOf(module: string, given: Entry): string {
  const found = chosen(module, given);
  return found instanceof InventionRequired ? `asked: ${found.message}` : (found[0]?.name ?? "");
}

describe.each(MODULES.map(([name]) => name))("the cases of %s", (name) => {
  it("have bodies that differ", () => {
    const bodies = subjectNamed(name).cases.map((test) => renderCase({ ...test, doc: "" }, "same"));
    expect(new Set(bodies).size).toBe(bodies.length);
  });
  it("answer with the statuses that they say", () => {
    for (const test of subjectNamed(name).cases) {
      const body = test.body.join("\n");
      const shown = [...body.matchAll(/(?:status_code|\.status)\)? == \(?(\d{3})/g), ...body.matchAll(/\}?, (\d{3}), "/g)].map(
        ([, status]) => Number(status),
      );
      for (const status of shown)
        expect([...(test.answers ?? [200]), ...(test.topic === "duplicate" ? [200] : [])], test.name).toContain(status);
    }
  });
});

describe("a name is understood", () => {
  it.each([
    [
      "orders_webhook",
      { name: "forged_order_refused", kind: "negative", description: "A forged signature is refused with 401." },
      "invalid_signature_rejected",
    ],
    ["orders_webhook", { name: "order_without_signature_refused", kind: "negative" }, "missing_headers_rejected"],
    ["orders_webhook", { name: "unsigned_order_never_processed" }, "missing_headers_rejected"],
    ["orders_webhook", { name: "missing_or_invalid_signature_rejected" }, "order_event_refuses_unknown_callers"],
    ["orders_webhook", { name: "old_event_is_not_accepted" }, "stale_timestamp_rejected"],
    ["orders_webhook", { name: "invalid_order_rejected" }, "invalid_payload_rejected"],
    ["orders_webhook", { name: "missing_order_id_rejected" }, "invalid_payload_rejected"],
    ["orders_webhook", { name: "order_accepted", kind: "positive" }, "valid_event_processed"],
    ["orders_webhook", { name: "order_is_not_rejected" }, "valid_event_processed"],
    ["orders_webhook", { name: "order_sent_twice_is_not_processed_again", kind: "negative" }, "duplicate_has_no_effect"],
    ["orders_webhook", { name: "thread_id_is_stable" }, "thread_uuid_is_deterministic"],
    ["orders_webhook", { name: "order_acknowledged" }, "acknowledge_order_sent"],
    ["orders_webhook", { name: "AP-1", description: "The thread of an order is deterministic." }, "thread_uuid_is_deterministic"],
    ["shipments_webhook", { name: "warehouse_timeout_reported", kind: "negative" }, "failed_call_writes_error_packet"],
    ["shipments_webhook", { name: "bearer_token_required" }, "missing_headers_rejected"],
    ["shipments_webhook", { name: "unauthorized_caller_denied" }, "invalid_token_rejected"],
    ["stock_lookup", { name: "stock_found", description: "The stock of a known article is returned." }, "result_is_validated"],
    ["stock_lookup", { name: "stock_returned" }, "result_is_validated"],
    [
      "quotes_api",
      { name: "aios_outage_tolerated", description: "It is logged and the request goes on." },
      "aios_failure_writes_error_packet",
    ],
    ["invoice_writer", { name: "invoice_is_never_created_twice" }, "duplicate_call_gets_the_first_result"],
    ["ledger_service", { name: "second_booking_rejected", description: "A duplicate is refused with 409." }, "duplicate_refused"],
  ] as const)("%s: %j", (module, given, name) => {
    expect(topicOf(module, given)).toBe(name);
  });
});

describe("a name is asked about", () => {
  it.each([
    [
      "orders_webhook",
      { name: "night_move_not_accepted", kind: "negative", description: "A move at night is refused with 403." },
      /nothing says when/,
    ],
    ["orders_webhook", { name: "order_not_accepted" }, /nothing says when/],
    ["orders_webhook", { name: "order_processed", kind: "negative" }, /kind: negative/],
    ["orders_webhook", { name: "cancelled_order_processed" }, /depends on `cancelled`/],
    ["orders_webhook", { name: "weekend_order_processed" }, /depends on `weekend`/],
    ["orders_webhook", { name: "invalid_signature_rejected", kind: "positive" }, /kind: positive.*401/],
    ["orders_webhook", { name: "invalid_signature_rejected", description: "It gets 403." }, /says 403, but .*401/],
    ["orders_webhook", { name: "invalid_signature_accepted" }, /this is accepted, but .*401/],
    ["orders_webhook", { name: "stale_order_processed" }, /this is accepted/],
    ["orders_webhook", { name: "valid_order_processed", description: "A forged one is refused." }, /its name says the one/],
    ["orders_webhook", { name: "duplicate_rejected" }, /this is refused, but .*200/],
    ["orders_webhook", { name: "unknown_order_not_found" }, /not_found|unknown_order/],
    ["orders_webhook", { name: "rate_limit_enforced" }, /rate_limit/],
    ["orders_webhook", { name: "order_returns_201" }, /says 201, but .*200/],
    ["audit_feed", { name: "duplicate_event_deduped_and_refused" }, /this is refused/],
    ["audit_feed", { name: "invalid_token_rejected" }, /nothing else of the spec makes it happen/],
    ["stock_lookup", { name: "unknown_stock_refused" }, /unknown_stock/],
  ] as const)("%s: %j", (module, given, why) => {
    const found = topicOf(module, given);
    expect(found).toMatch(/^asked: Nothing tells what/);
    expect(found).toMatch(why);
  });
  it("with everything that the spec can show, statuses told, at its place in the list", () => {
    const found = chosen(
      "orders_webhook",
      { name: "order_accepted" },
      { name: "night_move_not_accepted", key: "module.acceptance.required.1" },
      { name: "everything_is_fine" },
    );
    expect(found).toBeInstanceOf(InventionRequired);
    const { message, question, specKey, others } = found as InventionRequired;
    expect(specKey).toBe("module.acceptance.required.1");
    expect(message).toContain("Nothing tells what `night_move_not_accepted` proves");
    expect(others.map((other) => other.message)).toEqual([
      expect.stringContaining("Nothing tells what `everything_is_fine` proves"),
    ]);
    expect(question).toMatch(
      /This spec can show: .*valid_event_processed.*invalid_signature_rejected \(401\).*acknowledge_order_sent/,
    );
  });
  it("when others leave it no case of its own", () => {
    const found = chosen("orders_webhook", { name: "stale_order_refused" }, { name: "old_timestamp_rejected" });
    expect((found as InventionRequired).message).toMatch(
      /`old_timestamp_rejected` says nothing that `stale_order_refused` does not say/,
    );
  });
});

const TROUBLES = [
  "forged_signature",
  "stale_timestamp",
  "missing_signature",
  "malformed_payload",
  "unsigned_request",
  "without_token",
  "invalid_token",
  "duplicate_event",
  "replayed_event",
  "downstream_timeout",
  "storage_outage",
  "night_event",
  "weekend_order",
  "unknown_parcel",
  "event_over_limit",
];
const GOOD = ["valid_event", "order", "signed_event", "event", "first_event", "thread", "stock"];
const REFUSED = [
  "rejected",
  "refused",
  "not_accepted",
  "never_processed",
  "is_denied",
  "forbidden",
  "not_stored",
  "returns_403",
  "returns_401",
  "returns_400",
  "blocked",
];
const ACCEPTED = ["accepted", "processed", "stored", "returns_200", "succeeds", "not_rejected", "handled", "sent"];
const KINDS = [null, "positive", "negative"] as const;
const SENTENCES = [
  "",
  "It is refused with 403.",
  "It is refused with 401 and nothing is written.",
  "It is accepted and stored.",
  "It is never accepted at night.",
  "The request fails closed.",
  "It is logged and the event goes on.",
];

interface Asked {
  entry: Entry;
  /** By how the name was made, not by how it is read. */
  ends: "accepted" | "refused" | null;
  second: boolean;
}

const SAID: Readonly<Record<string, "accepted" | "refused" | null>> = Object.fromEntries(
  SENTENCES.map((text) => [
    text,
    text === "" || text.includes("logged") ? null : /refused|never|fails/.test(text) ? "refused" : "accepted",
  ]),
);

function everyName(): Asked[] {
  const ends = [
    ...REFUSED.map((word) => [word, "refused"] as const),
    ...ACCEPTED.map((word) => [word, "accepted"] as const),
    ["", null] as const,
  ];
  return [...TROUBLES, ...GOOD].flatMap((thing) =>
    ends.flatMap(([word, end]) =>
      KINDS.flatMap((kind) =>
        SENTENCES.map((description): Asked => ({
          entry: { name: [thing, word].filter(Boolean).join("_"), description, kind },
          ends: end ?? SAID[description] ?? null,
          second: /duplicate|replayed/.test(thing),
        })),
      ),
    ),
  );
}

describe.each(MODULES.map(([name]) => name))("any name, kind and sentence for %s", (module) => {
  it("is asked about, or shown by a test that ends as it says", () => {
    const wrong: string[] = [];
    let shown = 0;
    // Each module sees another third of them.
    const part = MODULES.findIndex(([name]) => name === module) % 3;
    for (const { entry: one, ends, second } of everyName().filter((_, at) => at % 3 === part)) {
      const found = chosen(module, one);
      if (found instanceof InventionRequired) continue;
      shown++;
      const [test] = found;
      const answers = test?.answers ?? [200];
      const refuses = answers.some((status) => status >= 400);
      const accepts = answers.some((status) => status < 400);
      const tell = (why: string): void =>
        void wrong.push(`${JSON.stringify(one)}: ${test?.name ?? ""} (${answers.join()}): ${why}`);
      // What becomes of a failure is the policy's; that something of it is stored or sent does not end the request.
      const side =
        /_(?:stored|sent|handled|not_stored|never_processed)$/.test(one.name) &&
        /outage|timeout|duplicate|replayed/.test(one.name);
      if (ends === "refused" && !refuses && !side && !second) tell("refused");
      if (ends === "accepted" && !accepts && !side) tell("accepted");
      if (one.kind === "positive" && !accepts) tell("positive");
      if (
        one.kind === "negative" &&
        !refuses &&
        !second &&
        !/logged|accepted/.test(`${one.name} ${one.description ?? ""}`) &&
        !/outage|timeout/.test(one.name)
      )
        tell("negative");
      for (const [, status] of `${one.name} ${one.description ?? ""}`.matchAll(/\b(\d{3})\b|(?<=_)(\d{3})$/g))
        if (status !== undefined && !answers.includes(Number(status))) tell("status");
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    expect(shown).toBeGreaterThan(20);
  });
  it("gets a case that no other name has", () => {
    const names = everyName().filter((_, at) => at % 37 === 0);
    for (let at = 0; at + 4 < names.length; at++) {
      const found = chosen(
        module,
        ...names.slice(at, at + 4).map(({ entry: one }, n) => ({ ...one, name: `${one.name}${n === 0 ? "" : ""}` })),
      );
      if (!(found instanceof InventionRequired))
        expect(new Set(found).size).toBe(new Set(names.slice(at, at + 4).map((one) => one.entry.name)).size);
    }
  });
});
