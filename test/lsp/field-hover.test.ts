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

test("on a key of a spec, what the Space says of its pattern and where", async () => {
  const workspace = ordersWorkspace();
  const client = await MemoryClient.start({ roots: [workspace.root] });
  const path = workspace.path("specs/Module-Spec-orders_webhook.yaml");
  const text = workspace.read("specs/Module-Spec-orders_webhook.yaml");
  client.open(path, text);
  const hover = async (key: string): Promise<string> => {
    const line = text.split("\n").findIndex((each) => each.startsWith(`  ${key}:`));
    const answer = await client.request<{ contents: { value: string } }>("textDocument/hover", {
      textDocument: { uri: uriOf(path) },
      position: { line, character: 3 },
    });
    return answer.contents.value;
  };
  expect(await hover("threading")).toContain(
    "UUIDv5 with the module's own namespace constant, never a random id and never a plain string: (`space/repo_supplement.md:23`, supplement of the Space)",
  );
  expect(await hover("idempotency")).toContain("(`space/repo_facts.md:6`, index of the Space)");
  expect(await hover("environment")).not.toContain("Space");
});
