import type { Node } from "../../syntax/tree.ts";
import type { Binding, Reference, Scope, UnitScopes } from "./scopes.ts";

const NO_NAMES: ReadonlySet<string> = new Set();

/** A function whose body imports, and every name that it or what it encloses reads from it. */
export interface ImportingScope {
  readonly scope: Scope;
  readonly reads: ReadonlySet<string>;
}

/** What one top-level statement uses. */
export interface UnitUsage {
  /** Module-level names that it reads, lists in `__all__` or rebinds through `global` and reads. */
  readonly reads: ReadonlySet<string>;
  /** Names that it reads only to see whether they are there, before it imports them: `try: x` / `except NameError: from a import x`. */
  readonly probed: ReadonlySet<string>;
  /** Functions and lambdas with imports of their own; class bodies are left out, since their names are attributes. */
  readonly importing: readonly ImportingScope[];
}

/** Names on their way out of a scope. */
interface Free {
  /** Read where class variables of the scope around are seen. */
  direct: Set<string>;
  /** Read in a function or comprehension, which looks past class bodies. */
  enclosed: Set<string>;
}

/** Finds out which names leave each scope unbound, from the innermost scopes outwards. */
export function usageOf({ top, all, exports }: UnitScopes): UnitUsage {
  const waiting = new Map<Scope, Free>();
  const reads = new Set<string>();
  const importing: ImportingScope[] = [];
  // Outer scopes come first in `all`, so everything a scope encloses is done before it.
  for (let at = all.length - 1; at >= 0; at--) {
    const scope = all[at] as Scope;
    const inner = waiting.get(scope) ?? { direct: new Set(), enclosed: new Set() };
    for (const reference of scope.references) {
      if (scope.globals.has(reference.name)) reads.add(reference.name);
      else if (scope.kind !== "class" || !boundBefore(scope, reference)) inner.direct.add(reference.name);
    }
    for (const name of scope.nonlocals) inner.direct.add(name);
    if (scope === top) {
      for (const names of [inner.direct, inner.enclosed]) for (const name of names) reads.add(name);
      continue;
    }
    const outer = waiting.get(scope.parent as Scope) ?? { direct: new Set(), enclosed: new Set() };
    waiting.set(scope.parent as Scope, outer);
    if (scope.kind === "class") {
      // What functions of the class read is never a class variable; a nested class or its own body was looked at above.
      for (const name of inner.direct) send(scope, name, outer.direct, reads);
      for (const name of inner.enclosed) send(scope, name, outer.enclosed, reads);
      continue;
    }
    const seen = new Set([...inner.direct, ...inner.enclosed]);
    if (scope.kind !== "comprehension" && hasImports(scope)) importing.push({ scope, reads: seen });
    const target = scope.kind === "type" ? outer.direct : outer.enclosed;
    for (const name of seen) if (!scope.bindings.has(name)) send(scope, name, target, reads);
  }
  const probed = top.node.type === "try_statement" || top.node.type === "if_statement" ? probedNames(top, all, reads) : NO_NAMES;
  for (const name of probed) reads.delete(name);
  for (const { name } of exports) reads.add(name);
  return { reads, probed, importing: importing.reverse() };
}

function probedNames(top: Scope, all: readonly Scope[], reads: ReadonlySet<string>): ReadonlySet<string> {
  const probed = new Set<string>();
  for (const [name, [first]] of top.bindings) {
    if (!first?.target || !reads.has(name)) continue;
    // In a loop or a function, what stands above may run after what stands below.
    const isProbe = ({ scope, node }: Reference): boolean => scope === top && node.start < first.node.start && !inLoop(node);
    if (all.every((scope) => scope.references.every((reference) => reference.name !== name || isProbe(reference))))
      probed.add(name);
  }
  return probed;
}

function inLoop(node: Node): boolean {
  for (let up = node.parent; up; up = up.parent) if (up.type === "for_statement" || up.type === "while_statement") return true;
  return false;
}

function send(scope: Scope, name: string, outer: Set<string>, module: Set<string>): void {
  (scope.globals.has(name) ? module : outer).add(name);
}

/** A class body reads its own variable only after binding it, else the name from around the class. */
function boundBefore(scope: Scope, { name, node }: Reference): boolean {
  const first = scope.bindings.get(name)?.[0];
  return first !== undefined && first.statement.end <= node.start;
}

function hasImports(scope: Scope): boolean {
  for (const list of scope.bindings.values()) if (list.some((binding: Binding) => binding.target !== null)) return true;
  return false;
}
