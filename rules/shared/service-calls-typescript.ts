import { isFunction, lastName, unwrap, type TSESTree } from "../../server/facts/typescript/index.ts";
import type { TypeScriptContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { definitionOf } from "./called-functions-typescript.ts";

type Context = Pick<TypeScriptContext, "module" | "project">;
export type Building = TSESTree.CallExpression | TSESTree.NewExpression;

/** A function that says it builds something: `createClient`, `getOrdersService`. */
const FACTORY = /^_*(?:create|build|make|new|get|init|setup|open|connect|load)(?=[A-Z])/;
/** A static method that returns an instance: `OrdersClient.fromEnv`. */
const CONSTRUCTOR_METHOD = /^(?:from[A-Z]\w*|create\w*|build\w*|make\w*|new|getInstance|instance|connect|open|default)$/;
const PLAIN_TYPES =
  /^(?:Array|ReadonlyArray|Record|Map|ReadonlyMap|WeakMap|Set|ReadonlySet|WeakSet|Date|RegExp|URL|Buffer|Uint8Array|ArrayBuffer|Timeout|Timer|Immediate|ReturnType|AbortController|Decimal|BigNumber|Error)$/;

/** What a call or construction builds when that is a service, client, pool or the like (the profile's `service_words`), as written; null for any other. */
export function builtService(node: Building, { module, project: { profile } }: Context): string | null {
  const callee = unwrap(node.callee);
  const written = module.textOf(callee).replace(/\s+/g, "");
  const dotted = module.resolve(callee);
  if (dotted !== null && profile.service_constructors.includes(dotted)) return said(node, written);
  if (dotted !== null && profile.service_lookalikes.includes(dotted)) return null;
  const name = nameOf(callee, dotted);
  if (name === null) return null;
  if (node.type === "NewExpression") {
    const definition = callee.type === "Identifier" ? definitionOf(callee, module) : null;
    return isServiceClass(name, profile) && !isValueClass(definition) ? said(node, written) : null;
  }
  const definition = callee.type === "Identifier" ? definitionOf(callee, module) : null;
  const returned = definition && isFunction(definition) ? (definition.returnType?.typeAnnotation ?? null) : null;
  if (FACTORY.test(name) && isServiceClass(name.replace(FACTORY, ""), profile))
    return returned && isPlainType(returned) ? null : said(node, written);
  if (returned && typeNames(returned).some((type) => isServiceClass(type, profile))) return said(node, written);
  if (callee.type === "MemberExpression" && CONSTRUCTOR_METHOD.test(name)) {
    const owner = nameOf(callee.object, module.resolve(callee.object));
    if (owner !== null && isServiceClass(owner, profile)) return said(node, written);
  }
  return null;
}

function said({ type }: Building, written: string): string {
  return type === "NewExpression" ? `new ${written}` : written;
}

/** The name that tells what is called: the exporting module's own, the local one for a default import. */
function nameOf(callee: TSESTree.Node, dotted: string | null): string | null {
  const exported = dotted?.split(".").at(-1);
  return exported === undefined || exported === "default" || /[/@]/.test(exported) ? lastName(callee) : exported;
}

/** `OrdersService`, `HTTPClient`, `OrderRepositoryImpl`, `OrdersServiceV2`: the last word of a class name tells what it is. */
function isServiceClass(name: string, { service_words: words, service_lookalikes: lookalikes }: Profile): boolean {
  const plain = name.replace(/^_+/, "").replace(/(?:Impl|V?\d+)$/, "");
  return /^[A-Z]/.test(plain) && !lookalikes.includes(name) && words.some((word) => plain.endsWith(word));
}

/** An error, or a class of this file that only holds what it is given: building one while a module is loaded is harmless. */
export function isValueClass(definition: TSESTree.Node | null): boolean {
  if (definition?.type !== "ClassDeclaration" && definition?.type !== "ClassExpression") return false;
  if (definition.superClass) return /Error$/.test(lastName(definition.superClass) ?? "");
  const { body } = definition.body;
  return (
    body.length > 0 &&
    body.every(
      (member) =>
        (member.type === "PropertyDefinition" && member.readonly && !member.static && !member.value) ||
        (member.type === "MethodDefinition" &&
          member.kind === "constructor" &&
          member.value.params.every((parameter) => parameter.type !== "TSParameterProperty" || parameter.readonly)),
    )
  );
}

/** A type that holds numbers, texts, dates, lists, tables or functions only: `string`, `number | null`, `Map<string, Order>`, `() => void`. */
export function isPlainType(type: TSESTree.TypeNode): boolean {
  switch (type.type) {
    case "TSUnionType":
    case "TSIntersectionType":
      return type.types.every(isPlainType);
    case "TSTypeReference": {
      const name = lastName(type.typeName) ?? "";
      const [inner] = type.typeArguments?.params ?? [];
      return name === "Promise" && inner ? isPlainType(inner) : PLAIN_TYPES.test(name);
    }
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
    case "TSObjectKeyword":
    case "TSImportType":
    case "TSIndexedAccessType":
    case "TSTypeLiteral":
      return false;
    default:
      return true;
  }
}

/** The names of classes in a type: `OrdersService` of `Promise<OrdersService | null>`. */
function typeNames(type: TSESTree.TypeNode): string[] {
  if (type.type === "TSUnionType") return type.types.flatMap(typeNames);
  if (type.type !== "TSTypeReference") return [];
  const name = lastName(type.typeName);
  const [inner] = type.typeArguments?.params ?? [];
  if (name === "Promise") return inner ? typeNames(inner) : [];
  return name === null ? [] : [name];
}
