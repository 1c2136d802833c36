import {
  ancestor,
  callArguments,
  calleeName,
  containerName,
  operator,
  stringValue,
  unwrap,
  type FieldRead,
  type Node,
} from "../../server/code/index.ts";
import { defineRule, type Fix, type CodeContext } from "../define.ts";
import { excerpt } from "../../server/code/expressions.ts";
import {
  calledName,
  canonicalEdits,
  canonicalFix,
  displayIsCanonical,
  identityNames,
  keywordsNamed,
  nameMatches,
  readsCanonical,
  readsIdentity,
  toolIdentity,
  wrongReads,
  type ToolIdentity,
} from "../shared/identity.ts";

/** Collections keyed by what a person reads: log fields, metric labels, texts to show. */
const DISPLAY_CONTAINER =
  /(^|_)(logs?|log_\w+|metrics?|counts?|counters?|stats|labels?|display\w*|titles?|rows?|columns?|params?)$/i;

/** Methods of query builders; their comparisons are SQL. */
const SQL_METHODS = new Set([
  "where",
  "filter",
  "filter_by",
  "having",
  "join",
  "outerjoin",
  "on",
  "select_from",
  "order_by",
  "group_by",
]);

const SQL_FUNCTIONS = /^(sqlalchemy|sqlmodel)\.(.*\.)?(and_|or_|not_|select|case)$/;

export default defineRule({
  id: "tool_name_identity",
  family: "patterns",
  check: "identity_resolved",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "A tool's display name used to look up, compare, authorize or dispatch it.",
  why: "Display names are for people: they change and they repeat, and then the wrong tool runs or the right one is refused.",
  instead: "Use the identity field, `tool_id`, for every lookup, comparison, authorization and dispatch.",
  examples: [
    {
      bad: "def run(registry: Registry, call: ToolCall) -> Tool:\n    return registry.get(call.tool_name)\n",
      good: "def run(registry: Registry, call: ToolCall) -> Tool:\n    return registry.get(call.tool_id)\n",
    },
  ],
  python: {
    subscript(node, context) {
      if (node.parent?.type === "type" || node.parent?.type === "delete_statement") return;
      const container = node.child("value");
      const name = containerName(container);
      if (name && DISPLAY_CONTAINER.test(name)) return;
      for (const key of node.childrenIn("subscript")) {
        if (stringValue(key) === null)
          reportUse(key, container, (field) => `\`${excerpt(container, 40)}\` is looked up by \`${field}\``, context);
      }
    },
    call(node, context) {
      const tables = context.project.profile.tool_identity_canon;
      const model = calledName(node, context);
      if (model && tables.models.includes(model)) return reportKeywords(node, model, context);
      const callee = calleeName(node);
      const { positional, keywords } = callArguments(node);
      const receiver = node.child("function")?.child("object") ?? null;
      if (nameMatches(callee, tables.identity_calls)) return reportDispatch(node, callee as string, context);
      if (!receiver || !callee || !tables.lookup_methods.includes(callee)) return;
      const name = containerName(receiver);
      if (name && DISPLAY_CONTAINER.test(name)) return;
      const key = positional[0] ?? keywords.find((keyword) => keyword.name === "key")?.value ?? null;
      if (key && stringValue(key) === null)
        reportUse(key, receiver, (field) => `\`${excerpt(receiver, 40)}\` is looked up by \`${field}\``, context);
    },
    comparison_operator(node, context) {
      if ((context.isTest && ancestor(node, "assert_statement")) || isSql(node, context)) return;
      const { operands } = node;
      for (let at = 0; at + 1 < operands.length; at++) {
        const left = operands[at] as Node;
        const right = operands[at + 1] as Node;
        const between = operatorBetween(node, left, right);
        if (between === "==" || between === "!=") {
          if (isNoText(left) || isNoText(right)) continue;
          if (reportComparison(node, left, right, context)) return;
        } else if (between === "in" || between === "not in") {
          const name = containerName(right);
          if (name && DISPLAY_CONTAINER.test(name)) continue;
          if (reportUse(left, right, (field) => `\`${excerpt(right, 40)}\` is asked for \`${field}\``, context)) return;
        }
      }
    },
    match_statement(node, context) {
      const subjects = node.childrenIn("subject");
      const [subject] = subjects;
      if (subject && subjects.length === 1) reportUse(subject, subject, (field) => `\`match\` chooses by \`${field}\``, context);
    },
  },
});

const ADVICE = "a display name changes and repeats";

/** Reports a key that is a wrong field; true when it did. `around` is what the key is used with: it tells whether this is about tools at all. */
function reportUse(key: Node, around: Node | null, say: (field: string) => string, context: CodeContext): boolean {
  if (!readsIdentity(key, context)) return false;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return false;
  const fields = wrongReads(key, identity, context).filter((field) => isAboutTools(field, around, identity));
  const [first] = fields;
  if (!first) return false;
  const message = `${say(first.name)}, but ${ADVICE}: use \`${identity.canonical}\`, the tool's identity.`;
  context.report({
    at: key,
    message,
    data: { field: first.name, canonical: identity.canonical },
    fix: canonicalFix(fields, identity, context),
  });
  return true;
}

function reportComparison(node: Node, left: Node, right: Node, context: CodeContext): boolean {
  if (!readsIdentity(left, context) && !readsIdentity(right, context)) return false;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return false;
  const fields = [left, right].flatMap((side) =>
    wrongReads(side, identity, context).filter((field) => isAboutTools(field, node, identity)),
  );
  const [first] = fields;
  if (!first) return false;
  const text = stringValue(left) ?? stringValue(right);
  const fix = text !== null && !looksLikeId(text) ? undefined : canonicalFix(fields, identity, context);
  const message = `Tools are compared by \`${first.name}\`, but ${ADVICE}: compare \`${identity.canonical}\`, the tool's identity.`;
  context.report({ at: node, message, data: { field: first.name, canonical: identity.canonical }, fix });
  return true;
}

/** `ToolCallRequest(tool_name=…)`: a display field beside the identity is information, a rival never is. */
function reportKeywords(call: Node, model: string, context: CodeContext): void {
  const { keywords } = callArguments(call);
  const names = identityNames(context.project.profile);
  if (!keywords.some(({ name }) => names.has(name))) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const hasCanonical = keywords.some(({ name }) => name === identity.canonical);
  for (const { name, value, node } of keywordsNamed(call, identity.wrong)) {
    if (hasCanonical && !identity.rivals.includes(name)) continue;
    const message = hasCanonical
      ? `\`${model}\` is given \`${name}\` beside \`${identity.canonical}\`: two names for one tool drift apart. Keep \`${identity.canonical}\`, and show the name through \`display_name\`.`
      : `\`${model}\` is identified by \`${name}\`, but ${ADVICE}: give it \`${identity.canonical}\`.`;
    context.report({
      at: node,
      message,
      data: { field: name, canonical: identity.canonical },
      fix: hasCanonical ? undefined : keywordFix(node, value, identity, context),
    });
  }
}

function keywordFix(keyword: Node, value: Node, identity: ToolIdentity, context: CodeContext): Fix | undefined {
  const name = keyword.child("name");
  const text = stringValue(value);
  if (!name || (text !== null && !looksLikeId(text))) return undefined;
  const fields = wrongReads(value, identity, context);
  const inner = fields.length > 0 ? canonicalEdits(fields, identity, context) : [];
  return inner
    ? { title: `Use \`${identity.canonical}\``, safety: "unsafe", edits: [{ span: name, text: identity.canonical }, ...inner] }
    : undefined;
}

/** `registry.dispatch(tool_name, …)`; the name handed over beside the identity is for the log. */
function reportDispatch(call: Node, callee: string, context: CodeContext): void {
  const { positional, keywords } = callArguments(call);
  const names = identityNames(context.project.profile);
  if (
    ![...positional, ...keywords.map(({ value }) => value)].some((value) => readsIdentity(value, context)) &&
    !keywords.some(({ name }) => names.has(name))
  )
    return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const named = keywords.find(({ name }) => name === identity.canonical);
  if (named && wrongReads(named.value, identity, context).length === 0) return;
  if (positional.some((argument) => readsCanonical(argument, identity) && wrongReads(argument, identity, context).length === 0))
    return;
  const say = (field: string): string => `\`${callee}\` is called with \`${field}\``;
  const around = call.child("function");
  for (const argument of positional) if (stringValue(argument) === null) reportUse(argument, around, say, context);
  for (const { name, value, node } of keywords) {
    if (identity.rivals.includes(name)) {
      const message = `${say(name)}, but ${ADVICE}: use \`${identity.canonical}\`, the tool's identity.`;
      context.report({
        at: node,
        message,
        data: { field: name, canonical: identity.canonical },
        fix: keywordFix(node, value, identity, context),
      });
    } else if (name === identity.canonical || /^(name|key|tool|id|identifier)$/.test(name))
      reportUse(value, around, say, context);
  }
}

/** `tool_name` speaks of tools by itself; `display_name` only where something beside it does. */
function isAboutTools(field: FieldRead, around: Node | null, identity: ToolIdentity): boolean {
  return (
    identity.rivals.includes(field.name) || /tool|registry|dispatch|binding/i.test(`${around?.text ?? ""} ${field.node.text}`)
  );
}

function operatorBetween(comparison: Node, left: Node, right: Node): string {
  if (comparison.operands.length === 2) return operator(comparison);
  return comparison.source.text.value.slice(left.end, right.start).replace(/#.*$/gm, "").trim().replace(/\s+/g, " ");
}

/** An empty string or `None`: a test whether there is a name at all. */
function isNoText(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === "none" || stringValue(inner) === "";
}

/** A text that can be an identity; anything with a space or a capital is made for people. */
function looksLikeId(text: string): boolean {
  return /^[a-z][a-z0-9_.-]*$/.test(text);
}

function isSql(node: Node, context: CodeContext): boolean {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent) {
    if (up.type === "lambda") return false;
    if (up.type !== "call") continue;
    const callee = up.child("function");
    if (callee?.type === "attribute" && SQL_METHODS.has(calleeName(up) ?? "")) return true;
    if (SQL_FUNCTIONS.test(context.resolve(callee) ?? "")) return true;
  }
  return false;
}
