import type { Topic } from "./case.ts";

/** What an acceptance name may speak of: by its words, the cases that show it, the best first. */
export interface Meaning {
  pattern: RegExp;
  topics: readonly Topic[];
}

/**
 * What goes wrong, or comes a second time. `request`: what is asked is refused; `failure`: something that the module needs fails, and the policy says what
 * then; `second`: a delivery that was there before.
 */
export interface Trouble extends Meaning {
  of: "request" | "failure" | "second";
}

/** What names of modules of a kind say. */
export interface Words {
  troubles: readonly Trouble[];
  meanings: readonly Meaning[];
  /** What no generated test can show: a name that speaks of it needs a person. */
  beyond: RegExp;
}

export const trouble = (of: Trouble["of"], pattern: RegExp, ...topics: Topic[]): Trouble => ({ of, pattern, topics });
export const meaning = (pattern: RegExp, ...topics: Topic[]): Meaning => ({ pattern, topics });

const PROOF = "(?:headers?|signature|token|auth\\w*|(?:api_)?keys?|credentials?|secret|timestamp)";
const INPUT = "(?:payload|body|json|request|event|input|schema|fields?|arguments?)";

/** Patterns see `_like_this_`, with a line at both ends. */
const TROUBLES: readonly Trouble[] = [
  trouble(
    "request",
    /_(?:missing|without(?:_an?|_the|_any)?|absent|no|lacking|lacks)_(?:\w+_)?(?:and|or|and_or)_(?:invalid|wrong|bad|forged)_(?:signature|token|key|auth\w*)_/,
    "unproven",
  ),
  trouble("request", /_(?:invalid|wrong|bad|forged)_(?:and|or|and_or)_missing_(?:signature|token|key|auth\w*)_/, "unproven"),
  trouble(
    "request",
    /_(?:stale|too_old|outdated|fresh\w*|clock\w*|replay_attack|expired_(?:\w+_)?(?:timestamp|request|event|signature|message|delivery)|old_(?:\w+_)?(?:timestamp|request|event|message|delivery|signature)|timestamp_(?:\w+_)?(?:reject\w*|refus\w*|check\w*|valid\w*|invalid|expired)|(?:invalid|future|expired)_timestamp)_|_expired_(?:rejected|refused)_/,
    "stale",
  ),
  trouble("request", new RegExp(`_(?:missing|without|absent|no|lacking|lacks|omitted)_(?:\\w+_)?${PROOF}_`), "missing_headers"),
  trouble(
    "request",
    new RegExp(`_${PROOF}_(?:is_|are_)?(?:missing|absent|omitted|required|mandatory)_|_(?:unsigned|unauthenticated|anonymous)_`),
    "missing_headers",
  ),
  trouble(
    "request",
    new RegExp(`_(?:invalid|malformed|bad|broken|empty|wrong|missing|incomplete|corrupt|unparsable)_(?:\\w+_)?${INPUT}_`),
    "invalid_payload",
  ),
  trouble(
    "request",
    new RegExp(
      `_(?:payload|body|schema|input|arguments?|json)_(?:\\w+_)?(?:invalid|rejected|refused|malformed|validated|missing)_`,
    ),
    "invalid_payload",
  ),
  trouble(
    "request",
    /_(?:invalid|incorrect|mismatch\w*|wrong|bad|forged|fake|tampered|malformed|unknown|other)_(?:\w+_)?(?:signature|auth\w*|token|key|hmac|secret|credentials?|caller)_/,
    "invalid_auth",
  ),
  trouble(
    "request",
    /_(?:forged|tampered|spoofed|unauthori[sz]ed|forbidden)_|_(?:signature|auth\w*|token|key)_(?:\w+_)?(?:rejected|refused|invalid|wrong|fails?|denied|mismatch)_|_401_/,
    "invalid_auth",
  ),
  trouble("request", /_unknown_tool_|_tool_(?:\w+_)?(?:refused|unknown|hard_fail)_/, "tools"),
  trouble("request", /_(?:disabled|switched_off|turned_off)_/, "disabled"),
  trouble("second", /_(?:other|another|different|distinct|new)_(?:delivery|deliveries|event_id|key|id)_/, "other_delivery"),
  trouble(
    "second",
    /_(?:duplicat\w*|dedup\w*|idempot\w*|replay\w*|redeliver\w*|resen[dt]|repeated|twice|already|cached|second_(?:\w+_)?(?:refused|ignored|rejected|delivery|request|call|event|message)|(?:event|message|delivery|request|call|it)_again|same_(?:event|message|delivery|request|call)|(?:exactly|only)_once)_|_same_(?:\w+_)?again_/,
    "duplicate",
    "every_delivery",
  ),
  trouble(
    "failure",
    /_(?:storage|substrate|memory|database|persist\w*)_(?:\w+_)?(?:fail\w*|errors?|down|unavailable|outage|timeout|unreachable)_/,
    "storage_failure",
  ),
  trouble(
    "failure",
    /_(?:aios|runtime|reasoning|agent)_(?:\w+_)?(?:fail\w*|errors?|down|unavailable|timeout|timed_out|outage|unreachable)_/,
    "aios_failure",
  ),
  trouble(
    "failure",
    /_(?:fail|fails|failed|failing|failures?|errors?|timeouts?|timed_out|times_out|unavailable|unreachable|outage|offline|downstream|upstream|down|5xx|502|503|504)_/,
    "outbound_failure",
    "aios_failure",
    "storage_failure",
  ),
];

/** Everything else, the more special first. */
const MEANINGS: readonly Meaning[] = [
  meaning(/signature|hmac|token|api_key|authentic|authori[sz]|known_caller/, "checked"),
  meaning(/_first_/, "first", "valid"),
  meaning(
    /(?:share|link|joined|same)\w*_(?:\w+_)?(?:thread|correlation)|packets_(?:\w+_)?(?:linked|correlated)/,
    "links",
    "thread",
  ),
  meaning(/correlation/, "correlation", "links"),
  meaning(/context|binding/, "context"),
  meaning(/thread|uuid|determinis|conversation/, "thread"),
  meaning(/retr(?:y|ies)|tried_again/, "retry"),
  meaning(/dispatch|tool_(?:\w+_)?(?:called|call|runs?|executed|result)/, "dispatch", "tools", "context"),
  meaning(/config|environment|settings|_env_/, "config"),
  meaning(/_log(?:s|ged|ging)?_/, "first"),
  meaning(/aios|reasoning|agent_(?:reply|answer|response)|forwarded|routed/, "answer", "outbound"),
  meaning(/_(?:pars\w+|extract\w*|mapped|attachments?)_/, "parsed", "packet", "valid"),
  meaning(
    /_(?:found|returned|returns|looked_up|look_?up|listed|fetched|retrieved|result|answer|answered|served|given)_/,
    "answer",
    "valid",
    "outbound",
    "first",
  ),
  meaning(
    /_(?:sent|sends|outbound|created|creates|inserted|updated|updates|changed|deleted|removed|cancel\w*|posted|acknowledg\w*|notif\w*|called|calls|delivered|repl(?:y|ied)|refund\w*|booked|synced|read|submitted|published|registered|triggered)_/,
    "outbound",
    "answer",
  ),
  meaning(/_(?:packets?|written|emitted|audit)_/, "packet", "links", "parsed", "valid"),
  meaning(/_(?:stored|stores|persisted|saved|recorded|kept|created|updated|booked)_/, "packet", "valid", "parsed", "first"),
  meaning(/fields?_/, "parsed", "packet", "valid"),
  meaning(/valid|process|accept|handle[ds]?_|success|receiv|allowed|_(?:ok|works|passes|completed|200)_/, "valid", "first"),
];

const BEYOND =
  /_(?:not_found|404|(?:invalid|malformed|empty|unexpected|broken)_(?:\w+_)?(?:response|answer|reply|result)|unknown_(?!tool|caller|signature|token|key)\w+|missing_(?:order|parcel|customer|record|item|user|resource)(?!_id|_key|_number)|rate_limit\w*|quota|thrott\w+|limit|limited|exceed\w*|threshold|permissions?|roles?|expired_(?:\w+_)?(?:token|key|credentials?)|revoked|rotat\w+|encrypt\w*|redact\w*|masked|concurren\w*|parallel|race|ordering|paginat\w*|latency|performance|sla|429)_/;

/** The words of what is delivered or called. */
export const DELIVERY_WORDS: Words = { troubles: TROUBLES, meanings: MEANINGS, beyond: BEYOND };

/** A text as the patterns see it. */
export function spelled(text: string): string {
  return `_${text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")}_`;
}

/** The same verb in the words of APIs. */
const SYNONYMS: readonly (readonly string[])[] = [
  ["create", "created", "insert", "inserted", "add", "added", "post", "posted", "book", "booked"],
  ["update", "updated", "change", "changed", "patch", "put", "edit", "edited", "modify"],
  ["delete", "deleted", "remove", "removed", "cancel", "cancelled", "canceled"],
  ["list", "listed", "fetch", "fetched", "read", "get", "search", "sync", "synced", "lookup", "found", "returned"],
  ["send", "sent", "message", "messages", "sms", "mail", "email", "reply", "notify", "notified"],
  ["acknowledge", "acknowledged", "ack", "acknowledgement", "confirm", "confirmed"],
  ["call", "calls", "called", "voice", "phone"],
];
const SAME = new Map(SYNONYMS.flatMap((words) => words.map((word) => [word, words[0] as string] as const)));

/** The words of a text by their stems, so that `orders` and `order`, `posted` and `created` are one. */
export function stems(text: string): Set<string> {
  return new Set(
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word.length > 2)
      .map((word) => SAME.get(word) ?? word.replace(/(?<=\w{3})s$/, "")),
  );
}
