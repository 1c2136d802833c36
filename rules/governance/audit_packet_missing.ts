import { calleeName, stringValue, walk, type Node, type ModuleNames } from "../../server/code/index.ts";
import { defineRule, type FileContext } from "../define.ts";
import { classOf, definitionsOf, isEvaluation, reached, stepsFrom } from "../shared/evaluation.ts";

/** A collaborator that writes the audit: what it puts into the packet is not for this file to see. */
const AUDITS = /audit|(?:emit|write|record|publish|store)_*(?:decision|packet)/i;
const CORRELATION = /^correlation_id$/;
const THREAD = /^thread_(?:uuid|id)$/;

export default defineRule({
  id: "audit_packet_missing",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "An evaluation that writes no audit packet with correlation_id and thread_uuid.",
  why: "A decision that left no packet can not be explained afterwards, nor joined to the conversation it stopped.",
  instead: "Write a packet with the decision, its correlation_id and thread_uuid on every way out.",
  examples: [
    {
      bad: "# module_id: policy.governance\nasync def evaluate(self, request: Request) -> Decision:\n    return self._first_match(request)\n",
      good: "# module_id: policy.governance\nasync def evaluate(self, request: Request) -> Decision:\n    decision = self._first_match(request)\n    await self._substrate.write_packet(audit_packet(decision, request))\n    return decision\n",
    },
  ],
  pythonFile(context) {
    if (context.kind !== "governance" || context.isTest) return;
    const definitions = definitionsOf(context.module);
    const evaluations = definitions.filter(
      (definition) => isEvaluation(definition) && !isPartOfPolicy(definition) && !isNested(definition),
    );
    if (evaluations.length === 0) return;
    const callers = callersOf(definitions, context.module);
    for (const definition of evaluations) {
      // What another evaluation calls is a part of that one.
      if ([...(callers.get(definition) ?? [])].some((caller) => evaluations.includes(caller))) continue;
      check(definition, callers, context);
    }
  },
});

function check(definition: Node, callers: ReadonlyMap<Node, Set<Node>>, context: FileContext): void {
  const { sinks } = context.project.profile.packets;
  const functions = reached(definition, context.module);
  const emission = emissionIn(functions, sinks, context.module);
  if (emission === "elsewhere") return;
  if (emission === "none") {
    // The function that asks may be the one that writes.
    for (const caller of callers.get(definition) ?? []) {
      if (emissionIn(reached(caller, context.module), sinks, context.module) !== "none") return;
    }
  } else if (emission.length === 0) return;
  const name = definition.child("name");
  if (!name) return;
  const message =
    emission === "none"
      ? `\`${name.text}\` decides and writes no packet: the decision can not be explained afterwards. Write one with its correlation_id and thread_uuid.`
      : `The packet that \`${name.text}\` writes has no ${emission.join(" and no ")}: the decision can not be joined to its request. Add ${emission.length > 1 ? "them" : "it"} to the packet's metadata.`;
  context.report({
    at: { start: definition.start, end: (definition.child("return_type") ?? definition.child("parameters") ?? name).end },
    message,
  });
}

/** The ids that the packets lack; `elsewhere` when they are made outside this file. */
function emissionIn(
  functions: ReadonlySet<Node>,
  sinks: readonly string[],
  module: ModuleNames,
): "none" | "elsewhere" | string[] {
  let writes = false;
  let elsewhere = false;
  const names = new Set<string>();
  for (const definition of functions) {
    const own = new Set(stepsFrom(definition, module).map(({ call }) => call));
    walk(definition, (node) => {
      if (node.type === "identifier" && (CORRELATION.test(node.text) || THREAD.test(node.text))) names.add(node.text);
      const text = node.type === "string" ? stringValue(node) : null;
      if (text !== null && (CORRELATION.test(text) || THREAD.test(text))) names.add(text);
      if (node.type !== "call") return;
      const name = calleeName(node) ?? "";
      if (sinks.includes(name)) {
        writes = true;
        elsewhere ||= isMadeElsewhere(node, own, functions, module);
      } else if (
        !own.has(node) &&
        AUDITS.test(node.child("function")?.text ?? "") &&
        !/^(?:(?:get|load|is|has|bind)(?:_|$)|debug$|info$|warning$|error$|exception$|critical$)|log/i.test(name)
      )
        elsewhere = true;
    });
  }
  if (!writes) return elsewhere ? "elsewhere" : "none";
  const missing = [
    ...([...names].some((name) => CORRELATION.test(name)) ? [] : ["correlation_id"]),
    ...([...names].some((name) => THREAD.test(name)) ? [] : ["thread_uuid"]),
  ];
  return missing.length > 0 && elsewhere ? "elsewhere" : missing;
}

/** The packet given to a sink comes from a function or parameter that this file does not show. */
function isMadeElsewhere(sink: Node, own: ReadonlySet<Node>, functions: ReadonlySet<Node>, module: ModuleNames): boolean {
  let [packet] = sink.child("arguments")?.operands ?? [];
  if (packet?.type === "keyword_argument") packet = packet.child("value") ?? packet;
  if (packet?.type === "identifier") {
    const binding = module.binding(packet.text, packet);
    if (!binding || binding.target) return true;
    // A parameter of a function that the evaluation itself calls: the packet was made on the way here.
    if (binding.kind === "parameter") return functions.size === 1;
    packet = binding.value ?? packet;
  }
  if (packet?.type === "await") [packet] = packet.operands;
  if (packet?.type !== "call") return false;
  return !own.has(packet) && !/^[A-Z]/.test(calleeName(packet) ?? "");
}

function callersOf(definitions: readonly Node[], module: ModuleNames): Map<Node, Set<Node>> {
  const callers = new Map<Node, Set<Node>>();
  for (const definition of definitions) {
    for (const { to } of stepsFrom(definition, module)) {
      const known = callers.get(to) ?? new Set();
      callers.set(to, known.add(definition));
    }
  }
  return callers;
}

/** `Policy.evaluate`, `Rule.matches`: one policy among those that an engine goes through. */
function isPartOfPolicy(definition: Node): boolean {
  return /(?:Policy|Rule|Condition|Matcher|Constraint)$/.test(classOf(definition)?.child("name")?.text ?? "");
}

function isNested(definition: Node): boolean {
  for (let up = definition.parent; up; up = up.parent) if (up.type === "function_definition") return true;
  return false;
}
