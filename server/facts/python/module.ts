import { PythonSource, type PyNode, type PyUnit } from "../../syntax/python.ts";
import { buildScopes, type Binding, type Scope, type UnitScopes } from "./scopes.ts";

/** Records which module-level names an analysis of one statement looked up, so that it can be kept until one of them changes. */
export type Dependencies = Map<string, readonly Binding[]>;

const NONE: readonly Binding[] = [];

/** A Python module: its syntax, and what its names mean. Scopes are kept per top-level statement across edits. */
export class PythonModule {
  readonly source: PythonSource;
  #scopes = new Map<PyUnit, UnitScopes>();
  #bindings = new Map<string, Binding[]>();
  #dependencies: Dependencies | null = null;

  constructor(text: string) {
    this.source = new PythonSource(text);
    this.#join();
  }

  update(text: string): void {
    this.source.update(text);
    this.#join();
  }

  get units(): readonly PyUnit[] {
    return this.source.units;
  }

  /** The module-level bindings of every name, in source order. */
  get bindings(): ReadonlyMap<string, readonly Binding[]> {
    return this.#bindings;
  }

  scopesOf(unit: PyUnit): UnitScopes {
    const scopes = this.#scopes.get(unit);
    if (!scopes) throw new Error("the statement is not part of this module");
    return scopes;
  }

  #join(): void {
    const scopes = new Map<PyUnit, UnitScopes>();
    const bindings = new Map<string, Binding[]>();
    for (const unit of this.source.units) {
      const own = this.#scopes.get(unit) ?? buildScopes(unit);
      scopes.set(unit, own);
      for (const [name, list] of own.top.bindings) {
        const joined = bindings.get(name);
        if (joined) joined.push(...list);
        else bindings.set(name, [...list]);
      }
    }
    this.#scopes = scopes;
    this.#bindings = bindings;
  }

  /** Runs `work` and returns the module-level names it asked about, with what they were bound to. */
  track<T>(work: () => T): { result: T; dependencies: Dependencies } {
    const outer = this.#dependencies;
    const dependencies: Dependencies = new Map();
    this.#dependencies = dependencies;
    try {
      return { result: work(), dependencies };
    } finally {
      this.#dependencies = outer;
    }
  }

  /** True when every name still has the bindings that were recorded. */
  holds(dependencies: Dependencies): boolean {
    for (const [name, before] of dependencies) {
      const now = this.#bindings.get(name) ?? NONE;
      if (now.length !== before.length || now.some((binding, at) => binding !== before[at])) return false;
    }
    return true;
  }

  /** Module-level bindings of a name; recorded as a dependency of what runs under `track`. */
  global(name: string): readonly Binding[] {
    const found = this.#bindings.get(name) ?? NONE;
    this.#dependencies?.set(name, found);
    return found;
  }

  /** The scope in which a node is evaluated: decorators, defaults and annotations belong to the scope around the function. */
  scopeAt(node: PyNode): Scope {
    const unit = this.#unitOf(node);
    const { byNode, top } = this.scopesOf(unit);
    let child: PyNode = node;
    for (let up = node.parent; up; child = up, up = up.parent) {
      const scope = byNode.get(up);
      if (!scope) continue;
      if (scope.kind === "comprehension") {
        if (child.type === "for_in_clause" && isFirstIterable(child, node)) continue;
        return scope;
      }
      if (child.field === "body") return scope;
      if (child.field === "parameters" && isParameterName(node)) return scope;
      if (scope.parent?.kind === "type" && child.field !== "name") return scope.parent;
    }
    return top;
  }

  #unitOf(node: PyNode): PyUnit {
    let root = node;
    while (root.parent) root = root.parent;
    for (const unit of this.source.units) if (unit.node === root) return unit;
    throw new Error("the node is not part of this module");
  }

  /** What a name means where it stands: the bindings of the nearest scope that has it, empty for builtins and unknown names. */
  bindingsOf(name: string, at: PyNode): readonly Binding[] {
    let first = true;
    for (let scope: Scope | null = this.scopeAt(at); scope; scope = scope.parent) {
      if (scope.kind === "module" || scope.globals.has(name)) return this.global(name);
      // A class body is seen from itself, not from the functions in it.
      if (scope.kind !== "class" || first) {
        const found = scope.bindings.get(name);
        if (found) return found;
      }
      if (scope.kind !== "comprehension" && scope.kind !== "type") first = false;
    }
    return NONE;
  }

  /**
   * The binding that most likely holds where a name is read: the last one before it in the same scope, the last one
   * in an outer scope. An import wins over the fallback in its `except ImportError` or `else`.
   */
  binding(name: string, at: PyNode): Binding | null {
    const all = this.bindingsOf(name, at);
    if (all.length < 2) return all[0] ?? null;
    const here = this.scopeAt(at);
    const same = all[0]?.scope === here || (here.kind === "module" && all[0]?.scope.kind === "module");
    const before = same ? all.filter((binding) => binding.node.start < at.start && !contains(binding.statement, at)) : all;
    const candidates = before.length > 0 ? before : all;
    const last = candidates.at(-1) ?? null;
    if (last && isFallback(last)) return candidates.findLast((binding) => binding.target !== null) ?? last;
    return last;
  }

  /**
   * The dotted name an expression stands for, imports and one-name aliases resolved: `u4` after `from uuid import uuid4 as u4`
   * is `uuid.uuid4`. Names without a binding (builtins) stand for themselves; local values give null.
   */
  resolve(node: PyNode | null, depth = 0): string | null {
    if (!node || depth > 8) return null;
    if (node.type === "type" || node.type === "parenthesized_expression") {
      const [inner] = node.operands;
      return node.operands.length === 1 ? this.resolve(inner ?? null, depth) : null;
    }
    if (node.type === "attribute") {
      const object = this.resolve(node.child("object"), depth);
      const attribute = node.child("attribute");
      return object !== null && attribute ? `${object}.${attribute.text}` : null;
    }
    if (node.type !== "identifier") return null;
    const name = node.text;
    const binding = this.binding(name, node);
    if (!binding) return name;
    if (binding.target) return importedName(binding);
    if (binding.kind === "assignment" && binding.value && this.bindingsOf(name, node).length === 1) {
      const { value } = binding;
      if (value.type === "identifier" || value.type === "attribute") return this.resolve(value, depth + 1);
    }
    return null;
  }
}

/** The dotted name an import binding stands for. */
export function importedName(binding: Binding): string {
  const target = binding.target;
  if (!target) return binding.name;
  if (target.name !== null) return target.module.endsWith(".") ? `${target.module}${target.name}` : `${target.module}.${target.name}`;
  return target.bindsTop ? (target.module.split(".")[0] ?? target.module) : target.module;
}

function isFallback(binding: Binding): boolean {
  if (binding.value?.type === "none") return true;
  for (let up: PyNode | null = binding.statement.parent; up; up = up.parent) {
    if (up.type === "except_clause" || up.type === "else_clause") return true;
    if (up.type === "function_definition" || up.type === "class_definition") return false;
  }
  return false;
}

function contains(outer: PyNode, inner: PyNode): boolean {
  return outer.type !== "function_definition" && outer.type !== "class_definition" && outer.start <= inner.start && inner.end <= outer.end;
}

function isFirstIterable(clause: PyNode, node: PyNode): boolean {
  const first = clause.parent?.children.find((child) => child.type === "for_in_clause");
  if (first !== clause) return false;
  const iterable = clause.child("right");
  return iterable !== null && iterable.start <= node.start && node.end <= iterable.end;
}

function isParameterName(node: PyNode): boolean {
  return node.type === "identifier" && (node.field === "name" || node.field === null) && node.parent?.type !== "type";
}
