import { InventionRequired } from "../../../backend.ts";
import type { AcceptanceSpec } from "../design/spec.ts";
import type { TestCase, Topic } from "./case.ts";

/** A test as it is written: a case under a name. */
export interface NamedCase {
  name: string;
  test: TestCase;
  /** The spec, or a category of evidence, asks for it. */
  required: boolean;
}

type Meaning = readonly [RegExp, readonly Topic[]];

/** Refusals, by words of an acceptance name. A name that speaks of one is shown by it or by nothing. */
const REFUSALS: readonly Meaning[] = [
  [
    /stale|expired|too_old|old_(?:timestamp|request)|fresh|clock|replay_attack|timestamp_(?:\w+_)?(?:reject|refus|check|valid|invalid)|(?:invalid|future)_timestamp/,
    ["stale"],
  ],
  [/(?:missing|without|absent|no)_(?:\w+_)?(?:headers?|signature|token|auth\w*|keys?|credentials?)/, ["missing_headers"]],
  [/(?:headers?|signature|token|auth\w*|keys?|credentials?)_(?:missing|absent)/, ["missing_headers"]],
  [
    /(?:invalid|malformed|bad|broken|empty|wrong|missing)_(?:\w+_)?(?:payload|body|json|request|event|input|schema|field|arguments?)/,
    ["invalid_payload"],
  ],
  [/(?:payload|body|schema|input|arguments?)_(?:\w+_)?(?:invalid|rejected|refused|malformed|validated)/, ["invalid_payload"]],
  [
    /(?:invalid|wrong|bad|forged|tampered|unknown|other)_(?:\w+_)?(?:signature|auth\w*|token|key|hmac|secret|credentials?|caller)/,
    ["invalid_auth"],
  ],
  [
    /unauthori[sz]ed|unauthenticated|forbidden|401|(?:signature|auth\w*|token|key)_(?:\w+_)?(?:rejected|refused|invalid|fails?|denied)/,
    ["invalid_auth"],
  ],
  [/signature|hmac|token|api_key|authentic|authori[sz]/, ["checked"]],
  [/unknown_tool|tool_(?:\w+_)?(?:refused|unknown|hard_fail)/, ["tools"]],
];

/** Everything else, the more special first. */
const MEANINGS: readonly Meaning[] = [
  [
    /duplicate|dedup|idempot|replay|redeliver|twice|already|cached|same_(?:event|message|delivery|request)|second_(?:\w+_)?(?:refused|ignored)/,
    ["duplicate"],
  ],
  [/first/, ["first"]],
  [/(?:share|link|joined|same)\w*_(?:\w+_)?(?:thread|correlation)|packets_(?:\w+_)?(?:linked|correlated)/, ["links", "thread"]],
  [/correlation/, ["correlation", "links"]],
  [/context|binding/, ["context"]],
  [/thread|uuid|determinis|conversation/, ["thread", "links"]],
  [/(?:storage|substrate|memory|database|persist\w*)_(?:\w+_)?(?:fail|error|down|unavailable|outage)/, ["storage_failure"]],
  [/(?:aios|runtime|reasoning|agent)_(?:\w+_)?(?:fail|error|down|unavailable|timeout|outage)/, ["aios_failure"]],
  [
    /fail|error|timeout|unavailable|unreachable|outage|offline|downstream|upstream|(?:^|_)down(?:_|$)/,
    ["outbound_failure", "aios_failure", "storage_failure"],
  ],
  [/retr(?:y|ies)|tried_again/, ["retry"]],
  [/dispatch|tool_(?:\w+_)?(?:called|call|runs?|executed|result)/, ["dispatch", "tools", "context"]],
  [/config|environment|settings|env_/, ["config"]],
  [/disabled|switched_off/, ["disabled"]],
  [/\blog(?:s|ged|ging)?\b|_log(?:s|ged|ging)?(?:_|$)/, ["first"]],
  [/aios|reasoning|agent_(?:reply|answer|response)|forwarded|routed/, ["answer", "outbound"]],
  [
    /sent|outbound|created|inserted|updated|changed|deleted|removed|cancel|posted|acknowledg|notif|called|delivered|repl(?:y|ied)|refund|booked|listed|fetched|synced|(?:^|_)read(?:_|$)/,
    ["outbound", "answer"],
  ],
  [/packet|stored|written|emitted|persisted|audit/, ["packet", "links", "valid"]],
  [/pars|extract|mapped|attachment|fields?_/, ["parsed", "packet", "valid"]],
  [/valid|process|accept|handled|success|receiv|answered|served|(?:^|_)(?:ok|works|passes)(?:_|$)/, ["valid"]],
];

/** The same verb in the words of APIs. */
const SYNONYMS: readonly (readonly string[])[] = [
  ["create", "created", "insert", "inserted", "add", "added", "post", "posted", "book", "booked"],
  ["update", "updated", "change", "changed", "patch", "put", "edit", "edited", "modify"],
  ["delete", "deleted", "remove", "removed", "cancel", "cancelled", "canceled"],
  ["list", "listed", "fetch", "fetched", "read", "get", "search", "sync", "synced", "lookup"],
  ["send", "sent", "message", "messages", "sms", "mail", "email", "reply", "notify", "notified"],
  ["acknowledge", "acknowledged", "ack", "acknowledgement", "confirm", "confirmed"],
  ["call", "calls", "called", "voice", "phone"],
];
const SAME = new Map(SYNONYMS.flatMap((words) => words.map((word) => [word, words[0] as string] as const)));

/**
 * Gives every acceptance name a test, chosen by its words: of the topic that it speaks of, the case whose own words it shares, one not taken yet. What
 * a required name proves must be told by its words or its description; an optional one that nothing tells goes without. The other cases keep names of
 * their own.
 */
export function chooseCases(cases: readonly TestCase[], acceptance: readonly AcceptanceSpec[]): NamedCase[] {
  const taken = new Map<TestCase, string>();
  const extra: NamedCase[] = [];
  for (const { name, description, required } of acceptance) {
    const plain = testName(name);
    const candidates = casesFor(plain, description, cases);
    if (candidates.length === 0 && required) throw untold(name);
    const free = candidates.find((test) => !taken.has(test));
    if (free) taken.set(free, plain);
    else if (candidates[0]) extra.push({ name: plain, test: candidates[0], required: true });
  }
  const names = new Set([...taken.values(), ...extra.map(({ name }) => name)]);
  const result: NamedCase[] = cases.map((test) => {
    const given = taken.get(test);
    if (given !== undefined) return { name: given, test, required: true };
    let name = test.name;
    while (names.has(name)) name = `${name}_too`;
    names.add(name);
    return { name, test, required: test.spare === 0 };
  });
  // A name that the spec lists twice is one test.
  const seen = new Set<string>();
  return [...result, ...extra].filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** `test_valid-order processed` is `valid_order_processed`. */
export function testName(name: string): string {
  return name
    .trim()
    .replace(/\W+/g, "_")
    .toLowerCase()
    .replace(/^test_/, "");
}

function untold(name: string): InventionRequired {
  return new InventionRequired(
    `Nothing tells what \`${name}\` proves, or nothing else of the spec makes it happen.`,
    "module.acceptance.required",
    `What must hold for \`${name}\`? Say it in its description in words such as "a duplicate is refused", or declare what it is about.`,
  );
}

function casesFor(name: string, description: string, cases: readonly TestCase[]): readonly TestCase[] {
  const exact = cases.filter((test) => test.name === name);
  if (exact.length > 0) return exact;
  const of = (topics: readonly Topic[]): readonly TestCase[] =>
    topics.map((topic) => cases.filter((test) => test.topic === topic)).find((list) => list.length > 0) ?? [];
  for (const text of [name, description.toLowerCase().replace(/\W+/g, "_")]) {
    const refusal = REFUSALS.find(([pattern]) => pattern.test(text));
    if (refusal) return byWords(of(refusal[1]), `${name} ${description}`);
    for (const [pattern, topics] of MEANINGS) {
      const found = pattern.test(text) ? of(topics) : [];
      if (found.length > 0) return byWords(found, `${name} ${description}`);
    }
  }
  return [];
}

/** The cases that share most words come first; among equals the order stays. */
function byWords(cases: readonly TestCase[], text: string): TestCase[] {
  const wanted = wordsOf(text);
  const shared = ({ words = "" }: TestCase): number => [...wordsOf(words)].filter((word) => wanted.has(word)).length;
  return [...cases].sort((a, b) => shared(b) - shared(a));
}

function wordsOf(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2)
      .map((word) => SAME.get(word) ?? word.replace(/(?<=\w{3})s$/, "")),
  );
}
