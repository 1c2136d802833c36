import type { Span } from "../../syntax/text.ts";
import type { Node } from "../../syntax/tree.ts";
import { openCode } from "../code-store.ts";

/**
 * A place of code whose letters may be a name.
 * - `module`: what TypeScript imports from, without its quotes.
 * - `text`: a whole literal without its quotes; `template`: the same of one with parts that a run fills in, as written.
 * - `member`: what stands behind a dot, a key without quotes, the name of a keyword or of a field.
 * - `shorthand`: a key that is its own value (`{ TOKEN }`); `aliased`: a key whose value is another name (`{ TOKEN: token }`).
 * - `name`: what a function is called, or any other identifier.
 */
export interface Written extends Span {
  readonly form: "module" | "text" | "template" | "member" | "shorthand" | "aliased" | "name";
  readonly value: string;
  /** Of a member: what stands before its dot, as written; of an aliased key its value; empty otherwise. */
  readonly of: string;
  /** The key with its value, for one that is aliased. */
  readonly entry?: Span;
}

/** Every such place of a file, in its order; none of TypeScript that does not parse. */
export function writtenIn(path: string, text: string): Written[] {
  const file = openCode(path, text, { once: true });
  try {
    const found: Written[] = [];
    const pending = file.units.map(({ node }) => node).reverse();
    for (let node = pending.pop(); node; node = pending.pop()) {
      const written = read(node);
      if (written) found.push(written);
      for (let at = node.children.length - 1; at >= 0; at--) pending.push(node.children[at] as Node);
    }
    return found;
  } finally {
    file.dispose();
  }
}

function read(node: Node): Written | null {
  if (node.type === "string") return readText(node);
  if (node.type !== "identifier" && node.type !== "property_name") return null;
  const { parent } = node;
  const made = (form: Written["form"], of = ""): Written => ({ start: node.start, end: node.end, form, value: node.text, of });
  if (node.type === "property_name") {
    const value = parent?.type === "pair" ? parent.child("value") : null;
    if (value?.start === node.start) return made("shorthand");
    if (parent && value?.type === "identifier")
      return { ...made("aliased", value.text), entry: { start: parent.start, end: parent.end } };
    return made("member");
  }
  if (parent?.type === "pair" && parent.child("key")?.start === node.start) return null; // told by the key
  if (parent?.type === "attribute" && node.field === "attribute") return made("member", parent.child("object")?.text ?? "");
  if (parent?.type === "keyword_argument" && node.field === "name") return made("member");
  return made(isField(node) ? "member" : "name");
}

/** `TOKEN: str` in the body of a class. */
function isField(node: Node): boolean {
  const { parent } = node;
  if (parent?.type !== "assignment" || node.field !== "left") return false;
  const body = parent.parent?.type === "expression_statement" ? parent.parent.parent : parent.parent;
  return body?.type === "block" && body.parent?.type === "class_definition";
}

/** Null for a docstring, for bytes, and for a part of a longer text. */
function readText(node: Node): Written | null {
  const { parent } = node;
  if (!parent || parent.type === "concatenated_string" || parent.type === "expression_statement") return null;
  const isModule = /^(?:import|export)_/.test(parent.type) || /^ts_(?:import|external)/.test(parent.type);
  const opening = node.children[0]?.type === "string_start" ? node.children[0].text : "";
  if (/b/i.test(opening.replace(/["'].*$/, ""))) return null;
  const inner = node.children.filter(({ type }) => type !== "string_start" && type !== "string_end");
  const [first] = inner;
  const last = inner.at(-1);
  if (!first || !last) return null;
  const form = isModule ? "module" : inner.some(({ type }) => type === "interpolation") ? "template" : "text";
  // A template of TypeScript has no nodes for its quotes, and may begin with what is filled in.
  const quoted = opening === "" ? { start: node.start + 1, end: node.end - 1 } : { start: first.start, end: last.end };
  return { ...quoted, form, value: node.source.text.value.slice(quoted.start, quoted.end), of: "" };
}
