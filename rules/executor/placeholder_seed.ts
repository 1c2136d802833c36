import { ancestor, calleeName, callArguments, enclosingFunction, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { seedTexts, type SeedText } from "../shared/seeds.ts";
import { derivesThread, threadSites } from "../shared/thread-identity.ts";

/** A place where a text becomes an id or a key. */
interface Sink {
  /** For the message: `uuid5(…)`, `thread_key`. */
  name: string;
  value: Node;
  /** Only a fallback is a seed here: a plain text given to a thread id is `string_thread_id`'s. */
  fallbackOnly: boolean;
}

const KEY_NAME = /(?:^|_)thread_(?:key|seed)$/;

export default defineRule({
  id: "placeholder_seed",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A placeholder such as `unknown-source`, `default` or the empty text as the seed of a uuid5 or a thread key.",
  why: "Every event that lacks the real value gets the same id: strangers' conversations end up in one thread.",
  instead: "Reject the event, or derive the id from values that are always there.",
  examples: [
    {
      bad: 'thread_uuid = uuid5(ORDERS_NAMESPACE, payload.get("source") or "unknown-source")\n',
      good: 'thread_uuid = uuid5(ORDERS_NAMESPACE, payload["source"])\n',
    },
  ],
  python: {
    function_definition(node, context) {
      if (!enclosingFunction(node) && !ancestor(node, "function_definition")) check(node, context);
    },
    expression_statement(node, context) {
      if (!ancestor(node, "function_definition")) check(node, context);
    },
  },
});

const NO_SINKS: Sink[] = [];

function check(root: Node, context: CodeContext): void {
  const seen = new Set<Node>();
  walk(root, (node) => {
    for (const sink of sinksAt(node, context)) {
      for (const text of seedTexts(sink.value, context)) {
        if (seen.has(text.at) || !isPlaceholder(text, sink, context)) continue;
        seen.add(text.at);
        report(text, sink, context);
      }
    }
  });
}

function sinksAt(node: Node, context: CodeContext): Sink[] {
  // Most nodes are names and texts, and of no interest.
  if (node.children.length === 0) return NO_SINKS;
  const sites = threadSites(node, context.project.profile).map(({ name, value }) => {
    const plain = name.replace(/^.*[.[]["']?|["']?\]$/g, "");
    return { name, value, fallbackOnly: !KEY_NAME.test(plain) };
  });
  if (node.type === "call") return [...sites, ...seedsOf(node, context)];
  if (node.type !== "return_statement") return sites;
  const [value] = node.operands;
  if (value) {
    const name = enclosingFunction(node)?.child("name")?.text ?? "";
    if (/thread_(?:key|seed)/.test(name)) return [{ name: `${name}(…)`, value, fallbackOnly: false }];
    if (derivesThread(name) && name !== "uuid5") return [{ name: `${name}(…)`, value, fallbackOnly: true }];
  }
  return sites;
}

/** What an id is derived from: the name given to uuid5, every argument of a function that derives a thread. */
function seedsOf(call: Node, context: CodeContext): Sink[] {
  const name = calleeName(call) ?? "";
  const { positional, keywords } = callArguments(call);
  const dotted = context.resolve(call.child("function")) ?? name;
  if (/(?:^|\.)uuid[35]$/.test(dotted)) {
    const value = positional[1] ?? keywords.find((keyword) => keyword.name === "name")?.value;
    return value ? [{ name: `${name}(…)`, value, fallbackOnly: false }] : [];
  }
  if (!derivesThread(name) && !/thread_(?:key|seed)/.test(name)) return [];
  return [...positional, ...keywords.map(({ value }) => value)].map((value) => ({
    name: `${name}(…)`,
    value,
    fallbackOnly: false,
  }));
}

function isPlaceholder({ value, fallback, part }: SeedText, { fallbackOnly }: Sink, context: CodeContext): boolean {
  if (fallbackOnly && !fallback) return false;
  const plain = value.trim().toLowerCase();
  // A key of several parts may leave one empty, and may hold a fixed word.
  if (part && (plain === "" || (!fallback && /^default/.test(plain)))) return false;
  return context.project.profile.placeholder_seeds.some((row) =>
    row.endsWith("*") ? plain.startsWith(row.slice(0, -1)) : plain === row,
  );
}

function report({ at, value, fallback, defined }: SeedText, sink: Sink, context: CodeContext): void {
  const what = value === "" ? "The empty text" : `\`"${value}"\``;
  const how = fallback ? "stands in for a missing value in the seed of" : "is the seed of";
  context.report({
    at,
    message: `${what} ${how} \`${sink.name}\`: every event without the real value gets the same id, and strangers share a thread. Reject such an event, or use values that are always there.`,
    related: [
      ...(defined ? [{ at: defined, message: `\`${at.text}\` is defined here` }] : []),
      ...(contains(sink.value, at) ? [] : [{ at: sink.value, message: `it becomes the seed of \`${sink.name}\` here` }]),
    ],
  });
}

function contains(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
