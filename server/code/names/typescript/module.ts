import {
  parseTypeScript,
  TypeScriptTree,
  type Reference,
  type Scope,
  type TSESTree,
  type TypeScriptError,
  type Variable,
} from "../../../syntax/typescript.ts";
import { moduleSpecifier } from "./module-paths.ts";
import { propertyName, unwrap } from "./expressions.ts";

/** Names followed from one to the next: a circle of constants ends here. */
const MAX_STEPS = 8;

/** A TypeScript module that parses, and what its names mean. */
export class TypeScriptModule {
  readonly tree: TypeScriptTree;
  readonly #references = new Map<TSESTree.Node, Reference>();
  readonly #declared = new Map<TSESTree.Node, Variable>();

  /** Null, with the error, for a text that does not parse. */
  static read(path: string, text: string): { module: TypeScriptModule } | { error: TypeScriptError } {
    const tree = parseTypeScript(path, text);
    return tree instanceof TypeScriptTree ? { module: new TypeScriptModule(tree) } : { error: tree };
  }

  constructor(tree: TypeScriptTree) {
    this.tree = tree;
    for (const scope of tree.scopes.scopes) {
      for (const reference of scope.references) this.#references.set(reference.identifier, reference);
      for (const variable of scope.variables) for (const name of variable.identifiers) this.#declared.set(name, variable);
    }
  }

  /** The text of a node. */
  textOf({ range: [start, end] }: TSESTree.Node): string {
    return this.tree.text.value.slice(start, end);
  }

  /** The module's own scope, below the global one. */
  get scope(): Scope {
    const global = this.tree.scopes.globalScope as Scope;
    return global.childScopes.find(({ type }) => type === "module") ?? global;
  }

  /** A module-level variable, type or import by its name. */
  global(name: string): Variable | null {
    return this.scope.set.get(name) ?? null;
  }

  /** The variable that an identifier reads or declares; null for globals of the platform. */
  variable(identifier: TSESTree.Node): Variable | null {
    return this.#declared.get(identifier) ?? this.#references.get(identifier)?.resolved ?? null;
  }

  /** The reference that an identifier is; null for declarations, keys and properties. */
  reference(identifier: TSESTree.Node): Reference | null {
    return this.#references.get(identifier) ?? null;
  }

  /** The innermost scope that a node stands in. */
  scopeAt(node: TSESTree.Node): Scope {
    for (let up: TSESTree.Node | undefined = node; up; up = up.parent) {
      const scope = this.tree.scopes.acquire(up, true);
      if (scope) return scope;
    }
    return this.scope;
  }

  /**
   * The dotted name of an expression or type name, through imports and constants: `crypto.randomUUID` for a name imported from `node:crypto`,
   * `./orders.js.OrdersService`, `process.env.TOKEN` for globals. Null for what is local or only known at run time.
   */
  resolve(node: TSESTree.Node | null | undefined, step = 0): string | null {
    if (!node || step > MAX_STEPS) return null;
    const plain = unwrap(node);
    switch (plain.type) {
      case "Identifier":
      case "JSXIdentifier":
        return this.#resolveName(plain, step);
      case "MemberExpression":
      case "JSXMemberExpression": {
        const object = this.resolve(plain.object, step + 1);
        const name = propertyName(plain);
        return object === null || name === null ? null : join(object, name);
      }
      case "TSQualifiedName": {
        const left = this.resolve(plain.left, step + 1);
        return left === null ? null : join(left, plain.right.name);
      }
      case "CallExpression":
        return requiredModule(plain);
      case "ImportExpression":
        return plain.source.type === "Literal" && typeof plain.source.value === "string"
          ? moduleSpecifier(plain.source.value)
          : null;
      case "AwaitExpression":
        return plain.argument.type === "ImportExpression" ? this.resolve(plain.argument, step + 1) : null;
      default:
        return null;
    }
  }

  #resolveName(node: TSESTree.Identifier | TSESTree.JSXIdentifier, step: number): string | null {
    const variable = this.variable(node);
    if (!variable) return this.#references.has(node) || node.type === "JSXIdentifier" ? node.name : null;
    if (variable.defs.length === 0) return variable.name;
    const [definition] = variable.defs;
    if (!definition || variable.defs.length > 1) return null;
    if (definition.type === "ImportBinding") return imported(definition.node, definition.parent);
    if (definition.type !== "Variable" || variable.references.some((reference) => reference.isWrite() && !reference.init))
      return null;
    const { id, init } = definition.node;
    if (!init) return null;
    if (id.type === "Identifier") return this.resolve(init, step + 1);
    if (id.type !== "ObjectPattern") return null;
    const property = id.properties.find(({ type, value }) => type === "Property" && value === definition.name);
    const key = property?.type === "Property" ? keyName(property) : null;
    const from = key === null ? null : this.resolve(init, step + 1);
    return from === null || key === null ? null : join(from, key);
  }
}

function keyName({ key, computed }: TSESTree.Property): string | null {
  if (key.type === "Identifier" && !computed) return key.name;
  return key.type === "Literal" && typeof key.value === "string" ? key.value : null;
}

/** `globalThis.process` is `process`. */
function join(object: string, name: string): string {
  return object === "globalThis" || object === "global" || object === "window" ? name : `${object}.${name}`;
}

function requiredModule({ callee, arguments: [first] }: TSESTree.CallExpression): string | null {
  if (callee.type !== "Identifier" || callee.name !== "require") return null;
  return first?.type === "Literal" && typeof first.value === "string" ? moduleSpecifier(first.value) : null;
}

/** What an import binds: a module, or one of its names. */
export function importedFrom(
  node: TSESTree.Node,
  parent: TSESTree.Node | null | undefined,
): { module: string; name: string | null } | null {
  if (node.type === "TSImportEqualsDeclaration") {
    const { moduleReference } = node;
    if (moduleReference.type !== "TSExternalModuleReference") return null;
    const { expression } = moduleReference;
    if (expression.type !== "Literal" || typeof expression.value !== "string") return null;
    return { module: moduleSpecifier(expression.value), name: null };
  }
  if (parent?.type !== "ImportDeclaration") return null;
  const module = moduleSpecifier(parent.source.value);
  if (node.type === "ImportNamespaceSpecifier") return { module, name: null };
  // Node's own modules are their default export.
  const isOwn = isBuiltin(parent.source.value);
  if (node.type === "ImportDefaultSpecifier") return { module, name: isOwn ? null : "default" };
  if (node.type !== "ImportSpecifier") return null;
  const name = node.imported.type === "Identifier" ? node.imported.name : node.imported.value;
  return { module, name: name === "default" && isOwn ? null : name };
}

function imported(node: TSESTree.Node, parent: TSESTree.Node | null | undefined): string | null {
  const target = importedFrom(node, parent);
  return target && (target.name === null ? target.module : `${target.module}.${target.name}`);
}

const BUILTINS = new Set([
  "assert",
  "buffer",
  "child_process",
  "crypto",
  "events",
  "fs",
  "http",
  "https",
  "os",
  "path",
  "process",
  "test",
  "url",
  "util",
]);

function isBuiltin(source: string): boolean {
  return source.startsWith("node:") || BUILTINS.has(source);
}
