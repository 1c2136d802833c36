import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { PULL, shown, uriOf } from "./client.ts";
import { folder } from "./folder.ts";
import { MemoryClient } from "./memory.ts";

// A repository of two applications, each with its own contracts and specs: an editor may open it whole, or any part of it.

const ORDERS = join(import.meta.dirname, "..", "fixtures", "workspaces", "orders");
const OPEN_FILES = { "workspace/configuration": () => [{ diagnostics: "openFiles" }] };
const LIMIT = { timeout: 120_000 };
const CLIENT = "api/clients/payments_webhook_client.py";
const CLEAN = "api/orders_webhook_adapter.py";

function monorepo(files: Record<string, string> = {}): ReturnType<typeof folder> {
  const made = folder(files);
  mkdirSync(made.path(".git"));
  for (const app of ["shop", "mail"])
    cpSync(ORDERS, made.path(join("apps", app)), { recursive: true, filter: (path) => !path.includes("__pycache__") });
  return made;
}

async function session(roots: string[], path: (name: string) => string): Promise<Record<string, string[]>> {
  const client = await MemoryClient.start({ roots, answers: OPEN_FILES });
  const found: Record<string, string[]> = {};
  for (const app of ["shop", "mail"]) {
    for (const name of [CLIENT, CLEAN]) {
      const file = path(join("apps", app, name));
      client.open(file, readFileSync(file, "utf8"));
      found[`${app} ${name}`] = shown(await client.diagnostics(file));
    }
  }
  return found;
}

describe("two applications in one repository", () => {
  test.each<[string, string[], boolean]>([
    ["the repository", ["."], true],
    ["both applications", ["apps/shop", "apps/mail"], true],
    ["the folder above them", ["apps"], true],
    ["a part of one", ["apps/shop/api"], false],
  ])("are each seen as if they stood alone, with %s open", LIMIT, async (_, open, both) => {
    const { root, path } = monorepo();
    const lone = folder();
    cpSync(ORDERS, lone.root, { recursive: true });
    const alone = await MemoryClient.start({ roots: [lone.root], answers: OPEN_FILES });
    alone.open(lone.path(CLIENT), readFileSync(lone.path(CLIENT), "utf8"));
    const expected = shown(await alone.diagnostics(lone.path(CLIENT)));
    expect(expected.length).toBeGreaterThan(3);
    const found = await session(
      open.map((name) => join(root, name)),
      path,
    );
    expect(found[`shop ${CLIENT}`]).toEqual(expected);
    expect(found[`shop ${CLEAN}`]).toEqual([]);
    expect(found[`mail ${CLIENT}`]).toEqual(both ? expected : []);
  });

  test("a folder that is open shows the findings of its own files, and no others", LIMIT, async () => {
    const { root, path } = monorepo();
    const client = await MemoryClient.start({ roots: [join(root, "apps/shop")], capabilities: PULL });
    const { items } = await client.request("workspace/diagnostic", { previousResultIds: [] });
    const uris = (items as { uri: string }[]).map(({ uri }) => uri);
    expect(uris).toContain(uriOf(path(join("apps/shop", CLIENT))));
    expect(uris.filter((uri) => !uri.startsWith(uriOf(path("apps/shop"))))).toEqual([]);
  });
});

test.each([
  ["where the server has looked for it before", false],
  ["where it has not looked for it yet", true],
])("a project that comes or goes changes the root while the editor runs, %s", async (_, forgets) => {
  const spec = "module:\n  id: notes\n  name: N\n  purpose: P.\n  repo: { allowed_new_files: [api/notes.py] }\n";
  const made = folder({
    "l9.config.yaml": "",
    "app/specs/notes.module-spec.yaml": spec,
    "api/notes.py": "x: int = 1  # type: ignore\n",
  });
  const client = await MemoryClient.start({ roots: [made.root] });
  const listed = made.path("api/notes.py");
  client.open(listed, readFileSync(listed, "utf8"));
  expect(shown(await client.diagnostics(listed))).toContain("type_ignore@1");
  await client.settled();
  if (forgets) {
    client.watched(made.path("l9.config.yaml"), 2);
    await client.settled();
  }
  // The spec's file lies in the application now, and the one above is no module's any more.
  made.write("app/api/notes.py", "x: int = 1  # type: ignore\n");
  made.write("app/l9.config.yaml", "");
  client.watched(made.path("app/api/notes.py"), 1);
  client.watched(made.path("app/l9.config.yaml"), 1);
  await client.diagnostics(listed, (found) => found.length === 0);
  rmSync(made.path("app/l9.config.yaml"));
  rmSync(made.path("app/api/notes.py"));
  client.watched(made.path("app/api/notes.py"), 3);
  client.watched(made.path("app/l9.config.yaml"), 3);
  await client.diagnostics(listed, (found) => found.length > 0);
});
