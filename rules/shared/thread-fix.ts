import { basename } from "node:path/posix";
import { enclosingFunction, lastName, type Node } from "../../server/code/index.ts";
import { profileName } from "../../server/code/spelling.ts";
import type { Edit, Fix, FileContext } from "../define.ts";
import { bindingsNamed } from "./rename-import.ts";

/** Parameters that name a conversation rather than one message of it. */
const KEY_NAME =
  /(?:^|_)(?:key|number|phone|email|address|channel|sender|recipient|conversation|chat|session|user|account|customer|contact|source|room|topic)(?:_(?:id|key|uuid|number|name))?$/;
/** New with every message: no key for a thread. */
const ONE_MESSAGE = /^(?:event|message|msg|packet|call|task|request|correlation|trace|delivery|job|run)_/;

/** The unsafe fix that derives the id: `uuid4()` becomes `uuid5(ORDERS_NAMESPACE, conversation_id)`; undefined where no key is in sight. */
export function deriveFix(call: Node, context: FileContext): Fix | undefined {
  return call.source.language === "python" ? withUuid5(call, context) : withV5(call, context);
}

/** `uuid5(ORDERS_NAMESPACE, conversation_id)`, with the namespace made where there is none. */
function withUuid5(call: Node, context: FileContext): Fix | undefined {
  const callee = call.type === "call" ? call.child("function") : null;
  const key = callee && threadKey(call);
  if (!callee || !key) return undefined;
  const edits: Edit[] = [];
  const needed: string[] = [];
  const imported = (name: string): string => {
    // `uuid.uuid4` has a sibling on the same module.
    const owner = callee.type === "attribute" ? callee.child("object") : null;
    if (owner) return `${owner.text}.${name}`;
    const known = context.facts.imports.find((fact) => fact.module === "uuid" && fact.name === name);
    if (!known && !needed.includes(name)) needed.push(name);
    return known?.as ?? name;
  };
  const uuid5 = imported("uuid5");
  let namespace = namespaceOf(context);
  if (namespace === null) {
    const place = afterImports(context);
    if (place === null) return undefined;
    const id = context.project.module?.id ?? basename(context.path, ".py");
    namespace = `${id.replace(/\W+/g, "_").toUpperCase()}_NAMESPACE`;
    // The name is another thing's: a second binding would take it from that, or lose it to that.
    if (isTaken(namespace, context)) return undefined;
    const line = `${namespace} = ${uuid5}(${imported("NAMESPACE_DNS")}, "${id}.l9.internal")`;
    const newline = context.module.source.text.value.includes("\r\n") ? "\r\n" : "\n";
    edits.push({ span: { start: place, end: place }, text: `${newline}${line}${newline}` });
  }
  if (needed.length > 0) {
    const beside = context.facts.imports.find(
      (fact) => fact.module === "uuid" && fact.name !== null && fact.name !== "*" && fact.as === callee.text,
    );
    if (!beside || needed.some((name) => isTaken(name, context))) return undefined;
    edits.push({ span: { start: beside.span.end, end: beside.span.end }, text: `, ${needed.join(", ")}` });
  }
  edits.push({ span: call, text: `${uuid5}(${namespace}, ${key})` });
  return {
    title: `Derive the id from \`${key}\` with uuid5`,
    safety: "unsafe",
    edits: edits.sort((a, b) => a.span.start - b.span.start),
  };
}

/** Bound anywhere in the file. */
function isTaken(name: string, { module }: FileContext): boolean {
  return bindingsNamed(name, module).length > 0;
}

/** `uuidv5(conversationId, ORDERS_NAMESPACE)`, where there is a namespace and the module imports the package `uuid`. */
function withV5(call: Node, { module }: FileContext): Fix | undefined {
  const key = call.type === "call" ? threadKey(call) : null;
  const namespace = constantNamed(module);
  const names = module.imports.filter(
    ({ target, statement }) => target?.module === "uuid" && target.name !== null && statement.type === "import_specifier",
  );
  const last = names.at(-1);
  if (!key || !namespace || !last) return undefined;
  const edits: Edit[] = [];
  let name = names.find(({ target }) => target?.name === "v5")?.name;
  if (name === undefined) {
    name = "uuidv5";
    if (/\buuidv5\b/.test(module.source.text.value)) return undefined;
    edits.push({ span: { start: last.statement.end, end: last.statement.end }, text: ", v5 as uuidv5" });
  }
  edits.push({ span: call, text: `${name}(${key}, ${namespace})` });
  return { title: `Derive the id from ${key.startsWith("`") ? key : `\`${key}\``} with uuidv5`, safety: "unsafe", edits };
}

/** A module-level constant or an imported name with NAMESPACE in it. */
function constantNamed({ bindings }: FileContext["module"]): string | null {
  for (const [name, [binding]] of bindings) {
    if (!/NAMESPACE/.test(name)) continue;
    if (binding?.kind === "import" || binding?.statement.parent?.text.startsWith("const")) return name;
  }
  return null;
}

/** What the function around knows of the conversation, as one text; null when its parameters say nothing. */
function threadKey(call: Node): string | null {
  const names: string[] = [];
  for (let definition = enclosingFunction(call); definition; definition = enclosingFunction(definition)) {
    for (const parameter of definition.child("parameters")?.operands ?? []) {
      const name = parameter.child("name") ?? (parameter.type === "typed_parameter" ? parameter.operands[0] : parameter);
      if (name?.type !== "identifier") continue;
      const plain = profileName(name.text, name.source);
      if (isText(parameter.child("type")) && KEY_NAME.test(plain) && !ONE_MESSAGE.test(plain)) names.push(name.text);
    }
  }
  const given = names.find((name) => /(?:^|_)key$/.test(profileName(name, call.source)));
  if (given) return given;
  const [only] = names;
  if (only === undefined) return null;
  if (names.length === 1) return only;
  const isPython = call.source.language === "python";
  return isPython ? `f"${names.map((name) => `{${name}}`).join(":")}"` : `\`${names.map((name) => `\${${name}}`).join(":")}\``;
}

/** A parameter without an annotation may be one. */
function isText(type: Node | null): boolean {
  if (!type) return true;
  if (type.source.language === "typescript") return type.text === "string";
  return /\bstr\b/.test(type.text) && !/^(?:list|dict|set|tuple|List|Dict|Set|Tuple)\b/.test(type.text);
}

/** The module's namespace constant: a module-level name with NAMESPACE in it that is made by uuid5 or UUID, or imported. */
function namespaceOf({ module, facts }: FileContext): string | null {
  for (const [name, bindings] of module.bindings) {
    if (!/NAMESPACE/.test(name) || /^NAMESPACE_(?:DNS|URL|OID|X500)$/.test(name)) continue;
    const [binding] = bindings;
    if (binding?.value?.type === "call" && /^(?:uuid5|UUID)$/.test(lastName(binding.value.child("function")) ?? "")) return name;
    if (facts.imports.some((fact) => fact.as === name && fact.module !== "uuid")) return name;
  }
  return null;
}

/** The start of the line after the last of the module's first imports; null when there are none. */
function afterImports({ module }: FileContext): number | null {
  let last: Node | null = null;
  for (const { node } of module.units) {
    if (/^(?:future_)?import_(?:from_)?statement$|^future_import_statement$/.test(node.type)) last = node;
    else if (last && node.type !== "comment") break;
  }
  if (!last) return null;
  const end = module.source.text.value.indexOf("\n", last.end);
  return end < 0 ? null : end + 1;
}
