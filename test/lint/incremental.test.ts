import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Linter } from "../../server/lint/linter.ts";
import { PythonFile } from "../../server/lint/python-file.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python.ts";

// What runs again after an edit, counted: statements visited, modules run, contract answers computed. Time is not looked at.

const MODELS = `from pydantic import BaseModel


class PacketEnvelopeIn(BaseModel):
    packet_type: str
    payload: dict


class PacketMetadata(BaseModel):
    thread_uuid: str


class PacketProvenance(BaseModel):
    source: str
`;

const RECORDS = `from pydantic import BaseModel


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

const FILES = {
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

const ORDERS = ["api/orders.py", "api/orders_names.py", "specs/orders.module-spec.yaml"];
const LISTING = ["specs/listing.module-spec.yaml", "tools/listing.py"];
const REFUNDS = ["api/refunds.py", "specs/refunds.module-spec.yaml"];

function spec(id: string, kind: string, files: string): string {
  return `module:\n  id: ${id}\n  kind: ${kind}\n  repo: { allowed_new_files: [${files}] }\n`;
}

let root: string;
let linter: Linter;
/** Statements visited of each file, over all readings of it. */
let visited: Map<string, number>;

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

function path(name: string): string {
  return join(root, name);
}

/** Opens files with the text they have. */
function open(...names: (keyof typeof FILES)[]): void {
  for (const name of names) linter.setOpen(path(name), FILES[name]);
  checkAll();
}

/** Findings of every file of the workspace, by file. */
function checkAll(): Map<string, string[]> {
  return new Map(
    linter.paths().map((file) => [relative(root, file), linter.check(file).map(({ rule, message }) => `${rule}: ${message}`)]),
  );
}

interface Work {
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
function edit(name: keyof typeof FILES, from: string, to: string, how: "open" | "disk" = "open"): Work {
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

const NOTHING: Work = { affected: [], changed: [], visited: {}, runs: 0, computed: 0 };

const PYTHON = Object.keys(FILES).filter((name) => name.endsWith(".py")) as (keyof typeof FILES)[];

describe("an edit in an open file", () => {
  it("inside a function body runs the rules on that statement and no module's", () => {
    open(...PYTHON);
    expect(edit("api/orders_names.py", "name.strip()", "name.strip() or name[1:]")).toEqual({
      affected: [],
      changed: [],
      visited: { "api/orders_names.py": 1 },
      runs: 0,
      computed: 0,
    });
  });

  it("inside a function body of the repository runs nothing of the modules", () => {
    open(...PYTHON);
    const work = edit("shop/records.py", "return orders[0]", "return orders[-1]");
    expect(work).toEqual(NOTHING);
  });

  it("inside a method of a model runs nothing of the modules", () => {
    open(...PYTHON);
    const work = edit("shop/records.py", "return self.order_id", "return self.order_id + self.order_id");
    expect(work).toEqual(NOTHING);
  });

  it("that moves models down runs nothing of the modules", () => {
    open(...PYTHON);
    const work = edit("shop/records.py", "\n\n\nclass OrderRecord", "\n\n# A comment.\n\n\nclass OrderRecord");
    expect(work).toEqual(NOTHING);
  });

  it("of a model's field is seen by the statements that use the model, in the one module that does", () => {
    open(...PYTHON);
    expect(edit("shop/records.py", "refund_id: str", "refund_key: str")).toEqual({
      affected: ["api/refunds.py"],
      changed: ["api/refunds.py"],
      visited: { "api/refunds.py": 1 },
      runs: 0,
      // The questions that were answered from that file: two classes, what the module defines, and a function.
      computed: expect.toSatisfy((count: number) => count > 0 && count <= 6),
    });
  });

  it("of a model is seen by closed files too", () => {
    open("shop/records.py");
    const { affected, changed, runs } = edit("shop/records.py", "refund_id: str", "refund_key: str");
    expect({ affected, changed, runs }).toEqual({ affected: ["api/refunds.py"], changed: ["api/refunds.py"], runs: 0 });
  });

  it("of a model that every module needs runs all of them", () => {
    open(...PYTHON);
    expect(edit("memory/substrate_models.py", "packet_type: str", "packet_kind: str")).toEqual({
      affected: [...ORDERS, ...REFUNDS, ...LISTING].sort(),
      changed: ["api/orders.py"],
      // The import and the function.
      visited: { "api/orders.py": 2 },
      runs: 3,
      computed: expect.any(Number),
    });
  });

  it("of a model runs each module once, however often it is undone and done again", () => {
    open(...PYTHON);
    edit("shop/records.py", "refund_id: str", "refund_key: str");
    expect(edit("shop/records.py", "refund_key: str", "refund_id: str").changed).toEqual(["api/refunds.py"]);
    expect(edit("shop/records.py", "refund_id: str", "refund_id: str")).toEqual(NOTHING);
  });

  it("that adds a class to the repository is seen where something is imported from that file", () => {
    open(...PYTHON);
    const work = edit("shop/records.py", "return orders[0]\n", "return orders[0]\n\n\nclass Extra(BaseModel):\n    x: int\n");
    expect(work).toEqual({
      affected: ["api/orders.py", "api/refunds.py"],
      changed: [],
      // The two import statements.
      visited: { "api/orders.py": 1, "api/refunds.py": 1 },
      runs: 0,
      computed: expect.any(Number),
    });
  });

  it("of a fact of a module's file runs that module and no other", () => {
    open(...PYTHON);
    expect(edit("api/orders_names.py", "def clean(", "def cleaned(")).toEqual({
      affected: ["api/orders.py", "specs/orders.module-spec.yaml"],
      changed: [],
      visited: { "api/orders_names.py": 1 },
      runs: 1,
      computed: expect.any(Number),
    });
  });

  it("of a file that an extract shows is seen by the Space file", () => {
    writeFileSync(
      path("space/notes.md"),
      "**File**: `shop/records.py`\n\n```python\ndef first(orders: list[OrderRecord]) -> OrderRecord:\n    return orders[0]\n```\n",
    );
    linter.changed(path("space/notes.md"));
    open(...PYTHON);
    expect(edit("shop/records.py", "def first(orders: list", "def first(all_orders: list")).toMatchObject({
      affected: ["space/notes.md"],
      changed: ["space/notes.md"],
    });
  });
});

describe("an edit on disk", () => {
  it("of a model's field is seen by those who use the model", () => {
    open("api/orders.py", "api/refunds.py");
    const { affected, changed, runs } = edit("shop/records.py", "refund_id: str", "refund_key: str", "disk");
    expect({ affected, changed, runs }).toEqual({ affected: ["api/refunds.py"], changed: ["api/refunds.py"], runs: 0 });
    expect(visited.get("api/orders.py")).toBe(0);
  });

  it("that changes no fact runs nothing of the modules", () => {
    open("api/orders.py", "api/refunds.py");
    const { affected, changed, runs } = edit("shop/records.py", "return orders[0]", "return orders[-1]", "disk");
    expect({ affected, changed, runs }).toEqual({ affected: [], changed: [], runs: 0 });
    expect(visited.get("api/orders.py")).toBe(0);
  });

  it("that moves a model moves the place that hover and related locations lead to", () => {
    open("api/refunds.py");
    const place = (): number | undefined =>
      linter.contractAt(path("api/refunds.py"), FILES["api/refunds.py"].indexOf("RefundRecord("))?.class.evidence.span?.start;
    const before = place();
    expect(before).toBe(RECORDS.indexOf("RefundRecord"));
    edit("shop/records.py", "class OrderRecord", "# A comment.\nclass OrderRecord", "disk");
    expect(place()).toBe((before ?? 0) + "# A comment.\n".length);
  });
});

describe("an edit of a Space file", () => {
  it("is seen by the module that uses the model", () => {
    open(...PYTHON);
    expect(edit("space/shop.customers.py.md", "customer_id: str", "customer_key: str")).toEqual({
      affected: ["api/refunds.py"],
      changed: ["api/refunds.py"],
      visited: { "api/refunds.py": 1 },
      runs: 0,
      computed: expect.any(Number),
    });
  });

  it("that says nothing new about contracts runs nothing", () => {
    open(...PYTHON);
    expect(edit("space/notes.md", "interest", "note")).toEqual({ ...NOTHING, computed: expect.any(Number) });
  });

  it("that only moves a model runs nothing", () => {
    open(...PYTHON);
    const work = edit("space/shop.customers.py.md", "# customers", "# The customers\n\nOf the shop.");
    expect(work).toEqual({ ...NOTHING, computed: expect.any(Number) });
  });

  it("that brings a model which was missing is seen by the module that needs it", () => {
    open(...PYTHON);
    const extract = "**File**: `tools/registry.py`\n\n```python\nclass ToolBinding(BaseModel):\n    label: str\n```\n";
    expect(edit("space/notes.md", "Nothing of interest.\n", extract)).toEqual({
      affected: LISTING,
      changed: ["specs/listing.module-spec.yaml"],
      visited: {},
      runs: 1,
      computed: expect.any(Number),
    });
  });
});

describe("an edit of a spec", () => {
  it("runs its own module and no other", () => {
    open(...PYTHON);
    const work = edit("specs/orders.module-spec.yaml", "id: orders", "id: orders\n  name: Orders");
    expect(work).toMatchObject({ affected: ["api/orders.py", "api/orders_names.py"], visited: {}, runs: 1 });
    expect(Object.keys(work.visited)).toEqual([]);
  });
});
