import type { ModuleNames, Node } from "../../code/index.ts";
import { NotExact, type OwnSet } from "../agreements.ts";
import { declarationOf, onlyBinding } from "./bindings.ts";
import { classSet } from "./classes.ts";
import { changesOf } from "./changes.ts";
import { Reader, type ConstantOf, type Take } from "./expressions.ts";

/**
 * The members of something that a file of code declares: the keys or values of a dict or object, the members of a list, an Enum, a Literal, a union of texts,
 * a zod enum, the fields of a model.
 * @param name as the file has it: `HANDLERS`, `Registry.HANDLERS`
 * @throws {NotExact}
 */
export function readDeclaredSet(module: ModuleNames, name: string, take: Take, constant: ConstantOf): OwnSet {
  const [first = "", ...inner] = name.split(".");
  const reader = new Reader(module, take, constant);
  const binding = onlyBinding(module, first);
  if (binding.scope.unit.hasError) throw new NotExact(`\`${first}\` does not parse`, { at: binding.node });
  const { node, declared } = inner.reduce<{ node: Node; declared: Node }>(
    ({ node: holder }, step, at) => memberOf(holder, step, [first, ...inner.slice(0, at)].join(".")),
    { node: declarationOf(binding), declared: binding.node },
  );
  const set = node.type === "class_definition" ? classSet(node, reader) : reader.read(node);
  const added = inner.length === 0 ? changesOf(module, first, take, reader) : [];
  return {
    items: [...set.items, ...added].map(({ text, at }) => ({ text, at: { start: at.start, end: at.end } })),
    declared: { start: declared.start, end: declared.end },
    insertion: added.length > 0 ? null : set.insertion,
  };
}

function memberOf(holder: Node, name: string, holderName: string): { node: Node; declared: Node } {
  const known: string[] = [];
  for (const statement of holder.child("body")?.operands ?? []) {
    const inner =
      statement.type === "expression_statement" || statement.type === "decorated_definition"
        ? statement.operands.at(-1)
        : statement;
    const named = inner?.child("name") ?? inner?.child("left");
    if (!inner || !named) continue;
    known.push(named.text);
    if (named.text !== name) continue;
    const node = inner.type === "class_definition" ? inner : inner.child("right");
    if (node) return { node, declared: named };
  }
  throw new NotExact(`\`${holderName}\` has no \`${name}\` with a value`, { at: holder.child("name"), missing: { name, known } });
}
