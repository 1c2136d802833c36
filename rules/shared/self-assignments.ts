import type { Node } from "../../server/code/index.ts";

const assignmentsByClass = new WeakMap<Node, Map<string, Node[]>>();

/** The assignments to an attribute of `self` in the methods of a class, and to the name in its body. */
export function selfAssignments(owner: Node, name: string): readonly Node[] {
  let known = assignmentsByClass.get(owner);
  if (!known) assignmentsByClass.set(owner, (known = collect(owner)));
  return known.get(name) ?? [];
}

function collect(owner: Node): Map<string, Node[]> {
  const found = new Map<string, Node[]>();
  const pending = (owner.child("body")?.children ?? []).map((node) => ({ node, method: false }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, method } = next;
    if (node.type === "class_definition") continue;
    if (node.type === "assignment") {
      const name = assignedName(node, method);
      if (name) found.set(name, [...(found.get(name) ?? []), node]);
    }
    for (const child of node.children) pending.push({ node: child, method: method || node.type === "function_definition" });
  }
  return found;
}

function assignedName(assignment: Node, inMethod: boolean): string | null {
  const left = assignment.child("left");
  if (left?.type === "attribute" && left.child("object")?.text === "self") return left.child("attribute")?.text ?? null;
  return !inMethod && left?.type === "identifier" ? left.text : null;
}
