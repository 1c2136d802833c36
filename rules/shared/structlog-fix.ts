import { callArguments, type Binding, type Node, type ModuleNames } from "../../server/code/index.ts";
import type { Edit, Fix } from "../define.ts";
import { usesOf } from "./import-uses.ts";
import { bindingsNamed, isRebound, removal } from "./rename-import.ts";

/** What may be rewritten: the functions of `from` that have a counterpart in `to`. */
export interface Rewrite {
  from: string;
  to: string;
  functions: Readonly<Record<string, string>>;
}

/** Methods that both kinds of logger have, called with one text and nothing that only one of them understands. */
const METHODS = new Set(["debug", "info", "warning", "error", "critical", "exception"]);
const KEYWORDS = new Set(["exc_info"]);

/**
 * Moves a file from one logging library to the other. Only where every use of the import is `getLogger(__name__)` and every use
 * of the loggers means the same in both: no format arguments, no `extra=`, no handlers, levels or types.
 */
export function structlogFix(binding: Binding, rewrite: Rewrite, module: ModuleNames): Fix | undefined {
  const { statement, target } = binding;
  // caplog sees only what the standard library logs.
  if (!target || isRebound(binding, module) || module.source.text.value.includes("caplog")) return undefined;
  const edits = target.name === null ? wholeModule(binding, rewrite, module) : oneFunction(binding, statement, rewrite, module);
  return edits ? { title: `Use ${rewrite.to}`, safety: "safe", edits } : undefined;
}

/** `import logging`, `import logging as log`. */
function wholeModule(binding: Binding, { from, to, functions }: Rewrite, module: ModuleNames): Edit[] | null {
  const { statement, target } = binding;
  if (target?.module !== from) return null;
  const name = statement
    .childrenIn("name")
    .find((candidate) => candidate.start <= binding.node.start && binding.node.end <= candidate.end);
  if (!name) return null;
  const aliased = name.type === "aliased_import";
  const edits: Edit[] = [];
  const taken = aliased ? [] : bindingsNamed(to, module);
  const known = taken.find(
    (other) => other.target?.module === to && other.target.name === null && other.scope.kind === binding.scope.kind,
  );
  if (taken.length > (known ? 1 : 0)) return null;
  const first = known ? removal(statement, name, module) : { span: (aliased ? name.child("name") : name) as Node, text: to };
  if (!first) return null;
  edits.push(first);
  for (const { node, quoted } of usesOf([binding], module)) {
    const attribute = node.parent;
    const member = attribute?.type === "attribute" && node.field === "object" ? attribute.child("attribute") : null;
    const counterpart = member && functions[member.text];
    if (quoted || !attribute || !member || !counterpart || !meansTheSame(attribute, module)) return null;
    if (!aliased) edits.push({ span: node, text: to });
    edits.push({ span: member, text: counterpart });
  }
  return edits;
}

/** `from logging import getLogger`, when it imports nothing else. */
function oneFunction(binding: Binding, statement: Node, { from, to, functions }: Rewrite, module: ModuleNames): Edit[] | null {
  const { target } = binding;
  const counterpart = target?.name && functions[target.name];
  const names = statement.childrenIn("name");
  const library = statement.child("module_name");
  const [name] = names;
  if (target?.module !== from || !counterpart || names.length !== 1 || !library || !name) return null;
  const aliased = name.type === "aliased_import";
  if (!aliased && bindingsNamed(counterpart, module).length > 0) return null;
  const edits: Edit[] = [
    { span: library, text: to },
    { span: (aliased ? name.child("name") : name) as Node, text: counterpart },
  ];
  for (const { node, quoted } of usesOf([binding], module)) {
    if (quoted || !meansTheSame(node, module)) return null;
    if (!aliased) edits.push({ span: node, text: counterpart });
  }
  return edits;
}

/** The function is called with `__name__`, and what is done with the logger means the same in both libraries. */
function meansTheSame(callee: Node, module: ModuleNames): boolean {
  const call = callee.parent;
  if (call?.type !== "call" || callee.field !== "function") return false;
  const { positional, keywords, splat, dictionarySplat } = callArguments(call);
  if (positional.length !== 1 || positional[0]?.text !== "__name__" || keywords.length > 0 || splat || dictionarySplat)
    return false;
  const { parent } = call;
  if (parent?.type === "attribute") return isPlainLog(parent);
  if (parent?.type !== "assignment" || call.field !== "right" || parent.child("type")) return false;
  const name = parent.child("left");
  if (name?.type !== "identifier" || parent.parent?.type === "assignment") return false;
  const bindings = module.bindingsOf(name.text, name);
  const [logger] = bindings;
  // In a class body the name is an attribute too: its uses through `self` are not seen here.
  if (bindings.length !== 1 || !logger || logger.scope.kind === "class") return false;
  return usesOf([logger], module).every(
    ({ node, quoted }) => !quoted && node.field === "object" && node.parent?.type === "attribute" && isPlainLog(node.parent),
  );
}

/** `logger.info("text")`, `exc_info=` allowed. */
function isPlainLog(attribute: Node): boolean {
  const call = attribute.parent;
  if (call?.type !== "call" || attribute.field !== "function" || !METHODS.has(attribute.child("attribute")?.text ?? ""))
    return false;
  const { positional, keywords, splat, dictionarySplat } = callArguments(call);
  const [event] = positional;
  return (
    positional.length === 1 &&
    /^(?:concatenated_)?string$/.test(event?.type ?? "") &&
    keywords.every(({ name }) => KEYWORDS.has(name)) &&
    !splat &&
    !dictionarySplat
  );
}
