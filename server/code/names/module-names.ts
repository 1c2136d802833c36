import type { Node, Source, Unit } from "../../syntax/tree.ts";
import type { Span } from "../../syntax/text.ts";
import type { TypeFact } from "../types/type.ts";
import type { Binding, Scope, UnitScopes } from "./scopes.ts";
import type { UnitUsage } from "./usage.ts";

/** What the names of one file mean, whatever its language. */
export interface ModuleNames {
  readonly source: Source;
  readonly units: readonly Unit[];
  /** Comments that are no nodes of the tree. */
  readonly comments: readonly Span[];
  /** The module-level bindings of every name, in source order. */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>;
  /** The module-level bindings made by import statements, in source order. */
  readonly imports: readonly Binding[];
  scopesOf(unit: Unit): UnitScopes;
  usageOf(unit: Unit): UnitUsage;
  /** Some statement reads this module-level name. */
  isRead(name: string): boolean;
  /** Module-level bindings of a name. */
  global(name: string): readonly Binding[];
  /** The scope in which a node is evaluated. */
  scopeAt(node: Node): Scope;
  /** What a name means where it stands: the bindings of the nearest scope that has it, empty for builtins and unknown names. */
  bindingsOf(name: string, at: Node): readonly Binding[];
  /** The binding that most likely holds where a name is read. */
  binding(name: string, at: Node): Binding | null;
  /** The dotted name an expression stands for, imports and one-name aliases resolved; local values give null. */
  resolve(node: Node | null): string | null;
  /** What an annotation says, read once while the text stays. */
  typeOf(annotation: Node, read: (annotation: Node, module: ModuleNames) => TypeFact): TypeFact;
}
