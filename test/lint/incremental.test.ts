import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contractAt } from "../../server/lint/contract-at.ts";
import { FILES, LISTING, NOTHING, ORDERS, PYTHON, RECORDS, REFUNDS, edit, linter, open, path, visited } from "./counted.ts";

// What runs again after an edit, counted. Time is not looked at.

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
      contractAt(linter, path("api/refunds.py"), FILES["api/refunds.py"].indexOf("RefundRecord("))?.class.evidence.span?.start;
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
