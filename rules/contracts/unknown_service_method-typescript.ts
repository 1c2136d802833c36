import { ancestor, calleeName, lastName, operator, unwrap, walk, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { heldInTypeScript } from "../shared/held-typescript.ts";
import { hasMember } from "../shared/members.ts";

/** What every object has, what everything that can be called has, and what a promise has that nobody awaits yet. */
const OF_OBJECTS =
  /^(?:constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf|apply|bind|call|then|catch|finally|__\w+)$/;

/**
 * The contract class whose method a call of TypeScript means and that has no such member: told by a written type, a construction, what a function says that it
 * returns, or an injected member of the class around. Null where anything is open: bases that nobody knows, a type that the code narrows or that another file may
 * add to.
 */
export function unknownInTypeScript(attribute: Node, context: CodeContext): ContractClass | null {
  const name = attribute.child("attribute")?.text ?? "";
  const object = attribute.child("object");
  // What the class around has of its own, its compiler tells; private names are nobody's contract.
  if (!object || /^[_#]/.test(name) || OF_OBJECTS.test(name) || object.text === "this" || object.text === "super") return null;
  const found = heldInTypeScript(object, context);
  if (!found || !isService(found) || hasMember(found, name)) return null;
  if (found.takes?.some((field) => field.name === name)) return null;
  if (isAddedTo(found, context) || isNarrowed(object) || isExcused(attribute)) return null;
  return found;
}

/** A method that is set up on a mock, or asked what it was given: `store.find.mockResolvedValue(…)`, `expect(store.find)`, `vi.mocked(store.find)`. */
export function isSetUp(attribute: Node): boolean {
  const { parent } = attribute;
  if (parent?.type === "attribute") return attribute.field === "object" && /^mock(?:[A-Z]|$)/.test(lastName(parent) ?? "");
  const call = parent?.type === "argument_list" ? parent.parent : null;
  return call?.type === "call" && /^(?:expect|mocked)$/.test(calleeName(call) ?? "");
}

/** A class or an interface whose methods are used, and of which everything is known. */
function isService({ kind, methods, complete, extraAllowed }: ContractClass): boolean {
  return (
    complete && !extraAllowed && /^(?:class|interface|protocol)$/.test(kind) && methods.some(({ name }) => !/^[_#]/.test(name))
  );
}

/** Another declaration of the name may be merged into it, or the code sets methods on its prototype. */
function isAddedTo({ name }: ContractClass, context: CodeContext): boolean {
  return context.mentions("prototype") || context.project.contracts.named(name, "typescript").length > 1;
}

/** The code asks what it has before it: by `in`, `instanceof`, a guard that is given it, or an assertion. */
function isNarrowed(object: Node): boolean {
  const text = unwrap(object).text.replace(/[!?]/g, "");
  let around: Node | null = ancestor(object, "function_definition", "lambda");
  for (let outer = around; outer; outer = ancestor(outer, "function_definition", "lambda")) around = outer;
  let found = false;
  const isSame = (node: Node | undefined): boolean => node !== undefined && unwrap(node).text.replace(/[!?]/g, "") === text;
  walk(around ?? outermost(object), (node) => {
    if (node.type === "comparison_operator" && /^(?:in|instanceof)$/.test(operator(node))) found ||= node.operands.some(isSame);
    if (node.type !== "call") return;
    const callee = lastName(node.child("function")) ?? "";
    const isGuard = /^(?:is|has|can|supports)[A-Z]|^(?:assert|invariant|expect|ensure|check|verify)/.test(callee);
    if (isGuard) found ||= (node.child("arguments")?.operands ?? []).some(isSame);
  });
  return found;
}

function outermost(node: Node): Node {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

/** The line before says that the compiler is not to be asked. */
function isExcused({ source, start }: Node): boolean {
  const { value } = source.text;
  const line = value.lastIndexOf("\n", start - 1);
  return /@ts-(?:ignore|expect-error)/.test(value.slice(value.lastIndexOf("\n", line - 1) + 1, line));
}
