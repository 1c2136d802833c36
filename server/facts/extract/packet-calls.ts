import type { Node } from "../../syntax/tree.ts";
import type { FactContext, FactExtractor } from "../context.ts";

const PACKET_FUNCTION = /^(?:write|ingest|store|emit|send|save|search|get|find|query|lookup|fetch|list)_packets?(?:_\w+)?$/;

/** Where packets are stored and looked up: what shows that a file has to do with packets. */
export const packetCalls: FactExtractor = {
  attribute(node, context) {
    const name = node.child("attribute");
    if (name) emit(name, context);
  },
  call(node, context) {
    const callee = node.child("function");
    if (callee?.type === "identifier") emit(callee, context);
  },
};

function emit(name: Node, context: FactContext): void {
  const { text } = name;
  if (PACKET_FUNCTION.test(text)) context.emit("packetCalls", { name: text, span: context.span(name) });
}
