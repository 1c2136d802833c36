import type { YamlNode } from "../../syntax/yaml.ts";
import { booleanOf, entryAt, entryOf, itemsOf, numberOf, textOf, textsOf, type SpecEntry } from "./lookup.ts";
import { isPlaceholder } from "./placeholder.ts";
import { CARRIERS, isCarrier, signedParts } from "./signature.ts";
import { targetOf } from "./v2-layout.ts";
import type {
  AcceptanceName,
  ErrorCategory,
  Inbound,
  Outbound,
  SpecIdempotency,
  SpecSignature,
  SpecText,
  SpecThreading,
} from "./types.ts";

/**
 * The test that an acceptance item's `test` names: the last part of a pytest node id, without its parameters. Null where it names none: a blank, a token
 * such as `{{test}}`, or a file alone.
 */
export function namedTest(text: string): string | null {
  const name = (text.split("::").at(-1) as string).replace(/\[.*\]$/, "").trim();
  return name === "" || isPlaceholder(name) || /[\w-]\.(?:py|[cm]?[jt]sx?)$/.test(name) ? null : name;
}

type Get = (path: string) => SpecEntry | null;

function field(node: YamlNode, key: string): YamlNode | null {
  return node.kind === "map" ? (entryOf(node, key)?.value ?? null) : null;
}

/** `interfaces.inbound`; entries that are no map are left out. */
export function readInbound(node: YamlNode | null): Inbound[] {
  return itemsOf(node).flatMap((item) => {
    if (item.kind !== "map") return [];
    const text = (key: string): SpecText | null => textOf(field(item, key));
    return {
      span: item.span,
      name: text("name"),
      method: text("method"),
      route: text("route"),
      auth: text("auth"),
      signature: readSignature(field(item, "signature")),
      payloadType: text("payload_type"),
      headers: textsOf(field(item, "headers")),
    };
  });
}

/** A carrier's name, or the parts of a form; null where it is neither. */
function readSignature(node: YamlNode | null): SpecSignature | null {
  if (node?.kind === "map") {
    const signed = signedParts(textOf(field(node, "signed"))?.text ?? "");
    return { span: node.span, timestamped: textOf(field(node, "timestamp_header")) !== null || (signed?.timestamp ?? true) };
  }
  const name = textOf(node);
  if (!name || !isCarrier(name.text)) return null;
  const { timestampHeader, elements } = CARRIERS[name.text].form;
  return { span: name.span, timestamped: timestampHeader !== null || elements };
}

/** `interfaces.outbound`. */
export function readOutbound(node: YamlNode | null): Outbound[] {
  return itemsOf(node).flatMap((item) => {
    if (item.kind !== "map") return [];
    const text = (key: string): SpecText | null => textOf(field(item, key));
    return {
      span: item.span,
      name: text("name"),
      endpoint: text("endpoint"),
      method: text("method"),
      timeoutSeconds: numberOf(field(item, "timeout_seconds")),
      retry: booleanOf(field(item, "retry")),
    };
  });
}

function testNameOf(node: YamlNode | null): SpecText | null {
  const written = textOf(node);
  const text = written && namedTest(written.text);
  return written && text ? { text, span: written.span } : null;
}

/** The names under `acceptance`, in the order of the spec; in a v2 layout `positive` before `negative`. */
export function readAcceptance(get: Get, root: YamlNode | null): AcceptanceName[] {
  const negatives = new Set(itemsOf(entryAt(root, "acceptance.negative")?.value));
  const list = (key: string, required: boolean): AcceptanceName[] =>
    itemsOf(get(key)?.value).flatMap((item) => {
      const name = textOf(item) ?? testNameOf(field(item, "test")) ?? textOf(field(item, "id")) ?? textOf(field(item, "name"));
      if (!name) return [];
      const negative = negatives.has(item) || textOf(field(item, "kind"))?.text === "negative";
      const described = textOf(field(item, "description")) ?? textOf(field(item, "criterion"));
      return { ...name, description: described?.text ?? null, negative, required };
    });
  return [...list("module.acceptance.required", true), ...list("module.acceptance.optional", false)];
}

/** The categories that the oldest layouts keep under `error_policy` itself; null where there are none. */
export function flatCategories(root: YamlNode | null): YamlNode | null {
  const policy = entryAt(root, "error_policy")?.value;
  if (policy?.kind !== "map") return null;
  const entries = policy.entries.filter(
    ({ key, value }) => value?.kind === "map" && targetOf(`error_policy.${key}`).path === `module.error_policy.categories.${key}`,
  );
  return entries.length > 0 ? { ...policy, entries } : null;
}

/** `error_policy.categories`. */
export function readCategories(node: YamlNode | null): ErrorCategory[] {
  if (node?.kind !== "map") return [];
  return node.entries.map(({ key, keySpan, value }) => ({
    name: { text: key, span: keySpan },
    status: numberOf(value && field(value, "status")),
    action: textOf(value && field(value, "action")),
  }));
}

/** `idempotency`, null when the spec says nothing of it. */
export function readIdempotency(get: Get): SpecIdempotency | null {
  const value = (key: string): YamlNode | null => get(`module.idempotency.${key}`)?.value ?? null;
  if (get("module.idempotency") === null && get("module.idempotency.mechanism") === null && get("idempotency") === null)
    return null;
  const mechanism = textOf(value("mechanism"));
  return {
    enabled: booleanOf(value("enabled")) ?? (mechanism !== null && mechanism.text !== "none"),
    mechanism,
    primaryKey: textOf(value("dedupe_key.primary")),
    fallbackKey: textOf(value("dedupe_key.fallback")),
    onDuplicate: textOf(value("on_duplicate")),
    cacheTtlSeconds: numberOf(value("cache_ttl_seconds")),
  };
}

/** `threading`, null when the spec says nothing of it. */
export function readThreading(get: Get): SpecThreading | null {
  const value = (key: string): YamlNode | null => get(`module.threading.${key}`)?.value ?? null;
  const threading = {
    strategy: textOf(value("strategy")),
    namespace: textOf(value("namespace")),
    keyFields: textsOf(value("key_fields")),
  };
  return threading.strategy || threading.namespace || threading.keyFields.length > 0 ? threading : null;
}

/** A list of names, or of maps that have a `name`. */
export function readNames(node: YamlNode | null): SpecText[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? textOf(field(item, "name")) ?? []);
}

/** `model_aliases`. */
export function readModelAliases(node: YamlNode | null): { name: SpecText; target: SpecText }[] {
  if (node?.kind !== "map") return [];
  return node.entries.flatMap(({ key, keySpan, value }) => {
    const target = textOf(value);
    return target ? { name: { text: key, span: keySpan }, target } : [];
  });
}
