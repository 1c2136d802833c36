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
  for (const binding of module.imports) {
    const { name } = binding;
    const all = module.bindings.get(name) ?? [binding];
    // By far the most imports end here, on every keystroke.
    if ((all.length === 1 && module.isRead(name)) || !isCandidate(binding) || binding.through) continue;
    const unused = unusedAmong(binding, {
      all,
      isRead: module.isRead(name) || (all.length > 1 && module.units.some((unit) => module.usageOf(unit).probed.has(name))),
      isReadUntil: (end) => module.units.some((unit) => unit.node.start <= end && module.usageOf(unit).reads.has(name)),
      hasAlias: () => module.imports.some((other) => isAliasOf(other, binding) && !other.through && module.isRead(other.name)),
    });
    if (unused) yield unused;
  }
}

function* inFunctions(module: ModuleNames): Generator<Unused> {
  for (const unit of module.units) {
    for (const { scope, reads } of module.usageOf(unit).importing) {
      for (const [name, all] of scope.bindings) {
        for (const binding of all) {
          if ((all.length === 1 && reads.has(name)) || !isCandidate(binding)) continue;
          const unused = unusedAmong(binding, {
            all,
            isRead: reads.has(name),
            isReadUntil: (end) =>
              module
                .scopesOf(unit)
                .all.some((other) => other.references.some((read) => read.name === name && read.node.start <= end)),
            hasAlias: () =>
              [...scope.bindings].some(
                ([alias, others]) => reads.has(alias) && others.some((other) => isAliasOf(other, binding)),
              ),
          });
          if (unused) yield unused;
        }
      }
    }
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
  all: readonly Binding[];
  isRead: boolean;
  isReadUntil: (end: number) => boolean;
  /** Another import gives the package of `import a.b` a name that is read. */
  hasAlias: () => boolean;
}

/**
 * The last binding of a name is unused when nobody reads the name. An earlier one is unused when the next stands in the same
 * block and nothing reads the name before it; a redefinition under a condition or in an `except` leaves it alone.
 */
function unusedAmong(binding: Binding, { all, isRead, isReadUntil, hasAlias }: Use): Unused | null {
  const real = all.filter((other) => !other.through && other.kind !== "annotation");
  const next = real[real.indexOf(binding) + 1];
  if (!next) return isRead || hasAlias() ? null : { binding, replacedBy: null };
  if (!/^(import|assignment|function|class)$/.test(next.kind) || next.statement === binding.statement) return null;
  if (outermost(next).parent !== outermost(binding).parent) return null;
  if (addsTo(next, binding)) return isRead || hasAlias() ? null : { binding, replacedBy: null };
  return isReadUntil(outermost(next).end) ? null : { binding, replacedBy: next };
}

/** `import a.b` beside `import a.c` adds to the package `a`, it does not replace it. */
function addsTo(next: Binding, binding: Binding): boolean {
  return next.target?.bindsTop === true && binding.target?.name === null && binding.target.module.split(".")[0] === next.name;
}

/** `import a as x` beside `import a.b`, which is used through `x.b`. */
function isAliasOf({ target }: Binding, { target: submodule, name }: Binding): boolean {
  return (
    submodule?.bindsTop === true &&
    submodule.module.includes(".") &&
    target?.name === null &&
    !target.bindsTop &&
    target.module === name
  );
}

/** The statement of the block: `x = 1` with its line, a function with its decorators. */
function outermost({ statement }: Binding): Node {
  const { parent } = statement;
  return parent?.type === "expression_statement" || parent?.type === "decorated_definition" ? parent : statement;
}
