import { chmodSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CLIENT, CODE, README, SHOP, SPEC, TESTS } from "./shop.ts";
import { Texts } from "./workspace.ts";

// A name of the spec changed everywhere, or refused with the reason.

let shop: Texts;
beforeAll(async () => void (shop = await Texts.of(SHOP)));
beforeEach(() => {
  for (const [name, text] of Object.entries(SHOP)) shop.write(name, text);
});

/** The lines that a rename changes, as they are afterwards. */
function changed(file: string, text: string, to: string): Record<string, string[]> {
  expect(shop.rename(file, text, to)).toBeNull();
  const lines = Object.entries(SHOP).map(([name, before]) => {
    const old = before.split("\n");
    return [
      name,
      shop
        .read(name)
        .split("\n")
        .flatMap((line, at) => (line === old[at] ? [] : [line.trim()])),
    ] as const;
  });
  return Object.fromEntries(lines.filter(([, list]) => list.length > 0));
}

it("a packet type: literals that are it alone, the spec, and words of its own in documents", () => {
  const lines = changed(SPEC, "shop.in'", "shop.received");
  expect(lines).toEqual({
    [SPEC]: [
      "# 🛒 Writes shop.received and shop.out; shop.in.v2 is another module's.",
      `packet_contract: { emits: ['shop.received', "shop.out", shop.parts] }`,
    ],
    [CODE]: ['IN = "shop.received"', 'if order_id == "shop.received" or token == INNER:'],
    [TESTS]: ['assert client.written[0].packet_type == "shop.received"'],
    [README]: [expect.stringContaining("Writes `shop.received` (never shop.in.v2, shop.inner) and shop.out.")],
  });
});

it("a variable: also where TypeScript names it without quotes", () => {
  const lines = changed(TESTS, "SHOP_TOKEN", "SHOP_KEY");
  expect(lines[CLIENT]).toEqual([
    "const { SHOP_KEY: SHOP_TOKEN, PORT: port } = process.env;",
    "export const settings = { token: SHOP_TOKEN, url: process.env.SHOP_KEY, port: process.env.PORT ?? port, level: Level.PORT };",
  ]);
  expect(lines[CODE]).toEqual(['token = os.environ["SHOP_KEY"]']);
  expect(lines[README]?.[0]).toContain("SHOP_KEY is asked for");
});

it("a variable called like an ordinary word: only where it is read, and in code spans", () => {
  const lines = changed(SPEC, "PORT]", "SHOP_PORT");
  expect(lines).toEqual({
    [SPEC]: ["optional: [SHOP_PORT]"],
    [CLIENT]: [
      "const { SHOP_TOKEN, SHOP_PORT: port } = process.env;",
      "export const settings = { token: SHOP_TOKEN, url: process.env.SHOP_TOKEN, port: process.env.SHOP_PORT ?? port, level: Level.PORT };",
    ],
    [README]: [expect.stringContaining("`SHOP_PORT` is not, whatever a PORT is.")],
  });
});

describe("the id of a module", () => {
  const files = (code: string): Record<string, string> => ({
    "specs/Module-Spec-parcels.yaml": `# parcel_lookup answers for parcels.
module:
  id: parcel_lookup
  name: Parcels
  purpose: Looks parcels up.
  kind: tool
  repo: { allowed_new_files: [tools/parcels.py, tests/test_parcels.py, docs/parcels.md] }
`,
    "tools/parcels.py": `# module_id: parcel_lookup\n"""Looks parcels up."""\n\n${code}\n`,
    "tests/test_parcels.py": "# module_id: parcel_lookup\n",
    "docs/parcels.md": "# Parcels\n\nThe module `parcel_lookup`.\n",
  });
  it("is that of the spec, of headers and of documents", async () => {
    const texts = await Texts.of(files("LIMIT = 3"));
    expect(texts.rename("tests/test_parcels.py", "parcel_lookup", "parcel_search")).toBeNull();
    const all = texts.all();
    expect(all["specs/Module-Spec-parcels.yaml"]).toContain("\n  id: parcel_search\n");
    for (const [name, text] of Object.entries(all).slice(1))
      expect({ name, has: text.includes("parcel_search") }).toEqual({ name, has: true });
    expect(texts.rename("specs/Module-Spec-parcels.yaml", "parcel_search", "Parcels!")).toContain(
      "can not be the name of a module id",
    );
  });
  it("is left to a person where the code makes something from it", async () => {
    const texts = await Texts.of(files('NAMESPACE = "parcel_lookup.l9.internal"'));
    expect(texts.rename("specs/Module-Spec-parcels.yaml", "parcel_lookup\n", "parcel_search")).toBe(
      "`tools/parcels.py` writes `parcel_lookup.l9.internal`, and what is made from it, such as thread ids, packets or stored data, would not be found again under another id: change the id by hand.",
    );
  });
});

it("an error category", () => {
  const lines = changed(CODE, "stale_event", "late_event");
  expect(Object.keys(lines)).toEqual([SPEC, CODE, TESTS, README]);
  expect(lines[SPEC]).toEqual(["late_event: { status: 409, action: reject }"]);
});

it("an acceptance name and its test, each as it is written, whoever calls the test", () => {
  expect(changed(SPEC, "event_stored", "event_kept")).toEqual({
    [SPEC]: ["- event_kept"],
    [TESTS]: ["def test_event_kept(client):", "test_event_kept(client)"],
    [README]: ["`test_event_kept` proves that event_kept holds; 409 is stale_event."],
  });
  expect(shop.rename(TESTS, "test_second_event_dropped", "test_second_event_ignored")).toBeNull();
  expect(shop.read(SPEC)).toContain(`test: "${TESTS}::test_second_event_ignored[1]"`);
});

it("a route: the part of it that stands in each place, parameters as they are, calls of tests with their values", () => {
  expect(changed(SPEC, "/shop/{order_id}", "/shop/{order_id}/arrivals")).toEqual({
    [SPEC]: [expect.stringContaining('route: "/shop/{order_id}/arrivals"')],
    [CODE]: ['@router.post("/{order_id}/arrivals")'],
    [TESTS]: [
      'response = client.post("/shop/1001/arrivals?now=1")',
      'assert client.post(f"/shop/{order}/arrivals").json() == {"detail": "stale_event"}',
    ],
    [README]: [expect.stringContaining("POST /shop/{order_id}/arrivals stores")],
  });
  const alive = changed(CODE, "/health", "/shop/alive");
  expect(alive[README]?.[0]).toContain("`curl http://127.0.0.1:80/shop/alive` is alive");
  expect(shop.read(README)).toContain("/api/shop/health is not ours");
});

it("asks before a route is changed, and names the modules that call it", () => {
  expect(shop.ask(SPEC, "/shop/health", "/shop/alive")).toMatchObject({
    asks: "Whoever calls `/shop/health` finds nothing there until it calls `/shop/alive`.",
  });
  expect(shop.ask(SPEC, "shop.in'", "shop.received")).toMatchObject({ asks: null });
});

describe("is refused", () => {
  it.each<[what: string, file: string, text: string, to: string, why: RegExp]>([
    ["a name that is taken", SPEC, "shop.in'", "shop.out", /^The module has the packet type `shop\.out` already\.$/],
    [
      "a name that is written elsewhere",
      SPEC,
      "shop.in'",
      "shop.inner",
      /^`shop\.inner` is written in `api\/shop\.py` already\.$/,
    ],
    ["a name that a document has", SPEC, "shop.in'", "shop.in.v2", /^`shop\.in\.v2` is written in `docs\/shop\.md` already\.$/],
    ["what is no name", SPEC, "shop.in'", "shop in", /can not be the name of a packet type: it has to be words/],
    ["nothing at all", SPEC, "SHOP_TOKEN", "", /can not be the name of an environment variable/],
    ["the same name", SPEC, "SHOP_TOKEN", "SHOP_TOKEN", /is called `SHOP_TOKEN` already/],
    ["a name that YAML reads as none", SPEC, "PORT]", "null", /choose one that needs no quotes/],
    [
      "a type put together in the code",
      SPEC,
      "shop.parts",
      "shop.pieces",
      /^No code of the module writes the packet type `shop\.parts` out/,
    ],
    ["a category that is a word", SPEC, "closed", "shut_down", /^`closed` is an ordinary word/],
    ["an acceptance name without a test", SPEC, "never_tested", "tested", /has no test that could follow/],
    ["an acceptance name with two tests", SPEC, "stored_twice", "kept_twice", /^2 tests are called like `stored_twice`/],
    ["a test's name that another has", TESTS, "test_event_stored", "test_stored_twice", /already/],
    ["a route without its slash", SPEC, "/shop/health", "alive", /it has to be the whole path/],
    ["a prefix that another route shares", SPEC, "/shop/health", "/store/health", /something else too|parameters would change/],
    ["a parameter of a route", SPEC, "/shop/{order_id}", "/shop/{id}/events", /parameters would change: change it there first/],
  ])("%s", (_, file, text, to, why) => {
    const made = shop.ask(file, text, to);
    expect(made && "refused" in made ? made.refused : made).toMatch(why);
    expect(shop.all()).toEqual(SHOP);
  });

  it("what is written with escapes, and a file that does not parse", () => {
    expect(shop.rename(SPEC, "SHOP_\\x55RL", "SHOP_ADDRESS")).toBe("nothing to rename");
    shop.write(CODE, `${SHOP[CODE] ?? ""}\ndef (:\n`);
    expect(shop.rename(SPEC, "shop.in'", "shop.received")).toMatch(/^`api\/shop\.py` does not parse/);
  });

  it("a file that the spec does not allow", () => {
    shop.write(SPEC, shop.read(SPEC).replace(`${TESTS}, `, ""));
    expect(shop.rename(SPEC, "shop.in'", "shop.received")).toMatch(/^`tests\/test_shop\.py` writes it too, and the spec lets/);
  });

  it("a file that is read-only, or reached through a link", () => {
    chmodSync(shop.path(README), 0o444);
    expect(shop.rename(SPEC, "shop.in'", "shop.received")).toBe(
      "`docs/shop.md` writes it too and is read-only, so it is left as it is.",
    );
    chmodSync(shop.path(README), 0o644);
    renameSync(shop.path("tests"), shop.path("kept"));
    symlinkSync(shop.path("kept"), shop.path("tests"));
    expect(shop.rename(SPEC, "shop.in'", "shop.received")).toBe(
      "`tests/test_shop.py` writes it too and is reached through the link tests.",
    );
    unlinkSync(shop.path("tests"));
    renameSync(shop.path("kept"), shop.path("tests"));
  });

  it("a folded name, an alias, and a comment in the code", () => {
    shop.write(
      SPEC,
      shop
        .read(SPEC)
        .replace("optional: [PORT]", "optional:\n      - &port PORT\n      - >-\n        SHOP_\n        LEVEL\n      - *port"),
    );
    expect(shop.rename(SPEC, "SHOP_\n", "LEVEL")).toBe("nothing to rename");
    expect(shop.rename(SPEC, "*port", "OTHER")).toBe("nothing to rename");
    expect(shop.rename(CODE, "shop.in\n", "shop.received")).toBe("nothing to rename");
    expect(shop.rename(CODE, "IN)", "shop.received")).toBe("nothing to rename");
  });
});

it("is the same with Windows' line ends", () => {
  for (const [name, text] of Object.entries(SHOP)) shop.write(name, text.replaceAll("\n", "\r\n"));
  expect(shop.rename(README, "shop.in`", "shop.received")).toBeNull();
  expect(shop.read(CODE)).toContain('IN = "shop.received"\r\n');
  expect(shop.rename(CODE, "shop.received", "shop.in")).toBeNull();
  expect(Object.values(shop.all())).toEqual(Object.values(SHOP).map((text) => text.replaceAll("\n", "\r\n")));
});
