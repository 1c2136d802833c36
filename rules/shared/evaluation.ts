import { calleeName, decorators, lastName, unwrap, walk, type Node, type ModuleNames } from "../../server/code/index.ts";

/** Names of functions that decide whether something may happen. */
const EVALUATES =
  /^_*(?:(?:evaluate|decide|authorize|enforce|is_allowed|is_permitted|is_authorized|apply_polic(?:y|ies)|check_(?:access|permissions?|polic(?:y|ies)))(?:_|$)|allows?$|permits?$|check$)/;
/** Functions that make a decision that somebody else took. */
const MAKES =
  /allow|den(?:y|ied)|permit|grant|reject|approve|^_*(?:make|build|create|from|parse|to|load|default|as|get|record|emit|log|audit|write|new)(?:_|$)/i;
/** Parts of a policy, which are asked one by one and decide nothing. */
const PART = /condition|operator|expression|operand|predicate|attribute|matcher|criteri/i;

/** A function that decides by policies: `evaluate`, `is_allowed`; not the test of a single condition. */
export function isEvaluation(definition: Node): boolean {
  const name = definition.child("name")?.text ?? "";
  return EVALUATES.test(name) && !PART.test(name) && !isStub(definition) && !isMaker(definition);
}

/** `EvaluationResult.allow(…)`: a class method that builds its own class makes an answer, and decides none. */
function isMaker(definition: Node): boolean {
  if (!decorators(definition).some(({ text }) => /^@\s*(?:classmethod|staticmethod)\b/.test(text))) return false;
  const own = classOf(definition)?.child("name")?.text;
  const returned = definition.child("return_type")?.text.replace(/["']/g, "");
  return own !== undefined && (returned === own || returned === "Self" || returned === "typing.Self");
}

/** Also a function that is only annotated to return a decision: `def check(…) -> PolicyDecision`; not one that makes a given one. */
export function decides(definition: Node): boolean {
  if (isEvaluation(definition)) return true;
  const name = definition.child("name")?.text ?? "";
  if (PART.test(name) || MAKES.test(name) || isStub(definition)) return false;
  return /(?:Decision|Verdict|(?:Policy|Evaluation)(?:Result|Outcome))["']?\s*(?:\||\]|$)/.test(
    definition.child("return_type")?.text ?? "",
  );
}

/** `...`, `pass`, a docstring, `raise NotImplementedError`: a protocol's or abstract method. */
export function isStub(definition: Node): boolean {
  if (decorators(definition).some((decorator) => /\b(?:abstractmethod|overload)\b/.test(decorator.text))) return true;
  return (definition.child("body")?.operands ?? []).every((statement) => {
    if (statement.type === "pass_statement") return true;
    if (statement.type === "raise_statement") return /\bNotImplementedError\b/.test(statement.text);
    const [expression] = statement.operands;
    return statement.type === "expression_statement" && (expression?.type === "string" || expression?.type === "ellipsis");
  });
}

/** Every function and method of a file. */
export function definitionsOf(module: ModuleNames): Node[] {
  const found: Node[] = [];
  for (const { node } of module.units) {
    if (!/_definition$/.test(node.type) && !node.text.includes("def ")) continue;
    walk(node, (inner) => {
      if (inner.type === "function_definition") found.push(inner);
    });
  }
  return found;
}

/** A call that leads to another function of the file, and that function. */
export interface Step {
  call: Node;
  to: Node;
}

/** The functions of the file that a function calls or hands to a thread: `self.x(…)`, `x(…)`, `to_thread(self.x)`. */
export function stepsFrom(definition: Node, module: ModuleNames): Step[] {
  const steps: Step[] = [];
  const body = definition.child("body");
  if (!body) return steps;
  walk(body, (node) => {
    if (node.type !== "call") return;
    const candidates = [node.child("function")];
    if (/^(?:to_thread|run_in_executor|run_in_threadpool|run_sync|create_task|gather)$/.test(calleeName(node) ?? "")) {
      candidates.push(...(node.child("arguments")?.operands ?? []));
    }
    for (const candidate of candidates) {
      const to = candidate && definitionOf(candidate, definition, module);
      if (to && to !== definition) steps.push({ call: node, to });
    }
  });
  return steps;
}

/** The function that `name` or `self.name` stands for in this file. */
function definitionOf(callee: Node, from: Node, module: ModuleNames): Node | null {
  if (callee.type === "identifier") {
    const binding = module.binding(callee.text, callee);
    return binding?.kind === "function" && binding.statement.type === "function_definition" ? binding.statement : null;
  }
  if (callee.type !== "attribute" || !/^(?:self|cls)$/.test(callee.child("object")?.text ?? "")) return null;
  return methodOf(classOf(from), callee.child("attribute")?.text ?? "");
}

/** The class whose method a function is, or that stands around it. */
export function classOf(definition: Node): Node | null {
  for (let up = definition.parent; up; up = up.parent) if (up.type === "class_definition") return up;
  return null;
}

function methodOf(owner: Node | null, name: string): Node | null {
  for (const statement of owner?.child("body")?.children ?? []) {
    const inner = statement.type === "decorated_definition" ? statement.child("definition") : statement;
    if (inner?.type === "function_definition" && inner.child("name")?.text === name) return inner;
  }
  return null;
}

/** A function and all functions of the file that it reaches. */
export function reached(definition: Node, module: ModuleNames): Set<Node> {
  const seen = new Set<Node>([definition]);
  const pending = [definition];
  for (let at = pending.pop(); at; at = pending.pop()) {
    for (const { to } of stepsFrom(at, module)) {
      if (seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  return seen;
}

/** A loop over policies or rules: `for p in self._policies`, `for name, rule in sorted(rules.items(), key=…)`. */
export function isPolicyLoop(loop: Node): boolean {
  const iterable = loop.child("right");
  return iterable !== null && /^_*(?:\w+_)?(?:polic(?:y|ies)|rules?)(?:_\w+)?$/i.test(collectionName(iterable) ?? "");
}

/** The name of the collection behind `sorted(…)`, `list(…)`, `.values()`, `reversed(…)` and the like. */
export function collectionName(expression: Node): string | null {
  const node = unwrap(expression);
  if (node.type === "await") return node.operands[0] ? collectionName(node.operands[0]) : null;
  if (node.type === "subscript") return collectionName(node.child("value") ?? node);
  if (node.type !== "call") return lastName(node);
  const callee = node.child("function");
  const name = lastName(callee) ?? "";
  const receiver = callee?.type === "attribute" ? callee.child("object") : null;
  if (receiver && /^(?:values|items|keys|copy)$/.test(name)) return collectionName(receiver);
  const [first] = node.child("arguments")?.operands ?? [];
  if (!receiver && first && /^(?:sorted|list|tuple|reversed|enumerate|iter|filter|set)$/.test(name))
    return collectionName(name === "filter" ? (node.child("arguments")?.operands[1] ?? first) : first);
  return name;
}
