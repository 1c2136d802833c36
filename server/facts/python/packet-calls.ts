import type { PyNode } from "../../syntax/python.ts";
import type { Span } from "../../syntax/text.ts";
import type { FactContext, FactExtractor } from "./extract.ts";

/** A place that names a function which stores or looks up packets: `service.write_packet`, a mock's `search_packets_by_thread`. */
export interface PacketCallFact {
  name: string;
  span: Span;
}

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

function emit(name: PyNode, context: FactContext): void {
  const { text } = name;
  if (PACKET_FUNCTION.test(text)) context.emit("packetCalls", { name: text, span: context.span(name) });
}
