import { createHmac } from "node:crypto";

/** A request that its sender signed. `now` and the timestamp are seconds. */
interface Signed {
  secret: string;
  body: string;
  now: number;
  headers: Readonly<Record<string, string>>;
}

interface Form {
  /** The module's id. */
  id: string;
  signature: unknown;
  timed: boolean;
  /** More of its way in. */
  inbound?: Record<string, unknown>;
  good: Signed;
  /** The good request with something changed, and the answer to it. */
  changed: readonly { change: Partial<Signed>; answer: string }[];
}

const SLACK_BODY =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const SLACK_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
/** What the examples of services that sign a URL were sent to. */
export const URL_SIGNED = "https://mycompany.com/myapp.php?foo=1&bar=2";
const NOW = 1_700_000_000;
const BODY = '{"id": 1}  \n';

const hmac = (text: string, encoding: "hex" | "base64"): string => createHmac("sha256", "s").update(text).digest(encoding);
const stripe = (...elements: string[]): Pick<Signed, "headers"> => ({ headers: { "Stripe-Signature": elements.join(",") } });
const twilio = (fields: string): Pick<Signed, "headers"> => ({
  headers: {
    "X-Twilio-Signature": createHmac("sha1", "12345")
      .update(URL_SIGNED + fields)
      .digest("base64"),
  },
});
const own = (signature: string, time = String(NOW)): Pick<Signed, "headers"> => ({
  headers: { "X-Own": signature, "X-Own-Time": time },
});

export const FORMS: readonly Form[] = [
  {
    id: "github_hook",
    signature: "github",
    timed: false,
    // Published by GitHub, to test an implementation with.
    good: {
      secret: "It's a Secret to Everybody",
      body: "Hello, World!",
      now: NOW,
      headers: { "X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" },
    },
    changed: [
      { change: { body: "Hello, World?" }, answer: "401 invalid_signature" },
      { change: { headers: {} }, answer: "401 missing_headers" },
      {
        change: { headers: { "X-Hub-Signature-256": "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" } },
        answer: "401 invalid_signature",
      },
    ],
  },
  {
    id: "slack_hook",
    signature: "slack",
    timed: true,
    // Published by Slack.
    good: {
      secret: "8f742231b10e8888abcd99yyyzzz85a5",
      body: SLACK_BODY,
      now: 1_531_420_618,
      headers: { "X-Slack-Signature": SLACK_SIGNATURE, "X-Slack-Request-Timestamp": "1531420618" },
    },
    changed: [
      { change: { now: 1_531_420_618 + 301 }, answer: "401 stale_timestamp" },
      { change: { headers: { "X-Slack-Signature": SLACK_SIGNATURE } }, answer: "401 missing_headers" },
      {
        change: { headers: { "X-Slack-Signature": SLACK_SIGNATURE, "X-Slack-Request-Timestamp": "1531420619" } },
        answer: "401 invalid_signature",
      },
    ],
  },
  {
    id: "stripe_hook",
    signature: "stripe",
    timed: true,
    good: {
      secret: "s",
      body: BODY,
      now: NOW + 299,
      ...stripe(`t=${NOW}`, `v1=${"0".repeat(64)}`, `v1=${hmac(`${NOW}.${BODY}`, "hex")}`, "v0=more"),
    },
    changed: [
      { change: { now: NOW + 301 }, answer: "401 stale_timestamp" },
      { change: stripe(`t=${NOW}`, `v0=${hmac(`${NOW}.${BODY}`, "hex")}`), answer: "401 invalid_signature" },
      { change: stripe(`v1=${hmac(`${NOW}.${BODY}`, "hex")}`), answer: "401 invalid_signature" },
      { change: stripe(`t=${NOW}`), answer: "401 invalid_signature" },
      { change: stripe(`t=${NOW + 1}`, `v1=${hmac(`${NOW}.${BODY}`, "hex")}`), answer: "401 invalid_signature" },
      { change: { headers: {} }, answer: "401 missing_headers" },
    ],
  },
  {
    id: "twilio_hook",
    signature: "twilio",
    timed: false,
    inbound: { auth: "hmac-sha1", payload_type: "form" },
    // Published by Twilio.
    good: {
      secret: "12345",
      body: "To=%2B18005551212&From=%2B14158675309&Digits=1234&Caller=%2B14158675309&CallSid=CA1234567890ABCDE",
      now: NOW,
      headers: { "X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=" },
    },
    changed: [
      { change: { body: "x=2&y=%C3%A9+&x=1&x=1", ...twilio("x1x2y\u00e9 ") }, answer: "taken" },
      { change: { body: "x=1&y=", ...twilio("x1y") }, answer: "taken" },
      { change: { body: "To=%2B18005551212" }, answer: "401 invalid_signature" },
      { change: { body: "\u00e9" }, answer: "401 invalid_signature" },
      { change: { headers: {} }, answer: "401 missing_headers" },
    ],
  },
  {
    id: "shop_hook",
    signature: { header: "X-Shop-Hmac-SHA256", encoding: "base64", signed: "body" },
    timed: false,
    good: { secret: "s", body: BODY, now: NOW, headers: { "X-Shop-Hmac-SHA256": hmac(BODY, "base64") } },
    changed: [
      { change: { headers: { "X-Shop-Hmac-SHA256": hmac(BODY, "hex") } }, answer: "401 invalid_signature" },
      { change: { headers: { "X-Shop-Hmac-SHA256": hmac(BODY.trim(), "base64") } }, answer: "401 invalid_signature" },
    ],
  },
  {
    id: "own_hook",
    signature: {
      header: "X-Own",
      encoding: "base64",
      prefix: "v1,",
      signed: "v1:timestamp.body",
      timestamp_header: "X-Own-Time",
      tolerance_seconds: 60,
    },
    timed: true,
    good: { secret: "s", body: BODY, now: NOW + 59, ...own(`v1,${hmac(`v1:${NOW}.${BODY}`, "base64")}`) },
    changed: [
      { change: { now: NOW + 61 }, answer: "401 stale_timestamp" },
      { change: own(`v1,${hmac(`${NOW}.${BODY}`, "base64")}`), answer: "401 invalid_signature" },
      { change: own(`v1,${hmac(`v1:${NOW}.${BODY}`, "base64")}`, "soon"), answer: "401 stale_timestamp" },
    ],
  },
];

/** A spec that takes signed requests and stores them. */
export function specOf(id: string, { timed, ...inbound }: { timed: boolean } & Record<string, unknown>): object {
  const stale = timed ? ["stale_timestamp_rejected"] : [];
  const url = inbound.signature === "twilio" ? [`${id.toUpperCase()}_WEBHOOK_URL`] : [];
  return {
    schema_version: "3.0.0",
    module: {
      id,
      name: id.replaceAll("_", " "),
      purpose: "Stores what happens elsewhere.",
      kind: "adapter",
      language: "python",
      repo: {
        root_path: ".",
        allowed_new_files: [
          `api/${id}_adapter.py`,
          `api/${id}_auth.py`,
          `api/routes/${id}.py`,
          `tests/test_${id}.py`,
          `tests/test_${id}_auth.py`,
          `docs/${id}.md`,
        ],
      },
      interfaces: {
        inbound: [{ name: "event", method: "POST", route: `/${id}`, auth: "hmac-sha256", payload_type: "JSON", ...inbound }],
      },
      idempotency: { enabled: false, mechanism: "none" },
      threading: { strategy: "uuidv5", key_fields: ["system"] },
      packet_contract: { emits: [`${id}.in`, `${id}.out`], requires_metadata: ["tool_id", "thread_uuid", "correlation_id"] },
      error_policy: { default: "fail_closed", categories: { invalid_signature: { status: 401, action: "reject" } } },
      environment: { required: [`${id.toUpperCase()}_SIGNING_SECRET`, ...url] },
      acceptance: {
        required: [
          "valid_event_stored",
          "invalid_signature_rejected",
          "missing_signature_rejected",
          "malformed_signature_rejected",
          ...stale,
        ],
      },
    },
  };
}
