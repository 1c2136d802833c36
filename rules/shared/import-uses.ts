import {
  importedName,
  keywordArgument,
  stringValue,
  type Binding,
  type Node,
  type ModuleNames,
  type Unit,
  type Reference,
} from "../../server/code/index.ts";

/** One name that an import statement binds. */
export interface ImportedBinding {
  binding: Binding;
  /** The whole import statement. */
  statement: Node;
  /** What is imported, dotted: `a.b` for `import a.b`, `a.b.C` for `from a.b import C`, `a.b.*` for a star. */
  target: string;
}

/** The names that a file's import statements bind, wherever they stand, in source order. */
export function importedBindings(module: ModuleNames, unit: Unit): ImportedBinding[] {
  const found: ImportedBinding[] = [];
  for (const scope of module.scopesOf(unit).all) {
    for (const list of scope.bindings.values()) {
      for (const binding of list) {
        if (!binding.target) continue;
        const target = binding.target.bindsTop ? binding.target.module : importedName(binding);
        found.push({ binding, statement: binding.statement, target });
      }
    }
  }
  return found.sort((a, b) => a.binding.node.start - b.binding.node.start);
}

/** `importlib.import_module("x")` and `__import__("x")`: the module's name, null for any other call. */
export function importedByCall(call: Node, module: ModuleNames): string | null {
  const name = module.resolve(call.child("function"));
  if (name !== "importlib.import_module" && name !== "__import__") return null;
  const [first] = call.child("arguments")?.operands ?? [];
  return stringValue(first?.type === "keyword_argument" ? keywordArgument(call, "name") : (first ?? null));
}

/** Every place of the file that reads one of the bindings. */
export function usesOf(bindings: readonly Binding[], module: ModuleNames): Reference[] {
  const wanted = new Set(bindings);
  const names = new Set(bindings.map((binding) => binding.name));
  const uses: Reference[] = [];
  for (const unit of module.units) {
    for (const scope of module.scopesOf(unit).all) {
      for (const reference of scope.references) {
        if (!names.has(reference.name)) continue;
        const binding = module.binding(reference.name, reference.node);
        if (binding && wanted.has(binding)) uses.push(reference);
      }
    }
  }
  return uses.sort((a, b) => a.node.start - b.node.start);
}

/** The place of an import to speak of: the statement, or its one name among several. */
export function importPlace(statement: Node, binding: Binding): Node {
  const names = statement.childrenIn("name");
  if (names.length < 2) return statement;
  return names.find((name) => name.start <= binding.node.start && binding.node.end <= name.end) ?? statement;
}
