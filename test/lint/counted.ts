import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { PythonFile } from "../../server/lint/python-file.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A workspace of three modules whose work is counted: statements visited, modules run, contract answers computed.

const MODELS = `from pydantic import BaseModel


class PacketEnvelopeIn(BaseModel):
    packet_type: str
    payload: dict


class PacketMetadata(BaseModel):
    thread_uuid: str


class PacketProvenance(BaseModel):
    source: str
`;

export const RECORDS = `from pydantic import BaseModel


class OrderRecord(BaseModel):
    order_id: str

    def label(self) -> str:
        return self.order_id


class RefundRecord(BaseModel):
    refund_id: str


def first(orders: list[OrderRecord]) -> OrderRecord:
    return orders[0]
`;

const CUSTOMERS = `# customers

**File**: \`shop/customers.py\`

\`\`\`python
class CustomerRecord(BaseModel):
    customer_id: str
\`\`\`
`;

export const FILES = {
  "memory/substrate_models.py": MODELS,
  "memory/substrate_service.py": `from memory.substrate_models import PacketEnvelopeIn


class MemorySubstrateService:
    async def write_packet(self, packet: PacketEnvelopeIn) -> None:
        return None
`,
  "shop/records.py": RECORDS,
  "space/shop.customers.py.md": CUSTOMERS,
  "space/notes.md": "Nothing of interest.\n",
  "api/orders.py": `from memory.substrate_models import PacketEnvelopeIn
from shop.records import OrderRecord


def order(name: str) -> OrderRecord:
    return OrderRecord(order_id=name)


def packet(name: str) -> PacketEnvelopeIn:
    return PacketEnvelopeIn(packet_type="orders.in", payload={"name": name})
`,
  "api/orders_names.py": `def clean(name: str) -> str:
    return name.strip()
`,
  "api/refunds.py": `from shop.customers import CustomerRecord
from shop.records import RefundRecord


def refund(name: str) -> RefundRecord:
    return RefundRecord(refund_id=name)


def customer(name: str) -> CustomerRecord:
    return CustomerRecord(customer_id=name)
`,
  "tools/listing.py": `def listing(names: list[str]) -> list[str]:
    return sorted(names)
`,
  "specs/orders.module-spec.yaml": spec("orders", "adapter", "api/orders.py, api/orders_names.py"),
  "specs/refunds.module-spec.yaml": spec("refunds", "adapter", "api/refunds.py"),
  "specs/listing.module-spec.yaml": spec("listing", "tool", "tools/listing.py"),
};

export const ORDERS = ["api/orders.py", "api/orders_names.py", "specs/orders.module-spec.yaml"];
export const LISTING = ["specs/listing.module-spec.yaml", "tools/listing.py"];
export const REFUNDS = ["api/refunds.py", "specs/refunds.module-spec.yaml"];

function spec(id: string, kind: string, files: string): string {
  return `module:\n  id: ${id}\n  kind: ${kind}\n  repo: { allowed_new_files: [${files}] }\n`;
}

export let root: string;
export let linter: Linter;
/** Statements visited of each file, over all readings of it. */
export let visited: Map<string, number>;

beforeAll(() => loadPython());

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "l9-incremental-")));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), text);
  }
  visited = new Map();
  const check = Reflect.get(PythonFile.prototype, "check");
  vi.spyOn(PythonFile.prototype, "check").mockImplementation(function (this: PythonFile, ...given) {
    const before = this.visited;
    const found = check.apply(this, given);
    const name = relative(root, this.path);
    visited.set(name, (visited.get(name) ?? 0) + this.visited - before);
    return found;
  });
  linter = new Linter(root, defaultConfig);
  linter.scan();
});

afterEach(() => {
  vi.restoreAllMocks();
  linter.dispose();
  rmSync(root, { recursive: true, force: true });
});

export function path(name: string): string {
  return join(root, name);
}

/** Opens files with the text they have. */
export function open(...names: (keyof typeof FILES)[]): void {
  for (const name of names) linter.setOpen(path(name), FILES[name]);
  checkAll();
}

/** Findings of every file of the workspace, by file. */
function checkAll(): Map<string, string[]> {
  return new Map(
    linter.paths().map((file) => [relative(root, file), linter.check(file).map(({ rule, message }) => `${rule}: ${message}`)]),
  );
}

export interface Work {
  /** What the edit says may have changed, the edited file left out. */
  affected: string[];
  /** Files whose findings did change. */
  changed: string[];
  /** Statements visited, by file; files of which none was are left out. */
  visited: Record<string, number>;
  /** Modules whose rules ran again. */
  runs: number;
  /** Contract answers computed again. */
  computed: number;
}

/** What an edit makes run when every file is looked at again after it. */
export function edit(name: keyof typeof FILES, from: string, to: string, how: "open" | "disk" = "open"): Work {
  const before = checkAll();
  const { runs } = linter.modules;
  const { computed } = linter.contracts;
  visited.clear();
  const old = linter.files.read(path(name));
  const text = "text" in old ? old.text.replace(from, to) : "";
  expect(text).toContain(to);
  if (how === "disk") writeFileSync(path(name), text);
  const affected = how === "disk" ? linter.changed(path(name)) : linter.setOpen(path(name), text);
  const after = checkAll();
  return {
    affected: affected.map((file) => relative(root, file)),
    changed: [...after].flatMap(([file, found]) => (JSON.stringify(found) === JSON.stringify(before.get(file)) ? [] : [file])),
    visited: Object.fromEntries([...visited].filter(([, count]) => count > 0)),
    runs: linter.modules.runs - runs,
    computed: linter.contracts.computed - computed,
  };
}

export const NOTHING: Work = { affected: [], changed: [], visited: {}, runs: 0, computed: 0 };

export const PYTHON = Object.keys(FILES).filter((name) => name.endsWith(".py")) as (keyof typeof FILES)[];
