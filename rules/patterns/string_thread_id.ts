import { calleeName, stringValue, unwrap, walk, type Binding, type Node } from "../../server/code/index.ts";
import { around } from "../../server/code/expressions.ts";
import { profileName } from "../../server/code/spelling.ts";
import { defineRule, type CodeContext, type FileContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { textArgument, textForm } from "../shared/text-form.ts";
import { isDerivation, isDerivationInput, isOpaqueCall, isThreadIdentity } from "../shared/thread-derivation.ts";
import {
  alternatives,
  isRandom,
  isThreadName,
  mentionsThread,
  threadSites,
  type Names,
  type ThreadSite,
} from "../shared/thread-identity.ts";

type Context = Pick<CodeContext, "project" | "report">;

export default defineRule({
  id: "string_thread_id",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: null,
  what: "A text used as a thread identity.",
  why: "Packets of one conversation are found by a UUIDv5 of its key; a hand-made text matches nothing and collides between modules.",
  instead: "Derive it with uuid5 (TypeScript: v5 of `uuid`) from the module's namespace constant and that text.",
  examples: [{ bad: 'thread_id = f"orders:{order_id}"\n', good: 'thread_id = uuid5(ORDERS_NAMESPACE, f"orders:{order_id}")\n' }],
  code: {
    visit: {
      assignment: visit,
      augmented_assignment: visit,
      named_expression: visit,
      keyword_argument: visit,
      pair: visit,
      default_parameter: visit,
      typed_default_parameter: visit,
      jsx_attribute: visit,
      call: visit,
    },
    file(context) {
      const names = namesOf(context);
      const { module, project } = context;
      for (const [name, bindings] of module.bindings) {
        if (!isThreadName(profileName(name, module.source), project.profile)) continue;
        const own = new Set(bindings.flatMap(({ node, scope }) => (scope.kind === "module" ? [node] : [])));
        const sites = bindings
          .flatMap(({ statement }) => threadSites(statement, project.profile))
          .filter(({ variable }) => variable?.text === name && own.has(variable) && !isOwnDefault(variable));
        if (sites.length === 0 || module.units.some(({ node }) => isDerivationInput(name, node, names))) continue;
        for (const site of sites) check(site, names, context);
      }
    },
  },
});

function visit(node: Node, context: CodeContext): void {
  const { profile } = context.project;
  for (const site of threadSites(node, profile)) {
    // Who reads a module-level variable is not for a visitor to know: `pythonFile` has those.
    if (site.variable && isModuleLevel(site.variable, context)) continue;
    const call = node.type === "keyword_argument" ? node.parent?.parent : null;
    if (call?.type === "call" && isDerivation(call, context)) continue;
    if ((context.isTest && isSentOverHttp(node)) || (node.type === "pair" && isElsewhere(node, context))) continue;
    const name = (site.variable?.text ?? site.name).replace(/^.*[.[]["']?|["']?\]$/g, "").replace(/^#/, "");
    if (
      node.type !== "pair" &&
      node.type !== "keyword_argument" &&
      isInput(name, site.variable ? homeOf(site.variable, context) : unitOf(node), context)
    )
      continue;
    check(site, context, context);
  }
}

/** A body that a test sends, which may be wrong on purpose. */
function isSentOverHttp(node: Node): boolean {
  for (let up = node.parent; up && up.type !== "expression_statement"; up = up.parent) {
    if (up.type === "keyword_argument" && up.child("name")?.text === "json") return true;
  }
  return false;
}

/** Objects whose keys are no identity of this program: what a uuidv5 is made of, a request that a test sends, what a test expects. */
function isElsewhere(pair: Node, context: CodeContext): boolean {
  if (pair.source.language !== "typescript") return false;
  for (let up = pair.parent; up; up = up.parent) {
    if (/^(?:expression_statement|variable_declaration|return_statement)$/.test(up.type)) return false;
    if (up.type === "call" && isDerivation(up, context)) return true;
    if (!context.isTest) continue;
    if (
      up.type === "call" &&
      /^(?:to[A-Z]\w*|objectContaining|stringify|send|deepEqual|deepStrictEqual)$/.test(calleeName(up) ?? "")
    )
      return true;
    if (up.type === "pair" && /^(?:body|json|payload|query|params|headers|form)$/.test(stringValue(up.child("key")) ?? ""))
      return true;
  }
  return false;
}

/** The function, or what else has the scope, in which a variable lives. */
function homeOf(variable: Node, context: CodeContext): Node {
  const scope = context.scope(variable);
  return scope.kind === "block" ? (scope.function?.node ?? unitOf(variable)) : scope.node;
}

/** The default of a parameter, which is bound where the function is. */
function isOwnDefault({ parent }: Node): boolean {
  return (parent?.type === "default_parameter" || parent?.type === "typed_default_parameter") && parent.parent?.type !== "pair";
}

/** Bound in the module's own scope, `global` included. */
function isModuleLevel(variable: Node, context: CodeContext): boolean {
  if (isOwnDefault(variable)) return false;
  // The statement says it itself: the other bindings of the name need no look.
  const isPlain = variable.source.language === "python" && variable.parent?.type === "assignment";
  if (isPlain && context.scope(variable).kind === "module") return true;
  const { ofModule } = foundIn(context);
  const bindings = context.bindings(variable);
  let own = ofModule.get(bindings);
  if (!own) {
    own = new Set(bindings.flatMap(({ node, scope }) => (scope.kind === "module" ? [node] : [])));
    ofModule.set(bindings, own);
  }
  return own.has(variable);
}

/** What one statement's visit found out: many sites of a function ask the same. */
interface Found {
  /** Of a name's bindings those of the module. */
  ofModule: Map<readonly Binding[], ReadonlySet<Node>>;
  /** Whether a name is what an id is derived from, by place. */
  inputs: Map<Node, Map<string, boolean>>;
}

const visits = new WeakMap<CodeContext, Found>();

function foundIn(context: CodeContext): Found {
  let found = visits.get(context);
  if (!found) {
    found = { ofModule: new Map(), inputs: new Map() };
    visits.set(context, found);
  }
  return found;
}

function isInput(name: string, home: Node, context: CodeContext): boolean {
  const { inputs } = foundIn(context);
  const known = inputs.get(home) ?? new Map<string, boolean>();
  inputs.set(home, known);
  let is = known.get(name);
  if (is === undefined) known.set(name, (is = isDerivationInput(name, home, context)));
  return is;
}

function unitOf(node: Node): Node {
  let root = node;
  while (root.parent) root = root.parent;
  return root;
}

function check(site: ThreadSite, names: Names, { project: { profile }, report }: Context): void {
  const derive = site.value.source.language === "python" ? "uuid5" : "uuidv5";
  for (const value of alternatives(site.value)) {
    const found = badText(value, names, profile) ?? throughName(value, names, profile);
    if (!found) continue;
    report({
      at: value,
      message: `\`${site.name}\` is given ${found.what}: a thread's identity is a UUIDv5, so pass ${found.instead} through ${derive} with the module's namespace.`,
      related: found.source ? [{ at: found.source, message: "The text is made here" }] : [],
      data: { name: site.name },
    });
  }
}

interface BadText {
  what: string;
  instead: string;
  source?: Node;
}

function badText(value: Node, names: Names, profile: Profile): BadText | null {
  if (holdsRandom(value, names, profile)) return null;
  const argument = textArgument(value);
  if (argument) {
    const inner = unwrap(argument);
    if (isThreadIdentity(inner, names) || (inner.type === "call" && isOpaqueCall(inner, names))) return null;
    return { what: `\`${short(value)}\`, which is no UUID of the thread`, instead: `\`${short(inner)}\`` };
  }
  const form = textForm(value);
  if (!form) return null;
  const literal = stringValue(value);
  if (literal !== null)
    return isHarmlessLiteral(literal, value, profile) ? null : { what: `the text \`${short(value)}\``, instead: "it" };
  return isWrappedIdentity(value, names) ? null : { what: form, instead: "that text" };
}

/** `key = f"…"` and then `thread_id=key`: one local name, bound once, that no uuid5 is made of. */
function throughName(value: Node, names: Names, profile: Profile): BadText | null {
  if (value.type !== "identifier" || isThreadName(profileName(value.text, value.source), profile)) return null;
  const bindings = names.bindings(value);
  const [binding] = bindings;
  if (bindings.length !== 1 || !binding?.value || binding.kind !== "assignment" || binding.scope.kind === "module") return null;
  if (isDerivationInput(value.text, (binding.scope.function ?? binding.scope).node, names)) return null;
  const found = badText(unwrap(binding.value), names, profile);
  return (
    found && { ...found, what: `\`${value.text}\`, which is ${found.what}`, instead: `\`${value.text}\``, source: binding.value }
  );
}

/** Texts that are no identity: the name of a type, field or header, prose, the text of a UUIDv5. */
function isHarmlessLiteral(text: string, value: Node, profile: Profile): boolean {
  if (isThreadName(text, profile) || /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(text))
    return true;
  if (around(value)?.type !== "pair") return false;
  const isName = /^(?:str|string|text|uuid|varchar(?:\(\d+\))?|keyword|number|bigint|ID!?|String!?|asc|desc|x-[\w-]+)$/i;
  return isName.test(text) || mentionsThread(text.replace(/[-\s]/g, "_")) || /\S\s+\S+\s+\S/.test(text);
}

/** `f"{thread_uuid}"`: the text form of an identity and nothing else. */
function isWrappedIdentity(value: Node, names: Names): boolean {
  if (value.type !== "string") return false;
  const parts = value.children.filter((child) => child.type !== "string_start" && child.type !== "string_end");
  const inner = parts.length === 1 && parts[0]?.type === "interpolation" ? parts[0].child("expression") : null;
  return inner !== null && isThreadIdentity(inner, names);
}

/** A random id in the text is `random_uuid`'s finding. */
function holdsRandom(value: Node, names: Names, profile: Profile): boolean {
  let found = false;
  walk(value, (node) => {
    if (found) return false;
    if (node.type !== "call") return;
    if (isRandom(names.resolve(node.child("function")), node.source, profile)) found = true;
  });
  return found;
}

function short(node: Node): string {
  const text = node.text.replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function namesOf({ module }: FileContext): Names {
  return {
    resolve: (node) => module.resolve(node),
    binding: (name) => module.binding(name.text, name),
    bindings: (name) => module.bindingsOf(name.text, name),
  };
}
