import {
  callArguments,
  calleeName,
  isNew,
  lastName,
  namedArguments,
  namedValues,
  operator,
  stringValue,
  unwrap,
  type FieldRead,
  type NamedValue,
  type Node,
} from "../../server/code/index.ts";
import { defineRule, type Fix, type CodeContext } from "../define.ts";
import { isPart, partOf } from "../profile/contract-parts.ts";
import { excerpt } from "../../server/code/expressions.ts";
import { profileName, spelledLike } from "../../server/code/spelling.ts";
import {
  calledName,
  canonicalEdits,
  canonicalFix,
  displayIsCanonical,
  identityNames,
  nameMatches,
  readsCanonical,
  readsIdentity,
  toolIdentity,
  wrongReads,
  type ToolIdentity,
} from "../shared/identity.ts";
import { holdsTools, isAsserted, isDisplay, isOtherResolver, isSql, LOOKUPS } from "./tool_name_identity-places.ts";

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
  code: {
    visit: {
      subscript(node, context) {
        if (/^(?:type|delete_statement|unary_operator)$/.test(node.parent?.type ?? "")) return;
        const container = node.child("value");
        if (isDisplay(container)) return;
        for (const key of node.childrenIn("subscript")) reportKey(key, container, "looked up by", context);
      },
      call(node, context) {
        const model = modelOf(node, context);
        if (model !== null) return reportModel(namedArguments(node), model, context);
        const callee = calleeName(node);
        if (callee === null) return;
        const { identity_calls, lookup_methods } = context.project.profile.tool_identity_canon;
        if (nameMatches(profileName(callee, node.source), identity_calls)) return reportDispatch(node, callee, context);
        const receiver = node.child("function")?.child("object") ?? null;
        if (!receiver || isDisplay(receiver)) return;
        const { positional, keywords } = callArguments(node);
        const key = positional[0] ?? keywords.find(({ name }) => name === "key")?.value ?? null;
        if (!key) return;
        const isPython = node.source.language === "python";
        if ((isPython ? lookup_methods : LOOKUPS).includes(callee)) reportKey(key, receiver, "looked up by", context);
        else if (!isPython && callee === "includes" && holdsTools(receiver)) reportKey(key, receiver, "asked for", context);
      },
      comparison_operator(node, context) {
        if (isAsserted(node, context) || isSql(node, context)) return;
        const { operands } = node;
        for (let at = 0; at + 1 < operands.length; at++) {
          const left = operands[at] as Node;
          const right = operands[at + 1] as Node;
          const between = operatorBetween(node, left, right);
          if (/^[!=]==?$/.test(between)) {
            if (isNoText(left) || isNoText(right)) continue;
            if (reportComparison(node, left, right, context)) return;
          } else if (between === "in" || between === "not in") {
            if (isDisplay(right)) continue;
            if (reportUse(left, right, (field) => `\`${excerpt(right, 40)}\` is asked for \`${field}\``, context)) return;
          }
        }
      },
      match_statement(node, context) {
        const subjects = node.childrenIn("subject");
        const [subject] = subjects;
        const word = node.source.language === "python" ? "match" : "switch";
        if (subject && subjects.length === 1)
          reportUse(subject, subject, (field) => `\`${word}\` chooses by \`${field}\``, context);
      },
      // `const request: ToolCallRequest = { … }`, `{ … } satisfies ToolBinding`
      dictionary(node, context) {
        const { parent } = node;
        const type = parent?.type === "cast" || parent?.type === "assignment" ? parent.child("type") : null;
        const named = type?.type === "type" ? type.operands[0] : type;
        const name = named?.type === "ts_type_reference" ? (named.operands[0]?.text.split(".").at(-1) ?? "") : "";
        if (isToolModel(name, context)) reportModel(namedValues(node), name, context);
      },
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
  context.report({
    at: key,
    message: `${say(first.written)}, but ${useOf(identity, first.written, key)}`,
    data: { field: first.name, canonical: identity.canonical },
    fix: canonicalFix(fields, identity, context),
  });
  return true;
}

/** A key of a collection; a text is nobody's field. */
function reportKey(key: Node, container: Node | null, how: string, context: CodeContext): void {
  if (stringValue(key) === null)
    reportUse(key, container, (field) => `\`${excerpt(container, 40)}\` is ${how} \`${field}\``, context);
}

function useOf(identity: ToolIdentity, written: string, { source }: Node): string {
  return `${ADVICE}: use \`${spelledLike(identity.canonical, written, source)}\`, the tool's identity.`;
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
  const canonical = spelledLike(identity.canonical, first.written, node.source);
  const message = `Tools are compared by \`${first.written}\`, but ${ADVICE}: compare \`${canonical}\`, the tool's identity.`;
  context.report({ at: node, message, data: { field: first.name, canonical: identity.canonical }, fix });
  return true;
}

/** `ToolCallRequest(tool_name=…)`: a display field beside the identity is information, a rival never is. */
function reportModel(given: readonly NamedValue[], model: string, context: CodeContext): void {
  const names = identityNames(context.project.profile);
  if (!given.some(({ name }) => names.has(name))) return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const own = given.find(({ name }) => name === identity.canonical);
  for (const one of given) {
    const { name, written, node } = one;
    if (!identity.wrong.has(name) || (own && !identity.rivals.includes(name))) continue;
    const display = spelledLike("display_name", written, node.source);
    const message = own
      ? `\`${model}\` is given \`${written}\` beside \`${own.written}\`: two names for one tool drift apart. Keep \`${own.written}\`, and show the name through \`${display}\`.`
      : `\`${model}\` is identified by \`${written}\`, but ${ADVICE}: give it \`${spelledLike(identity.canonical, written, node.source)}\`.`;
    context.report({
      at: node,
      message,
      data: { field: name, canonical: identity.canonical },
      fix: nameFix(one, given, identity, context),
    });
  }
}

/** Renames the key or keyword; none where what it would be called is given already, or is what another of them would be called. */
function nameFix(one: NamedValue, given: readonly NamedValue[], identity: ToolIdentity, context: CodeContext): Fix | undefined {
  const { at, value, written } = one;
  const wrong = given.filter(({ name }) => identity.wrong.has(name));
  const chosen = wrong.find(({ name }) => identity.rivals.includes(name)) ?? wrong[0];
  if (chosen !== one || given.some(({ name }) => name === identity.canonical)) return undefined;
  const text = stringValue(value);
  // `{ toolName }` alone names the variable too.
  if (at.start === value.start || at.type === "string" || (text !== null && !looksLikeId(text))) return undefined;
  const fields = wrongReads(value, identity, context);
  const inner = fields.length > 0 ? canonicalEdits(fields, identity, context) : [];
  const canonical = spelledLike(identity.canonical, written, at.source);
  return inner
    ? { title: `Use \`${canonical}\``, safety: "unsafe", edits: [{ span: at, text: canonical }, ...inner] }
    : undefined;
}

/** `registry.dispatch(tool_name, …)`, `getTool({ toolName })`; the name handed over beside the identity is for the log. */
function reportDispatch(call: Node, callee: string, context: CodeContext): void {
  const around = call.child("function");
  if (isOtherResolver(callee, around)) return;
  const positional = callArguments(call).positional.filter((argument) => unwrap(argument).type !== "dictionary");
  const named = namedArguments(call);
  const names = identityNames(context.project.profile);
  if (
    ![...positional, ...named.map(({ value }) => value)].some((value) => readsIdentity(value, context)) &&
    !named.some(({ name }) => names.has(name))
  )
    return;
  const identity = toolIdentity(context.project);
  if (displayIsCanonical(identity, context.project)) return;
  const own = named.find(({ name }) => name === identity.canonical);
  if (own && wrongReads(own.value, identity, context).length === 0) return;
  if (positional.some((argument) => readsCanonical(argument, identity) && wrongReads(argument, identity, context).length === 0))
    return;
  const say = (field: string): string => `\`${callee}\` is called with \`${field}\``;
  for (const argument of positional) if (stringValue(argument) === null) reportUse(argument, around, say, context);
  // An action of a store: what it carries is for whoever reads it.
  if (call.source.language === "typescript" && named.some(({ name }) => name === "type")) return;
  for (const one of named) {
    const { name, written, value, node } = one;
    if (identity.rivals.includes(name)) {
      context.report({
        at: node,
        message: `${say(written)}, but ${useOf(identity, written, node)}`,
        data: { field: name, canonical: identity.canonical },
        fix: nameFix(one, named, identity, context),
      });
    } else if (name === identity.canonical || /^(name|key|tool|id|identifier)$/.test(name))
      reportUse(value, around, say, context);
  }
}

/** The model of tool identity that a call makes: `ToolCallRequest(…)`, `new ToolCallRequest(…)`, `ToolCallRequestSchema.parse(…)`. */
function modelOf(call: Node, context: CodeContext): string | null {
  const callee = call.child("function");
  const isParsed = callee?.type === "attribute" && calleeName(call) === "parse";
  const schema = isParsed ? lastName(callee.child("object"))?.replace(/Schema$/, "") : undefined;
  const name = call.source.language === "python" ? calledName(call, context) : isNew(call) ? calleeName(call) : (schema ?? null);
  return name !== null && isToolModel(name, context) ? name : null;
}

/** One of the models whose fields must agree, under the repository's name for it. */
function isToolModel(name: string, { project }: CodeContext): boolean {
  return project.profile.tool_identity_canon.models.some((model) => {
    const part = partOf(model);
    return name === (isPart(part) ? project.contracts.nameOf(part) : model);
  });
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

/** An empty string, `None`, `null` or `undefined`: a test whether there is a name at all. */
function isNoText(node: Node): boolean {
  const inner = unwrap(node);
  return inner.type === "none" || inner.text === "undefined" || stringValue(inner) === "";
}

/** A text that can be an identity; anything with a space or a capital is made for people. */
function looksLikeId(text: string): boolean {
  return /^[a-z][a-z0-9_.-]*$/.test(text);
}
