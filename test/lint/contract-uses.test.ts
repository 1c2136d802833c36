import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memberAt, membersNamed, usesOf } from "../../server/lint/contract-uses.ts";
import { Linter } from "../../server/lint/linter.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";

// A member of a contract class and the places that use it, from either end. `<…>` stands around each place that is a use.

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "l9-uses-")));
beforeAll(() => loadPython());
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let count = 0;

interface Marked {
  linter: Linter;
  /** The places that are marked, as `path:offset`. */
  marked: string[];
  shown: (places: readonly { path: string; span: { start: number } }[]) => string[];
  at: (path: string) => string;
}

async function open(files: Record<string, string>): Promise<Marked> {
  const root = join(scratch, String(count++));
  const marked: string[] = [];
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    let plain = "";
    for (const part of text.split(/«|»/).entries()) {
      if (part[0] % 2 === 1) marked.push(`${path}:${plain.length}`);
      plain += part[1];
    }
    writeFileSync(join(root, path), plain);
  }
  const linter = new Linter(root, defaultConfig);
  linter.scan();
  await linter.prepare([...linter.workspace.sources]);
  const shown: Marked["shown"] = (places) => places.map(({ path, span }) => `${relative(root, path)}:${span.start}`);
  return { linter, marked: marked.sort(), shown, at: (path) => join(root, path) };
}

async function expectUses(of: string, name: string, files: Record<string, string>): Promise<Marked> {
  const opened = await open(files);
  const [member] = membersNamed(opened.linter, of, name);
  if (!member) throw new Error(`no ${of}.${name}`);
  expect(opened.shown(usesOf(opened.linter, member)).sort()).toEqual(opened.marked);
  // From either end it is the same member.
  const ends = [{ path: member.evidence.path, offset: member.evidence.span?.start ?? 0 }, ...opened.marked.map(place)];
  for (const { path, offset } of ends) {
    const found = memberAt(opened.linter, path.startsWith("/") ? path : opened.at(path), offset);
    expect(found?.evidence).toEqual(member.evidence);
  }
  return opened;
}

function place(shown: string): { path: string; offset: number } {
  const [path = "", offset] = shown.split(":");
  return { path, offset: Number(offset) };
}

describe("in Python", () => {
  const MODELS =
    "from pydantic import BaseModel\n\nclass Base(BaseModel):\n    note: str\n\nclass Order(Base):\n    order_id: str\n    total: int = 0\n\nclass Other(BaseModel):\n    order_id: str\n";
  it("a field is given by its keyword and read from what is known to be an instance, and is not another model's", async () => {
    await expectUses("Order", "order_id", {
      "core/models.py": MODELS,
      "api/orders.py": `from core.models import Order, Other

def make(other: Other) -> Order:
    order = Order(«order_id»=other.order_id, total=1)
    print(order.«order_id», Other(order_id="1").order_id)
    return order

def read(order: Order, unknown) -> str:
    order_id = order.«order_id»
    return order_id + unknown.order_id
`,
    });
  });
  it("an inherited field is one, whichever class it is read from", async () => {
    await expectUses("Order", "note", {
      "core/models.py": MODELS,
      "api/orders.py":
        "from core.models import Base, Order\n\ndef f(base: Base, order: Order) -> str:\n    return base.«note» + order.«note»\n",
    });
  });
  it("a method is called through self, an injected name and a mock that stands for its service", async () => {
    await expectUses("StoreService", "put", {
      "memory/store.py":
        "class StoreService:\n    async def put(self, key: str) -> None: ...\n    async def get(self, key: str) -> str: ...\n",
      "api/orders.py": `from memory.store import StoreService

class Adapter:
    def __init__(self, store: StoreService) -> None:
        self._store = store

    async def handle(self) -> None:
        await self._store.«put»(await self._store.get("a"))

def put() -> None: ...
put()
`,
      "tests/test_orders.py": `from unittest.mock import AsyncMock
from memory.store import StoreService

async def test_put() -> None:
    store = AsyncMock(spec=StoreService)
    store.«put».assert_awaited_once_with("a")
`,
    });
  });
});

describe("in TypeScript", () => {
  it("a field of an interface is given to objects of the type and read from its values", async () => {
    await expectUses("Order", "orderId", {
      "src/models.ts":
        "export interface Order {\n  orderId: string;\n  total: number;\n}\nexport interface Other {\n  orderId: string;\n}\n",
      "src/orders.ts": `import type { Order, Other } from "./models.js";

export function make(other: Other): Order {
  const order: Order = { «orderId»: other.orderId, total: 1 };
  console.log(order.«orderId», other.orderId, { orderId: 1 });
  return { «orderId»: order.«orderId», total: 2 };
}
export const read = async (orders: Promise<Order>): Promise<string> => (await orders).«orderId»;
`,
    });
  });
  it("a method is called through a field of the class and through a parameter property", async () => {
    await expectUses("StoreService", "put", {
      "src/store.ts":
        "export class StoreService {\n  async put(key: string): Promise<void> {}\n  get(key: string): string { return key; }\n}\n",
      "src/orders.ts": `import { StoreService } from "./store.js";

export class Adapter {
  private readonly own: StoreService;
  constructor(private readonly store: StoreService, other: { put(key: string): void }) {
    this.own = store;
    other.put("x");
  }
  async handle(): Promise<void> {
    await this.store.«put»(this.own.get("a"));
    await this.own.«put»("b");
  }
}
await new StoreService().«put»("c");
`,
    });
  });
  it("a mock of a type has the members of the type: set up, asked and called", async () => {
    await expectUses("StoreService", "put", {
      "src/store.ts": "export interface StoreService {\n  put(key: string): Promise<void>;\n}\n",
      "tests/orders.test.ts": `import { beforeEach, expect, vi, type Mocked } from "vitest";
import type { StoreService } from "../src/store.js";

let store: Mocked<StoreService>;
let other: jest.Mocked<StoreService>;
const made: Mocked<StoreService> = { «put»: vi.fn() };
const cast = { «put»: vi.fn() } as unknown as jest.Mocked<StoreService>;
beforeEach(() => {
  store = { «put»: vi.fn() };
  store.«put».mockResolvedValue(undefined);
  vi.mocked(store).«put».mockClear();
  vi.mocked(store.«put»).mockClear();
  expect(other.«put»).toHaveBeenCalledTimes(1);
  ({ put: vi.fn() }).put(made.«put», cast.«put»);
});
`,
    });
  });
  it("a field of a schema is given to its parse and read from what that returns", async () => {
    await expectUses("OrderSchema", "orderId", {
      "src/models.ts": 'import { z } from "zod";\nexport const OrderSchema = z.object({ orderId: z.string() });\n',
      "src/orders.ts": `import { OrderSchema } from "./models.js";
const order = OrderSchema.parse({ «orderId»: "1" });
export const id = order.«orderId»;
`,
    });
  });
});
