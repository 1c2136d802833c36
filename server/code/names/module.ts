import { toLookThrough } from "../../syntax/meter.ts";
import type { Span } from "../../syntax/text.ts";
import { SourceTree, type Node, type Unit } from "../../syntax/tree.ts";
import type { TypeFact } from "../types/type.ts";
import { isBuiltin } from "./python/builtins.ts";
import { chooseBinding, isBefore, type Lookup } from "./choose-binding.ts";
import type { ModuleNames } from "./module-names.ts";
import { ComparedLists, ImportsByTop, ModuleBindings } from "./module-bindings.ts";
import { buildScopes } from "./python/scope-builder.ts";
import { scopeIn, type Binding, type Scope, type UnitScopes } from "./scopes.ts";
import { usageOf, type UnitUsage } from "./usage.ts";

/** Records which module-level names an analysis of one statement looked up, and what else of the file, so that it can be kept until one of them changes. */
export type Dependencies = Map<string, readonly (Binding | Unit)[]>;

/** What is kept of one top-level statement until it changes. */
interface Kept {
  scopes: UnitScopes;
  usage: UnitUsage;
}

const NONE: readonly Binding[] = [];

/** Recorded for what is asked of imports and of the text in place of a name, which no name can be: `from asyncio`, `text sys.path`. */
const FROM = "from ";
const TEXT = "text ";

/** A Python module: its syntax, and what its names mean. Scopes are kept per top-level statement across edits. */
export class CodeModule implements ModuleNames {
  /** None: comments are nodes of the grammar. */
  readonly comments: readonly Span[] = [];
  readonly source: SourceTree;
  #kept = new Map<Unit, Kept>();
  #byRoot = new Map<Node, UnitScopes>();
  #bindings = new Map<string, readonly Binding[]>();
  /** How many statements read a module-level name. */
  readonly #readers = new Map<string, number>();
  #imports: readonly Binding[] | null = null;
  #dependencies: Dependencies | null = null;
  /** What names mean where they stand, for as long as the text stays. Rules ask several times about nearly every name. */
  #memory = new Memory();
  readonly #fromTop = new ImportsByTop();
  readonly #compared = new ComparedLists();
  readonly #tracks: boolean;

  /** @param tracks false for a text that is never updated: nothing is recorded then, since nothing is kept for later */
  constructor(text: string, { tracks = true } = {}) {
    this.source = new SourceTree(text);
    this.#tracks = tracks;
    this.#join();
  }

  update(text: string): void {
    this.source.update(text);
    this.#join();
  }

  get units(): readonly Unit[] {
    return this.source.units;
  }

  /** The module-level bindings of every name, in source order. */
  get bindings(): ReadonlyMap<string, readonly Binding[]> {
    return this.#bindings;
  }

  scopesOf(unit: Unit): UnitScopes {
    return this.#of(unit).scopes;
  }

  usageOf(unit: Unit): UnitUsage {
    return this.#of(unit).usage;
  }

  /** Some statement reads this module-level name, or `__all__` lists it. */
  isRead(name: string): boolean {
    return this.#readers.has(name);
  }

  /** The module-level bindings made by import statements, those inside `if`, `try` and through `global` included, in source order. */
  get imports(): readonly Binding[] {
    this.#imports ??= this.units.flatMap((unit) =>
      [...this.scopesOf(unit).top.bindings.values()].flat().filter((binding) => binding.target !== null),
    );
    return this.#imports;
  }

  #of(unit: Unit): Kept {
    const kept = this.#kept.get(unit);
    if (!kept) throw new Error("the statement is not part of this module");
    return kept;
  }

  #join(): void {
    this.#memory = new Memory();
    const before = this.#kept;
    const kept = new Map<Unit, Kept>();
    const byRoot = new Map<Node, UnitScopes>();
    const bindings = new ModuleBindings();
    for (const unit of this.source.units) {
      let own = before.get(unit);
      if (!own) {
        const scopes = buildScopes(unit);
        own = { scopes, usage: usageOf(scopes) };
        this.#count(own, 1);
      }
      kept.set(unit, own);
      byRoot.set(unit.node, own.scopes);
      bindings.add(own.scopes.top.bindings);
    }
    for (const [unit, own] of before) if (!kept.has(unit)) this.#count(own, -1);
    this.#kept = kept;
    this.#byRoot = byRoot;
    this.#bindings = bindings.byName;
  }

  /** Adds or takes away what a statement reads. */
  #count({ scopes, usage }: Kept, by: 1 | -1): void {
    for (const name of usage.reads) {
      const count = (this.#readers.get(name) ?? 0) + by;
      if (count > 0) this.#readers.set(name, count);
      else this.#readers.delete(name);
    }
    for (const list of scopes.top.bindings.values()) if (list.some((binding) => binding.target !== null)) this.#imports = null;
  }

  /** Runs `work` and returns the module-level names it asked about, with what they were bound to. */
  track<T>(work: () => T): { result: T; dependencies: Dependencies } {
    const dependencies: Dependencies = new Map();
    if (!this.#tracks) return { result: work(), dependencies };
    const outer = this.#dependencies;
    const memory = this.#memory;
    this.#dependencies = dependencies;
    // What was found out before was recorded for somebody else.
    this.#memory = new Memory();
    try {
      return { result: work(), dependencies };
    } finally {
      this.#dependencies = outer;
      this.#memory = memory;
    }
  }

  /** True when every name still has the bindings that were recorded. */
  holds(dependencies: Dependencies): boolean {
    for (const [name, before] of dependencies) if (!this.#compared.areSame(before, this.#recorded(name))) return false;
    return true;
  }

  /** Module-level bindings of a name; recorded as a dependency of what runs under `track`. */
  global(name: string): readonly Binding[] {
    const found = this.#bindings.get(name) ?? NONE;
    this.#dependencies?.set(name, found);
    return found;
  }

  /** Some statement at module level imports a top-level module or something in it; recorded like a name. */
  isImported(top: string): boolean {
    const found = this.#importsFrom(top);
    this.#dependencies?.set(FROM + top, found);
    return found.length > 0;
  }

  /** Some statement holds a text, in code, a string or a comment; recorded like a name. */
  mentions(text: string): boolean {
    const found = this.#mentioning(text);
    this.#dependencies?.set(TEXT + text, found);
    return found.length > 0;
  }

  #recorded(key: string): readonly (Binding | Unit)[] {
    if (key.startsWith(FROM)) return this.#importsFrom(key.slice(FROM.length));
    return key.startsWith(TEXT) ? this.#mentioning(key.slice(TEXT.length)) : (this.#bindings.get(key) ?? NONE);
  }

  #mentioning(text: string): readonly Unit[] {
    return this.source.text.value.includes(text) ? this.units.filter(({ node }) => node.text.includes(text)) : [];
  }

  #importsFrom(top: string): readonly Binding[] {
    return this.#fromTop.get(top, this.imports);
  }

  /** The scope in which a node is evaluated: decorators, defaults and annotations belong to the scope around the function. */
  scopeAt(node: Node): Scope {
    let root = node;
    while (root.parent) root = root.parent;
    const scopes = this.#byRoot.get(root);
    if (!scopes) throw new Error("the node is not part of this module");
    return scopeIn(scopes, node);
  }

  /** What a name means where it stands: the bindings of the nearest scope that has it, empty for builtins and unknown names. */
  bindingsOf(name: string, at: Node): readonly Binding[] {
    return toLookThrough(this.#lookup(name, at).bindings);
  }

  #lookup(name: string, at: Node): Lookup {
    const known = this.#memory.lookups.get(at);
    if (known?.name === name) return known.found;
    const found = this.#lookUp(name, at);
    this.#memory.lookups.set(at, { name, found });
    return found;
  }

  #lookUp(name: string, at: Node): Lookup {
    let ordered = true;
    let own = true;
    for (let scope: Scope | null = this.scopeAt(at); scope; scope = scope.parent) {
      if (scope.kind === "module" || scope.globals.has(name))
        return { bindings: this.global(name), ordered: ordered && scope.kind === "module" };
      // A class body is seen from itself, not from the functions in it, and only below the binding.
      if (scope.kind !== "class" || own) {
        const bindings = scope.bindings.get(name);
        if (bindings && (scope.kind !== "class" || bindings.some((binding) => isBefore(binding, at))))
          return { bindings, ordered };
      }
      if (scope.kind === "function" || scope.kind === "lambda" || scope.kind === "type") ordered = false;
      if (scope.kind !== "type") own = false;
    }
    return { bindings: NONE, ordered };
  }

  /**
   * The binding that most likely holds where a name is read: the last one before it where both are evaluated in the order of
   * the text, the last one of an outer scope otherwise. An import wins over the fallback in its `except ImportError` or `else`.
   */
  binding(name: string, at: Node): Binding | null {
    return chooseBinding(this.#lookup(name, at), at);
  }

  /**
   * The dotted name an expression stands for, imports and one-name aliases resolved: `u4` after `from uuid import uuid4 as u4`
   * is `uuid.uuid4`. A name without a binding belongs to the module's only star import or, as builtins do, stands for itself;
   * local values give null.
   */
  resolve(node: Node | null): string | null {
    if (!node) return null;
    let dotted = this.#memory.resolved.get(node);
    if (dotted === undefined) this.#memory.resolved.set(node, (dotted = this.#resolve(node, 0)));
    return dotted;
  }

  /** What an annotation says, read once while the text stays. */
  typeOf(annotation: Node, read: (annotation: Node, module: ModuleNames) => TypeFact): TypeFact {
    let type = this.#memory.types.get(annotation);
    if (!type) this.#memory.types.set(annotation, (type = read(annotation, this)));
    return type;
  }

  #resolve(node: Node | null, depth: number): string | null {
    if (!node || depth > 8) return null;
    if (node.type === "type" || node.type === "parenthesized_expression") {
      const [inner] = node.operands;
      return node.operands.length === 1 ? this.#resolve(inner ?? null, depth) : null;
    }
    if (node.type === "attribute") {
      const object = this.#resolve(node.child("object"), depth);
      const attribute = node.child("attribute");
      return object !== null && attribute ? `${object}.${attribute.text}` : null;
    }
    if (node.type !== "identifier") return null;
    const name = node.text;
    const found = this.#lookup(name, node);
    const binding = chooseBinding(found, node);
    if (!binding) return this.#starName(name);
    if (binding.target) return importedName(binding);
    if (binding.kind === "assignment" && binding.value && found.bindings.length === 1) {
      const { value } = binding;
      if (value.type === "identifier" || value.type === "attribute") return this.#resolve(value, depth + 1);
    }
    return null;
  }

  /** A name that nothing binds comes from `from m import *`, as far as one module alone can have brought it. */
  #starName(name: string): string {
    const stars = this.global("*");
    const target = stars[0]?.target;
    if (!target || isBuiltin(name) || stars.some((star) => star.target?.module !== target.module)) return name;
    return target.module.endsWith(".") ? `${target.module}${name}` : `${target.module}.${name}`;
  }
}

class Memory {
  readonly lookups = new Map<Node, { name: string; found: Lookup }>();
  readonly resolved = new Map<Node, string | null>();
  readonly types = new Map<Node, TypeFact>();
}

/** The dotted name an import binding stands for. */
export function importedName(binding: Binding): string {
  const target = binding.target;
  if (!target) return binding.name;
  if (target.name !== null)
    return target.module.endsWith(".") ? `${target.module}${target.name}` : `${target.module}.${target.name}`;
  return target.bindsTop ? (target.module.split(".")[0] ?? target.module) : target.module;
}
