import type { PyNode, PyUnit } from "../../syntax/python.ts";

export type BindingKind =
  "import" | "assignment" | "annotation" | "parameter" | "function" | "class" | "loop" | "with" | "except" | "match" | "walrus" | "type";

/** What an import statement binds: `from a.b import c as d` is `{ module: "a.b", name: "c" }`, `import a.b` is `{ module: "a.b", name: null }`. */
export interface ImportTarget {
  /** Dotted module; a relative import keeps its leading dots (`..core`). */
  module: string;
  name: string | null;
  /** `import a.b` binds `a`; `import a.b as x` and every `from` import bind the target itself. */
  bindsTop: boolean;
}

/** One place that gives a name a meaning in a scope. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  /** The name itself. */
  readonly node: PyNode;
  /** The statement, parameter or clause that binds. */
  readonly statement: PyNode;
  /** The expression assigned, when the name stands alone on the left. */
  readonly value: PyNode | null;
  readonly annotation: PyNode | null;
  readonly target: ImportTarget | null;
  readonly scope: Scope;
  /** The function that rebinds a module-level name through `global`. */
  readonly through: Scope | null;
}

/** One place that reads a name. */
export interface Reference {
  readonly name: string;
  readonly node: PyNode;
  readonly scope: Scope;
  /** Evaluated after the module ran (function bodies), or never (string annotations). */
  readonly deferred: boolean;
  /** Stands inside a string that is an annotation. */
  readonly quoted: boolean;
}

export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension" | "type";

/** A Python scope. The module's own scope exists once per top-level statement; `PythonModule` joins them. */
export class Scope {
  readonly kind: ScopeKind;
  readonly node: PyNode;
  readonly parent: Scope | null;
  readonly unit: PyUnit;
  readonly bindings = new Map<string, Binding[]>();
  readonly references: Reference[] = [];
  readonly globals = new Set<string>();
  readonly nonlocals = new Set<string>();
  readonly deleted: Reference[] = [];

  constructor(kind: ScopeKind, node: PyNode, parent: Scope | null, unit: PyUnit) {
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

/** The scopes of one top-level statement: which node opens which scope. */
export interface UnitScopes {
  readonly top: Scope;
  readonly byNode: ReadonlyMap<PyNode, Scope>;
  readonly all: readonly Scope[];
}

const COMPREHENSIONS = new Set(["list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"]);

/** Builds the scopes of one top-level statement from one walk over it. */
export function buildScopes(unit: PyUnit): UnitScopes {
  return new ScopeBuilder(unit).run();
}

interface Visit {
  node: PyNode;
  scope: Scope;
  annotation: boolean;
}

class ScopeBuilder {
  readonly #unit: PyUnit;
  readonly #byNode = new Map<PyNode, Scope>();
  readonly #all: Scope[] = [];
  readonly #top: Scope;
  /** Depth first, in source order: what is pushed last is visited next. */
  readonly #pending: Visit[] = [];

  constructor(unit: PyUnit) {
    this.#unit = unit;
    this.#top = new Scope("module", unit.node, null, unit);
    this.#all.push(this.#top);
  }

  run(): UnitScopes {
    this.#declareGlobals();
    this.#push(this.#unit.node, this.#top, false);
    for (let visit = this.#pending.pop(); visit; visit = this.#pending.pop()) this.#visit(visit);
    return { top: this.#top, byNode: this.#byNode, all: this.#all };
  }

  #globalsOf = new Map<PyNode, { kind: "global_statement" | "nonlocal_statement"; names: string[] }[]>();

  /** `global x` holds for the whole function, also for assignments before it: they are collected first. */
  #declareGlobals(): void {
    const text = this.#unit.node.text;
    if (!text.includes("global") && !text.includes("nonlocal")) return;
    const pending = [this.#unit.node];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (node.type === "global_statement" || node.type === "nonlocal_statement") {
        let owner = node.parent;
        while (owner && owner.type !== "function_definition" && owner.type !== "class_definition") owner = owner.parent;
        if (owner) {
          const list = this.#globalsOf.get(owner) ?? [];
          list.push({ kind: node.type, names: node.operands.map((name) => name.text) });
          this.#globalsOf.set(owner, list);
        }
      }
      for (const child of node.children) pending.push(child);
    }
  }

  #open(kind: ScopeKind, node: PyNode, parent: Scope): Scope {
    const scope = new Scope(kind, node, parent, this.#unit);
    this.#all.push(scope);
    if (kind !== "type") this.#byNode.set(node, scope);
    for (const { kind: statement, names } of this.#globalsOf.get(node) ?? []) {
      for (const name of names) (statement === "global_statement" ? scope.globals : scope.nonlocals).add(name);
    }
    return scope;
  }

  #push(node: PyNode | null, scope: Scope, annotation = false): void {
    if (node) this.#pending.push({ node, scope, annotation });
  }

  #pushAll(nodes: readonly PyNode[], scope: Scope, annotation = false): void {
    for (let at = nodes.length - 1; at >= 0; at--) this.#push(nodes[at] as PyNode, scope, annotation);
  }

  #bind(kind: BindingKind, name: PyNode, scope: Scope, statement: PyNode, more: Partial<Binding> = {}): void {
    let home = scope;
    if (kind === "walrus") while (home.kind === "comprehension" && home.parent) home = home.parent;
    let through: Scope | null = null;
    if (home.globals.has(name.text)) {
      through = home;
      home = home.module;
    } else if (home.nonlocals.has(name.text)) {
      let outer = home.parent;
      while (outer && !(outer.kind === "function" && outer.bindings.has(name.text))) outer = outer.parent;
      home = outer ?? home;
    }
    const binding: Binding = { name: name.text, kind, node: name, statement, value: null, annotation: null, target: null, ...more, scope: home, through };
    const list = home.bindings.get(binding.name);
    if (list) list.push(binding);
    else home.bindings.set(binding.name, [binding]);
  }

  /** Binds every name of an assignment target; what a target reads (`a.b = …`, `a[i] = …`) is visited. */
  #bindTargets(target: PyNode | null, kind: BindingKind, scope: Scope, statement: PyNode, more: Partial<Binding> = {}): void {
    if (!target) return;
    switch (target.type) {
      case "identifier":
        this.#bind(kind, target, scope, statement, more);
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
      case "list_splat":
        for (const child of target.operands) this.#bindTargets(child, kind, scope, statement, target.operands.length === 1 && target.type === "as_pattern_target" ? more : {});
        break;
      default:
        this.#push(target, scope);
    }
  }

  #read(node: PyNode, scope: Scope, quoted = false, name = node.text): void {
    scope.references.push({ name, node, scope, deferred: quoted || scope.function !== null, quoted });
  }

  #visit({ node, scope, annotation }: Visit): void {
    switch (node.type) {
      case "identifier":
        this.#read(node, scope);
        return;
      case "comment":
      case "line_continuation":
      case "global_statement":
      case "nonlocal_statement":
        return;
      case "attribute":
        this.#push(node.child("object"), scope, annotation);
        return;
      case "keyword_argument":
        this.#push(node.child("value"), scope);
        return;
      case "import_statement":
      case "import_from_statement":
      case "future_import_statement":
        this.#import(node, scope);
        return;
      case "assignment": {
        const value = node.child("right");
        const type = node.child("type");
        const left = node.child("left");
        this.#push(value, scope);
        this.#push(type, scope, true);
        const kind = value ? "assignment" : "annotation";
        this.#bindTargets(left, kind, scope, node, { value, annotation: type });
        return;
      }
      case "augmented_assignment": {
        const left = node.child("left");
        this.#push(node.child("right"), scope);
        if (left?.type === "identifier") this.#read(left, scope);
        this.#bindTargets(left, "assignment", scope, node);
        return;
      }
      case "named_expression":
        this.#push(node.child("value"), scope);
        if (node.child("name")) this.#bind("walrus", node.child("name") as PyNode, scope, node, { value: node.child("value") });
        return;
      case "for_statement":
        this.#pushAll(node.children.filter((child) => child.field !== "left"), scope);
        this.#bindTargets(node.child("left"), "loop", scope, node);
        return;
      case "as_pattern": {
        const [value] = node.operands;
        const alias = node.child("alias");
        const kind = node.parent?.type === "with_item" ? "with" : node.parent?.type === "except_clause" || node.parent?.type === "except_group_clause" ? "except" : "match";
        this.#push(value ?? null, scope);
        this.#bindTargets(alias, kind, scope, node, kind === "with" && value ? { value } : {});
        return;
      }
      case "delete_statement":
        for (const name of flatten(node)) {
          if (name.type === "identifier") {
            this.#read(name, scope);
            scope.deleted.push(scope.references.at(-1) as Reference);
          } else this.#push(name, scope);
        }
        return;
      case "function_definition":
        this.#function(node, scope);
        return;
      case "lambda": {
        const inner = this.#open("lambda", node, scope);
        this.#push(node.child("body"), inner);
        this.#parameters(node.child("parameters"), scope, inner);
        return;
      }
      case "class_definition":
        this.#class(node, scope);
        return;
      case "case_pattern":
        this.#pattern(node, scope);
        return;
      case "type_alias_statement": {
        const left = node.child("left");
        const inner = this.#open("type", node, scope);
        this.#typeAlias(left, scope, inner, node);
        this.#push(node.child("right"), inner, true);
        return;
      }
      case "type":
        this.#pushAll(node.children, scope, true);
        return;
      case "string":
      case "concatenated_string":
        if (annotation && isPlainString(node)) this.#quoted(node, scope);
        else this.#pushAll(node.children, scope);
        return;
      case "subscript":
      case "generic_type":
        this.#subscript(node, scope, annotation);
        return;
      case "call":
        this.#pushAll(node.children, scope, false);
        return;
      default:
        if (COMPREHENSIONS.has(node.type)) this.#comprehension(node, scope);
        else this.#pushAll(node.children, scope, annotation);
    }
  }

  #import(node: PyNode, scope: Scope): void {
    const from = node.type === "import_from_statement" || node.type === "future_import_statement";
    const module = node.type === "future_import_statement" ? "__future__" : (node.child("module_name")?.text.replace(/\s/g, "") ?? "");
    for (const name of node.childrenIn("name")) {
      const dotted = name.type === "aliased_import" ? name.child("name") : name;
      const alias = name.type === "aliased_import" ? name.child("alias") : null;
      const first = dotted?.children[0];
      if (!dotted || !first) continue;
      const path = dotted.text.replace(/\s/g, "");
      const target: ImportTarget = from ? { module, name: path, bindsTop: false } : { module: path, name: null, bindsTop: alias === null };
      this.#bind("import", alias ?? first, scope, node, { target });
    }
    if (node.children.some((child) => child.type === "wildcard_import")) {
      const star = node.children.find((child) => child.type === "wildcard_import") as PyNode;
      this.#bind("import", star, scope, node, { target: { module, name: "*", bindsTop: false } });
    }
  }

  #function(node: PyNode, scope: Scope): void {
    const name = node.child("name");
    if (name) this.#bind("function", name, scope, node);
    const typed = this.#typeParameters(node.child("type_parameters"), scope, node);
    const inner = this.#open("function", node, typed);
    this.#push(node.child("body"), inner);
    this.#push(node.child("return_type"), typed, true);
    this.#parameters(node.child("parameters"), typed, inner);
  }

  #class(node: PyNode, scope: Scope): void {
    const name = node.child("name");
    if (name) this.#bind("class", name, scope, node);
    const typed = this.#typeParameters(node.child("type_parameters"), scope, node);
    const inner = this.#open("class", node, typed);
    this.#push(node.child("body"), inner);
    this.#push(node.child("superclasses"), typed);
  }

  #typeParameters(parameters: PyNode | null, scope: Scope, owner: PyNode): Scope {
    if (!parameters) return scope;
    const typed = this.#open("type", owner, scope);
    for (const parameter of parameters.operands) this.#typeParameter(parameter, typed, owner);
    return typed;
  }

  #typeParameter(parameter: PyNode, typed: Scope, owner: PyNode): void {
    // `T`, `T: bound`, `*Ts`, `**P`: the first identifier is the name, what follows is the bound.
    if (parameter.type === "identifier") {
      this.#bind("type", parameter, typed, owner);
      return;
    }
    const [first, ...rest] = parameter.operands;
    if (first) this.#typeParameter(first, typed, owner);
    this.#pushAll(rest, typed, true);
  }

  #typeAlias(left: PyNode | null, scope: Scope, inner: Scope, statement: PyNode): void {
    if (!left) return;
    if (left.type === "identifier") {
      this.#bind("type", left, scope, statement);
      return;
    }
    const [first, ...rest] = left.operands;
    this.#typeAlias(first ?? null, scope, inner, statement);
    for (const node of rest) {
      if (node.type === "type_parameter") for (const parameter of node.operands) this.#typeParameter(parameter, inner, statement);
    }
  }

  /** Parameters are bound in the function; their defaults and annotations are read outside it. */
  #parameters(list: PyNode | null, outer: Scope, inner: Scope): void {
    for (const parameter of (list?.operands ?? []).toReversed()) {
      const annotation = parameter.child("type");
      const value = parameter.child("value");
      this.#push(value, outer);
      this.#push(annotation, outer, true);
    }
    for (const parameter of list?.operands ?? []) {
      const named = parameter.child("name") ?? (parameter.type === "typed_parameter" ? (parameter.operands[0] ?? null) : parameter);
      const names = named?.type === "identifier" ? [named] : named ? flatten(named).filter((node) => node.type === "identifier") : [];
      for (const name of names) {
        this.#bind("parameter", name, inner, parameter, { value: parameter.child("value"), annotation: parameter.child("type") });
      }
    }
  }

  #comprehension(node: PyNode, scope: Scope): void {
    const inner = this.#open("comprehension", node, scope);
    let first = true;
    const later: Visit[] = [];
    for (const child of node.children) {
      if (child.type === "for_in_clause") {
        this.#bindTargets(child.child("left"), "loop", inner, child);
        for (const part of child.children) {
          if (part.field === "left") continue;
          later.push({ node: part, scope: first ? scope : inner, annotation: false });
        }
        first = false;
      } else later.push({ node: child, scope: inner, annotation: false });
    }
    for (const visit of later.toReversed()) this.#pending.push(visit);
  }

  /** A pattern of a `case`: a lone name captures, a dotted name and a class are read. */
  #pattern(node: PyNode, scope: Scope): void {
    switch (node.type) {
      case "dotted_name": {
        const [first] = node.children;
        if (!first) return;
        if (node.children.length > 1) this.#read(first, scope);
        else if (first.text !== "_") this.#bind("match", first, scope, node);
        return;
      }
      case "as_pattern": {
        const [pattern, alias] = node.operands;
        if (pattern) this.#pattern(pattern, scope);
        for (const name of alias ? flatten(alias) : []) this.#bind("match", name, scope, node);
        return;
      }
      case "class_pattern": {
        const [name, ...rest] = node.operands;
        const [first] = name?.children ?? [];
        if (first) this.#read(first, scope);
        for (const part of rest) this.#pattern(part, scope);
        return;
      }
      case "keyword_pattern":
        for (const part of node.operands.slice(1)) this.#pattern(part, scope);
        return;
      case "splat_pattern":
        for (const name of node.operands) if (name.type === "identifier" && name.text !== "_") this.#bind("match", name, scope, node);
        return;
      case "case_pattern":
      case "union_pattern":
      case "list_pattern":
      case "tuple_pattern":
      case "dict_pattern":
        for (const part of node.operands) this.#pattern(part, scope);
        return;
      default:
        this.#push(node, scope);
    }
  }

  #subscript(node: PyNode, scope: Scope, annotation: boolean): void {
    const [value, ...rest] = node.operands;
    const name = value?.type === "attribute" ? value.child("attribute")?.text : value?.text;
    // The arguments of Literal are values, and only the first argument of Annotated is a type.
    const literal = name === "Literal";
    const annotated = name === "Annotated";
    const inside = rest.flatMap((part) => (part.type === "type_parameter" ? part.operands : [part]));
    for (let at = inside.length - 1; at >= 0; at--) {
      this.#push(inside[at] as PyNode, scope, annotation && !literal && !(annotated && at > 0));
    }
    this.#push(value ?? null, scope, annotation);
  }

  /** Names inside a string annotation: every identifier that does not follow a dot. */
  #quoted(node: PyNode, scope: Scope): void {
    for (const match of node.text.matchAll(/(?<![\w.'"])[A-Za-z_]\w*|(?<=^[bBuUrRfF]{0,2}['"]+)[A-Za-z_]\w*/g)) this.#read(node, scope, true, match[0]);
  }
}

function isPlainString(node: PyNode): boolean {
  return !node.children.some((child) => child.type === "interpolation" || (child.type === "string" && !isPlainString(child)));
}

/** The leaves of a target or parameter pattern. */
function flatten(node: PyNode): PyNode[] {
  if (node.type === "identifier" || node.type === "attribute" || node.type === "subscript" || node.type === "call") return [node];
  return node.operands.flatMap(flatten);
}
