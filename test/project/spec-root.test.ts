import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { rootOfSpec } from "../../server/project/spec-root.ts";

interface Case {
  spec: string;
  lists?: string[];
  modifies?: string[];
  rootPath?: string;
  files?: string[];
  /** The root that marks give; the workspace folder by default. */
  marked?: string;
}

/** The root of a spec in a workspace `/w` that has these files. */
function root({ spec, lists = [], modifies = [], rootPath, files = [], marked = "" }: Case): string {
  const at = (path: string): string => (path === "" ? "/w" : `/w/${path}`);
  const known = new Set([spec, ...files].map(at));
  const folders = new Set<string>();
  for (const file of known) for (let folder = dirname(file); folder !== "/"; folder = dirname(folder)) folders.add(folder);
  const texts = (paths: string[]) => paths.map((text) => ({ text, span: { start: 0, end: 0 } }));
  const found = rootOfSpec(
    { path: at(spec), rootPath: rootPath ?? null, allowedNewFiles: texts(lists), allowedModifiedFiles: texts(modifies) },
    { top: "/w", marked: at(marked), isFile: (path) => known.has(path), isFolder: (path) => folders.has(path) },
  );
  return found.slice("/w/".length);
}

const SHOP = ["api/shop.py", "api/routes/shop.py", "tests/test_shop.py"];
const inShop = SHOP.map((path) => `apps/shop/${path}`);
const SPEC = "apps/shop/specs/shop.module-spec.yaml";

describe("files that exist", () => {
  it.each<[string, Case, string]>([
    ["lie below the application", { spec: SPEC, lists: SHOP, files: inShop }, "apps/shop"],
    ["lie below the application, seen from the repository", { spec: SPEC, lists: inShop, files: inShop }, ""],
    ["the same under a mark of the application", { spec: SPEC, lists: inShop, files: inShop, marked: "apps/shop" }, ""],
    ["lie beside the spec", { spec: "api/x/MODULE_SPEC.yaml", lists: ["routes.py"], files: ["api/x/routes.py"] }, "api/x"],
    ["lie in a folder of another language", { spec: "specs/a.yaml", lists: ["frontend/a.ts"], files: ["frontend/a.ts"] }, ""],
    ["are half of the list", { spec: SPEC, lists: SHOP, files: inShop.slice(0, 2) }, "apps/shop"],
    ["are written with ./", { spec: SPEC, lists: SHOP.map((path) => `./${path}`), files: inShop }, "apps/shop"],
    [
      "are seen from repo.root_path",
      { spec: SPEC, lists: SHOP, rootPath: "apps/shop", files: inShop, marked: "apps/shop" },
      "apps/shop",
    ],
    ["are seen from repo.root_path of the top", { spec: "specs/a.yaml", lists: SHOP, rootPath: "apps/shop", files: inShop }, ""],
  ])("%s", (_, input, expected) => expect(root(input)).toBe(expected));

  it("elsewhere by chance, and fewer than half, move nothing", () => {
    const files = ["README.md", "tests/__init__.py"];
    const lists = [...SHOP, "README.md", "tests/__init__.py"];
    expect(root({ spec: SPEC, lists, files, marked: "apps/shop" })).toBe("apps/shop");
    expect(root({ spec: SPEC, lists, files: [...files, ...inShop.slice(0, 1)], marked: "apps/shop" })).toBe("apps/shop");
  });
  it("that are modified tell more than those that are planned", () => {
    const modifies = ["api/server.py"];
    expect(root({ spec: SPEC, lists: SHOP, modifies, files: ["apps/shop/api/server.py"] })).toBe("apps/shop");
    expect(root({ spec: SPEC, lists: SHOP, modifies, files: ["api/server.py"], marked: "apps/shop" })).toBe("");
  });
  it("in two places count for the marked one, else for the nearest", () => {
    expect(root({ spec: SPEC, lists: SHOP, files: [...SHOP, ...inShop] })).toBe("");
    expect(root({ spec: SPEC, lists: SHOP, files: [...SHOP, ...inShop], marked: "apps/shop" })).toBe("apps/shop");
  });
});

describe("where no file exists yet", () => {
  it("a path that begins like the way to the spec tells", () => {
    expect(root({ spec: SPEC, lists: inShop, marked: "apps/shop" })).toBe("");
    expect(root({ spec: SPEC, lists: SHOP.map((path) => `shop/${path}`) })).toBe("apps");
  });
  it("the marked root counts, whatever folders others have", () => {
    expect(root({ spec: SPEC, lists: SHOP, files: ["api/a.py", "tests/a.py"], marked: "apps/shop" })).toBe("apps/shop");
    expect(root({ spec: SPEC, lists: SHOP })).toBe("");
  });
  it("folders below a marked root that has none of them tell", () => {
    expect(root({ spec: SPEC, lists: SHOP, files: ["apps/shop/api/other.py"] })).toBe("apps/shop");
    expect(root({ spec: SPEC, lists: SHOP, files: ["apps/shop/api/other.py", "api/a.py"] })).toBe("");
  });
});

it("patterns, templates and paths to elsewhere are not looked for", () => {
  const lists = ["../api/shop.py", "/api/shop.py", "api/*.py", "{{module}}.py", "", "api/"];
  expect(root({ spec: SPEC, lists, files: inShop })).toBe("");
});
