import { basename } from "node:path/posix";
import { enclosingFunction, lastName, type Node } from "../../server/code/index.ts";
import type { Edit, Fix, FileContext } from "../define.ts";

/** Parameters that name a conversation rather than one message of it. */
const KEY_NAME =
  /(?:^|_)(?:key|number|phone|email|address|channel|sender|recipient|conversation|chat|session|user|account|customer|contact|source|room|topic)(?:_(?:id|key|uuid|number|name))?$/;
/** New with every message: no key for a thread. */
const ONE_MESSAGE = /^(?:event|message|msg|packet|call|task|request|correlation|trace|delivery|job|run)_/;

/** The unsafe fix that derives the id: `uuid4()` becomes `uuid5(ORDERS_NAMESPACE, conversation_id)`; undefined where no key is in sight. */
export function deriveFix(call: Node, context: FileContext): Fix | undefined {
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
    const line = `${namespace} = ${uuid5}(${imported("NAMESPACE_DNS")}, "${id}.l9.internal")`;
    const newline = context.module.source.text.value.includes("\r\n") ? "\r\n" : "\n";
    edits.push({ span: { start: place, end: place }, text: `${newline}${line}${newline}` });
  }
  if (needed.length > 0) {
    const beside = context.facts.imports.find(
      (fact) => fact.module === "uuid" && fact.name !== null && fact.name !== "*" && fact.as === callee.text,
    );
    if (!beside) return undefined;
    edits.push({ span: { start: beside.span.end, end: beside.span.end }, text: `, ${needed.join(", ")}` });
  }
  edits.push({ span: call, text: `${uuid5}(${namespace}, ${key})` });
  return {
    title: `Derive the id from \`${key}\` with uuid5`,
    safety: "unsafe",
    edits: edits.sort((a, b) => a.span.start - b.span.start),
  };
}

/** What the function around knows of the conversation, as one text; null when its parameters say nothing. */
function threadKey(call: Node): string | null {
  const names: string[] = [];
  for (let definition = enclosingFunction(call); definition; definition = enclosingFunction(definition)) {
    for (const parameter of definition.child("parameters")?.operands ?? []) {
      const name = parameter.child("name") ?? (parameter.type === "typed_parameter" ? parameter.operands[0] : parameter);
      if (name?.type !== "identifier") continue;
      const type = parameter.child("type")?.text ?? "str";
      if (
        /\bstr\b/.test(type) &&
        !/^(?:list|dict|set|tuple|List|Dict|Set|Tuple)\b/.test(type) &&
        KEY_NAME.test(name.text) &&
        !ONE_MESSAGE.test(name.text)
      )
        names.push(name.text);
    }
  }
  const given = names.find((name) => /(?:^|_)key$/.test(name));
  if (given) return given;
  if (names.length === 0) return null;
  return names.length === 1 ? (names[0] as string) : `f"${names.map((name) => `{${name}}`).join(":")}"`;
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
