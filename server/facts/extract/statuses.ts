import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { ancestor, callArguments, enclosingFunction, keywordArgument, lastName, stringValue, walk } from "../../code/read.ts";

const ANSWERS = /^(HTTPException|(JSON|ORJSON|UJSON|PlainText|HTML)?Response)$/;

/** Statements before an answer that may say what it is about. */
const STATEMENTS_BEFORE = 3;

const CODES: Readonly<Record<string, number>> = {
  OK: 200,
  CREATED: 201,
  ACCEPTED: 202,
  NO_CONTENT: 204,
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  PAYMENT_REQUIRED: 402,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  REQUEST_TIMEOUT: 408,
  CONFLICT: 409,
  GONE: 410,
  PRECONDITION_FAILED: 412,
  REQUEST_ENTITY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_ENTITY: 422,
  UNPROCESSABLE_CONTENT: 422,
  LOCKED: 423,
  TOO_MANY_REQUESTS: 429,
  INTERNAL_SERVER_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  BAD_GATEWAY: 502,
  SERVICE_UNAVAILABLE: 503,
  GATEWAY_TIMEOUT: 504,
};

/** Answers with a status that can be read. */
export const statuses: FactExtractor = {
  call(node, context) {
    const list = node.child("arguments");
    if (!list?.children.some(mayBeStatus)) return;
    const callee = node.child("function");
    const answer = context.module.resolve(callee)?.split(".").at(-1) ?? lastName(callee) ?? "";
    const keyword = keywordArgument(node, "status_code");
    if (!ANSWERS.test(answer) && !keyword) return;
    // `@router.post("/x", status_code=201)` is no answer to an error.
    if (ancestor(node, "decorator") || node.parent?.type === "decorator") return;
    const { positional } = callArguments(node);
    const code = keyword ?? positional[answer === "HTTPException" ? 0 : 1] ?? null;
    const status = code && statusOf(code, context);
    if (!code || status === null) return;
    const statement = statementOf(node);
    context.emit("statuses", {
      status,
      span: context.span(code),
      answer,
      texts: textsIn(node, code),
      before: statement ? before(statement) : [],
      caught: caughtBy(node),
      condition: conditionOf(node),
      function: enclosingFunction(node)?.child("name")?.text ?? null,
    });
  },
};

/** What can give a status: a keyword of that name, three digits, a constant. Most calls have none, and are not looked at further. */
function mayBeStatus(argument: Node): boolean {
  switch (argument.type) {
    case "keyword_argument":
      return argument.child("name")?.text === "status_code";
    case "integer":
      return argument.end - argument.start === 3;
    case "identifier":
      return isCapital(argument.source.text.value.charCodeAt(argument.start));
    case "attribute": {
      const name = argument.child("attribute");
      return name !== null && (isCapital(argument.source.text.value.charCodeAt(name.start)) || name.text === "value");
    }
    default:
      return false;
  }
}

function isCapital(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** `401`, `status.HTTP_401_UNAUTHORIZED`, `HTTPStatus.UNAUTHORIZED`, a constant of the same file. */
function statusOf(node: Node, { module }: Pick<FactContext, "module">, depth = 0): number | null {
  if (node.type === "integer") return Number(node.text);
  if (node.type === "attribute") {
    const name = node.child("attribute")?.text ?? "";
    const written = /^HTTP_(\d{3})(_|$)/.exec(name)?.[1];
    if (written) return Number(written);
    if (name === "value") return statusOf(node.child("object") ?? node, { module }, depth + 1);
    return /HTTPStatus$|^codes$/.test(lastName(node.child("object")) ?? "") && Object.hasOwn(CODES, name)
      ? (CODES[name] ?? null)
      : null;
  }
  if (node.type !== "identifier" || depth > 2) return null;
  const written = /^HTTP_(\d{3})(_|$)/.exec(node.text)?.[1];
  if (written) return Number(written);
  const binding = module.binding(node.text, node);
  const only = binding?.kind === "assignment" && module.bindingsOf(node.text, node).length === 1 ? binding.value : null;
  return only ? statusOf(only, { module }, depth + 1) : null;
}

/** String literals and names in capitals below a node, one part left out. */
function textsIn(root: Node, without: Node | null = null): string[] {
  const texts: string[] = [];
  walk(root, (node) => {
    if (node === without || node.type === "function_definition") return false;
    if (node.type === "string") {
      const value =
        stringValue(node) ??
        node.children
          .filter(({ type }) => type === "string_content")
          .map(({ text }) => text)
          .join(" ");
      if (value !== "") texts.push(value);
      return stringValue(node) === null;
    }
    if ((node.type === "identifier" || node.field === "attribute") && /^[A-Z][A-Z0-9_]+$/.test(node.text)) texts.push(node.text);
    return true;
  });
  return texts;
}

function statementOf(node: Node): Node | null {
  let at = node;
  while (at.parent && at.parent.type !== "block") at = at.parent;
  return at.parent ? at : null;
}

/** What the statements right before say, such as the event of a log call. */
function before(statement: Node): string[] {
  const siblings = statement.parent?.operands ?? [];
  const at = siblings.indexOf(statement);
  return siblings
    .slice(Math.max(0, at - STATEMENTS_BEFORE), at)
    .filter(({ type }) => type === "expression_statement")
    .toReversed()
    .flatMap((sibling) => textsIn(sibling));
}

function caughtBy(node: Node): string[] {
  const clause = enclosing(node, "except_clause");
  const [caught] = clause?.operands ?? [];
  if (!caught || caught.type === "block") return [];
  const types = caught.type === "as_pattern" ? caught.operands[0] : caught;
  return (types?.type === "tuple" ? types.operands : types ? [types] : []).map((type) => lastName(type) ?? type.text);
}

/** The condition of the `if` whose branch holds the node; of its `else`, none can be told. */
function conditionOf(node: Node): string | null {
  let child = node;
  for (let up = node.parent; up && up.type !== "function_definition"; child = up, up = up.parent) {
    if ((up.type === "if_statement" || up.type === "elif_clause") && child.field === "consequence") {
      return up.child("condition")?.text.replace(/\s+/g, " ").slice(0, 200) ?? null;
    }
    if (up.type === "else_clause" || up.type === "except_clause") return null;
  }
  return null;
}

/** The nearest node of a type around, inside the same function. */
function enclosing(node: Node, type: string): Node | null {
  for (let up = node.parent; up && up.type !== "function_definition"; up = up.parent) if (up.type === type) return up;
  return null;
}
