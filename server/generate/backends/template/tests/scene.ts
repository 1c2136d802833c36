import type { Design } from "../design/shape.ts";
import { needsUuid } from "../design/uuids.ts";
import type { Scheme, Setting } from "../design/environment.ts";
import { written, type Form } from "../design/forms.ts";
import { pythonName } from "../design/names.ts";
import type { InboundSpec } from "../design/spec.ts";
import { expressionsOf, type Expressions } from "../code/expressions.ts";
import { call, pyString } from "../python/dedent.ts";
import { isForm } from "./requests.ts";
import { pyValue } from "./samples.ts";

export const CORRELATION = "corr-42";
const CORRELATION_UUID = "44444444-4444-4444-8444-444444444444";
export const BOUND_TOOL = "shared.lookup";
/** Another value than the default, so that a test sees which of the two holds. */
export const TOLERANCE = 120;

/** What the tests of one module have in common. */
export interface Scene {
  design: Design;
  expressions: Expressions;
  /** Requests come over HTTP; else the handler is called. */
  http: boolean;
  route: InboundSpec | null;
  /** The fixture that a test delivers to, as a parameter and by its name. */
  subject: string;
  subjectName: string;
  /** The event that is delivered, by field. */
  event: Readonly<Record<string, unknown>>;
  keyValue: string | null;
  /** The seed of the thread: `shop_id-1:order_id-1`. */
  threadSeed: string;
  /** The expression for what is stored of the event. */
  stored: string;
  /** What an outbound call gives, as it is found on the answer. */
  result: string | null;
}

export function sceneOf(design: Design): Scene {
  const { fields, dedupe, keyFields, outbound, runtime, routes, names, attachments } = design;
  const event: Record<string, unknown> = {};
  for (const { name } of fields) event[name] = name === "correlation_id" ? correlationId(design) : `${name}-1`;
  if (attachments) event.attachments = [{ name: "offer.pdf", size: 1024, content: "JVBERi0=" }];
  event.note = "kept as it came";
  const http = routes.length > 0;
  const calls = outbound.client?.calls ?? [];
  const replies = calls.some(({ role }) => role === "reply");
  const single = calls.length === 1;
  const result = !outbound.client
    ? null
    : runtime
      ? replies
        ? "RESULT"
        : "None"
      : single
        ? "RESULT"
        : `{${calls.map(({ name }) => `"${name}": RESULT`).join(", ")}}`;
  return {
    design,
    expressions: expressionsOf(design),
    http,
    route: routes[0] ?? null,
    subject: http ? "client: TestClient" : `handler: ${names.handler}`,
    subjectName: http ? "client" : "handler",
    event,
    keyValue: dedupe ? `${dedupe.key}-1` : null,
    threadSeed: keyFields.map((name) => `${name}-1`).join(":"),
    stored: attachments ? "STORED" : "EVENT",
    result,
  };
}

/** The value that a test gives a setting. */
export function settingValue(setting: Setting, { environment }: Design): string {
  for (const [scheme, secret] of environment.secrets) if (secret === setting) return SECRET_NAMES[scheme];
  if (setting === environment.tolerance) return String(TOLERANCE);
  if (setting.type === "int") return "60";
  if (setting.type === "bool") return setting === environment.enabled || setting.default !== true ? "True" : "False";
  return pyString(/URL|HOST|ENDPOINT/.test(setting.variable) ? "https://api.test" : `${setting.field}-value`);
}

/** The constants that hold what callers prove themselves with. */
export const SECRET_NAMES: Readonly<Record<Scheme, string>> = { hmac: "SECRET", bearer: "TOKEN", api_key: "API_KEY" };

/** `deliver` for the first way in, `deliver_<name>` for the others. */
export function delivery(route: InboundSpec | null, at = 0): string {
  return at === 0 || !route ? "deliver" : `deliver_${pythonName(route.name)}`;
}

/** The assertion that a request was accepted. */
export function accepted({ http }: Scene, name = "response"): string[] {
  return http ? [`assert ${name}.status_code == 200`] : [];
}

/** The answer as its model. */
export function answered({ http, design }: Scene, name = "response"): string {
  return http ? `${design.names.response}(**${name}.json())` : name;
}

/** What a handled event is answered with, and what one whose handling failed, where the policy answers that as handled. */
export const HANDLED = "HANDLED";
export const UNANSWERED = "UNANSWERED";

/** An answer. @param values besides key and thread, as Python */
export function answerOf({ design, keyValue }: Scene, values: readonly string[]): string {
  const { names, dedupe } = design;
  const key = dedupe && keyValue ? [`${dedupe.key}=${pyString(keyValue)}`] : [];
  return call(names.response, [...key, "thread_uuid=THREAD_UUID", ...values], "UNANSWERED = ".length);
}

/** `reply=ANSWER, result=RESULT`. */
export function outcome({ expressions, result }: Scene): string[] {
  return [
    ...(expressions.hasReply ? ["reply=ANSWER"] : []),
    ...(expressions.hasResult && result !== null && result !== "None" ? [`result=${result}`] : []),
  ];
}

/** What a body says of a field that has no value: a form has none but the empty text. */
export function nothingOf({ route }: Pick<Scene, "route">): "" | null {
  return route && isForm(route) ? "" : null;
}

/** The event with some fields changed, as a dict. */
export function changed(changes: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(changes).map(([name, value]) => `${pyString(name)}: ${pyValue(value)}`);
  return `{**EVENT, ${entries.join(", ")}}`;
}

/** A value as a field of the contracts holds it; as it is where it has no field. @param text what becomes of a text that is a UUID's */
export function held(form: Form | null, expression: string): string {
  return form ? written(form, expression, (text) => `UUID(${text})`) : expression;
}

/** The correlation id of the tests: the text of a UUID where some contract asks for one. */
export function correlationId(design: Pick<Design, "packets" | "runtime" | "tool" | "executor">): string {
  const given = design.tool?.request.correlation ?? design.executor?.task.correlation;
  return needsUuid(design) || given?.kind === "uuid" ? CORRELATION_UUID : CORRELATION;
}

/** What the substrate is searched by, as a test knows it. */
export function searchArguments({ substrate, packets }: Design): string[] {
  return (substrate.search?.arguments ?? []).map((argument) =>
    argument.replace(/(^|[=([{])thread_uuid(?!=)/, "$1THREAD_UUID").replace("PACKET_OUT", pyString(packets.types.out)),
  );
}
