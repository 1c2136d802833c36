import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";
import { calleeName, lastName, operator, walk } from "../../code/read.ts";
import type { DedupeFact } from "../kinds.ts";

/** Names that say that a function or attribute is about duplicates. */
export const DEDUPE_NAME = /dedup|duplicate|idempoten|already_(?:seen|processed|handled)|is_replay/i;

/** Methods that find packets that were stored. */
export const PACKET_LOOKUP = /^(?:search|get|find|query|lookup|fetch|list)_packets?(?:_|$)/;
const CACHE = /seen|processed|cache|dedup|idempoten/i;

/** Functions named for duplicates that ask stored packets, by a method or a query, or a memory of their own. */
export const dedupe: FactExtractor = {
  function_definition(node, context) {
    const name = node.child("name")?.text ?? "";
    const body = node.child("body");
    if (!DEDUPE_NAME.test(name) || !body) return;
    for (const mechanism of mechanismsIn(body, context))
      context.emit("dedupe", { function: name, mechanism, span: context.span(node.child("name") ?? node) });
  },
};

/** A query of stored packets, in SQL or built: `SELECT … FROM packet_store`, `select(PacketStore)`. */
const PACKET_QUERY = /\bselect\b[^;]*\bfrom\s+["'`[]?(?:\w+["'`\]]?\.["'`[]?)?\w*packets?(?:_\w+)?\b/i;
const PACKET_TABLE = /^_*\w*Packets?(?:Store|Record|Row|Table|Model|Entity)?\w*$/;

function asksStore(node: Node, context: FactContext): boolean {
  if (node.type === "string") return PACKET_QUERY.test(node.text);
  if (node.type === "identifier" && /^_*[A-Z][A-Z\d_]*$/.test(node.text))
    return context.module.global(node.text).some(({ value }) => value?.type === "string" && PACKET_QUERY.test(value.text));
  return (
    node.type === "call" &&
    calleeName(node) === "select" &&
    PACKET_TABLE.test(lastName(node.child("arguments")?.operands[0] ?? null) ?? "")
  );
}

function mechanismsIn(body: Node, context: FactContext): Set<DedupeFact["mechanism"]> {
  const found = new Set<DedupeFact["mechanism"]>();
  walk(body, (node) => {
    if (asksStore(node, context)) found.add("substrate_lookup");
    if (node.type === "call") {
      const name = calleeName(node) ?? "";
      const callee = node.child("function");
      if (PACKET_LOOKUP.test(name)) found.add("substrate_lookup");
      else if (name === "get" && CACHE.test(lastName(callee?.child("object") ?? null) ?? "")) found.add("memory_cache");
    }
    if (
      node.type === "comparison_operator" &&
      /\bin$/.test(operator(node)) &&
      CACHE.test(lastName(node.operands[1] ?? null) ?? "")
    )
      found.add("memory_cache");
  });
  return found;
}
