import type { Node, Source, Unit } from "../../../syntax/tree.ts";
import type { Reference, Scope as ParsedScope, TSESTree, Variable } from "../../../syntax/typescript.ts";
import { toLookThrough } from "../../../syntax/meter.ts";
import type { Span } from "../../../syntax/text.ts";
import type { TypeFact } from "../../types/type.ts";
import { copyNodes, type TypeScriptNodes } from "../../../syntax/typescript-nodes.ts";
import type { ModuleNames } from "../module-names.ts";
import { Scope, type Binding, type BindingKind, type ImportTarget, type ScopeKind, type UnitScopes } from "../scopes.ts";
import { usageOf, type UnitUsage } from "../usage.ts";
import { importedFrom, type TypeScriptModule } from "./module.ts";

type Definition = Variable["defs"][number];

const KINDS: Readonly<Record<string, BindingKind>> = {
  CatchClause: "except",
  ClassName: "class",
  FunctionName: "function",
  ImportBinding: "import",
  Parameter: "parameter",
  TSEnumName: "class",
  TSModuleName: "class",
  Type: "type",
  Variable: "assignment",
};

const SCOPES: Readonly<Record<string, ScopeKind>> = { class: "class", function: "function", global: "module", module: "module" };

const NONE: readonly Binding[] = [];

interface Own {
  top: Scope;
  all: Scope[];
  byNode: Map<Node, Scope>;
}

/** The names of a TypeScript module in the words that both languages share. Made when a rule first asks for it. */
export class TypeScriptNames implements ModuleNames {
  readonly source: Source;
  readonly bindings = new Map<string, Binding[]>();
  readonly comments: readonly Span[];
  readonly module: TypeScriptModule;
  readonly #tree: TypeScriptNodes;
  readonly #units = new Map<Unit, Own>();
  readonly #unitOf = new Map<Node, Unit>();
  readonly #scopes = new Map<ParsedScope, Scope>();
  readonly #ofVariable = new Map<Variable, Binding[]>();

  constructor(module: TypeScriptModule) {
    this.module = module;
    this.comments = module.tree.comments.map(({ range: [start, end] }) => ({ start, end }));
    const source = { language: "typescript", text: module.tree.text, units: [] as readonly Unit[], syntaxError: null } as const;
    this.#tree = copyNodes(module.tree.program, source);
    this.source = Object.assign(source, { units: this.#tree.units });
    for (const unit of this.units) {
      this.#unitOf.set(unit.node, unit);
      const top = new Scope("module", unit.node, null, unit);
      this.#units.set(unit, { top, all: [top], byNode: new Map() });
    }
    for (const scope of module.tree.scopes.scopes) this.#read(scope);
    for (const { top } of this.#units.values())
      for (const [name, list] of top.bindings) this.bindings.set(name, [...(this.bindings.get(name) ?? []), ...list]);
  }

  get units(): readonly Unit[] {
    return this.#tree.units;
  }

  scopesOf(unit: Unit): UnitScopes {
    const own = this.#units.get(unit);
    if (!own) throw new Error("the statement is not part of this module");
    return { ...own, exports: [] };
  }

  usageOf(unit: Unit): UnitUsage {
    return usageOf(this.scopesOf(unit));
  }

  get imports(): readonly Binding[] {
    return [...this.bindings.values()].flat().filter(({ target }) => target !== null);
  }

  isRead(name: string): boolean {
    return (this.module.global(name)?.references.length ?? 0) > 0;
  }

  global(name: string): readonly Binding[] {
    return this.bindings.get(name) ?? NONE;
  }

  scopeAt(node: Node): Scope {
    for (let up: Node | null = node; up; up = up.parent) {
      const origin = this.#tree.origins.get(up);
      const parsed = origin && this.module.tree.scopes.acquire(origin, true);
      const scope = parsed && this.#scopes.get(parsed);
      if (scope) return scope;
      if (!up.parent) return this.#own(up).top;
    }
    throw new Error("the node is not part of this module");
  }

  bindingsOf(name: string, at: Node): readonly Binding[] {
    return toLookThrough(this.#bindingsOf(name, at));
  }

  #bindingsOf(name: string, at: Node): readonly Binding[] {
    const origin = this.#tree.origins.get(at);
    const isName = origin?.type === "Identifier" || origin?.type === "JSXIdentifier";
    const variable = isName && origin.name === name ? this.module.variable(origin) : null;
    if (variable) return this.#ofVariable.get(variable) ?? NONE;
    if (at.type === "identifier" && at.text === name) return NONE;
    for (let scope: Scope | null = this.scopeAt(at); scope && scope.kind !== "module"; scope = scope.parent) {
      const found = scope.bindings.get(name);
      if (found) return found;
    }
    return this.global(name);
  }

  binding(name: string, at: Node): Binding | null {
    const all = this.bindingsOf(name, at);
    const before = all.filter(({ node, scope }) => node.start <= at.start && scope.function === this.scopeAt(at).function);
    return before.at(-1) ?? all.at(-1) ?? null;
  }

  resolve(node: Node | null): string | null {
    const origin = node && this.#tree.origins.get(node);
    return origin ? this.module.resolve(origin) : null;
  }

  /** The shared node that stands for one of the parser. */
  node(origin: TSESTree.Node): Node | null {
    return this.#tree.nodes.get(origin) ?? null;
  }

  typeOf(annotation: Node, read: (annotation: Node, module: ModuleNames) => TypeFact): TypeFact {
    return read(annotation, this);
  }

  #own(node: Node): Own {
    let root = node;
    while (root.parent) root = root.parent;
    return this.#units.get(this.#unitOf.get(root) as Unit) as Own;
  }

  #read(parsed: ParsedScope): void {
    if (!isModule(parsed)) {
      const node = this.#tree.nodes.get(parsed.block);
      if (!node) return;
      const own = this.#own(node);
      const around = parsed.upper && !isModule(parsed.upper) ? this.#scopes.get(parsed.upper) : null;
      const kind = node.type === "lambda" && parsed.type === "function" ? "lambda" : (SCOPES[parsed.type] ?? "block");
      const scope = new Scope(kind, node, around ?? own.top, own.top.unit);
      this.#scopes.set(parsed, scope);
      own.all.push(scope);
      own.byNode.set(node, scope);
    }
    for (const variable of parsed.variables) this.#bind(variable, parsed);
    for (const reference of parsed.references) {
      const node = this.#tree.nodes.get(reference.identifier);
      if (!node || !reference.isRead()) continue;
      const scope = this.#scopes.get(parsed) ?? this.#own(node).top;
      scope.references.push({ name: node.text, node, scope, deferred: scope.function !== null, quoted: false });
    }
  }

  /** What declares a variable, and what is written to it later. */
  #bind(variable: Variable, parsed: ParsedScope): void {
    const all: Binding[] = [];
    for (const definition of variable.defs) {
      const node = this.#tree.nodes.get(definition.name);
      const statement = this.#tree.nodes.get(definition.node);
      if (!node || !statement) continue;
      const scope = this.#scopes.get(parsed) ?? this.#own(node).top;
      all.push({ name: variable.name, node, statement, scope, through: null, ...this.#meaning(definition, statement) });
    }
    const [first] = all;
    if (!first) return;
    for (const reference of variable.references)
      if (reference.isWrite() && !reference.init) all.push(...this.#written(reference, first));
    all.sort((a, b) => a.node.start - b.node.start);
    this.#ofVariable.set(variable, all);
    const { bindings } = first.scope;
    bindings.set(variable.name, [...(bindings.get(variable.name) ?? []), ...all]);
  }

  #meaning(definition: Definition, statement: Node): Pick<Binding, "kind" | "value" | "annotation" | "target"> {
    const kind = KINDS[definition.type] ?? "assignment";
    const isAlone = definition.type === "Variable" && definition.node.id === definition.name;
    const declared = definition.type === "Parameter" ? (this.#tree.nodes.get(definition.name)?.parent ?? null) : statement;
    return {
      kind: kind === "assignment" && isLoop(definition) ? "loop" : kind,
      value: isAlone ? statement.child("right") : definition.type === "Parameter" ? (declared?.child("value") ?? null) : null,
      annotation: isAlone || definition.type === "Parameter" ? (declared?.child("type") ?? null) : null,
      target: definition.type === "ImportBinding" ? targetOf(definition) : null,
    };
  }

  #written(reference: Reference, first: Binding): Binding[] {
    const node = this.#tree.nodes.get(reference.identifier);
    if (!node) return [];
    const statement = node.parent?.type === "assignment" && node.field === "left" ? node.parent : null;
    const value = statement?.child("right") ?? null;
    return [{ ...first, kind: "assignment", node, statement: statement ?? node, value, annotation: null, target: null }];
  }
}

function isModule({ type }: ParsedScope): boolean {
  return `${type}` === "module" || `${type}` === "global";
}

function isLoop(definition: Definition): boolean {
  const loop = definition.parent?.parent;
  return (loop?.type === "ForOfStatement" || loop?.type === "ForInStatement") && loop.left === definition.parent;
}

function targetOf(definition: Definition): ImportTarget | null {
  const found = importedFrom(definition.node, definition.parent);
  return found && { ...found, bindsTop: false };
}
