import { callArguments, calleeName, lastName, stringValue, unwrap, type Node } from "../../server/code/index.ts";
import { branchesOf } from "../../server/code/expressions.ts";
import { isDeclaredDefault } from "../../server/code/flow.ts";
import { profileName } from "../../server/code/spelling.ts";
import type { CodeContext } from "../define.ts";
import type { Profile } from "../profile/schema.ts";

/** How names are understood, in a visitor and in a whole-file rule alike. */
export type Names = Pick<CodeContext, "resolve" | "binding" | "bindings">;

/** A place that gives a thread identity its value. */
export interface ThreadSite {
  /** As the user writes it: `thread_id`, `self.thread_uuid`, `"thread_key"`. */
  name: string;
  value: Node;
  /** The variable or parameter that is bound here; null for keywords, attributes and keys. */
  variable: Node | null;
}

/** Calls that declare a field or parameter and hold its default. */
const SPECIFIERS = new Set([
  "Field",
  "field",
  "ib",
  "attrib",
  "Query",
  "Path",
  "Header",
  "Body",
  "Form",
  "Cookie",
  "Param",
  "mapped_column",
  "Column",
]);
/** Specifiers whose first argument is the default. */
const DEFAULT_FIRST = new Set(["Field", "ib", "attrib", "Query", "Path", "Header", "Body", "Form", "Cookie", "Param"]);

/** True for the profile's thread names, leading underscores aside. */
export function isThreadName(name: string | null, { thread_identity: { names } }: Profile): boolean {
  return name !== null && names.includes(name.replace(/^_+/, ""));
}

/** True for a name that says it holds or makes an existing thread identity: `parent_thread_id`, `thread_uuid_for`, `X_THREAD_ID`. */
export function mentionsThread(name: string | null): boolean {
  return name !== null && /thread_?(?:id|uuid|key)/i.test(name);
}

/** A function that derives a thread identity from what it is given: `uuid5`, `v5`, `build_thread_uuid`, `_thread_id_for`, `buildThreadUuid`. */
export function derivesThread(name: string | null): boolean {
  return (
    name !== null &&
    /uuid5|(?:^|\.)(?:uuid)?v[35]$|uuidv?[35]$|^_*(?:(?:make|build|derive|compute|generate|create|calculate|resolve|to|get|new|gen|stable|deterministic)_)*thread_(?:uuid|id)(?:_\w+)?$/i.test(
      profileName(name, { language: "typescript" }),
    )
  );
}

/** The thread identities that a node gives a value to; usually one or none. */
export function threadSites(node: Node, profile: Profile): ThreadSite[] {
  switch (node.type) {
    case "assignment":
      return assigned(node, profile);
    case "augmented_assignment": {
      const left = node.child("left");
      const value = node.child("right");
      return left && value && isThreadName(targetName(left), profile) ? [{ name: written(left), value, variable: null }] : [];
    }
    case "named_expression": {
      const name = node.child("name");
      const value = node.child("value");
      return name && value && isThreadName(name.text, profile) ? [{ name: name.text, value, variable: name }] : [];
    }
    case "keyword_argument":
    case "default_parameter":
    case "typed_default_parameter": {
      const name = node.child("name");
      const value = node.child("value");
      // `{ thread_id: id = … }`: the field is named by its key.
      const text = (node.parent?.type === "pair" ? stringValue(node.parent.child("key")) : null) ?? name?.text ?? "";
      if (!name || !value || !isThreadName(profileName(text, node.source), profile)) return [];
      return declared(text, value).map((found) => ({ ...found, variable: node.type === "keyword_argument" ? null : name }));
    }
    case "pair": {
      const key = stringValue(node.child("key"));
      const value = node.child("value");
      if (key === null || node.parent?.type === "object_pattern") return [];
      return value && isThreadName(profileName(key, node.source), profile) ? [{ name: key, value, variable: null }] : [];
    }
    case "jsx_attribute": {
      const [name, given] = node.operands;
      const value = given?.type === "jsx_expression_container" ? given.operands[0] : given;
      if (!name || !value || !isThreadName(profileName(name.text, node.source), profile)) return [];
      return [{ name: name.text, value, variable: null }];
    }
    case "call": {
      if (node.child("function")?.text !== "setattr") return [];
      const [, name, value] = callArguments(node).positional;
      const text = stringValue(name ?? null);
      return value && isThreadName(text, profile) ? [{ name: text as string, value, variable: null }] : [];
    }
    default:
      return [];
  }
}

function assigned(node: Node, profile: Profile): ThreadSite[] {
  const left = node.child("left");
  const isPattern = left?.type === "pattern_list" || left?.type === "tuple_pattern";
  // Before the value is looked for, which may stand behind many other targets.
  if (!left || !(isPattern ? left.operands : [left]).some((target) => isThreadName(targetName(target), profile))) return [];
  let value = node.child("right");
  while (value?.type === "assignment") value = value.child("right");
  if (!value) return [];
  if (isPattern) {
    const values = value.type === "expression_list" || value.type === "tuple" ? value.operands : [];
    if (values.length !== left.operands.length) return [];
    return left.operands.flatMap((target, at) => site(target, values[at] as Node, profile));
  }
  return site(left, value, profile);
}

function site(target: Node, value: Node, profile: Profile): ThreadSite[] {
  if (!isThreadName(targetName(target), profile)) return [];
  return declared(written(target), value).map((found) => ({ ...found, variable: target.type === "identifier" ? target : null }));
}

/** The default inside `Field("x")`, `field(default=…)`, `Query("x")`; the value itself otherwise. A factory's lambda gives what it returns. */
function declared(name: string, value: Node): ThreadSite[] {
  const call = unwrap(value);
  const callee = call.type === "call" ? calleeName(call) : null;
  if (!callee || !SPECIFIERS.has(callee)) return [{ name, value, variable: null }];
  const { positional, keywords } = callArguments(call);
  const [first] = DEFAULT_FIRST.has(callee) ? positional : [];
  const found = keywords.find((keyword) => keyword.name === "default")?.value ?? first;
  const factory = keywords.find((keyword) => keyword.name === "default_factory" || keyword.name === "factory")?.value;
  const made = factory?.type === "lambda" ? factory.child("body") : null;
  return [found, made].flatMap((one) => (one ? [{ name, value: one, variable: null }] : []));
}

/** `thread_id`, `self.thread_id`, `data["thread_id"]`. */
function targetName(target: Node | null): string | null {
  const plain = target && unwrap(target);
  const name = plain?.type === "subscript" ? stringValue(plain.child("subscript")) : lastName(plain);
  return plain && name !== null ? profileName(name, plain.source) : null;
}

function written(target: Node): string {
  return target.source.language === "python" ? target.text : target.text.replace(/\s+/g, "");
}

/** The default in `z.string().default("none").optional()`, `text("thread_id").$defaultFn(() => "none")`. */
function declaredDefault(call: Node): Node | null {
  if (call.source.language !== "typescript") return null;
  for (let node: Node | null = call; node?.type === "call"; node = node.child("function")?.child("object") ?? null) {
    if (!isDeclaredDefault(node)) continue;
    const [given] = callArguments(node).positional;
    if (given?.type === "lambda") return given.child("body");
    return given?.type === "function_definition" ? null : (given ?? null);
  }
  return null;
}

/** True for the dotted name of a function that makes another id on every call. */
export function isRandom(dotted: string | null, { language }: Node["source"], { thread_identity: table }: Profile): boolean {
  if (dotted === null) return false;
  if (language === "typescript") return table.random_in_typescript.includes(dotted);
  return table.random.some((name) => name === dotted || name.endsWith(`.${dotted}`));
}

/** The expressions one of which becomes the value: both branches of a conditional, the operands of `or`, the value of `:=` and `await`. */
export function alternatives(value: Node): Node[] {
  const node = unwrap(value);
  switch (node.type) {
    case "conditional_expression":
      return branchesOf(node).flatMap(alternatives);
    case "boolean_operator":
      return node.operands.flatMap(alternatives);
    case "assignment": {
      const inner = node.child("right");
      return inner ? alternatives(inner) : [];
    }
    case "call": {
      const given = declaredDefault(node);
      return given ? alternatives(given) : [node];
    }
    case "named_expression": {
      const inner = node.child("value");
      return inner ? alternatives(inner) : [];
    }
    default:
      return [node];
  }
}
