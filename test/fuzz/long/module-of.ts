import type { Random } from "../../fixtures/random.ts";
import type { Language } from "./real-texts.ts";

const MODELS = `from uuid import UUID

from pydantic import BaseModel


class PacketEnvelopeIn(BaseModel):
    packet_type: str
    payload: dict
    thread_uuid: UUID | None = None


class MemorySubstrateService:
    async def write_packet(self, packet: PacketEnvelopeIn) -> str:
        return packet.packet_type
`;
const spec = (files: string): string => `module:
  id: orders
  name: Orders
  purpose: Takes orders.
  repo:
    allowed_new_files: [${files}]
  interfaces:
    inbound: [{name: order, method: POST, route: /orders, auth: bearer, payload_type: JSON}]
  error_policy: {default: fail_closed}
  acceptance: {required: [takes_an_order]}
`;
const TEST = "from api.orders import f\n\n\ndef test_takes_an_order():\n    assert f(1) == 2\n";
const CODE = `# module: orders
import os

from memory.substrate_models import PacketEnvelopeIn


def f(a):
    return os.name
`;

type File = [name: string, text: string];

/** A small module of which one file, the first, is a real text. */
export function filesOf(language: Language, real: string, random: Random): File[] {
  const code: File = ["api/orders.py", CODE];
  const tests: File = ["tests/test_orders.py", TEST];
  const models: File = ["memory/substrate_models.py", MODELS];
  switch (language) {
    case "python": {
      const place = random.pick([code[0], tests[0], "tools/other.py"]);
      const listed: File = ["orders.module-spec.yaml", spec(`${code[0]}, ${tests[0]}`)];
      return [[place, real], ...[code, tests, listed].filter(([name]) => name !== place), models];
    }
    case "typescript": {
      const places = ["web/orders.ts", "web/orders.test.ts", "web/orders.tsx"];
      return [
        [random.pick(places), real],
        ["orders.module-spec.yaml", spec(places.join(", "))],
      ];
    }
    case "yaml": {
      const isSpec = /^module:|^metadata:/m.test(real);
      const text = isSpec ? real : `${spec(code[0])}${belowKey(real)}`;
      return [["orders.module-spec.yaml", text], code, tests, models];
    }
    case "markdown": {
      const lines = real.split(/(?<=\n)/);
      lines.splice(random.int(0, lines.length), 0, `\n\`\`\`yaml\n${spec(code[0])}\`\`\`\n`);
      return [["Module-Spec-orders.md", lines.join("")], code, models];
    }
  }
}

/** YAML of anybody's below a key of a spec. */
function belowKey(text: string): string {
  return `  x_legacy:\n${text.replace(/^---.*\n/gm, "").replace(/^(?=.)/gm, "    ")}`;
}
