import type { Node, Unit } from "../../syntax/tree.ts";

export type BindingKind =
  | "import"
  | "assignment"
  | "annotation"
  | "parameter"
  | "function"
  | "class"
  | "loop"
  | "with"
  | "except"
  | "match"
  | "walrus"
  | "type";

/** What an import statement binds: `from a.b import c as d` is `{ module: "a.b", name: "c" }`, `import a.b` is `{ module: "a.b", name: null }`. */
export interface ImportTarget {
  /** Dotted module; a relative import keeps its leading dots (`..core`). */
  module: string;
  /** `*` for a star import, whose binding is called `*` too. */
  name: string | null;
  /** `import a.b` binds `a`; `import a.b as x` and every `from` import bind the target itself. */
  bindsTop: boolean;
}

/** One place that gives a name a meaning in a scope. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The name itself. */
  readonly node: Node;
  /** The statement, parameter or clause that binds. */
  readonly statement: Node;
  /** The expression assigned, when the name stands alone on the left. */
  readonly value: Node | null;
  readonly annotation: Node | null;
  readonly target: ImportTarget | null;
  readonly scope: Scope;
  /** The function that rebinds a module-level name through `global`. */
  readonly through: Scope | null;
}

/** One place that reads a name. */
export interface Reference {
  readonly name: string;
  readonly node: Node;
  readonly scope: Scope;
  /** Evaluated after the module ran (function bodies), or never (string annotations). */
  readonly deferred: boolean;
  /** Stands inside a string that is an annotation. */
  readonly quoted: boolean;
}

/** `block` is one of TypeScript: a block, a loop, a namespace, the type parameters of a declaration. */
export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension" | "type" | "block";

/** A scope. The module's own scope exists once per top-level statement; `CodeModule` joins them. */
export class Scope {
  readonly kind: ScopeKind;
  readonly node: Node;
  readonly parent: Scope | null;
  readonly unit: Unit;
  /** In source order. */
  readonly bindings = new Map<string, Binding[]>();
  readonly references: Reference[] = [];
  /** Names that a `global` or `nonlocal` statement of this scope gives to an outer one. */
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  readonly deleted: Reference[] = [];

  constructor(kind: ScopeKind, node: Node, parent: Scope | null, unit: Unit) {
    this.kind = kind;
    this.node = node;
    this.parent = parent;
    this.unit = unit;
  }

  get module(): Scope {
    return this.parent ? this.parent.module : this;
  }

  /** The nearest enclosing function or lambda, this scope included; null at module and class level. */
  get function(): Scope | null {
    if (this.kind === "function" || this.kind === "lambda") return this;
    return this.parent?.function ?? null;
  }
}

/** A name that `__all__` lists. */
export interface Export {
  readonly name: string;
  /** The string. */
  readonly node: Node;
}

/** The scopes of one top-level statement: which node opens which scope. */
export interface UnitScopes {
  readonly top: Scope;
  readonly byNode: ReadonlyMap<Node, Scope>;
  /** Every scope, outer before inner. */
  readonly all: readonly Scope[];
  readonly exports: readonly Export[];
}

/** The scope in which a node of this statement is evaluated: decorators, defaults and annotations belong to the scope around the function. */
export function scopeIn({ byNode, top }: UnitScopes, node: Node): Scope {
  let child = node;
  for (let up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "function_definition":
      case "class_definition": {
        const scope = byNode.get(up);
        if (!scope) break;
        if (child.field === "body") return scope;
        if (child.field === "parameters" && isParameterName(node, child)) return scope;
        // The brackets, annotations and bases of `def f[T](…)` see T; its name, decorators and defaults do not.
        if (scope.parent?.kind === "type" && child.field !== "name" && !isDefault(node, child)) return scope.parent;
        break;
      }
      case "lambda": {
        const scope = byNode.get(up);
        if (scope && (child.field === "body" || isParameterName(node, child))) return scope;
        break;
      }
      case "type_alias_statement": {
        const scope = byNode.get(up);
        if (scope && !(child.field === "left" && isAliasName(node, child))) return scope;
        break;
      }
      case "list_comprehension":
      case "set_comprehension":
      case "dictionary_comprehension":
      case "generator_expression": {
        const scope = byNode.get(up);
        if (scope && !(child.type === "for_in_clause" && isFirstIterable(up, child, node))) return scope;
        break;
      }
    }
  }
  return top;
}

/** The name of a parameter, no part of its default or annotation. */
function isParameterName(node: Node, parameters: Node): boolean {
  for (let up: Node | null = node; up && up !== parameters; up = up.parent) {
    if (up.field === "type" || up.field === "value") return false;
  }
  return node !== parameters;
}

function isDefault(node: Node, parameters: Node): boolean {
  if (parameters.field !== "parameters") return false;
  for (let up: Node | null = node; up && up !== parameters; up = up.parent)
    if (up.field === "value" && up.parent?.parent === parameters) return true;
  return false;
}

/** The `X` of `type X[T] = …`. */
function isAliasName(node: Node, left: Node): boolean {
  for (let up: Node | null = node; up && up !== left; up = up.parent) if (up.type === "type_parameter") return false;
  return true;
}

/** The first `for … in ITERABLE` of a comprehension is evaluated outside it. */
function isFirstIterable(comprehension: Node, clause: Node, node: Node): boolean {
  if (comprehension.children.find((child) => child.type === "for_in_clause") !== clause) return false;
  let child = node;
  while (child !== clause && child.parent !== clause) child = child.parent as Node;
  return child !== clause && child.field !== "left";
}
