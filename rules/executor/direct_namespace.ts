import { callArguments, stringValue, unwrap, type Node } from "../../server/code/index.ts";
import { defineRule, type CodeContext } from "../define.ts";
import { derivesThread, isThreadName, mentionsThread } from "../shared/thread-identity.ts";
import { landings, type Landing } from "../../server/code/flow.ts";
import { localUses } from "../../server/code/uses.ts";

const STANDARD = /^(?:uuid\.)?NAMESPACE_(?:DNS|URL|OID|X500)$/;
/** The standard namespaces written out (RFC 4122, appendix C). */
const STANDARD_UUID = /^6ba7b81[0124]-9dad-11d1-80b4-00c04fd430c8$/i;
const EXAMPLE = '`uuid5(NAMESPACE_DNS, "<module>.l9.internal")`';

export default defineRule({
  id: "direct_namespace",
  family: "executor",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "A thread id derived straight from a standard namespace such as NAMESPACE_DNS.",
  why: "Two modules with equal keys then share thread ids; a namespace of its own keeps each module's threads apart.",
  instead: "Derive a module constant from the standard namespace once, and thread ids from that constant.",
  examples: [
    {
      bad: "thread_id = uuid5(NAMESPACE_DNS, key)\n",
      good: 'ORDERS_NAMESPACE = uuid5(NAMESPACE_DNS, "orders.l9.internal")\n\ndef thread_of(key: str) -> UUID:\n    return uuid5(ORDERS_NAMESPACE, key)\n',
    },
  ],
  python: {
    call(node, context) {
      if (!/(?:^|\.)uuid5$/.test(context.resolve(node.child("function")) ?? "")) return;
      const { positional, keywords } = callArguments(node);
      const namespace = positional[0] ?? keywords.find(({ name }) => name === "namespace")?.value;
      if (!namespace || !isStandard(namespace, context)) return;
      const thread = threadReached(node, context);
      if (thread === null) return;
      context.report({
        at: node,
        message: `\`${thread}\` is derived straight from \`${namespace.text}\`: another module with the same key gets the same thread. Make a module constant, ${EXAMPLE}, and derive from that.`,
      });
    },
  },
});

function isStandard(expression: Node, context: CodeContext): boolean {
  const node = unwrap(expression);
  if (node.type === "call") return isWrittenOut(node, context);
  const dotted = context.resolve(node);
  if (dotted !== null) return STANDARD.test(dotted);
  const value = node.type === "identifier" ? context.binding(node)?.value : null;
  if (!value) return false;
  const inner = unwrap(value);
  return inner.type === "call" ? isWrittenOut(inner, context) : STANDARD.test(context.resolve(inner) ?? "");
}

function isWrittenOut(call: Node, context: CodeContext): boolean {
  if (!/(?:^|\.)UUID$/.test(context.resolve(call.child("function")) ?? "")) return false;
  return STANDARD_UUID.test(stringValue(callArguments(call).positional[0] ?? null) ?? "");
}

/** The thread identity that the id becomes, directly or through one local name; null when it becomes something else. */
function threadReached(call: Node, context: CodeContext): string | null {
  for (const landing of landings(call)) {
    if (isThread(landing, context)) return landing.name;
    if (landing.kind !== "variable") continue;
    const binding = context.bindings(landing.at).find(({ node }) => node === landing.at);
    if (!binding || binding.scope.kind === "module") continue;
    for (const use of localUses(binding, context)) {
      const reached = landings(use).find((next) => isThread(next, context));
      if (reached) return reached.name;
    }
  }
  return null;
}

function isThread({ kind, name }: Landing, context: CodeContext): boolean {
  if (isThreadName(name, context.project.profile)) return true;
  return kind === "returned" && (derivesThread(name) || mentionsThread(name) || /(?:^|_)thread(?:_of|_for)?(?:_|$)/.test(name));
}
