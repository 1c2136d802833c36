import {
  calleeName,
  decorators,
  decoratorTarget,
  enclosingFunction,
  lastName,
  operator,
  unwrap,
  walk,
  type Node,
  type ModuleNames,
} from "../../server/code/index.ts";
import { defineRule } from "../define.ts";
import { openMode } from "../shared/blocking-calls.ts";
import { decides, definitionsOf, stepsFrom } from "../shared/evaluation.ts";

const OPENS = /^(?:open|io\.open|codecs\.open|aiofiles\.open|anyio\.open_file)$/;
const READS = /^(?:read_text|read_bytes)$/;
const CACHES = /cache/i;
/** What a condition asks that keeps a file from being read each time. */
const FRESHNESS = /cach|(?:^|[^a-z])(?:un|re)?load|ttl|expir|mtime|stale|fresh|dirty|monotonic|_at\b|(?:\b|_)age\b|version/i;
const POLICIES = /polic|rules?\b/i;

export default defineRule({
  id: "policy_reload",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python"],
  fix: null,
  what: "A policy file read inside the evaluation, with no cache or TTL.",
  why: "Every decision then waits for the disk, and a file that is being written changes the answer in the middle.",
  instead: "Load the policies once, or when a TTL has passed, and evaluate what is in memory.",
  examples: [
    {
      bad: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    policies = yaml.safe_load(self._path.read_text())\n    return self._first_match(policies, request)\n",
      good: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    return self._first_match(self._policies, request)\n",
    },
  ],
  pythonFile(context) {
    if (context.kind !== "governance" || context.isTest) return;
    const reported = new Set<Node>();
    for (const entry of definitionsOf(context.module)) {
      if (!decides(entry)) continue;
      for (const { read, path } of readsFrom(entry, context.module)) {
        if (reported.has(read)) continue;
        reported.add(read);
        const [from, ...through] = path.map((definition) => definition.child("name")?.text ?? "");
        const way = through.length > 0 ? ` through \`${through.join("`, `")}\`` : "";
        context.report({
          at: read,
          message: `\`${from}\` reads a file on every call${way}: each decision waits for the disk. Load the policies once, or behind a TTL, and evaluate what is in memory.`,
          related: [{ at: entry.child("name") ?? entry, message: "the evaluation" }],
        });
      }
    }
  },
});

interface Read {
  read: Node;
  /** The functions from the evaluation to the one that reads. */
  path: Node[];
}

/** The reads that every call of a function comes to, with no check of freshness in between. */
function readsFrom(entry: Node, module: ModuleNames): Read[] {
  const found: Read[] = [];
  const seen = new Set<Node>();
  const visit = (definition: Node, path: Node[]): void => {
    if (seen.has(definition) || isCached(definition)) return;
    seen.add(definition);
    for (const read of readsIn(definition, module)) if (!isGuarded(read, definition)) found.push({ read, path });
    for (const { call, to } of stepsFrom(definition, module)) if (!isGuarded(call, definition)) visit(to, [...path, to]);
  };
  visit(entry, [entry]);
  return found;
}

function readsIn(definition: Node, module: ModuleNames): Node[] {
  const reads: Node[] = [];
  const body = definition.child("body");
  if (!body) return reads;
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "class_definition") return false;
    if (node.type === "call" && isRead(node, module)) reads.push(node);
    return true;
  });
  return reads;
}

function isRead(call: Node, module: ModuleNames): boolean {
  const callee = call.child("function");
  const name = calleeName(call) ?? "";
  if (OPENS.test(module.resolve(callee) ?? "")) return !/[wax+]/.test(openMode(call) ?? "r");
  if (callee?.type === "attribute" && READS.test(name)) return true;
  if (callee?.type === "attribute" && name === "open" && /path|file/i.test(callee.child("object")?.text ?? "")) return true;
  if (!/^(?:to_thread|run_in_executor|run_in_threadpool|run_sync)$/.test(name)) return false;
  // `await asyncio.to_thread(path.read_text)` is a read too, only elsewhere.
  return (call.child("arguments")?.operands ?? []).some((argument) => {
    if (argument.type === "attribute") return READS.test(lastName(argument) ?? "");
    return argument.type === "identifier" && argument.text === "open";
  });
}

function isCached(definition: Node): boolean {
  return decorators(definition).some((decorator) => CACHES.test(decoratorTarget(decorator)?.text ?? ""));
}

/** Under a condition that asks for freshness, or after one that returned what is in memory. */
function isGuarded(node: Node, definition: Node): boolean {
  let child = node;
  for (let up = node.parent; up && up !== definition; child = up, up = up.parent) {
    if (
      (up.type === "if_statement" || up.type === "elif_clause" || up.type === "while_statement") &&
      child.field !== "condition"
    ) {
      if (asksFreshness(up.child("condition"))) return true;
    }
    if (up.type === "conditional_expression" && asksFreshness(up.operands[1] ?? null)) return true;
    if (
      up.type === "boolean_operator" &&
      operator(up) === "or" &&
      child !== up.operands[0] &&
      POLICIES.test(up.operands[0]?.text ?? "")
    )
      return true;
    if (up.type !== "block") continue;
    for (const statement of up.operands) {
      if (statement.start >= child.start) break;
      if (
        statement.type === "if_statement" &&
        asksFreshness(statement.child("condition")) &&
        returns(statement.child("consequence"))
      )
        return true;
    }
  }
  return false;
}

function asksFreshness(condition: Node | null): boolean {
  if (!condition) return false;
  const text = condition.text.replace(/#.*$/gm, "");
  if (FRESHNESS.test(text)) return true;
  // `if self._policies is None`, `if not self._policies`, `if name in self._policies`
  const inner = unwrap(condition);
  return (
    POLICIES.test(text) &&
    (inner.type === "not_operator" || /\bNone\b|\bin\b/.test(text) || inner.type === "attribute" || inner.type === "identifier")
  );
}

function returns(block: Node | null): boolean {
  const definition = block && enclosingFunction(block);
  let found = false;
  if (block) {
    walk(block, (node) => {
      if (node.type === "return_statement" && enclosingFunction(node) === definition) found = true;
      return !found;
    });
  }
  return found;
}
