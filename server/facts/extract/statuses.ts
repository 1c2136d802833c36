import type { Node } from "../../syntax/tree.ts";
import { dictEntries } from "../../code/fields.ts";
import { functionAround } from "../../code/function-names.ts";
import {
  ancestor,
  callArguments,
  decorators,
  decoratorTarget,
  enclosingFunction,
  isNew,
  lastName,
  stringValue,
  unwrap,
} from "../../code/read.ts";
import { constantValue } from "../../code/texts.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { frameworksOf, wordsOf } from "../frameworks/words.ts";
import { statusInWords } from "./status-codes.ts";
import { caughtBy, conditionOf, defaultsIn, handledBy, textsBefore, textsIn, textsReturned } from "./status-surroundings.ts";

/** Errors of a repository's own that are given the status they stand for. */
const CARRIES_STATUS = /(?:HTTP|Http|Api|Status)\w*(?:Exception|Error)$/;
/** What holds constants with the words of statuses. */
const HOLDERS = { python: /HTTPStatus$|^codes$/, typescript: /status|codes?$|constants/i };

/** What the frameworks of a language have to say, put together. */
function allWords(language: Node["source"]["language"]) {
  const all = wordsOf(language, "statuses");
  return {
    answers: all.flatMap(({ answers = [], named }) => answers.map((answer) => ({ ...answer, named }))),
    anywhere: new Set(all.flatMap(({ named, namedAnywhere }) => (named && namedAnywhere ? [named] : []))),
    named: new Set(all.flatMap(({ named }) => named ?? [])),
    isAnswer: (name: string): boolean => all.some(({ answer }) => answer?.test(name)),
    setters: new Map(all.flatMap(({ setters = {} }) => Object.entries(setters))),
    fields: new Set(all.flatMap(({ fields = [] }) => fields)),
    errors: all.flatMap(({ errors }) => errors ?? []),
    returned: all.flatMap(({ returned }) => returned ?? []),
  };
}

const WORDS = { python: allWords("python"), typescript: allWords("typescript") };

/** Answers with a status that can be read. */
export const statuses: FactExtractor = {
  call(node, context) {
    const callee = node.child("function") as Node;
    const byClass = statusOfClass(callee, context);
    const code = byClass === null ? codeOf(node, context) : callee;
    // `@router.post("/x", status_code=201)` is no answer to an error.
    if (code && !ancestor(node, "decorator")) emit(code, node, context, byClass);
  },
  raise_statement(node, context) {
    // `raise Forbidden`
    const [error] = node.operands;
    const byClass = error && error.type !== "call" ? statusOfClass(error, context) : null;
    if (error && byClass !== null) emit(error, node, context, byClass);
  },
  return_statement(node, context) {
    const [value] = node.operands;
    const [body, code] = value && /^(?:expression_list|tuple)$/.test(value.type) ? value.operands : [];
    if (body && code && isReturnedStatus(node, body, context)) emit(code, node, context);
  },
  assignment(node, context) {
    const left = node.child("left");
    const code = node.child("right");
    const { fields, isAnswer } = WORDS[node.source.language];
    // `class InvalidSignature(HTTPException): status_code = 403`
    if (left?.type === "identifier" && code && fields.has(left.text) && isError(classAround(node)))
      return emit(code, node, context);
    if (left?.type !== "attribute" || !code || !fields.has(lastName(left) ?? "")) return;
    if (isAnswer(lastName(left.child("object")) ?? "")) emit(code, node, context);
  },
};

/** The status that an error's class says: `Forbidden`, `ForbiddenException`. */
function statusOfClass(callee: Node, { module }: FactContext): number | null {
  const plain = unwrap(callee);
  if (!/^[A-Z]/.test(lastName(plain) ?? "")) return null;
  const { errors } = WORDS[callee.source.language];
  const dotted = module.resolve(plain) ?? "";
  const [words] = errors.flatMap((pattern) => pattern.exec(dotted)?.[1] ?? []);
  return words === undefined ? null : statusInWords(words);
}

/** `return body, 403` of a function that a framework calls which reads a status from it. */
function isReturnedStatus(node: Node, body: Node, context: FactContext): boolean {
  const { returned } = WORDS[node.source.language];
  const made = body.type === "call" ? (context.module.resolve(body.child("function")) ?? "") : "";
  const definition = enclosingFunction(node);
  const behind = definition ? decorators(definition).map(decoratorTarget) : [];
  return returned.some(
    (words) =>
      words.made.test(made) ||
      behind.some(
        (target) => target?.type === "attribute" && words.behind.includes(lastName(target) ?? "") && !isOther(target, context),
      ),
  );
}

/** What a decorator is read from is made by a framework that reads no status from what a function returns. */
function isOther(target: Node, { module }: FactContext): boolean {
  const receiver = target.child("object");
  const value = receiver?.type === "identifier" ? module.binding(receiver.text, receiver)?.value : null;
  const made = value?.type === "call" ? module.resolve(value.child("function")) : null;
  const rows = frameworksOf(target.source.language).filter(({ statuses: words }) => !words?.returned);
  return typeof made === "string" && rows.some(({ routing }) => routing?.application?.test(made) || routing?.router?.test(made));
}

/** The expression that gives the status of the answer that a call makes. */
function codeOf(call: Node, context: FactContext): Node | null {
  const isPython = call.source.language === "python";
  const words = WORDS[call.source.language];
  if (isPython && !call.child("arguments")?.children.some((argument) => mayBeStatus(argument, words.named))) return null;
  const { positional, keywords } = callArguments(call);
  const anywhere = keywords.find(({ name }) => words.anywhere.has(name));
  if (anywhere) return anywhere.value;
  const callee = unwrap(call.child("function") as Node);
  // `super().__init__(403, "invalid_signature")` of an exception
  if (isPython && callee.text === "super().__init__" && isError(classAround(call)))
    return positional.find((value) => statusOf(value, context) !== null) ?? null;
  const own = (isPython && context.module.resolve(callee)?.split(".").at(-1)) || (lastName(callee) ?? "");
  const receiver = !isPython && callee.type === "attribute" && !isNew(call) ? receiverName(callee.child("object") as Node) : null;
  const called = receiver === null ? own : `${receiver}.${own}`;
  for (const answer of words.answers) {
    if (!answer.called.test(called)) continue;
    const given = keywords.find(({ name }) => name === answer.named)?.value ?? positional[answer.place] ?? null;
    const entry = dictEntries(given)?.find(({ key }) => key === answer.named);
    if (given) return entry?.value ?? given;
  }
  if (receiver !== null) {
    const place = words.isAnswer(receiver) ? words.setters.get(own) : undefined;
    return place === undefined ? null : (positional[place] ?? null);
  }
  return !isPython && CARRIES_STATUS.test(own) ? (positional.find((value) => statusOf(value, context) !== null) ?? null) : null;
}

/** `res` of `res`, `this.res`, `res.set("x", "y")`. */
function receiverName(object: Node): string {
  const plain = unwrap(object);
  if (plain.type !== "call") return lastName(plain) ?? "";
  const callee = unwrap(plain.child("function") as Node);
  return callee.type === "attribute" ? receiverName(callee.child("object") as Node) : "";
}

function emit(code: Node, answer: Node, context: FactContext, byClass: number | null = null): void {
  const status = byClass ?? statusOf(code, context);
  if (status === null) return;
  // `res.status(401).json({ error: "…" })`: the whole chain is the answer.
  let whole = answer;
  while (whole.parent && (whole.parent.type === "attribute" || (whole.parent.type === "call" && whole.field === "function")))
    whole = whole.parent;
  const name = functionAround(whole);
  // What an exception makes of itself, and what is set beside the answer, is told by the class and by what is returned.
  const owner = name === null || /^(?:__init__|constructor)$/.test(name) ? classAround(whole) : null;
  context.emit("statuses", {
    status,
    span: context.span(code),
    named: byClass !== null,
    texts: [...textsIn(whole, code), ...(answer.type === "assignment" ? textsReturned(answer) : defaultsIn(whole))],
    before: textsBefore(whole),
    caught: [...caughtBy(whole), ...handledBy(whole)],
    condition: conditionOf(whole),
    function: isError(owner) ? (owner?.child("name")?.text ?? null) : name,
  });
}

/** The class whose body, or whose method, a node stands in. */
function classAround(node: Node): Node | null {
  return ancestor(node, "class_definition");
}

/** A class of errors by its name or a base's. */
function isError(definition: Node | null): boolean {
  const bases = definition?.child("superclasses")?.operands ?? [];
  return [definition?.child("name"), ...bases].some((name) => /(?:Exception|Error)$/.test(lastName(name ?? null) ?? ""));
}

/** What can give a status: a keyword of that name, three digits, a constant. Most calls of Python have none, and are not looked at further. */
function mayBeStatus(argument: Node, named: ReadonlySet<string>): boolean {
  switch (argument.type) {
    case "keyword_argument":
      return named.has(argument.child("name")?.text ?? "");
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

/** `401`, `status.HTTP_401_UNAUTHORIZED`, `StatusCodes.UNAUTHORIZED`, a constant of the same file. */
function statusOf(expression: Node, { module }: Pick<FactContext, "module">, depth = 0): number | null {
  const node = unwrap(expression);
  if (node.type === "integer" || node.type === "number") {
    const status = Number(node.text);
    return status >= 100 && status < 600 ? status : null;
  }
  const member = node.type === "subscript" ? stringValue(node.child("subscript")) : lastName(node);
  const holder = node.type === "identifier" ? null : unwrap(node.operands[0] ?? node);
  if (holder && member !== null) {
    if (node.source.language === "python") {
      if (member === "value") return statusOf(holder, { module }, depth + 1);
      if (/^HTTP_\d{3}/.test(member)) return statusInWords(member);
    }
    return HOLDERS[node.source.language].test(lastName(holder) ?? "") ? statusInWords(member) : null;
  }
  if (node.type !== "identifier" || depth > 2) return null;
  if (/^HTTP_\d{3}(?:_|$)/.test(node.text)) return statusInWords(node.text);
  const value = constantValue(node, module);
  return value ? statusOf(value, { module }, depth + 1) : null;
}
