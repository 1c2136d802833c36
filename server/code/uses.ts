import { walk, type Binding, type ModuleNames, type Node, type Reference, type Scope } from "./index.ts";

/** The binding made at a name; null when the name binds nothing. */
export function bindingAt(name: Node, module: ModuleNames): Binding | null {
  const scope = module.scopeAt(name);
  const lists = [scope.bindings.get(name.text), module.bindings.get(name.text), module.bindingsOf(name.text, name)];
  for (const list of lists) {
    const found = list?.find((binding) => binding.node === name);
    if (found) return found;
  }
  return null;
}

/** The one among a name's bindings that stands at a place. */
export function bindingIn(bindings: readonly Binding[], name: Node): Binding | null {
  return bindings.find((binding) => binding.node === name) ?? null;
}

/** The places that may read what a binding bound. */
export function usesOf(binding: Binding, module: ModuleNames): Reference[] {
  const references =
    binding.scope.kind === "module"
      ? (referencesIn(module).get(binding.name) ?? [])
      : module.scopesOf(binding.scope.unit).all.flatMap((scope) => scope.references.filter(({ name }) => name === binding.name));
  return references.filter(({ name, node }) => mayHold(binding, node, module.bindingsOf(name, node), module.scopeAt(node)));
}

/** Every reference of a module by its name, for as long as the text stays: asked for of many names, each would look through all. */
const indexes = new WeakMap<ModuleNames["units"], ReadonlyMap<string, Reference[]>>();

function referencesIn(module: ModuleNames): ReadonlyMap<string, Reference[]> {
  const known = indexes.get(module.units);
  if (known) return known;
  const made = new Map<string, Reference[]>();
  for (const unit of module.units)
    for (const scope of module.scopesOf(unit).all)
      for (const reference of scope.references) {
        const list = made.get(reference.name);
        if (list) list.push(reference);
        else made.set(reference.name, [reference]);
      }
  indexes.set(module.units, made);
  return made;
}

/** What names mean, as a look at one statement may ask. */
interface Names {
  bindings(name: Node): readonly Binding[];
  scope(node: Node): Scope;
}

/** `usesOf` for what one function binds, as far as its own text tells. */
export function localUses(binding: Binding, { bindings, scope }: Names): Node[] {
  const uses: Node[] = [];
  walk(binding.scope.node, (node) => {
    if (node.type !== "identifier" || node.text !== binding.name || node === binding.node || isLabel(node)) return;
    if (mayHold(binding, node, bindings(node), scope(node))) uses.push(node);
  });
  return uses;
}

/** The name of an attribute or keyword, which is no variable. */
function isLabel(node: Node): boolean {
  const { parent, field } = node;
  return (parent?.type === "attribute" && field === "attribute") || (parent?.type === "keyword_argument" && field === "name");
}

/** True unless another binding surely stands between this one and the place that reads the name. */
function mayHold(binding: Binding, use: Node, all: readonly Binding[], from: Scope): boolean {
  if (!all.includes(binding)) return false;
  const sameScope = from === binding.scope || (from.kind === "module" && binding.scope.kind === "module");
  if (!sameScope)
    return all.every((other) => other === binding || other.node.start < binding.node.start || isConditional(other, binding));
  if (binding.node.start >= use.start) return false;
  return !all.some(
    (other) =>
      other !== binding &&
      other.node.start > binding.node.start &&
      other.node.end <= use.start &&
      encloses(blockOf(other.statement), use),
  );
}

/** Stands in a branch that the first binding does not share. */
function isConditional(other: Binding, first: Binding): boolean {
  return !encloses(blockOf(other.statement), first.node);
}

/** The branch, loop or function body that a statement stands in; null at module level. */
function blockOf(statement: Node): Node | null {
  let at = statement.parent;
  while (at && at.type !== "block" && at.type !== "case_clause") at = at.parent;
  // A `with` and the body of a `try` run through: what they bind holds after them.
  while (at?.parent && (at.parent.type === "with_statement" || at.parent.type === "finally_clause")) at = blockOf(at.parent);
  return at;
}

function encloses(block: Node | null, node: Node): boolean {
  return block === null || (block.start <= node.start && node.end <= block.end);
}
