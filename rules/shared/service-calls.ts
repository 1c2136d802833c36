import {
  fieldWords,
  isFunction,
  isNew,
  keyOf,
  lastName,
  modifiers,
  typeArguments,
  typeIn,
  unwrap,
  type Node,
} from "../../server/code/index.ts";
import type { CodeContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { definitionOf } from "./called-functions.ts";
import { isPlainType } from "./plain-types.ts";
import { returnedValues } from "../../server/code/returned.ts";

/** The start of a function's name that says it builds something: `get_service`, `createClient`. */
const FACTORY = {
  python: /^_*(?:create|build|make|new|get|init|setup|open|connect|load)_(?:\w+_)?(?=[a-z]+$)/,
  typescript: /^_*(?:create|build|make|new|get|init|setup|open|connect|load)(?=[A-Z])/,
};
/** A class method that returns an instance: `OrdersClient.from_env`. */
const CONSTRUCTOR_METHOD = {
  python: /^(?:from_\w+|create\w*|build\w*|make\w*|new|get_instance|instance|connect|open|default)$/,
  typescript: /^(?:from[A-Z]\w*|create\w*|build\w*|make\w*|new|getInstance|instance|connect|open|default)$/,
};
const VALUE_BASES = /^(?:\w*Enum|\w*Flag|NamedTuple|TypedDict|Exception|\w+Error|str|int|float|bytes|UUID)$/;

/** The class or factory, as written, by which a call builds a service, client, pool or the like (the profile's `service_words`); null for any other call. */
export function builtService(call: Node, context: CodeContext): string | null {
  const callee = calleeOf(call);
  if (!callee) return null;
  const { language } = call.source;
  const { profile } = context.project;
  const written = `${isNew(call) ? "new " : ""}${callee.text.replace(/\s+/g, "")}`;
  const dotted = context.resolve(callee);
  if (profile.service_constructors.includes(dotted ?? callee.text)) return written;
  if (dotted !== null && profile.service_lookalikes.includes(dotted)) return null;
  const name = nameOf(callee, dotted);
  if (name === null) return null;
  const definition = callee.type === "identifier" ? definitionOf(callee, context) : null;
  if ((language === "python" || isNew(call)) && isServiceClass(name, profile))
    return definition?.type === "class_definition" && isValueClass(definition) ? null : written;
  if (isNew(call)) return null;
  const made = FACTORY[language].test(name) ? name.replace(FACTORY[language], "") : null;
  if (made !== null && (language === "python" ? isServiceNoun(made, profile) : isServiceClass(made, profile)))
    return definition && returnsPlain(definition) ? null : written;
  const type = definition && isFunction(definition) ? definition.child("return_type") : null;
  if (type && classesIn(typeIn(type)).some((one) => isServiceClass(one, profile))) return written;
  const owner = callee.type === "attribute" && CONSTRUCTOR_METHOD[language].test(name) ? callee.child("object") : null;
  const ownerName = owner && nameOf(owner, context.resolve(owner));
  return ownerName !== null && isServiceClass(ownerName, profile) ? written : null;
}

/** The expression called, without a generic's arguments: `Repository` of `Repository[Order]()`. */
function calleeOf(call: Node): Node | null {
  const written = call.child("function");
  const callee = written && unwrap(written);
  return callee?.type === "subscript" && call.source.language === "python" ? callee.child("value") : callee;
}

/** The name that tells what is called: the exporting module's own, the local one for a default import. */
function nameOf(expression: Node, dotted: string | null): string | null {
  const exported = dotted?.split(".").at(-1);
  return exported === undefined || exported === "default" || /[/@]/.test(exported) ? lastName(expression) : exported;
}

/** `OrdersService`, `_HTTPClient`, `OrderRepositoryImpl`, `OrdersServiceV2`: the last word of a class name tells what it is. */
function isServiceClass(name: string, { service_words: words, service_lookalikes: lookalikes }: Profile): boolean {
  const plain = name.replace(/^_+/, "").replace(/(?:Impl|V?\d+)$/, "");
  return /^[A-Z]/.test(plain) && !lookalikes.includes(name) && words.some((word) => plain.endsWith(word));
}

function isServiceNoun(noun: string, { service_words: words }: Profile): boolean {
  return words.some((word) => word.toLowerCase() === noun);
}

/** A class whose instances are values or errors: building one at import time is harmless. */
export function isValueClass(definition: Node): boolean {
  return definition.source.language === "python" ? isFrozenClass(definition) : holdsGivenOnly(definition);
}

/** An enum, a frozen dataclass or model, a named tuple, an exception. */
function isFrozenClass(definition: Node): boolean {
  const bases = definition.child("superclasses")?.operands ?? [];
  if (
    bases.some((base) =>
      base.type === "keyword_argument" ? /^frozen\s*=\s*True$/.test(base.text) : VALUE_BASES.test(lastName(base) ?? ""),
    )
  )
    return true;
  const { parent } = definition;
  if (parent?.type === "decorated_definition") {
    for (const decorator of parent.children) {
      if (
        decorator.type === "decorator" &&
        (/\bfrozen\s*=\s*True\b/.test(decorator.text) || /^@\s*(?:attrs?\.)?frozen\b/.test(decorator.text))
      )
        return true;
    }
  }
  return (definition.child("body")?.children ?? []).some((statement) => {
    if (statement.type === "expression_statement")
      return /^model_config\b[^=]*=.*\bfrozen["']?\s*[=:]\s*True\b/s.test(statement.text);
    return (
      statement.type === "class_definition" &&
      statement.child("name")?.text === "Config" &&
      /\bfrozen\s*=\s*True\b|\ballow_mutation\s*=\s*False\b/.test(statement.text)
    );
  });
}

/** An error, or a class of TypeScript that only holds what it is given. */
function holdsGivenOnly(definition: Node): boolean {
  const base = definition.child("superclasses");
  if (base) return /Error$/.test(lastName(base.operands[0] ?? null) ?? "");
  const members = definition.child("body")?.operands ?? [];
  return (
    members.length > 0 &&
    members.every((member) => {
      const words = modifiers(member);
      if (member.type === "assignment") return words.includes("readonly") && !words.includes("static") && !member.child("right");
      const parameters = member.child("parameters")?.operands ?? [];
      // `private client: Client` is a field that may be changed.
      const isFixed = (words: string[]): boolean => words.length === 0 || words.includes("readonly");
      return keyOf(member) === "constructor" && parameters.every((parameter) => isFixed(fieldWords(parameter)));
    })
  );
}

/** A function of this file that returns a number, a text or nothing by its annotation; in Python by what it returns when it has none. */
export function returnsPlain(definition: Node): boolean {
  if (!isFunction(definition)) return false;
  const annotation = definition.child("return_type");
  if (annotation) return isPlainType(annotation);
  if (definition.source.language === "typescript") return false;
  return returnedValues(definition).every(
    (value) =>
      !value ||
      /^(?:string|concatenated_string|integer|float|true|false|none|comparison_operator|not_operator)$/.test(unwrap(value).type),
  );
}

/** The names of classes in what a function is annotated to return: `OrdersService` of `"OrdersService"` and of `Promise<OrdersService | null>`. */
function classesIn(type: Node): string[] {
  if (type.type === "string")
    return [
      type.text
        .replace(/^["']|["']$/g, "")
        .split(".")
        .at(-1) ?? "",
    ];
  if (type.type === "ts_union_type") return type.operands.flatMap(classesIn);
  const name = lastName(type);
  const [inner] = typeArguments(type);
  if (name === "Promise") return inner ? classesIn(inner) : [];
  return name === null ? [] : [name];
}
