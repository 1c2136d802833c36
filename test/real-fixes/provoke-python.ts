import { withComments, type Comment } from "../fuzz/program-texts.ts";
import type { Random } from "../fixtures/random.ts";
import { SourceTree, type Node } from "../../server/syntax/tree.ts";

// Small changes of real Python that make the rules with a fix speak, wherever an expression or a statement can stand.

const NAMES = [
  "import uuid",
  "from uuid import uuid4",
  "from uuid import uuid4, uuid5",
  "from unittest.mock import AsyncMock, MagicMock",
  "from memory.substrate_models import PacketEnvelopeIn, PacketMetadata",
  "from memory.substrate_models import (\n    PacketEnvelopeIn,  # the packet\n    PacketMetadata,\n)",
  "from core.schemas.packet_envelope import PacketEnvelopeIn",
  "from core.schemas import packet_envelope\nfrom core.schemas.packet_envelope import PacketEnvelopeIn as Envelope",
  "from memory.substrate_service import MemorySubstrateService",
  "from memory.substrate_service import SubstrateService",
  "from memory.substrate_service import MemorySubstrateService, SubstrateService as Service",
  "import logging",
  "import logging as log, sys",
  "import logging; logger = logging.getLogger(__name__)",
  "import logging\nlogger = logging.getLogger(__name__)\nlogger.info('started', extra={'a': 1})",
  "from logging import getLogger\nlogger = getLogger(__name__)",
  "from fastapi import HTTPException",
] as const;

const EXPRESSIONS = [
  "Packet(thread_id=uuid4())",
  "dict(thread_id=str(uuid.uuid4()))",
  "call.tool_id or call.tool_name",
  "(call.tool_name or call.tool_id)",
  "getattr(call, 'tool_id', None) or getattr(call, 'tool_name')",
  "d.get('tool_id', d.get('tool_name'))",
  "tools[call.tool_name]",
  "registry.get(call['tool_name'])",
  "registry.dispatch(call.tool_name, {})",
  "registry.dispatch(tool_name=call.tool_name)",
  "ToolBinding(tool_name=call.tool_name, display_name='a')",
  "call.tool_name == tool.tool_name",
  "{'type': 'function', 'function': {'name': tool.tool_name, 'parameters': {}}}",
  "PacketEnvelopeIn(packet_typ='a', payload={})",
  "PacketEnvelopeIn(packet_type='a', payloads={}, payload={}, metadatas=None)",
  "PacketMetadata(tool_ids='a', **more)",
  "substrate_service.write_packets(packet)",
  "self.substrate_service.search_packets(packet)",
  "PacketEnvelopeIn(packet_typ='a', payload=PacketMetadata(tool_ids='b'))",
  "dict(substrate_service=AsyncMock(), packet=MagicMock())",
] as const;

const STATEMENTS = [
  "def provoked(thread_key):\n    return Packet(thread_id=uuid4())",
  "def provoked(self, a, b=1):\n    print(a)",
  "def provoked(): pass",
  "async def provoked(\n    a: int,  # the first\n):\n    '''A text.'''",
  "thread_id = uuid4(); other = 1",
  "tool_id = call.tool_id or call.tool_name; tool_id = call.tool_id or call.tool_name",
  "if not tool_id: tool_id = tool_name",
  "if not tool_id:\n    tool_id = call.tool_name",
  "with open(tools[call.tool_name]) as a, open(call.tool_id or call.tool_name) as b: import qq; print(a, b)",
  "with (\n    open(tools[call.tool_name]) as a,\n    open('b') as b,\n):\n    import qq",
  "@registry.get(call.tool_name)\n@retry(call.tool_id or call.tool_name)  # type: ignore\ndef provoked(): ...",
  "def test_provoked():\n    substrate_service = AsyncMock()\n    note = 'a'; packet: PacketEnvelopeIn = MagicMock(\n        payload={},  # more\n    )\n    run(substrate_service, packet)",
  "@pytest.fixture\ndef substrate_service() -> MemorySubstrateService:\n    return AsyncMock(write_packet=1)",
  "async def provoked(substrate_service: MemorySubstrateService):\n    await substrate_service.write_packets(1); await substrate_service.write_packets(2)",
  "def provoked(service: 'MemorySubstrateService', conversation_id): return [service.write_packets(x, thread_id=uuid4()) for x in ()]",
  "def provoked(tool, call_sid: str):\n    thread_id = str(uuid4()) \\\n        if tool else uuid.uuid4()\n    return {'type': 'function', 'function': {'name': tool.tool_name}}, thread_id",
  "schema = {'type': 'function', 'name': tool['tool_name']}",
  "match call.tool_name:\n    case 'a': import qq",
  "import qq",
  "import qq, qr; import qs",
  "import qq.a, qq.b as qb",
  "from qq import qr, qs as qt; y = 1",
  "from qq import (qr,  # first\n    qs, # second\n)",
  "from qq import qr, \\\n    qs",
  "try: import qq\nexcept ImportError: import qr",
  "for _ in (): import qq\nelse: import qr",
] as const;

const COMMENTS = [
  "# type: ignore",
  "# type: ignore[misc]  # noqa",
  "# noqa  # type: ignore",
  "# pyright: ignore[reportX]",
  "# mypy: ignore-errors",
  "# pyright: basic, reportX=false",
  "# ty: ignore",
  "# l9: ignore[random_uuid] none",
  "# l9: ignore[fallback_aliasing, type_ignore] none  # type: ignore",
] as const;

const PLACES: readonly Comment["place"][] = ["behind", "behind", "above", "continued"];

/** Not each of them is Python: whoever uses them asks Python first. */
export function provokePython(text: string, random: Random): string {
  const changed = replaceAndInsert(text.replaceAll("\r\n", "\n"), random).replace(/\) -> None:/g, (found) =>
    random.chance(0.5) ? "):" : found,
  );
  return provokeComments(changed, random);
}

/** Comments alone, and the shape. */
export function provokeComments(text: string, random: Random): string {
  const comments = Array.from({ length: random.int(0, 6) }, () => ({
    line: random.int(0, 1_000_000),
    text: random.pick(COMMENTS),
    place: random.pick(PLACES),
    indent: "same",
  }));
  return shaped(withComments(text, comments).join("\n"), random);
}

function replaceAndInsert(text: string, random: Random): string {
  const source = new SourceTree(text);
  const expressions: Node[] = [];
  const statements: Node[] = [];
  let head: Node | null = null;
  for (const { node: unit } of source.units) {
    if (!head && !/^(?:future_import_statement|expression_statement|comment)$/.test(unit.type)) head = unit;
    const pending = [unit];
    for (let node = pending.pop(); node; node = pending.pop()) {
      if (/_statement$|_definition$/.test(node.type) && (node === unit || node.parent?.type === "block")) statements.push(node);
      if (/^(?:call|attribute|subscript|list|dictionary|integer|\w+_operator)$/.test(node.type) && node.field !== "left")
        expressions.push(node);
      pending.push(...node.children);
    }
  }
  const edits: { start: number; end: number; text: string }[] = [];
  if (head) {
    const names = Array.from({ length: random.int(2, 6) }, () => random.pick(NAMES));
    edits.push({ start: head.start, end: head.start, text: `${[...new Set(names)].join("\n")}\n` });
  }
  for (let left = random.int(2, 6); left > 0 && statements.length > 0; left--) {
    const { start } = random.pick(statements);
    const indent = /[ \t]*$/.exec(text.slice(0, start))?.[0] ?? "";
    edits.push({ start, end: start, text: `${random.pick(STATEMENTS).replaceAll("\n", `\n${indent}`)}\n${indent}` });
  }
  for (let left = random.int(3, 8); left > 0 && expressions.length > 0; left--) {
    const { start, end } = random.pick(expressions);
    edits.push({ start, end, text: random.pick(EXPRESSIONS) });
  }
  // Functions that are gone leave the imports unused that only they read.
  const gone = source.units.map(({ node }) => node).filter(({ type }) => /^(?:function|class)_definition$/.test(type));
  if (random.chance(0.5))
    for (const { start, end } of gone.filter(() => random.chance(0.4))) edits.push({ start, end, text: "pass" });
  source.dispose();
  return applied(text, edits);
}

/** Applies the edits from the end on; of two that overlap the later one. */
export function applied(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let result = text;
  let limit = text.length + 1;
  for (const edit of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    if (edit.end > limit) continue;
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
    limit = edit.start;
  }
  return result;
}

/** Line ends, indentation, mark and end as some editors leave them. */
export function shaped(text: string, random: Random): string {
  const kind = random.pick(["as it is", "as it is", "crlf", "mark", "tabs", "open end"] as const);
  if (kind === "crlf") return text.replaceAll("\n", "\r\n");
  if (kind === "mark") return text.startsWith("\ufeff") ? text : `\ufeff${text}`;
  if (kind === "tabs") return text.replace(/^(?: {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4));
  return kind === "open end" ? text.trimEnd() : text;
}
