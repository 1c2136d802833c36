import { expect, it } from "vitest";
import { readSpecValues } from "../../server/generate/backends/template/design/spec.ts";

it("an item's `test` gives the name, and its id and sentences tell what it proves", () => {
  const required = [
    { id: "AP-401", criterion: "A valid order is accepted.", test: "tests/test_orders.py::test_order_taken" },
    { id: "forged-signature-refused", expected_behavior: "401", test: "test_order_refused" },
    { id: "order_sent", test: "tests/test_orders.py" },
  ];
  const { acceptance } = readSpecValues({ module: { interfaces: { inbound: [] }, acceptance: { required } } });
  expect(acceptance.map(({ name, description }) => [name, description])).toEqual([
    ["test_order_taken", "A valid order is accepted."],
    ["test_order_refused", "forged signature refused. 401"],
    ["order_sent", ""],
  ]);
});
