import { expect, it } from "vitest";
import type { ManifestEntry } from "../../server/generate/backend.ts";
import { namesIn } from "../../server/generate/backends/template/python/file.ts";
import { layoutOf } from "../../server/generate/backends/template/design/layout.ts";

// Which file of a plan holds what.

const entry = (path: string, role: ManifestEntry["role"]): ManifestEntry => ({
  path,
  role,
  purpose: "",
  status: "new",
  current: null,
});

/** A module's id says nothing of what its only file holds: `access_policy` is one that decides, `user_auth` may be a service. */
it.each(
  ["service", "governance"].flatMap((kind) =>
    ["x", "x_policy", "x_rules", "x_auth", "x_cache", "x_client", "x_routes", "x_config", "x_types"].map((id) => [kind, id]),
  ),
)("%s: the only file of %s holds all of it", (kind, id) => {
  const path = `core/${id}.py`;
  const manifest = [entry(path, "code"), entry(`tests/test_${id}.py`, "test"), entry(`docs/${id}.md`, "document")];
  const { code, files, tests } = layoutOf(manifest, ".", id, kind);
  expect(files).toEqual([{ path, module: `core.${id}` }]);
  expect(code.size).toBe(8);
  expect(new Set(code.values())).toEqual(new Set(files));
  expect(tests.map(({ topic }) => topic)).toEqual(["all"]);
});

it("a type between a name and its default is imported, a keyword and what is assigned are not", () => {
  expect([...namesIn("result: Any = None\nOTHER = call(key=value)")]).toEqual(["result", "Any", "None", "call", "value"]);
});
