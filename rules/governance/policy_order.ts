import { ancestor, calleeName, enclosingFunction, lastName, unwrap, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type FileContext } from "../define.ts";
import { collectionName, decides, definitionsOf, isPolicyLoop } from "../shared/evaluation.ts";

const PRIORITY = /priorit|precedence|rank|weight|\border/i;
const TESTS = /match|evaluat|appl(?:y|ies)|holds|check|test|den(?:y|ies)|allow|permit|satisf|cover/i;

export default defineRule({
  id: "policy_order",
  family: "governance",
  check: "no_forbidden_patterns",
  severity: "warning",
  languages: ["python"],
  fix: null,
  what: "A loop over policies that has no priority order, or does not stop at the first match.",
  why: "The first match by priority wins; without an order the answer depends on how policies were loaded, without a stop the last one wins.",
  instead: "Sort the policies by priority where they are loaded, and return at the first match.",
  examples: [
    {
      bad: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    for policy in self._policies:\n        if policy.matches(request):\n            return policy.effect\n    return Decision.DENY\n",
      good: "# module_id: policy.governance\ndef evaluate(self, request: Request) -> Decision:\n    for policy in sorted(self._policies, key=by_priority):\n        if policy.matches(request):\n            return policy.effect\n    return Decision.DENY\n",
    },
  ],
  pythonFile(context) {
    if (context.kind !== "governance" || context.isTest) return;
    for (const definition of definitionsOf(context.module)) {
      if (!decides(definition)) continue;
      const body = definition.child("body");
      if (!body) continue;
      walk(body, (node) => {
        if (node.type === "function_definition" || node.type === "class_definition") return false;
        if (node.type === "for_statement" && isPolicyLoop(node) && testsItsVariable(node, node.child("body"))) {
          check(node, definition, context);
          // A loop over a policy's rules inside it belongs to that policy.
          return false;
        }
        if (node.type === "generator_expression") checkNext(node, definition, context);
        return true;
      });
    }
  },
});

function check(loop: Node, definition: Node, context: FileContext): void {
  const iterable = loop.child("right") as Node;
  const body = loop.child("body") as Node;
  // Compares priorities itself, or picks the best of what matched.
  if (PRIORITY.test(withoutComments(body)) || picksBest(definition)) return;
  const ordered = isOrdered(iterable, definition, context);
  const stops = leaves(body);
  if (ordered && stops) return;
  const missing = [ordered ? null : "in no priority order", stops ? null : "without stopping at the first match"].filter(
    (part) => part !== null,
  );
  context.report({
    at: { start: loop.start, end: iterable.end },
    message: `\`${definition.child("name")?.text ?? ""}\` goes through \`${collectionName(iterable) ?? iterable.text}\` ${missing.join(" and ")}: ${
      stops ? "which policy wins depends on how they were loaded" : "a later policy overrides the one that matched"
    }. Sort by priority and return at the first match.`,
  });
}

/** `next(p for p in policies if p.matches(x))` stops by itself. */
function checkNext(generator: Node, definition: Node, context: FileContext): void {
  const call = generator.parent?.type === "call" ? generator.parent : generator.parent?.parent;
  const clause = generator.children.find((child) => child.type === "for_in_clause");
  if (
    call?.type !== "call" ||
    calleeName(call) !== "next" ||
    !clause ||
    !isPolicyLoop(clause) ||
    !testsItsVariable(clause, generator)
  )
    return;
  const iterable = clause.child("right") as Node;
  if (isOrdered(iterable, definition, context)) return;
  context.report({
    at: clause,
    message: `\`${definition.child("name")?.text ?? ""}\` takes the first match of \`${collectionName(iterable) ?? iterable.text}\`, which have no priority order: which policy wins depends on how they were loaded. Sort by priority.`,
  });
}

/** Asks something of the policy at hand, or answers from within, and does not merely count or list it. */
function testsItsVariable(loop: Node, body: Node | null): boolean {
  const names = new Set<string>();
  const left = loop.child("left");
  if (!left || !body) return false;
  walk(left, (node) => {
    if (node.type === "identifier") names.add(node.text);
  });
  let found = loop.type === "for_statement" && answersUnderCondition(body);
  walk(body, (node) => {
    if (node.type !== "call" || !TESTS.test(calleeName(node) ?? "")) return !found;
    walk(node, (inner) => {
      if (inner.type === "identifier" && names.has(inner.text)) found = true;
    });
    return !found;
  });
  return found;
}

function answersUnderCondition(body: Node): boolean {
  let found = false;
  walk(body, (node) => {
    if (node.type === "function_definition" || node.type === "lambda") return false;
    if (
      node.type === "return_statement" &&
      ancestor(node, "if_statement", "for_statement", "match_statement")?.type !== "for_statement"
    )
      found = true;
    return !found;
  });
  return found;
}

/** A `return`, `raise`, or a `break` of this loop. */
function leaves(body: Node): boolean {
  let found = false;
  const visit = (node: Node, nested: boolean): void => {
    if (found || node.type === "function_definition" || node.type === "lambda") return;
    if (node.type === "return_statement" || node.type === "raise_statement" || (node.type === "break_statement" && !nested))
      found = true;
    const inner = nested || node.type === "for_statement" || node.type === "while_statement";
    for (const child of node.children) visit(child, inner);
  };
  for (const child of body.children) visit(child, child.type === "for_statement" || child.type === "while_statement");
  return found;
}

function picksBest(definition: Node): boolean {
  let found = false;
  walk(definition, (node) => {
    if (node.type === "call" && /^(?:min|max|sort|sorted|nsmallest|nlargest)$/.test(calleeName(node) ?? "")) {
      const collection = node.child("arguments")?.operands[0];
      // Sorting the policies themselves is order, not the choice of the best match.
      const matched =
        !/polic|rules?$/i.test((collection && collectionName(collection)) ?? "") || /^(?:min|max)$/.test(calleeName(node) ?? "");
      if (matched && /priorit|precedence|rank|weight/i.test(node.text)) found = true;
    }
    return !found;
  });
  return found;
}

/** Sorted here, where the collection is filled, or by a name that says so. */
function isOrdered(iterable: Node, definition: Node, context: FileContext): boolean {
  if (/sorted_|_sorted|ordered|by_priority|prioriti[sz]ed/i.test(iterable.text)) return true;
  if (sortsByPriority(iterable)) return true;
  const names = sourcesOf(iterable, definition, context);
  const parameters = definition.child("parameters")?.operands ?? [];
  const parameter = parameters.some((one) => names.has((one.child("name") ?? one.operands[0] ?? one).text));
  let found = false;
  for (const { node: root } of context.module.units) {
    if (found || !PRIORITY.test(root.text)) continue;
    walk(root, (node) => {
      if (found) return false;
      if (node.type === "string" && /ORDER\s+BY[^;]*priorit/i.test(node.text)) found = true;
      // Who calls with a list of its own may sort it first.
      if (
        node.type === "call" &&
        sortsByPriority(node) &&
        (parameter ? node.parent?.type !== "for_statement" : namesCollection(node, names))
      )
        found = true;
      return true;
    });
  }
  return found;
}

/** The names behind a collection: of the local variable's value, of what a function of the file returns, and so on. */
function sourcesOf(iterable: Node, definition: Node, { module }: FileContext): Set<string> {
  const names = new Set<string>();
  const pending = [collectionName(iterable)];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === null || names.has(name)) continue;
    names.add(name);
    walk(definition, (node) => {
      const value = node.type === "assignment" && node.child("left")?.text === name ? node.child("right") : null;
      if (value) pending.push(collectionName(value));
    });
    for (const other of definitionsOf(module)) {
      if (other.child("name")?.text !== name) continue;
      walk(other, (node) => {
        if (node.type === "return_statement" && node.operands[0]) pending.push(collectionName(node.operands[0]));
      });
    }
  }
  return names;
}

/** `sorted(x, key=…priority…)`, `x.sort(key=…)`, `insort(x, …)`; without a key the policies compare themselves. */
function sortsByPriority(expression: Node): boolean {
  let found = false;
  walk(expression, (node) => {
    if (node.type !== "call" || !/^(?:sorted|sort|insort|insort_left|insort_right|heappush)$/.test(calleeName(node) ?? ""))
      return !found;
    const key = node
      .child("arguments")
      ?.operands.find((argument) => argument.type === "keyword_argument" && argument.child("name")?.text === "key");
    if (!key || PRIORITY.test(key.text)) found = true;
    return !found;
  });
  return found;
}

/** The sort fills the collection, sorts it in place, or is what a function of its name returns. */
function namesCollection(sort: Node, names: ReadonlySet<string>): boolean {
  const isOne = (name: string | null | undefined): boolean => name !== null && name !== undefined && names.has(name);
  const receiver = sort.child("function")?.child("object");
  if (receiver && isOne(lastName(receiver))) return true;
  const [first] = sort.child("arguments")?.operands ?? [];
  if (/^(?:insort|heappush)/.test(calleeName(sort) ?? "") && first && isOne(lastName(unwrap(first)))) return true;
  for (let up = sort.parent; up; up = up.parent) {
    if (up.type === "assignment") return isOne(lastName(up.child("left")));
    if (up.type === "return_statement") return isOne(enclosingFunction(up)?.child("name")?.text);
    if (up.type.endsWith("_statement") || up.type === "block") return false;
  }
  return false;
}

function withoutComments(node: Node): string {
  return node.text.replace(/#.*$/gm, "");
}
