import { Node, type Source, type Unit } from "./tree.ts";
import { childrenOf, type TSESTree } from "./typescript.ts";
import { ownWord, WORDS } from "./words-typescript.ts";

/** The nodes of a TypeScript document as rules see code of any language, and which node of the parser each stands for. */
export interface TypeScriptNodes {
  readonly units: readonly Unit[];
  readonly nodes: ReadonlyMap<TSESTree.Node, Node>;
  readonly origins: ReadonlyMap<Node, TSESTree.Node>;
}

/** Copies the parser's tree into the shared one: calls, members, objects and functions of both languages then have one shape. */
export function copyNodes(program: TSESTree.Program, source: Source): TypeScriptNodes {
  const copier = new Copier(source);
  const units = program.body.map((statement) => ({
    node: copier.copy(statement, null, null),
    hasError: false,
    spans: [],
    cut: null,
  }));
  return { units, nodes: copier.nodes, origins: copier.origins };
}

type Maybe = TSESTree.Node | null | undefined;

class Copier {
  readonly nodes = new Map<TSESTree.Node, Node>();
  readonly origins = new Map<Node, TSESTree.Node>();
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  copy(node: TSESTree.Node, field: string | null, parent: Node | null): Node {
    switch (node.type) {
      case "ChainExpression": {
        const inner = this.copy(node.expression, field, parent);
        this.nodes.set(node, inner);
        return inner;
      }
      case "Identifier":
      case "JSXIdentifier":
        // The range of a name takes its annotation along.
        return this.#make("identifier", field, node, parent, { start: node.range[0], end: node.range[0] + node.name.length });
      case "PrivateIdentifier":
        return this.#make("identifier", field, node, parent, { start: node.range[0] + 1, end: node.range[1] });
      case "TSTypeAnnotation": {
        // The range takes the colon along.
        const made = this.#make("type", field, node, parent, spanOf(node.typeAnnotation));
        this.#add(node.typeAnnotation, null, made);
        return made;
      }
      case "ThisExpression":
      case "Super":
        return this.#make("identifier", field, node, parent);
      case "Literal":
        return this.#literal(node, field, parent);
      case "TemplateLiteral":
        return this.#template(node, field, parent);
      case "MemberExpression": {
        const made = this.#make(node.computed ? "subscript" : "attribute", field, node, parent);
        this.#add(node.object, node.computed ? "value" : "object", made);
        this.#add(node.property, node.computed ? "subscript" : "attribute", made);
        return made;
      }
      case "CallExpression":
      case "NewExpression":
        return this.#call(node, field, parent);
      case "VariableDeclarator": {
        const made = this.#make("assignment", field, node, parent);
        this.#add(node.id, "left", made);
        this.#add(annotationOf(node.id), "type", made);
        this.#add(node.init, "right", made);
        return made;
      }
      case "AssignmentPattern":
      case "TSParameterProperty":
        return this.#parameter(node, field, parent);
      case "Property":
        return this.#property(node, field, parent);
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "TSDeclareFunction":
      case "TSEmptyBodyFunctionExpression":
      case "ArrowFunctionExpression":
        return this.#function(node, null, field, parent);
      case "MethodDefinition":
      case "TSAbstractMethodDefinition": {
        const made = this.#function(node.value, node, field, parent);
        for (const decorator of node.decorators) this.#add(decorator, "decorator", made);
        return made;
      }
      case "ClassDeclaration":
      case "ClassExpression": {
        const made = this.#make("class_definition", field, node, parent);
        this.#add(node.id, "name", made);
        this.#add(node.typeParameters, "type_parameters", made);
        if (node.superClass) {
          const list = this.#make("argument_list", "superclasses", null, made, spanOf(node.superClass));
          this.#add(node.superClass, null, list);
        }
        this.#add(node.superTypeArguments, "type_arguments", made);
        for (const implemented of node.implements) this.#add(implemented, "implements", made);
        this.#add(node.body, "body", made);
        for (const decorator of node.decorators) this.#add(decorator, "decorator", made);
        return made;
      }
      default:
        return this.#plain(node, field, parent);
    }
  }

  /** A node whose children keep their order: renamed where the shared tree has a word for it. */
  #plain(node: TSESTree.Node, field: string | null, parent: Node | null): Node {
    const words = WORDS[node.type];
    const made = this.#make(kindByOperator(node) ?? words?.kind ?? ownWord(node.type), field, node, parent);
    if (!words) {
      for (const child of childrenOf(node)) this.#add(child, null, made);
      return made;
    }
    const values = node as unknown as Record<string, Maybe | readonly Maybe[]>;
    for (const [key, role] of Object.entries(words.fields)) {
      const value = values[key];
      if (key === "param") this.#add(value as Maybe, role, made, true);
      else if (role === "parameters") this.#parameters(value as readonly TSESTree.Parameter[], node, made);
      else if (key === "key") this.#key(node as TSESTree.PropertyDefinition, role ?? key, made);
      else if (Array.isArray(value)) for (const one of value as readonly Maybe[]) this.#add(one, role, made);
      else this.#add(value as Maybe, role, made);
    }
    return made;
  }

  #literal(node: TSESTree.Literal, field: string | null, parent: Node | null): Node {
    const { value } = node;
    if (typeof value !== "string")
      return this.#make(
        value === null && node.raw === "null" ? "none" : typeof value === "boolean" ? String(value) : typeof value,
        field,
        node,
        parent,
      );
    const made = this.#make("string", field, node, parent);
    const [start, end] = node.range;
    if (end - start > 2) this.#make("string_content", null, null, made, { start: start + 1, end: end - 1 });
    return made;
  }

  /** Literal parts and `${…}` between them, as an f-string has. */
  #template(node: TSESTree.TemplateLiteral, field: string | null, parent: Node | null): Node {
    const made = this.#make("string", field, node, parent);
    node.quasis.forEach(({ range: [start, end], tail }, at) => {
      const span = { start: start + 1, end: end - (tail ? 1 : 2) };
      if (span.end > span.start) this.#make("string_content", null, null, made, span);
      const expression = node.expressions[at];
      const next = node.quasis[at + 1];
      if (!expression || !next) return;
      const part = this.#make("interpolation", null, null, made, { start: span.end, end: next.range[0] + 1 });
      this.#add(expression, "expression", part);
    });
    return made;
  }

  /** `f(a)` and `new F(a)`: the arguments in a list of their own. */
  #call(node: TSESTree.CallExpression | TSESTree.NewExpression, field: string | null, parent: Node | null): Node {
    const made = this.#make("call", field, node, parent);
    this.#add(node.callee, "function", made);
    this.#add(node.typeArguments, "type_arguments", made);
    const from = (node.typeArguments ?? node.callee).range[1];
    const open = node.type === "NewExpression" && node.arguments.length === 0 ? -1 : this.#source.text.value.indexOf("(", from);
    const start = open < 0 || open >= node.range[1] ? node.range[1] : open;
    const list = this.#make("argument_list", "arguments", null, made, { start, end: node.range[1] });
    for (const argument of node.arguments) this.#add(argument, null, list);
    return made;
  }

  #property(node: TSESTree.Property, field: string | null, parent: Node | null): Node {
    const made = this.#make("pair", field, node, parent);
    this.#key(node, "key", made);
    this.#add(node.value, "value", made);
    return made;
  }

  /** A name that is written as it is is a key, no variable. */
  #key({ key, computed }: { key: TSESTree.Node; computed: boolean }, field: string, parent: Node): void {
    if ((key.type === "Identifier" && !computed) || key.type === "PrivateIdentifier")
      this.#make("property_name", field, key, parent);
    else this.#add(key, field, parent);
  }

  #function(
    node: TSESTree.FunctionLike,
    member: TSESTree.MethodDefinition | TSESTree.TSAbstractMethodDefinition | null,
    field: string | null,
    parent: Node | null,
  ): Node {
    const isLambda = node.type === "ArrowFunctionExpression" && node.body.type !== "BlockStatement";
    const made = this.#make(isLambda ? "lambda" : "function_definition", field, member ?? node, parent);
    if (member) {
      this.nodes.set(node, made);
      this.#key(member, "name", made);
    } else if ("id" in node) this.#add(node.id, "name", made);
    this.#add(node.typeParameters, "type_parameters", made);
    this.#parameters(node.params, node, made);
    this.#add(node.returnType, "return_type", made);
    if ("body" in node) this.#add(node.body, "body", made);
    return made;
  }

  #parameters(params: readonly TSESTree.Parameter[], node: TSESTree.Node, parent: Node): void {
    const [first] = params;
    const start = first?.range[0] ?? node.range[0];
    const list = this.#make("parameters", "parameters", null, parent, { start, end: params.at(-1)?.range[1] ?? start });
    for (const parameter of params) this.#add(parameter, null, list, true);
  }

  /** A parameter with what it is annotated with and its default. */
  #parameter(node: TSESTree.Parameter, field: string | null, parent: Node | null): Node {
    if (node.type === "TSParameterProperty") {
      const inner = this.#parameter(node.parameter, field, parent);
      this.nodes.set(node, inner);
      for (const decorator of node.decorators) this.#add(decorator, "decorator", inner);
      return inner;
    }
    const target = node.type === "AssignmentPattern" ? node.left : node;
    const annotation = annotationOf(target);
    const decorators = [...node.decorators, ...(target === node ? [] : target.decorators)];
    if (node.type !== "AssignmentPattern" && !annotation && decorators.length === 0) return this.copy(node, field, parent);
    const kind =
      node.type !== "AssignmentPattern" ? "typed_parameter" : annotation ? "typed_default_parameter" : "default_parameter";
    const made = this.#make(kind, field, node.type === "AssignmentPattern" ? node : null, parent, spanOf(node));
    this.#add(target, "name", made);
    this.#add(annotation, "type", made);
    if (node.type === "AssignmentPattern") this.#add(node.right, "value", made);
    for (const decorator of decorators) this.#add(decorator, "decorator", made);
    return made;
  }

  #add(node: Maybe, field: string | null, parent: Node, isParameter = false): void {
    if (!node) return;
    if (isParameter) this.#parameter(node as TSESTree.Parameter, field, parent);
    else this.copy(node, field, parent);
  }

  #make(kind: string, field: string | null, node: TSESTree.Node | null, parent: Node | null, span = node && spanOf(node)): Node {
    const { start, end } = span as { start: number; end: number };
    const made = new Node(kind, field, start, end, parent, this.#source);
    parent?.take(made);
    if (node) {
      this.nodes.set(node, made);
      this.origins.set(made, node);
    }
    return made;
  }
}

/** The word of what its operator makes another kind. */
function kindByOperator(node: TSESTree.Node): string | null {
  switch (node.type) {
    case "BinaryExpression":
      return /^(?:[!=]==?|[<>]=?|in|instanceof)$/.test(node.operator) ? "comparison_operator" : null;
    case "UnaryExpression":
      return node.operator === "!" ? "not_operator" : null;
    case "AssignmentExpression":
      return node.operator === "=" ? null : "augmented_assignment";
    default:
      return null;
  }
}

function spanOf({ range: [start, end] }: TSESTree.Node): { start: number; end: number } {
  return { start, end };
}

function annotationOf(node: TSESTree.Node): Maybe {
  return "typeAnnotation" in node && node.type !== "TSTypeAnnotation" ? node.typeAnnotation : null;
}
