import { callArguments, walk, type ModuleNames, type Node } from "../../server/code/index.ts";
import { defineRule, type FileContext, type Related } from "../define.ts";
import type { Profile } from "../profile/schema.ts";
import { derivesThread, isRandom, isThreadName } from "../shared/thread-identity.ts";
import { deriveFix } from "../shared/thread-fix.ts";
import { profileName } from "../../server/code/spelling.ts";
import { isDefaultFactory, landings, type Landing } from "../../server/code/flow.ts";
import { bindingAt, usesOf } from "../../server/code/uses.ts";

export default defineRule({
  id: "random_uuid",
  family: "patterns",
  check: "no_forbidden_patterns",
  severity: "error",
  languages: ["python", "typescript"],
  fix: "unsafe",
  what: "A random UUID used as a thread identity.",
  why: "The same conversation must always map to the same thread; a random id splits it on every call.",
  instead: "Derive it with uuid5 (TypeScript: v5 of `uuid`) from the module's namespace constant and the thread's key.",
  examples: [{ bad: "thread_id = uuid4()\n", good: "thread_id = uuid5(ORDERS_NAMESPACE, key)\n" }],
  code: {
    file(context) {
      const { language, text } = context.module.source;
      if (!/uuid|nanoid|ulid|cuid/i.test(text.value)) return;
      for (const source of language === "python" ? randomSources(context) : randomCalls(context)) check(source, context);
    },
  },
});

/** Every call of a random id function, and the function itself where it is handed on as a factory: `.$defaultFn(randomUUID)`. */
function* randomCalls({ module, project: { profile } }: FileContext): Generator<Node> {
  const calls: Node[] = [];
  for (const { node: root } of module.units) walk(root, (node) => void (node.type === "call" && calls.push(node)));
  const random = (node: Node | null): boolean => node !== null && isRandom(module.resolve(node), module.source, profile);
  for (const call of calls) {
    if (random(call.child("function"))) yield call;
    for (const argument of callArguments(call).positional)
      if (/^(?:identifier|attribute)$/.test(argument.type) && isDefaultFactory(argument) && random(argument)) yield argument;
  }
}

/** Every mention of a random id function: the call, or the function itself where it is handed on as a factory. */
function* randomSources({ module, facts, project: { profile } }: FileContext): Generator<Node> {
  const functions = new Set(profile.thread_identity.random);
  const last = new Set([...functions].map((dotted) => dotted.slice(dotted.lastIndexOf(".") + 1)));
  const names = new Set(last);
  for (const { module: from, name, as } of facts.imports) {
    if (name === null ? [...functions].some((dotted) => dotted.startsWith(`${from}.`)) : functions.has(`${from}.${name}`))
      names.add(as);
  }
  for (const unit of module.units) {
    for (const scope of module.scopesOf(unit).all) {
      for (const { name, node, quoted } of scope.references) {
        if (quoted || !names.has(name)) continue;
        const parent = node.parent;
        const expression = parent?.type === "attribute" && node.field === "object" ? parent : node;
        const dotted = module.resolve(expression);
        // A name without an import: a snippet, or a star import.
        if (dotted === null || !(functions.has(dotted) || (expression === node && last.has(dotted)))) continue;
        const call = expression.parent;
        yield call?.type === "call" && expression.field === "function" ? call : expression;
      }
    }
  }
}

function check(source: Node, context: FileContext): void {
  const { module, project } = context;
  // `default_factory=uuid4`: the function itself counts only where it will be called.
  if (
    source.type !== "call" &&
    !isDefaultFactory(source) &&
    !/^(?:default_factory|factory|default|insert_default)$/.test(source.parent?.child("name")?.text ?? "")
  )
    return;
  const direct: Landing[] = [];
  const later: Landing[] = [];
  for (const landing of landings(source)) {
    if (reaches(landing, project.profile)) direct.push(landing);
    else if (landing.kind === "variable") later.push(...reachedBy(landing.at, module, project.profile));
  }
  const [first] = [...direct, ...later];
  if (!first) return;
  const related: Related[] = later.map((landing) => ({ at: landing.at, message: `\`${landing.name}\` gets it here` }));
  const asText = /^(?:argument_list|interpolation|attribute|binary_operator)$/.test(source.parent?.type ?? "");
  const derive = module.source.language === "python" ? "uuid5" : "uuidv5";
  context.report({
    at: source,
    message: `\`${source.text}\` makes \`${first.name}\` another id on every call, so one conversation falls into many threads: derive it with ${derive} from the module's namespace and the thread's key.`,
    related,
    fix: deriveFix(source, context),
    data: { name: first.name, ...(asText ? { also: ["string_thread_id"] } : {}) },
  });
}

function reaches(landing: Landing, profile: Profile): boolean {
  return (
    isThreadName(profileName(landing.name, landing.at.source), profile) ||
    (landing.kind === "returned" && derivesThread(landing.name))
  );
}

/** The thread identities that get the value through the variable. */
function reachedBy(variable: Node, module: ModuleNames, profile: Profile): Landing[] {
  const binding = bindingAt(variable, module);
  if (!binding) return [];
  return usesOf(binding, module).flatMap(({ node }) => landings(node).filter((landing) => reaches(landing, profile)));
}
