import { expect, test } from "vitest";
import { applied, PUSH, uriOf, type Json } from "./client.ts";
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

/** The spec after the fix with a title that is offered at a line of the code. */
async function declared(spec: string, code: string, line: number, title: string): Promise<string> {
  const { root, path } = folder({ "specs/orders.module-spec.yaml": spec, "api/orders.py": code });
  const client = await MemoryClient.start({ roots: [root] });
  client.open(path("api/orders.py"), code);
  const actions: Json[] = await client.actions(path("api/orders.py"), line);
  const action: Json = actions.find((candidate) => candidate.title === title);
  expect(actions.map((candidate) => candidate.title as string)).toContain(title);
  return applied(action, path("specs/orders.module-spec.yaml"), spec);
}

test.each([
  ["its first variable", "  environment:\n    required: # what must be there\n      - ORDERS_SECRET # signs\n", ""],
  ["its first list of variables", "    required: # what must be there\n      - ORDERS_SECRET # signs\n", ""],
  [
    "a variable more in braces",
    "    required: # what must be there\n      - ORDERS_SECRET # signs\n",
    "    optional: [A, B] # two\n",
  ],
])("a spec is given %s", async (_, taken, put) => {
  const spec = SPEC.replace(taken, put);
  const wanted =
    put === ""
      ? SPEC.replace(
          "  environment:\n    required: # what must be there\n      - ORDERS_SECRET # signs\n",
          "  environment:\n    required:\n      - ORDERS_TOKEN\n",
        )
      : spec.replace("[A, B]", "[A, B, ORDERS_TOKEN]");
  expect(await declared(spec, CODE, 4, TITLE)).toBe(wanted);
});

const EMIT = `from memory.substrate_models import PacketEnvelopeIn


async def handle(service: object, payload: object) -> None:
    await service.write_packet(PacketEnvelopeIn(packet_type="orders: in", payload=payload))
`;

test("a packet type is declared in quotes where YAML needs them", async () => {
  const title = "Declare `orders: in` in the spec";
  const spec = SPEC.replace("  environment:", "  packet_contract: { emits: [orders.out] }\n  environment:");
  expect(await declared(spec, EMIT, 4, title)).toBe(spec.replace("[orders.out]", '[orders.out, "orders: in"]'));
  const added = await declared(SPEC, EMIT, 4, title);
  expect(added).toContain('  packet_contract:\n    emits:\n      - "orders: in"\n');
});
