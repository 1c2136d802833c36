import type { Binding, ModuleNames, Node } from "../../code/index.ts";
import { NotExact } from "../agreements.ts";

/** What gives a name of a module its meaning. @throws {NotExact} where nothing does, or several places do */
export function onlyBinding(module: ModuleNames, name: string): Binding {
  const all = module.global(name);
  // A constant and the type of its values may share a name.
  const values = all.filter(({ kind, statement }) => kind !== "type" && !/^ts_(?:type|interface)/.test(statement.type));
  const bindings = values.length > 0 ? values : all;
  const [only, second] = bindings;
  if (!only) throw new NotExact(`it declares no \`${name}\``, { missing: { name, known: [...module.bindings.keys()] } });
  if (second) throw new NotExact(`\`${name}\` gets its value in ${bindings.length} places`, { at: second.node });
  if (only.target)
    throw new NotExact(`\`${name}\` is imported there from \`${only.target.module}\`, so name the file that declares it`, {
      at: only.node,
    });
  return only;
}

/** What a declaration says: a class, a value, a type. */
export function declarationOf({ kind, statement, value, name, node }: Binding): Node {
  if (kind === "class") return statement;
  if (/^ts_(?:enum|interface)_declaration$/.test(statement.type)) return statement;
  if (statement.type === "ts_type_alias_declaration" || statement.type === "type_alias_statement") {
    const type = statement.child("right");
    if (type) return type;
  }
  if (value) return value;
  throw new NotExact(`\`${name}\` is no list, dict, class or type whose members stand there`, { at: node });
}
