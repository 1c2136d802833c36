import type { Node } from "../../syntax/tree.ts";
import type { FactExtractor } from "../context.ts";
import { calleeName, lastName, operator, walk } from "../../code/read.ts";
import type { DedupeFact } from "../kinds.ts";

/** Names that say that a function or attribute is about duplicates. */
export const DEDUPE_NAME = /dedup|duplicate|idempoten|already_(?:seen|processed|handled)|is_replay/i;

/** Methods that find packets that were stored. */
export const PACKET_LOOKUP = /^(?:search|get|find|query|lookup|fetch|list)_packets?(?:_|$)/;
const CACHE = /seen|processed|cache|dedup|idempoten/i;

/** Functions named for duplicates that ask stored packets or a memory of their own. */
export const dedupe: FactExtractor = {
  function_definition(node, context) {
    const name = node.child("name")?.text ?? "";
    const body = node.child("body");
    if (!DEDUPE_NAME.test(name) || !body) return;
    for (const mechanism of mechanismsIn(body))
      context.emit("dedupe", { function: name, mechanism, span: context.span(node.child("name") ?? node) });
  },
};

function mechanismsIn(body: Node): Set<DedupeFact["mechanism"]> {
  const found = new Set<DedupeFact["mechanism"]>();
  walk(body, (node) => {
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
