import {
  isFunction,
  keyOf,
  propertyName,
  unwrap,
  type FunctionNode,
  type TSESTree,
  type TypeScriptModule,
} from "../../server/facts/typescript/index.ts";

/** What runs when a call or construction does, as far as this file tells: a function, or what a class does with a new instance. */
export interface Called {
  name: string;
  /** Roots of what runs; none of them is entered by itself. */
  bodies: readonly TSESTree.Node[];
  /** The function called; null for a class. */
  definition: FunctionNode | null;
}

/** The function or class of this file that a call runs; null for anything else, and for generators, whose call runs nothing yet. */
export function calledHere(call: TSESTree.CallExpression | TSESTree.NewExpression, module: TypeScriptModule): Called | null {
  const callee = unwrap(call.callee);
  if (callee.type === "Identifier") {
    const definition = definitionOf(callee, module);
    if (!definition) return null;
    if (isFunction(definition)) return ofFunction(callee.name, definition);
    return call.type === "NewExpression" && isClass(definition) ? ofClass(callee.name, definition) : null;
  }
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier") return null;
  const owner = definitionOf(callee.object, module);
  const name = propertyName(callee);
  const method = owner && name !== null ? methodOf(owner, name) : null;
  return method ? ofFunction(module.textOf(callee), method) : null;
}

/** The function, class or object literal that a name of this file always stands for. */
export function definitionOf(name: TSESTree.Identifier, module: TypeScriptModule): TSESTree.Node | null {
  const variable = module.variable(name);
  const definition = variable?.defs.findLast(({ type }) => type !== "Type");
  if (definition?.type === "FunctionName" && isFunction(definition.node)) return definition.node;
  if (definition?.type === "ClassName") return definition.node;
  if (definition?.type !== "Variable" || definition.node.id.type !== "Identifier" || !definition.node.init) return null;
  if (variable?.references.some((reference) => reference.isWrite() && !reference.init)) return null;
  return unwrap(definition.node.init);
}

function ofFunction(name: string, definition: FunctionNode): Called | null {
  return definition.generator ? null : { name, bodies: [...definition.params, definition.body], definition };
}

function ofClass(name: string, { body: { body } }: TSESTree.ClassDeclaration | TSESTree.ClassExpression): Called {
  const bodies: TSESTree.Node[] = [];
  for (const member of body) {
    if (member.type === "PropertyDefinition" && !member.static && member.value && !isFunction(member.value))
      bodies.push(member.value);
    if (member.type === "MethodDefinition" && member.kind === "constructor" && member.value.body) bodies.push(member.value.body);
  }
  return { name, bodies, definition: null };
}

function methodOf(owner: TSESTree.Node, name: string): FunctionNode | null {
  const members: readonly TSESTree.Node[] = isClass(owner)
    ? owner.body.body
    : owner.type === "ObjectExpression"
      ? owner.properties
      : [];
  for (const member of members) {
    if (member.type !== "Property" && member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") continue;
    if ((member.type !== "Property" && !member.static) || keyOf(member) !== name || !member.value) continue;
    if (isFunction(member.value)) return member.value;
  }
  return null;
}

function isClass(node: TSESTree.Node): node is TSESTree.ClassDeclaration | TSESTree.ClassExpression {
  return node.type === "ClassDeclaration" || node.type === "ClassExpression";
}
