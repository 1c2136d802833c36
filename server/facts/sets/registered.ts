import { definitionName } from "../../code/definitions.ts";
import { dictEntries } from "../../code/fields.ts";
import { callArguments, decorators, decoratorTarget, unwrap, walk } from "../../code/read.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import type { Node } from "../../syntax/tree.ts";
import { NotExact, type OwnSet } from "../agreements.ts";
import { Reader, type ConstantOf } from "./expressions.ts";

/** Which calls or decorators name members. */
export interface RegisteredQuery {
  /** `calls`: every call of the name; `decorated`: every function or class that has it as a decorator. */
  by: "calls" | "decorated";
  /** Dotted, or the end of a dotted name: `registry.register`. */
  name: string;
  /** The argument that names the member: a position from 0, or a keyword. Null for the first one, of a decorator for the name of what it decorates. */
  argument: number | string | null;
  /** A name of the file as the workspace knows it. */
  absolute: (dotted: string) => string;
  /** The dotted name under which the workspace imports the file; null where it can not be imported. */
  own: string | null;
  constant: ConstantOf;
}

/** The members that a file registers. @throws {NotExact} */
export function readRegisteredSet(module: ModuleNames, query: RegisteredQuery): OwnSet {
  const items: OwnSet["items"][number][] = [];
  const reader = new Reader(module, "values", query.constant);
  const last = query.name.split(".").at(-1) ?? "";
  for (const unit of module.units) {
    // An alias (`from core import register as r`) is found by its import.
    if (
      !unit.node.text.includes(last) &&
      !module.imports.some(({ target, name }) => target?.name === last && unit.node.text.includes(name))
    )
      continue;
    walk(unit.node, (node) => {
      const found = query.by === "calls" ? registeredBy(node, query, module, reader) : decoratedBy(node, query, module, reader);
      if (!found) return;
      if (unit.hasError) throw new NotExact("it does not parse", { at: node });
      items.push({ text: found.text, at: { start: found.at.start, end: found.at.end } });
    });
  }
  return { items, declared: null, insertion: null };
}

type Item = ReturnType<Reader["text"]>;

function registeredBy(node: Node, query: RegisteredQuery, module: ModuleNames, reader: Reader): Item | null {
  const callee = node.type === "call" ? node.child("function") : null;
  if (!callee || node.parent?.type === "decorator" || !isNamed(callee, query, module)) return null;
  const value = argumentOf(node, query.argument ?? 0);
  if (!value) throw new NotExact(`a call of \`${callee.text}\` names nothing that can be read`, { at: node });
  return reader.text(value);
}

function decoratedBy(node: Node, query: RegisteredQuery, module: ModuleNames, reader: Reader): Item | null {
  if (node.type !== "function_definition" && node.type !== "class_definition") return null;
  const decorator = decorators(node).find((one) => {
    const target = decoratorTarget(one);
    return target !== null && isNamed(target, query, module);
  });
  const name = node.child("name");
  if (!decorator || !name) return null;
  const [call] = decorator.operands;
  const value = query.argument !== null && call?.type === "call" ? argumentOf(call, query.argument) : null;
  return value ? reader.text(value) : { text: definitionName(node) ?? name.text, at: name };
}

/** The argument that names a member; where a keyword is asked for and TypeScript is given an object, the value of that key. */
function argumentOf(call: Node, argument: number | string): Node | null {
  const { positional, keywords, splat } = callArguments(call);
  if (typeof argument === "number") {
    if (splat) throw new NotExact("its arguments are computed", { at: call });
    return positional[argument] ?? null;
  }
  const keyword = keywords.find(({ name }) => name === argument);
  if (keyword) return keyword.value;
  const objects = call.source.language === "typescript" ? positional.map((one) => dictEntries(unwrap(one)) ?? []) : [];
  return objects.flat().find(({ key }) => key === argument)?.value ?? null;
}

/** What is called, through imports and aliases; where a receiver is not known (`self.registry.register`), as it is written. */
function isNamed(callee: Node, { name, absolute, own }: RegisteredQuery, module: ModuleNames): boolean {
  const matches = (dotted: string): boolean => dotted === name || dotted.endsWith(`.${name}`);
  const resolved = module.resolve(callee);
  const written = callee.text.replace(/\s+/g, "");
  let first = callee;
  while (first.type === "attribute") first = first.operands[0] as Node;
  const binding = first.type === "identifier" ? module.binding(first.text, first) : null;
  if (binding?.target) return resolved !== null && matches(absolute(resolved));
  const isOwn = binding !== null && binding.scope.kind === "module";
  if (isOwn && own !== null && matches(`${own}.${written}`)) return true;
  // A function of one name may be any; with its receiver it is what the row speaks of.
  return name.includes(".") && matches(written);
}
