import { joined, literalText } from "../../code/text-fact.ts";
import type { ModuleNames } from "../../code/names/module-names.ts";
import type { Node } from "../../syntax/tree.ts";
import { NotExact, type OwnSet } from "../agreements.ts";
import type { FileFacts } from "../kinds.ts";
import { onlyBinding } from "./bindings.ts";

/** The variables of the environment that the fields of a settings class are read from. @throws {NotExact} */
export function readSettingsSet(module: ModuleNames, facts: Pick<FileFacts, "env">, name: string): OwnSet {
  const binding = onlyBinding(module, name);
  if (binding.kind !== "class") throw new NotExact(`\`${name}\` is no class`, { at: binding.node });
  const classes = withBases(binding.statement, module);
  const settings = facts.env.filter(
    (fact) => fact.kind === "setting" && classes.some(({ start, end }) => start <= fact.span.start && fact.span.end <= end),
  );
  const items = settings.flatMap((fact) => {
    if (fact.kind !== "setting") return [];
    if (fact.nested) throw new NotExact("a field is a model of its own", { at: fact.span });
    const names = fact.names.map((parts) => literalText(joined(parts)));
    const [text, ...others] = names.filter((one) => one !== null).map((one) => one.toUpperCase());
    if (text === undefined || names.includes(null))
      throw new NotExact("a variable's name is computed, or comes from another file", { at: fact.span });
    return [{ text, others, at: { start: fact.span.start, end: fact.span.end } }];
  });
  if (items.length === 0)
    throw new NotExact(`\`${name}\` has no fields that are read from the environment`, { at: binding.node });
  return { items, declared: { start: binding.node.start, end: binding.node.end }, insertion: null };
}

/** A class and those of the same file that it inherits from. */
function withBases(definition: Node, module: ModuleNames, seen: readonly Node[] = []): Node[] {
  if (seen.includes(definition)) return [];
  const bases = (definition.child("superclasses")?.operands ?? []).filter(({ type }) => type !== "keyword_argument");
  return [
    definition,
    ...bases.flatMap((base) => {
      const own = base.type === "identifier" ? module.global(base.text).find(({ kind }) => kind === "class") : undefined;
      if (own) return withBases(own.statement, module, [...seen, definition]);
      const resolved = module.resolve(base) ?? base.text;
      if (!/^pydantic(?:_settings)?\.(?:BaseSettings|BaseModel)$/.test(resolved))
        throw new NotExact(`it inherits from \`${base.text}\`, which is not looked into`, { at: base });
      return [];
    }),
  ];
}
