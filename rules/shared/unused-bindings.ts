import type { Binding, Node, ModuleNames } from "../../server/code/index.ts";

/** An import binding that nothing reads; `replacedBy` is the later binding that takes its name before anything could. */
export interface Unused {
  binding: Binding;
  replacedBy: Binding | null;
}

/**
 * The import bindings of a module that nothing uses: at module level and in functions, each in source order. Imports of a class
 * body are its attributes and are left alone.
 */
export function unusedImports(module: ModuleNames): Unused[] {
  return [...moduleLevel(module), ...inFunctions(module)];
}

/** What the statement lists: `a.b` or `b as c`. */
export function importClause({ node, statement }: Binding): Node {
  return node.parent && node.parent !== statement ? node.parent : node;
}

function* moduleLevel(module: ModuleNames): Generator<Unused> {
  const inOrder = new InOrder();
  const firstReads = once(() => {
    const first = new Map<string, number>();
    for (const unit of module.units)
      for (const name of module.usageOf(unit).reads) if (!first.has(name)) first.set(name, unit.node.start);
    return first;
  });
  const probed = once(() => new Set(module.units.flatMap((unit) => [...module.usageOf(unit).probed])));
  const aliased = once(() => aliasedModules(module.imports.filter((other) => !other.through && module.isRead(other.name))));
  for (const binding of module.imports) {
    const { name } = binding;
    const all = module.bindings.get(name) ?? [binding];
    // By far the most imports end here, on every keystroke.
    if ((all.length === 1 && module.isRead(name)) || !isCandidate(binding) || binding.through) continue;
    const unused = unusedAmong(binding, inOrder.behind(binding, all), {
      isRead: module.isRead(name) || (all.length > 1 && probed().has(name)),
      isReadUntil: (end) => (firstReads().get(name) ?? Infinity) <= end,
      hasAlias: () => hasAlias(binding, aliased()),
    });
    if (unused) yield unused;
  }
}

function* inFunctions(module: ModuleNames): Generator<Unused> {
  for (const unit of module.units) {
    const inOrder = new InOrder();
    const firstReads = once(() => {
      const first = new Map<string, number>();
      for (const scope of module.scopesOf(unit).all)
        for (const { name, node } of scope.references) first.set(name, Math.min(node.start, first.get(name) ?? Infinity));
      return first;
    });
    for (const { scope, reads } of module.usageOf(unit).importing) {
      const aliased = once(() =>
        aliasedModules([...scope.bindings].flatMap(([alias, others]) => (reads.has(alias) ? others : []))),
      );
      for (const [name, all] of scope.bindings) {
        for (const binding of all) {
          if ((all.length === 1 && reads.has(name)) || !isCandidate(binding)) continue;
          const unused = unusedAmong(binding, inOrder.behind(binding, all), {
            isRead: reads.has(name),
            isReadUntil: (end) => (firstReads().get(name) ?? Infinity) <= end,
            hasAlias: () => hasAlias(binding, aliased()),
          });
          if (unused) yield unused;
        }
      }
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Which binding of a name follows which; found out once for all bindings of the name. */
class InOrder {
  readonly #next = new Map<readonly Binding[], Map<Binding, Binding | undefined>>();

  /** The next binding in source order that gives the name a value. */
  behind(binding: Binding, all: readonly Binding[]): Binding | undefined {
    let next = this.#next.get(all);
    if (!next) {
      const real = all.filter((other) => !other.through && other.kind !== "annotation");
      this.#next.set(all, (next = new Map(real.map((one, at) => [one, real[at + 1]]))));
    }
    return next.get(binding);
  }
}

/** Star imports, `__future__` and the re-export `x as x` are never unused. */
function isCandidate({ target, node, statement }: Binding): boolean {
  if (!target || target.name === "*" || target.module === "__future__") return false;
  const alias = node.parent?.type === "aliased_import" && node.parent !== statement ? node.parent : null;
  return !alias || alias.child("name")?.text !== node.text;
}

/** What is known of a name in its scope. */
interface Use {
  isRead: boolean;
  isReadUntil: (end: number) => boolean;
  /** Another import gives the package of `import a.b` a name that is read. */
  hasAlias: () => boolean;
}

/**
 * The last binding of a name is unused when nobody reads the name. An earlier one is unused when the next stands in the same
 * block and nothing reads the name before it; a redefinition under a condition or in an `except` leaves it alone.
 */
function unusedAmong(
  binding: Binding,
  next: Binding | undefined,
  { isRead, isReadUntil, hasAlias: isAliased }: Use,
): Unused | null {
  if (!next) return isRead || isAliased() ? null : { binding, replacedBy: null };
  if (!/^(import|assignment|function|class)$/.test(next.kind) || next.statement === binding.statement) return null;
  if (outermost(next).parent !== outermost(binding).parent) return null;
  if (addsTo(next, binding)) return isRead || isAliased() ? null : { binding, replacedBy: null };
  return isReadUntil(outermost(next).end) ? null : { binding, replacedBy: next };
}

/** `import a.b` beside `import a.c` adds to the package `a`, it does not replace it. */
function addsTo(next: Binding, binding: Binding): boolean {
  return next.target?.bindsTop === true && binding.target?.name === null && binding.target.module.split(".")[0] === next.name;
}

/** Modules that `import a as x` gives a name of their own. */
function aliasedModules(bindings: readonly Binding[]): ReadonlySet<string> {
  return new Set(bindings.flatMap(({ target }) => (target?.name === null && !target.bindsTop ? [target.module] : [])));
}

/** `import a as x` beside `import a.b`, which is used through `x.b`. */
function hasAlias({ target, name }: Binding, aliased: ReadonlySet<string>): boolean {
  return target?.bindsTop === true && target.module.includes(".") && aliased.has(name);
}

/** The statement of the block: `x = 1` with its line, a function with its decorators. */
function outermost({ statement }: Binding): Node {
  const { parent } = statement;
  return parent?.type === "expression_statement" || parent?.type === "decorated_definition" ? parent : statement;
}
