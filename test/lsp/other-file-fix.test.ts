import { expect, test } from "vitest";
import { applied, PUSH, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

const SPEC = `module:
  id: orders
  name: Orders
  purpose: Orders.
  repo:
    allowed_new_files: [api/orders.py]
  interfaces: { inbound: [{ name: a, payload_type: Order }] }
  error_policy: { default: fail_closed }
  environment:
    required: # what must be there
      - ORDERS_SECRET # signs
  acceptance: { required: [reads_secret] }
`;
const CODE = `import os


def load() -> tuple:
    return os.environ["ORDERS_SECRET"], os.environ["ORDERS_TOKEN"]
`;
const TITLE = "Declare `ORDERS_TOKEN` in the spec";

test("a fix of another file edits that file, open or not", async () => {
  const { root, path } = folder({ "specs/orders.module-spec.yaml": SPEC, "api/orders.py": CODE });
  const client = await MemoryClient.start({ roots: [root], capabilities: PUSH });
  const spec = path("specs/orders.module-spec.yaml");
  client.open(path("api/orders.py"), CODE);
  const wanted = SPEC.replace("# signs\n", "# signs\n      - ORDERS_TOKEN\n");

  const closed = (await client.actions(path("api/orders.py"), 4)).find(({ title }) => title === TITLE);
  expect(closed?.edit.documentChanges[0].textDocument).toEqual({ uri: uriOf(spec), version: null });
  expect(applied(closed, spec, SPEC)).toBe(wanted);

  client.open(spec, SPEC);
  const open = (await client.actions(path("api/orders.py"), 4)).find(({ title }) => title === TITLE);
  expect(open?.edit.documentChanges[0].textDocument).toEqual({ uri: uriOf(spec), version: 1 });

  client.change(spec, wanted);
  expect((await client.actions(path("api/orders.py"), 4)).map(({ title }) => title as string)).not.toContain(TITLE);
});
