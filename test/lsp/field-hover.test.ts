import { expect, test } from "vitest";
import { uriOf } from "./client.ts";
import { MemoryClient } from "./memory.ts";
import { cursor, ordersWorkspace } from "./orders.ts";

// What the hover on a contract's field says beyond its annotation.

const ADAPTER = "api/orders_webhook_adapter.py";
const MODELS = "memory/substrate_models.py";

test("the type behind an alias, and the members of an enum", async () => {
  const workspace = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const changed = workspace
    .read(MODELS)
    .replace("from uuid import UUID, uuid4\n", "from enum import Enum\nfrom uuid import UUID, uuid4\n")
    .replace(
      "class PacketMetadata(BaseModel):",
      'Tid = UUID\n\n\nclass State(str, Enum):\n    OPEN = "open"\n    CLOSED = "closed"\n\n\nclass PacketMetadata(BaseModel):',
    )
    .replace(
      "class PacketProvenance(BaseModel):",
      "class PacketProvenance(BaseModel):\n    tid: Optional[Tid] = None\n    state: State = State.OPEN\n",
    );
  client.open(workspace.path(MODELS), changed);
  const hover = async (name: string): Promise<string> => {
    const path = workspace.path(ADAPTER);
    const { text, position } = cursor(
      workspace.read(ADAPTER).replace("PacketProvenance(", `PacketProvenance(${name}\u2038=None, `),
    );
    client.open(path, text);
    const answer = await client.request<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: uriOf(path) },
      position,
    });
    client.close(path);
    return answer.contents.value;
  };
  expect(await hover("tid")).toContain("`Optional[Tid]` is `UUID | None`.");
  expect(await hover("state")).toContain('`State` has `OPEN` (`"open"`), `CLOSED` (`"closed"`).');
  expect(await hover("source")).not.toContain(" is `");
});
