import type { Node, Unit } from "../../syntax/tree.ts";
import { Scope, type Binding, type BindingKind, type Export, type ScopeKind, type UnitScopes } from "./scopes.ts";

/** A node still to be visited: the scope it is evaluated in, and whether a string in it is an annotation. */
export interface Visit {
  node: Node;
  scope: Scope;
  annotation: boolean;
}

/** The `global` and `nonlocal` statements of each function and class body. */
type Declarations = Map<Node, { kind: "global_statement" | "nonlocal_statement"; names: string[] }[]>;

/** Collects the scopes, bindings and reads of one top-level statement. Who visits what is told by `scope-builder.ts`. */
export class ScopeWriter {
  readonly top: Scope;
  /** Depth first, in source order: what is pushed last is visited next. */
  readonly pending: Visit[] = [];
  readonly #unit: Unit;
  readonly #byNode = new Map<Node, Scope>();
  readonly #all: Scope[] = [];
  readonly #exports: Export[] = [];
  readonly #declarations: Declarations;
  readonly #nonlocals: { binding: Binding; from: Scope }[] = [];

  constructor(unit: Unit) {
    this.#unit = unit;
    this.#declarations = declarations(unit.node);
    this.top = new Scope("module", unit.node, null, unit);
    this.#all.push(this.top);
  }

  finish(): UnitScopes {
    for (const { binding, from } of this.#nonlocals) bindNonlocal(binding, from);
    return { top: this.top, byNode: this.#byNode, all: this.#all, exports: this.#exports };
  }

  /** A new scope. The type parameters of a function or class have one of their own around it, which `byNode` does not know. */
  open(kind: ScopeKind, node: Node, parent: Scope): Scope {
    const scope = new Scope(kind, node, parent, this.#unit);
    this.#all.push(scope);
    if (kind !== "type" || node.type === "type_alias_statement") this.#byNode.set(node, scope);
    if (kind === "type") return scope;
    for (const { kind: statement, names } of this.#declarations.get(node) ?? []) {
      for (const name of names) (statement === "global_statement" ? scope.globals : scope.nonlocals).add(name);
    }
    return scope;
  }

  push(node: Node | null, scope: Scope, annotation = false): void {
    if (node) this.pending.push({ node, scope, annotation });
  }

  pushAll(nodes: readonly Node[], scope: Scope, annotation = false): void {
    for (let at = nodes.length - 1; at >= 0; at--) this.push(nodes[at] as Node, scope, annotation);
  }

  bind(kind: BindingKind, name: Node, scope: Scope, statement: Node, more: Partial<Binding> = {}): void {
    let home = scope;
    // PEP 572: a walrus in a comprehension binds in the scope around it.
    if (kind === "walrus") while (home.kind === "comprehension" && home.parent) home = home.parent;
    const { text } = name;
    let through: Scope | null = null;
    if (home.globals.has(text)) {
      through = home;
      home = home.module;
    }
    const binding: Binding = {
      name: text,
      kind,
      node: name,
      statement,
      value: null,
      annotation: null,
      target: null,
      ...more,
      scope: home,
      through,
    };
    if (home.nonlocals.has(text)) this.#nonlocals.push({ binding, from: home });
    else add(home, binding);
  }

  /** Binds every name of an assignment target; what a target reads (`a.b = …`, `a[i] = …`) is visited. */
  bindTargets(target: Node | null, kind: BindingKind, scope: Scope, statement: Node, more: Partial<Binding> = {}): void {
    if (!target) return;
    switch (target.type) {
      case "identifier":
        this.bind(kind, target, scope, statement, more);
        break;
      case "pattern_list":
      case "tuple_pattern":
      case "list_pattern":
      case "list_splat_pattern":
      case "as_pattern_target":
      case "tuple":
      case "list":
      case "expression_list":
      case "parenthesized_expression":
      case "list_splat": {
        const parts = target.operands;
        // `(a): int = 1` and `with x as a` bind one name to the whole value.
        const whole = parts.length === 1 && (target.type === "as_pattern_target" || isParenthesized(target));
        for (const part of parts) this.bindTargets(part, kind, scope, statement, whole ? more : {});
        break;
      }
      default:
        this.push(target, scope);
    }
  }

  read(node: Node, scope: Scope, quoted = false, name = node.text): void {
    scope.references.push({ name, node, scope, deferred: quoted || scope.function !== null, quoted });
  }

  export(name: string, node: Node): void {
    this.#exports.push({ name, node });
  }
}

function add(scope: Scope, binding: Binding): void {
  const list = scope.bindings.get(binding.name);
  if (list) list.push(binding);
  else scope.bindings.set(binding.name, [binding]);
}

/** Done last: the function that owns the name may bind it below the one that rebinds it. */
function bindNonlocal(binding: Binding, from: Scope): void {
  let home: Scope | null = from.parent;
  while (home && !((home.kind === "function" || home.kind === "lambda") && home.bindings.has(binding.name))) home = home.parent;
  if (!home) {
    add(from, binding);
    return;
  }
  const list = home.bindings.get(binding.name) as Binding[];
  const after = list.findIndex((other) => other.node.start > binding.node.start);
  list.splice(after < 0 ? list.length : after, 0, { ...binding, scope: home });
}

/** `(a)` without a comma, which the grammar reads as a pattern of one. */
function isParenthesized(target: Node): boolean {
  return (target.type === "tuple_pattern" || target.type === "parenthesized_expression") && !target.text.includes(",");
}

/** `global x` holds for the whole function, also for assignments before it: all of them are collected first. */
function declarations(root: Node): Declarations {
  const found: Declarations = new Map();
  const { text } = root;
  if (!text.includes("global") && !text.includes("nonlocal")) return found;
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "global_statement" || node.type === "nonlocal_statement") {
      let owner = node.parent;
      while (owner && owner.type !== "function_definition" && owner.type !== "class_definition") owner = owner.parent;
      if (owner) {
        const list = found.get(owner) ?? [];
        list.push({ kind: node.type, names: node.operands.map((name) => name.text) });
        found.set(owner, list);
      }
    }
    for (const child of node.children) pending.push(child);
  }
  return found;
}
