import { enclosingFunction, isFunction, lastName, unwrap, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext } from "../define.ts";
import { definitionOf } from "./called-functions-typescript.ts";
import { returnedValues } from "./returns-none-typescript.ts";
import { builtService, isPlainType, isValueClass, type Building } from "./service-calls-typescript.ts";

/** A function or method that says it makes something. */
const BUILDING_FUNCTION = /^_*(?:create|build|make|init|initialize|setup|open|connect|load)(?=[A-Z]|$)/;
const NO_OBJECT = /^(?:Decimal|BigNumber|Big|\w*Error)$|logger/i;
/** Nobody nests more alternatives by hand. */
const MAX_DEPTH = 20;

/** The call or construction by which an expression makes a new object; null when it only passes on what it is given, or a plain value. */
export function buildingIn(expression: TSESTree.Node, context: TypeScriptContext, named = false, depth = 0): Building | null {
  if (depth > MAX_DEPTH) return null;
  const value = unwrap(expression);
  const next = depth + 1;
  switch (value.type) {
    case "NewExpression":
      return buildsObject(value, context) ? value : null;
    case "CallExpression":
      return returnsObject(value, context) ? value : null;
    case "AwaitExpression":
      return buildingIn(value.argument, context, named, next);
    case "AssignmentExpression":
      return buildingIn(value.right, context, named, next);
    case "LogicalExpression":
      return buildingIn(value.left, context, named, next) ?? buildingIn(value.right, context, named, next);
    case "ConditionalExpression":
      return buildingIn(value.consequent, context, named, next) ?? buildingIn(value.alternate, context, named, next);
    case "Identifier": {
      // One local name is followed.
      const definition = named ? undefined : context.module.variable(value)?.defs[0];
      if (definition?.type !== "Variable" || definition.node.id.type !== "Identifier" || !definition.node.init) return null;
      return enclosingFunction(definition.node) ? buildingIn(definition.node.init, context, true, next) : null;
    }
    default:
      return null;
  }
}

/** A class of this file or an imported one; what the platform has (`Map`, `Date`, `URL`) holds values. */
function buildsObject(node: TSESTree.NewExpression, context: TypeScriptContext): boolean {
  if (builtService(node, context) !== null) return true;
  const { module } = context;
  const callee = unwrap(node.callee);
  if (NO_OBJECT.test(lastName(callee) ?? "")) return false;
  if (callee.type === "Identifier" && isValueClass(definitionOf(callee, module))) return false;
  const root = rootOf(callee);
  return root !== null && module.variable(root) !== null;
}

function returnsObject(call: TSESTree.CallExpression, context: TypeScriptContext): boolean {
  if (builtService(call, context) !== null) return true;
  const { module } = context;
  const callee = unwrap(call.callee);
  const name = lastName(callee) ?? "";
  if (NO_OBJECT.test(name)) return false;
  const definition = callee.type === "Identifier" ? definitionOf(callee, module) : null;
  if (definition) {
    if (!isFunction(definition)) return false;
    if (definition.returnType) return BUILDING_FUNCTION.test(name) && !isPlainType(definition.returnType.typeAnnotation);
    return returnedValues(definition).some((value) => value !== null && unwrap(value).type === "NewExpression");
  }
  const root = rootOf(callee);
  const isImported = root !== null && module.variable(root)?.defs[0]?.type === "ImportBinding";
  return isImported && BUILDING_FUNCTION.test(name);
}

function rootOf(expression: TSESTree.Node): TSESTree.Identifier | null {
  let node = unwrap(expression);
  while (node.type === "MemberExpression") node = unwrap(node.object);
  return node.type === "Identifier" ? node : null;
}
