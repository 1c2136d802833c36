/** Rules about evidence know names as Python spells them: `writePacket` is `write_packet`, `packet.packetType` `packet.packet_type`. */
export function snakeName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** An expression's text in that spelling: names that begin small are changed, classes are not. */
export function snakeText(text: string): string {
  return text
    .replace(/\b[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+\b/g, snakeName)
    .replace(/\bexpect\.any(?:thing)?\((?:\w*)\)/g, "ANY")
    .replace(/^(?:null|undefined)$/, "None");
}

/** What a name stands for whatever library it comes from: the schema `OrderSchema` for `Order`, `uuidv5` for `uuid5`. */
export function mentionName(dotted: string): string {
  if (/(?:^|[./])uuid\.v5$|(?:^|[./])(?:uuid_?v?5|v5)$/i.test(dotted)) return "uuid5";
  return dotted.replace(/([A-Z]\w*?)Schema$/, "$1");
}
