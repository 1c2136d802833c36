import type { TSESTree } from "../../syntax/typescript.ts";
import type { TypeScriptExtractor, TypeScriptFactContext } from "./extract.ts";
import { functionAround } from "../../code/typescript/function-names.ts";
import {
  ancestor,
  calleeName,
  isFunction,
  lastName,
  plainArguments,
  propertyName,
  stringValue,
  unwrap,
} from "../../code/typescript/read.ts";
import { propertyOf } from "../../code/typescript/properties.ts";
import { constantValue } from "../../code/typescript/constants.ts";
import { walk } from "../../code/typescript/walk.ts";

/** Statements before an answer that may say what it is about. */
const STATEMENTS_BEFORE = 3;
/** Letters of a condition that are kept. */
const MAX_CONDITION = 200;

/** Methods that set a status: `res.status(401)`, `reply.code(401)`, `c.status(401)`; the second argument of Hono's answers. */
const SETTERS = /^(?:status|sendStatus|code|writeHead)$/;
const HONO = /^(?:json|text|html|body|newResponse)$/;
const RESPONSE = /^(?:res|response|reply|rep|c|ctx|context|set)$/i;
const ERRORS = /(?:HTTP|Http|Api|Status)\w*(?:Exception|Error)$|^createError$|^createHttpError$/;

/** Answers with a status that can be read, of express, fastify, Hono and the web's own `Response`. */
export const statuses: TypeScriptExtractor = {
  CallExpression(node, context) {
    const callee = unwrap(node.callee);
    const args = plainArguments(node);
    const name = calleeName(node) ?? "";
    if (callee.type === "Identifier") {
      if (ERRORS.test(name)) emit(args[0], node, name, context);
      return;
    }
    if (callee.type !== "MemberExpression") return;
    const receiver = receiverName(callee.object);
    if (name === "json" && /Response$/.test(receiver)) emit(statusIn(args[1]), node, "Response", context);
    else if (!RESPONSE.test(receiver)) return;
    else if (SETTERS.test(name)) emit(args[0], node, "response", context);
    else if (HONO.test(name)) emit(args[1], node, "response", context);
  },
  NewExpression(node, context) {
    const name = lastName(node.callee) ?? "";
    const args = plainArguments(node);
    if (/^(?:Next)?Response$/.test(name)) emit(statusIn(args[1]), node, name, context);
    else if (ERRORS.test(name))
      emit(
        args.find((argument) => statusOf(argument, context) !== null),
        node,
        name,
        context,
      );
  },
  AssignmentExpression(node, context) {
    const { left } = node;
    if (left.type !== "MemberExpression" || !/^(?:statusCode|status)$/.test(propertyName(left) ?? "")) return;
    if (RESPONSE.test(lastName(left.object) ?? "")) emit(node.right, node, "response", context);
  },
};

/** `res` of `res`, `this.res`, `res.set("x", "y")`. */
function receiverName(object: TSESTree.Node): string {
  const plain = unwrap(object);
  if (plain.type !== "CallExpression") return lastName(plain) ?? "";
  const callee = unwrap(plain.callee);
  return callee.type === "MemberExpression" ? receiverName(callee.object) : "";
}

/** `{ status: 401 }` of a `Response`. */
function statusIn(options: TSESTree.Node | undefined): TSESTree.Node | undefined {
  return options ? (propertyOf(options, "status") ?? undefined) : undefined;
}

function emit(code: TSESTree.Node | undefined, answer: TSESTree.Node, name: string, context: TypeScriptFactContext): void {
  const status = code ? statusOf(code, context) : null;
  if (!code || status === null) return;
  // `res.status(401).json({ error: "…" })`: the whole chain is the answer.
  let whole = answer;
  while (
    whole.parent &&
    (whole.parent.type === "MemberExpression" || (whole.parent.type === "CallExpression" && whole.parent.callee === whole))
  )
    whole = whole.parent;
  const statement = statementOf(whole);
  context.emit("statuses", {
    status,
    span: context.span(code),
    answer: name,
    texts: textsIn(whole, code),
    before: statement ? textsBefore(statement) : [],
    caught: caughtBy(whole),
    condition: conditionOf(whole, context),
    function: functionAround(whole),
  });
}

/** `401`, `StatusCodes.UNAUTHORIZED`, a constant of the same file. */
function statusOf(node: TSESTree.Node, context: TypeScriptFactContext, depth = 0): number | null {
  const plain = unwrap(node);
  if (plain.type === "Literal")
    return typeof plain.value === "number" && plain.value >= 100 && plain.value < 600 ? plain.value : null;
  if (plain.type === "MemberExpression") {
    const owner = lastName(plain.object) ?? "";
    const name = (propertyName(plain) ?? "").replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
    return /status|codes?$|constants/i.test(owner) ? (CODES.get(name.replace(/^HTTP_STATUS_|^HTTP_/, "")) ?? null) : null;
  }
  if (plain.type !== "Identifier" || depth > 2) return null;
  const value = constantValue(plain, context.module);
  return value ? statusOf(value, context, depth + 1) : null;
}

/** String literals and names in capitals below a node, one part left out. */
function textsIn(root: TSESTree.Node, without: TSESTree.Node | null = null): string[] {
  const texts: string[] = [];
  walk(root, (node) => {
    if (node === without || isFunction(node)) return false;
    const text = stringValue(node);
    if (text !== null && text !== "") texts.push(text);
    else if (node.type === "TemplateLiteral") texts.push(node.quasis.map(({ value }) => value.cooked ?? "").join(" "));
    else if (node.type === "Identifier" && /^[A-Z][A-Z0-9_]+$/.test(node.name)) texts.push(node.name);
    return true;
  });
  return texts.filter((text) => text.trim() !== "");
}

function statementOf(node: TSESTree.Node): TSESTree.Node | null {
  for (let at = node; at.parent; at = at.parent) if (at.parent.type === "BlockStatement") return at;
  return null;
}

/** What the statements right before say, such as the event of a log call. */
function textsBefore(statement: TSESTree.Node): string[] {
  const siblings = statement.parent?.type === "BlockStatement" ? statement.parent.body : [];
  const at = siblings.indexOf(statement as TSESTree.Statement);
  return siblings
    .slice(Math.max(0, at - STATEMENTS_BEFORE), at)
    .filter(({ type }) => type === "ExpressionStatement")
    .toReversed()
    .flatMap((sibling) => textsIn(sibling));
}

/** The errors that an answer in a `catch` is about: `if (error instanceof StorageError)`. */
function caughtBy(node: TSESTree.Node): string[] {
  if (!ancestor(node, "CatchClause")) return [];
  const names: string[] = [];
  for (let at = node; at.parent && at.parent.type !== "CatchClause" && !isFunction(at.parent); at = at.parent) {
    const { parent } = at;
    if (parent.type !== "IfStatement" || parent.consequent !== at) continue;
    walk(parent.test, (inner) => {
      if (inner.type === "BinaryExpression" && inner.operator === "instanceof") names.push(lastName(inner.right) ?? "");
    });
  }
  return names;
}

/** The condition of the `if` whose branch holds the node; of its `else`, and of a `catch`, none can be told. */
function conditionOf(node: TSESTree.Node, { module }: TypeScriptFactContext): string | null {
  for (let at = node; at.parent && !isFunction(at.parent); at = at.parent) {
    const { parent } = at;
    if (parent.type === "IfStatement" && at !== parent.test) return parent.consequent === at ? written(parent.test) : null;
    if (parent.type === "ConditionalExpression" && at !== parent.test)
      return parent.consequent === at ? written(parent.test) : null;
    if (parent.type === "CatchClause") return null;
  }
  return null;

  /** As Python writes it: `!verify(x)` is `not verify(x)`. */
  function written(test: TSESTree.Node): string {
    return module
      .textOf(test)
      .replace(/!(?!=)\s*/g, "not ")
      .replace(/\s+/g, " ")
      .slice(0, MAX_CONDITION);
  }
}

const CODES: ReadonlyMap<string, number> = new Map([
  ["OK", 200],
  ["CREATED", 201],
  ["ACCEPTED", 202],
  ["NO_CONTENT", 204],
  ["BAD_REQUEST", 400],
  ["UNAUTHORIZED", 401],
  ["PAYMENT_REQUIRED", 402],
  ["FORBIDDEN", 403],
  ["NOT_FOUND", 404],
  ["METHOD_NOT_ALLOWED", 405],
  ["NOT_ACCEPTABLE", 406],
  ["REQUEST_TIMEOUT", 408],
  ["CONFLICT", 409],
  ["GONE", 410],
  ["PRECONDITION_FAILED", 412],
  ["REQUEST_TOO_LONG", 413],
  ["PAYLOAD_TOO_LARGE", 413],
  ["UNSUPPORTED_MEDIA_TYPE", 415],
  ["UNPROCESSABLE_ENTITY", 422],
  ["LOCKED", 423],
  ["TOO_MANY_REQUESTS", 429],
  ["INTERNAL_SERVER_ERROR", 500],
  ["NOT_IMPLEMENTED", 501],
  ["BAD_GATEWAY", 502],
  ["SERVICE_UNAVAILABLE", 503],
  ["GATEWAY_TIMEOUT", 504],
]);
