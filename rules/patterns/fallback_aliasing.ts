import { callArguments, calleeName, fieldRead, operator, stringValue, unwrap, walk, type Node } from "../../server/code/index.ts";
import { defineRule, type Edit, type Fix, type CodeContext } from "../define.ts";
import {
  around,
  branchesOf,
  excerpt,
  isOr,
  orOperands,
  soleAssignment,
  targetName,
  writtenTarget,
} from "../../server/code/expressions.ts";
import { profileName, spelledLike } from "../../server/code/spelling.ts";
import { identityNames, readsIdentity, toolIdentity, type ToolIdentity } from "../shared/identity.ts";

/** Which identity fields an expression reads at its top: both of them is what this rule is about. */
interface Sides {
  canonical: Node | null;
  rival: Node | null;
}

export default defineRule({
  id: "fallback_aliasing",
  family: "patterns",
  check: "identity_resolved",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "The identity field and the display field of a tool used in place of each other.",
  why: "A fallback hides that the identity is missing, and the call then runs under a name that was made for people.",
  instead: "Read the identity field alone, and fail where it is missing.",
  examples: [
    {
      bad: "def identity(call: ToolCall) -> str:\n    return call.tool_id or call.tool_name\n",
      good: "def identity(call: ToolCall) -> str:\n    return call.tool_id\n",
    },
  ],
  code: {
    visit: {
      boolean_operator(node, context) {
        if (!isOr(node) || isOr(around(node))) return;
        const operands = orOperands(node);
        if (!operands.some((operand) => readsIdentity(operand, context))) return;
        const identity = toolIdentity(context.project);
        const sides = sidesOf(operands, identity);
        if (sides.canonical && sides.rival) {
          if (isShownOnly(node, identity)) return;
          report(node, `\`${excerpt(node)}\``, identity, context, only(node, sides.canonical));
          return;
        }
        const [rival] = operands.filter((operand) => readsOf(operand, identity).rival);
        if (targetName(node) === identity.canonical && rival)
          report(node, `\`${writtenTarget(node) ?? ""}\``, identity, context, renamed(rival, identity));
      },
      call(node, context) {
        if (calleeName(node) === "AliasChoices") return aliasChoices(node, toolIdentity(context.project), context);
        const outer = fieldRead(node);
        if (outer?.node !== node || outer.form !== "key") return;
        const { positional, keywords } = callArguments(node);
        const fallback =
          (node.child("function")?.text === "getattr" ? positional[2] : positional[1]) ??
          keywords.find(({ name }) => name === "default")?.value;
        if (!fallback || !identityNames(context.project.profile).has(outer.name)) return;
        const identity = toolIdentity(context.project);
        const inner = readsOf(fallback, identity);
        if (outer.name === identity.canonical && inner.rival)
          report(node, `The default of \`${excerpt(node)}\``, identity, context, withoutDefault(node, fallback));
        else if (identity.rivals.includes(outer.name) && inner.canonical)
          report(node, `The default of \`${excerpt(node)}\``, identity, context, only(node, inner.canonical));
      },
      conditional_expression(node, context) {
        const [body, alternative] = branchesOf(node);
        if (!body || !alternative || !(readsIdentity(body, context) && readsIdentity(alternative, context))) return;
        const identity = toolIdentity(context.project);
        const sides = sidesOf([body, alternative], identity);
        if (!sides.canonical || !sides.rival || isShownOnly(node, identity)) return;
        report(node, `\`${excerpt(node)}\``, identity, context, only(node, sides.canonical));
      },
      if_statement(node, context) {
        const [first, second] = [node.child("consequence"), otherwiseOf(node)].map(soleAssignment);
        if (!first || !readsIdentity(first.value, context)) return;
        const identity = toolIdentity(context.project);
        if (second && first.target.text === second.target.text) {
          const sides = sidesOf([first.value, second.value], identity);
          const wrong = readsOf(second.value, identity).rival ? second : first;
          if (sides.canonical && sides.rival)
            report(wrong.statement, `\`${excerpt(wrong.statement)}\``, identity, context, undefined);
          return;
        }
        // `if not tool_id: tool_id = tool_name`
        if (
          fieldRead(first.target)?.name !== identity.canonical ||
          !readsOf(first.value, identity).rival ||
          !asksFor(node.child("condition"), identity)
        )
          return;
        report(first.statement, `\`${excerpt(first.statement)}\``, identity, context, failing(first.statement, first.target));
      },
      default_parameter: checkDefault,
      typed_default_parameter: checkDefault,
      augmented_assignment(node, context) {
        const target = fieldRead(node.child("left"));
        const value = node.child("right");
        if (target && value && /^(?:\?\?|\|\|)=$/.test(operator(node))) reportDefault(node, target.name, value, context);
      },
      try_statement(node, context) {
        const first = soleAssignment(node.child("body"));
        if (!first || !readsIdentity(first.value, context)) return;
        const identity = toolIdentity(context.project);
        for (const clause of node.children.filter((child) => child.type === "except_clause")) {
          const second = soleAssignment(clause.children.find((child) => child.type === "block") ?? null);
          if (second?.target.text !== first.target.text) continue;
          const sides = sidesOf([first.value, second.value], identity);
          if (sides.canonical && sides.rival)
            report(second.statement, `\`${excerpt(second.statement)}\``, identity, context, undefined);
        }
      },
    },
  },
});

function report(at: Node, what: string, identity: ToolIdentity, context: CodeContext, fix: Fix | undefined): void {
  const spelled = (name: string): string => spelledLike(name, at.text, at.source);
  const canonical = spelled(identity.canonical);
  const rival = identity.rivals.map(spelled).join(" or ");
  const message = `${what} falls back between \`${canonical}\` and \`${rival}\`, so a missing identity goes unseen: read \`${canonical}\` alone and fail where it is missing.`;
  context.report({ at, message, data: { canonical: identity.canonical }, fix });
}

/** Which of the fields an expression reads; a fallback nested inside counts for its parts. */
function readsOf(expression: Node, identity: ToolIdentity): Sides {
  const node = unwrap(expression);
  if (isOr(node)) return sidesOf(orOperands(node), identity);
  // `a and b` is `b`, where it is anything.
  const last = node.type === "boolean_operator" ? node.operands.at(-1) : undefined;
  if (last) return readsOf(last, identity);
  const field = fieldRead(node);
  if (!field) return { canonical: null, rival: null };
  return {
    canonical: field.name === identity.canonical ? expression : null,
    rival: identity.rivals.includes(field.name) ? expression : null,
  };
}

function sidesOf(expressions: readonly Node[], identity: ToolIdentity): Sides {
  let canonical: Node | null = null;
  let rival: Node | null = null;
  for (const expression of expressions) {
    const reads = readsOf(expression, identity);
    canonical ??= reads.canonical;
    rival ??= reads.rival;
  }
  return { canonical, rival };
}

/** The value goes to something that is only shown, such as `display_name=` or `label = …`. */
function isShownOnly(expression: Node, identity: ToolIdentity): boolean {
  const target = targetName(expression);
  return (
    target !== null &&
    ((identity.display.includes(target) && !identity.rivals.includes(target)) ||
      /^(?:label|title|caption|heading|tooltip|alt)$/.test(target))
  );
}

/** A condition that asks whether the identity is there. */
function asksFor(condition: Node | null, identity: ToolIdentity): boolean {
  let asked = false;
  if (condition) {
    walk(condition, (node) => {
      if (fieldRead(node)?.name === identity.canonical || stringValue(node) === identity.canonical) asked = true;
    });
  }
  return asked;
}

/** The branch of an `if` that runs where its condition does not hold. */
function otherwiseOf(statement: Node): Node | null {
  const last = statement.childrenIn("alternative").at(-1) ?? null;
  return last?.child("body") ?? last;
}

/** The default of a parameter, or of a field that a pattern takes out: `{ toolId: id = … }`. */
function checkDefault(node: Node, context: CodeContext): void {
  const key = node.parent?.type === "pair" ? stringValue(node.parent.child("key")) : (node.child("name")?.text ?? null);
  const value = node.child("value");
  if (key !== null && value) reportDefault(node, profileName(key, node.source), value, context);
}

/** The display field stands in for the identity where that is missing; what is shown may be made of the identity. */
function reportDefault(node: Node, name: string, value: Node, context: CodeContext): void {
  if (!readsIdentity(value, context)) return;
  const identity = toolIdentity(context.project);
  if (name === identity.canonical && readsOf(value, identity).rival)
    report(node, `\`${excerpt(node)}\``, identity, context, undefined);
}

function aliasChoices(call: Node, identity: ToolIdentity, context: CodeContext): void {
  const { positional } = callArguments(call);
  const names = positional.map(stringValue);
  if (!names.some((name) => name !== null && identity.rivals.includes(name))) return;
  if (!names.includes(identity.canonical) && fieldOf(call) !== identity.canonical) return;
  const kept = positional.filter((argument) => !identity.rivals.includes(stringValue(argument) ?? ""));
  const [first] = kept;
  const text =
    kept.length === 1 && first
      ? first.text
      : `${call.child("function")?.text ?? ""}(${kept.map((argument) => argument.text).join(", ")})`;
  const fix: Fix | undefined = first
    ? { title: `Accept \`${identity.canonical}\` alone`, safety: "unsafe", edits: [{ span: call, text }] }
    : undefined;
  report(call, `\`${excerpt(call)}\``, identity, context, fix);
}

/** The class field that a `Field(…)` call around the node defines. */
function fieldOf(node: Node): string | null {
  for (let up = node.parent; up && up.type !== "block"; up = up.parent)
    if (up.type === "assignment") return up.child("left")?.text ?? null;
  return null;
}

/** Replaces the whole by its canonical part. */
function only(whole: Node, canonical: Node): Fix {
  return { title: `Read \`${excerpt(canonical)}\` alone`, safety: "unsafe", edits: [{ span: whole, text: canonical.text }] };
}

function withoutDefault(call: Node, fallback: Node): Fix | undefined {
  const list = call.child("arguments");
  const argument = fallback.parent?.type === "keyword_argument" ? fallback.parent : fallback;
  const before = list?.operands.at(list.operands.indexOf(argument) - 1);
  if (!before || before === argument) return undefined;
  const edit: Edit = { span: { start: before.end, end: argument.end }, text: "" };
  return { title: "Leave the fallback out", safety: "unsafe", edits: [edit] };
}

/** The rival read made a read of the canonical field. */
function renamed(rival: Node, identity: ToolIdentity): Fix | undefined {
  const field = fieldRead(rival);
  if (!field || field.form === "name") return undefined;
  const text = spelledLike(identity.canonical, field.written, rival.source);
  return { title: `Read \`${text}\``, safety: "unsafe", edits: [{ span: field.at, text }] };
}

/** Missing identity is an error: the fallback becomes one that is raised. */
function failing(assignment: Node, target: Node): Fix | undefined {
  if (target.type !== "identifier") return undefined;
  const message = `"${target.text} is required"`;
  const text = target.source.language === "python" ? `raise ValueError(${message})` : `throw new Error(${message})`;
  return { title: `Fail where \`${target.text}\` is missing`, safety: "unsafe", edits: [{ span: assignment, text }] };
}
