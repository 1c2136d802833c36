import { calleeName, isNew, isOptional, unwrap, type Node } from "../../server/code/index.ts";
import type { ContractClass } from "../../server/facts/contracts.ts";
import type { CodeContext } from "../define.ts";
import { dictOf, MAX_STEPS, numberOf, SOME_TEXT, textOf, type Given } from "./given-values.ts";

const SOME_NUMBER: Given = { kind: "float", value: null };

/** What an expression of TypeScript certainly is. What is cast to a type is what the cast says, so nothing is known of it. */
export function givenInTypeScript(expression: Node, context: CodeContext, step: number): Given | null {
  const node = inside(expression);
  if (!node || step > MAX_STEPS) return null;
  switch (node.type) {
    case "none":
      return { kind: "none" };
    case "true":
    case "false":
      return { kind: "bool", value: node.type === "true" };
    case "not_operator":
    case "comparison_operator":
      return { kind: "bool", value: null };
    case "number":
    case "unary_operator":
      return numberOf(node);
    case "string":
      return textOf(node);
    case "list":
      return { kind: "list", items: node.operands.some(({ type }) => type === "list_splat") ? null : node.operands };
    case "dictionary":
      return dictOf(node);
    case "call":
      return resultOf(node, context, step);
    case "attribute":
      return memberOf(node, context);
    case "identifier":
      return nameOf(node, context, step);
    default:
      return null;
  }
}

/** Without parentheses, `!` and `as const`; null for what is cast to another type. */
function inside(expression: Node): Node | null {
  for (let node = expression; ; node = node.operands[0] as Node) {
    if (node.type === "cast" && !/(?:^|[^\w])const$|!$/.test(node.text)) return null;
    if (node.type !== "cast" && node.type !== "parenthesized_expression") return node;
  }
}

/** What the platform's functions give. */
const RESULTS: Readonly<Record<string, Given>> = {
  String: SOME_TEXT,
  "JSON.stringify": SOME_TEXT,
  "crypto.randomUUID": SOME_TEXT,
  ...Object.fromEntries(["v1", "v3", "v4", "v5", "v6", "v7"].map((version) => [`uuid.${version}`, SOME_TEXT])),
  Number: SOME_NUMBER,
  parseInt: SOME_NUMBER,
  parseFloat: SOME_NUMBER,
  "Number.parseInt": SOME_NUMBER,
  "Number.parseFloat": SOME_NUMBER,
  "Date.now": SOME_NUMBER,
  "performance.now": SOME_NUMBER,
  Boolean: { kind: "bool", value: null },
  "Array.isArray": { kind: "bool", value: null },
};

function resultOf(call: Node, context: CodeContext, step: number): Given | null {
  const callee = call.child("function");
  const dotted = callee && context.resolve(callee);
  if (isNew(call)) return dotted === "Date" ? { kind: "datetime" } : null;
  if (dotted && Object.hasOwn(RESULTS, dotted)) return RESULTS[dotted] as Given;
  const object = callee?.type === "attribute" ? callee.child("object") : null;
  const of = object && givenInTypeScript(object, context, step + 1);
  const method = calleeName(call) ?? "";
  if (of?.kind === "datetime")
    return /^to(?:ISO|UTC|Date|Time|Locale)?\w*String$/.test(method)
      ? SOME_TEXT
      : /^(?:getTime|valueOf)$/.test(method)
        ? SOME_NUMBER
        : null;
  const isText = /^(?:to(?:Lower|Upper)Case|trim(?:Start|End)?|replace(?:All)?|slice|padStart|padEnd|repeat|concat|toString)$/;
  return of?.kind === "text" && isText.test(method) ? SOME_TEXT : null;
}

/** A member of an enum. */
function memberOf(node: Node, context: CodeContext): Given | null {
  const name = node.child("attribute")?.text ?? "";
  const found = typescriptClass(node.child("object"), context);
  if (found?.kind !== "enum" || !found.complete || found.members.length === 0) return null;
  const missing = !found.members.some((member) => member.name === name);
  return missing && !/^[A-Z]/.test(name) ? null : { kind: "member", of: found, name, missing };
}

function nameOf(node: Node, context: CodeContext, step: number): Given | null {
  const binding = context.binding(node);
  if (!binding || context.bindings(node).length !== 1) return null;
  if (binding.kind === "parameter") {
    if (!binding.annotation || isOptional(binding.node)) return null;
    const text = context.type(binding.annotation).text;
    return Object.hasOwn(PARAMETERS, text) ? (PARAMETERS[text] as Given) : null;
  }
  if (binding.kind !== "assignment" || !binding.value) return null;
  const given = givenInTypeScript(binding.value, context, step + 1);
  // What has a name may be filled later.
  if (given?.kind === "dict") return { kind: "dict", entries: null, empty: false };
  return given?.kind === "list" ? { kind: "list", items: null } : given;
}

const PARAMETERS: Readonly<Record<string, Given>> = {
  string: SOME_TEXT,
  number: SOME_NUMBER,
  boolean: { kind: "bool", value: null },
  Date: { kind: "datetime" },
};

/** The class, enum or schema that an expression names: by import, or of the same file. */
export function typescriptClass(expression: Node | null, context: CodeContext): ContractClass | null {
  const node = expression && unwrap(expression);
  if (!node) return null;
  const dotted = context.resolve(node);
  if (dotted !== null) return context.contractClass(dotted);
  const binding = node.type === "identifier" ? context.binding(node) : null;
  return binding?.scope.kind === "module" ? context.contractClass(node.text) : null;
}
