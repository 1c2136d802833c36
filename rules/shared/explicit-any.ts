import { isFunction, type TSESTree } from "../../server/facts/typescript/index.ts";

/** What to say of an `any`; null where it only describes what a type must fit, so that no value gets it. */
export function explicitAny(node: TSESTree.TSAnyKeyword): string | null {
  if (isPattern(node)) return null;
  const { parent } = node;
  if (parent?.type === "TSAsExpression" || parent?.type === "TSTypeAssertion")
    return "`any` in a type assertion switches the type checks off for this value: assert its real type, or use `unknown` and narrow it.";
  if (parent?.type === "TSTypeAnnotation" && parent.parent?.type === "Identifier" && parent.parent.parent?.type === "CatchClause")
    return "What is caught is `unknown`: leave the type out and narrow it before use, `any` switches the type checks off.";
  return "`any` switches the type checks off for every value that has it: write the real type, or `unknown` and narrow it.";
}

/**
 * `<F extends (...args: any[]) => any>`, `T extends Promise<any> ? … : …`: only `any` fits every function there. The rest parameter of a mixin's
 * constructor must be `any[]`, the compiler says (TS2545).
 */
function isPattern(node: TSESTree.TSAnyKeyword): boolean {
  let child: TSESTree.Node = node;
  for (let up: TSESTree.Node | undefined = node.parent; up; child = up, up = up.parent) {
    if (up.type === "TSTypeParameter") return up.constraint === child;
    if (up.type === "TSConditionalType" && up.extendsType === child) return true;
    if (up.type === "TSModuleDeclaration" && up.declare) return true;
    if (up.type === "RestElement" && isRestOfPattern(up, node)) return true;
  }
  return false;
}

function isRestOfPattern(rest: TSESTree.RestElement, node: TSESTree.TSAnyKeyword): boolean {
  const isList = rest.typeAnnotation?.typeAnnotation === node || node.parent?.type === "TSArrayType";
  if (!isList || (node.parent !== rest.typeAnnotation && node.parent?.parent !== rest.typeAnnotation)) return false;
  const owner = rest.parent;
  if (/^TS(?:FunctionType|ConstructorType|ConstructSignatureDeclaration|CallSignatureDeclaration)$/.test(owner.type)) return true;
  const method = isFunction(owner) ? owner.parent : null;
  if (method?.type !== "MethodDefinition" || method.kind !== "constructor") return false;
  const definition = method.parent.parent;
  return definition.superClass !== null;
}
