import { calleeName, fieldRead, isNew, unwrap, walk, type Binding, type Node } from "../../server/code/index.ts";
import { derivesThread, mentionsThread, type Names } from "./thread-identity.ts";

/** True for what is already a thread identity: a uuid5, a name that says so, or a local name bound to one. */
export function isThreadIdentity(expression: Node, names: Names, depth = 0): boolean {
  const node = unwrap(expression);
  if (node.type === "call") {
    if (calleeName(node) === "UUID") return true;
    if (isDerivation(node, names)) return true;
    return mentionsThread(fieldRead(node)?.name ?? calleeName(node));
  }
  if (node.type === "await" && node.operands[0]) return isThreadIdentity(node.operands[0], names, depth);
  if (node.type === "attribute") {
    if (/^(?:hex|urn)$/.test(node.child("attribute")?.text ?? ""))
      return isThreadIdentity(node.child("object") as Node, names, depth);
    return isThreadText(node.text);
  }
  if (node.type === "subscript") return mentionsThread(fieldRead(node)?.name ?? null);
  if (node.type === "conditional_expression" || node.type === "boolean_operator")
    return node.operands.some((part) => isThreadIdentity(part, names, depth));
  if (node.type !== "identifier") return false;
  if (isThreadText(node.text)) return true;
  const value = names.binding(node)?.value;
  return depth < 2 && value !== undefined && value !== null && isThreadIdentity(value, names, depth + 1);
}

function isThreadText(text: string): boolean {
  const plain = text.replaceAll("?", "");
  return mentionsThread(plain) || /(?:^|[._])thread$|thread\.(?:id|uuid|key)$/i.test(plain);
}

/** A call that derives an id from its arguments: uuid5, a function whose name says so, or one of this file that calls uuid5. */
export function isDerivation(call: Node, names: Names): boolean {
  const callee = call.child("function");
  if (!callee) return false;
  const name = calleeName(call);
  if (derivesThread(name) || /(?:^|\.)(?:uuid[35]|v[35])$/.test(names.resolve(callee) ?? "")) return true;
  const definition = callee.type === "identifier" ? definitionOf(names.binding(callee)) : methodNamed(name, callee);
  return definition !== null && /\b(?:uuid5|(?:uuid)?v5)\s*\(/i.test(definition.text);
}

/** True for a call that this file can not see into: it may well derive the id. */
export function isOpaqueCall(call: Node, names: Names): boolean {
  const callee = call.child("function");
  if (isNew(call)) return false;
  if (callee?.type === "identifier") {
    const binding = names.binding(callee);
    if (binding) return definitionOf(binding) === null;
    return (
      call.source.language === "python" &&
      !/^(?:str|int|float|hash|id|repr|len|abs|round|hex|ord|chr|max|min|sum|next|input|type)$/.test(callee.text)
    );
  }
  return methodNamed(calleeName(call), callee) === null;
}

function definitionOf(binding: Binding | null): Node | null {
  if (binding?.kind === "function") return binding.statement;
  const value = binding?.value && unwrap(binding.value);
  return value && binding.statement.source.language === "typescript" && value.type !== "identifier" ? value : null;
}

/** `self.derive(…)`, `this.derive(…)`: the method of the class around. */
function methodNamed(name: string | null, callee: Node | null): Node | null {
  if (!/^(?:self|cls|this)$/.test(callee?.child("object")?.text ?? "")) return null;
  for (let up = callee?.parent ?? null; up; up = up.parent) {
    if (up.type !== "class_definition") continue;
    let found: Node | null = null;
    walk(up, (node) => {
      if (node.type === "function_definition" && node.child("name")?.text.replace(/^#/, "") === name) found ??= node;
    });
    return found;
  }
  return null;
}

/** True when a variable or attribute of that name is what an id is derived from somewhere below the root. */
export function isDerivationInput(name: string, root: Node, names: Names): boolean {
  let found = false;
  walk(root, (node) => {
    if (found) return false;
    if (node.type !== "call") return;
    const list = node.child("arguments");
    if (!list || !list.text.includes(name) || !isDerivation(node, names)) return;
    walk(list, (part) => {
      if (
        part.type === "identifier" &&
        part.text === name &&
        !(part.field === "name" && part.parent?.type === "keyword_argument")
      )
        found = true;
    });
  });
  return found;
}
