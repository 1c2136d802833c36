import { expect, it } from "vitest";
import { findings, folder, l9 } from "./run.ts";

// A workspace with contracts and no module.

const FILES = {
  "core/models.py": "from pydantic import BaseModel\n\n\nclass Order(BaseModel):\n    order_id: str\n",
  "core/store.py":
    "from core.models import Order\n\n\nclass OrderStore:\n    async def save(self, order: Order) -> None:\n        self.last = order\n",
  "api/a.py":
    "import logging\n\nfrom core.models import Order\nfrom core.store import OrderStore\n\n\nasync def f(store: OrderStore, amount):\n" +
    '    await store.save(Order(order_id="1", amount=amount))\n    await store.safe(Order(order_id="2"))\n',
  "api/broken.py": 'print "x"\n',
  "tests/test_a.py": "def test_a() -> None:\n    assert 1 == 1\n",
};

it("says what there is, and the scope that looks at it", () => {
  const { stdout, exitCode } = l9(["check"], { cwd: folder(FILES) });
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    "What there is: 5 files of Python; 1 of them of tests; 1 class (Order); 1 service by its name (OrderStore).",
  );
  expect(stdout).toContain("--scope contracts");
});

it("the rules about contracts look at every file, and no others do", () => {
  const cwd = folder(FILES);
  const told = (...flags: string[]): string[] =>
    findings(l9(["check", "--format", "json", ...flags], { cwd })).map(
      ({ path, rule, range }) => `${path}:${range.start.line} ${rule}`,
    );
  const expected = ["api/a.py:8 unknown_model_field", "api/a.py:9 unknown_service_method"];
  expect(told("--scope", "contracts")).toEqual(expected);
  expect(told("--scope", "contracts", "api")).toEqual(expected);
  expect(told("--scope", "all")).toEqual(
    expect.arrayContaining([...expected, "api/a.py:1 forbidden_import", "api/broken.py:1 code_syntax"]),
  );
});

it("a suppression of a rule that did not run there is no unused one, and a module is looked at as ever", () => {
  const cwd = folder({
    "l9.config.yaml": "scope: contracts\n",
    "a.py": "import logging  # l9: ignore[forbidden_import] a script\n\nprint(logging)\n",
    "b.py": "x = 1  # l9: ignore[unknown_model_field] nothing\n",
    "m.py": "# module_id: orders\nimport logging\n\nprint(logging)\n",
  });
  const told = findings(l9(["check", "--format", "json"], { cwd })).map(({ path, rule }) => `${path} ${rule}`);
  expect(told).toContain("b.py unused_suppression");
  expect(told).toContain("m.py forbidden_import");
  expect(told.filter((line) => line.startsWith("a.py"))).toEqual([]);
});
