import { beforeAll, expect, it } from "vitest";
import { linksOf } from "../../server/lint/links.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadTypeScript } from "../../server/lint/load-typescript.ts";
import { defaultConfig } from "../../server/project/config.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { folder } from "../lsp/folder.ts";

// Which tests call a route, where a part of the path is known to a run alone.

beforeAll(async () => {
  await Promise.all([loadPython(), loadTypeScript()]);
});

/** The text that each test of a module calls, by its route. */
function called(files: Record<string, string>): Record<string, string[]> {
  const { root } = folder(files);
  const linter = new Linter(root, defaultConfig);
  linter.scan();
  const [owner] = linter.workspace.modules;
  if (!owner) throw new Error("there is no module");
  return Object.fromEntries(
    linksOf(linter, owner)
      .filter(({ kind }) => kind === "route")
      .map(({ name, tests }) => [name, tests.map(({ path, span }) => linter.files.text(path).slice(span.start, span.end))]),
  );
}

const spec = (language: string, files: string[], routes: string[]): string =>
  `module:\n  id: hooks\n  kind: adapter\n  language: ${language}\n  repo: { allowed_new_files: [${files.join(", ")}] }\n  interfaces:\n    inbound:\n` +
  routes.map((route, at) => `      - { name: hook_${at}, method: POST, route: "${route}" }\n`).join("");

it("in Python f-strings, sums and constants count, for the one route that they can mean", () => {
  const routes = ["/hooks/{hook_id}", "/hooks/{hook_id}/retry", "/things/{thing}", "/things/all", "/v1/{a}/b"];
  const handlers = routes.map((route, at) => `\n\n@router.post("${route}")\nasync def hook_${at}() -> dict: ...\n`).join("");
  expect(
    called({
      "hooks.module-spec.yaml": spec("python", ["api/hooks.py", "tests/test_hooks.py"], routes),
      "api/hooks.py": `from fastapi import APIRouter\n\nrouter = APIRouter()\nPREFIX = "/v1"\n${handlers}`,
      "tests/test_hooks.py": `from api.hooks import PREFIX

def test_hooks(client, x, path, base):
    client.post(f"/hooks/{x}")
    client.post(f"/hooks/hook_{x}?now={x}")
    client.post("/hooks/" + x + "/retry")
    client.post(url=f"https://shop.test/hooks/{x}/retry")
    client.post(f"{PREFIX}/{x}/b")
    client.post(f"/things/{x}")
    client.post(f"/things/thing-{x}")
    client.post(f"/{path}/x")
    client.post(f"{base}/hooks/{x}")
    client.post(f"/hooks{path}")
    print(f"/other/{x}")
`,
    }),
  ).toEqual({
    "POST /hooks/{hook_id}": ['f"/hooks/{x}"', 'f"/hooks/hook_{x}?now={x}"'],
    "POST /hooks/{hook_id}/retry": ['"/hooks/" + x + "/retry"', 'f"https://shop.test/hooks/{x}/retry"'],
    // `x` may be \`all\`.
    "POST /things/{thing}": ['f"/things/thing-{x}"'],
    "POST /things/all": [],
    "POST /v1/{a}/b": ['f"{PREFIX}/{x}/b"'],
  });
});

it("in TypeScript templates count likewise", () => {
  const routes = ["/hooks/:id", "/hooks/:id/retry"];
  expect(
    called({
      "hooks.module-spec.yaml": spec("typescript", ["src/hooks.ts", "tests/hooks.test.ts"], routes),
      "src/hooks.ts": `import { Router } from "express";
export const router = Router();
router.post("/hooks/:id", (request, response) => response.json({}));
router.post("/hooks/:id/retry", (request, response) => response.json({}));
`,
      "tests/hooks.test.ts": `import request from "supertest";
import { it } from "vitest";
it("calls", async () => {
  const id = String(Math.random());
  await request(app).post(\`/hooks/\${id}\`);
  await request(app).post("/hooks/" + id + "/retry");
  await fetch(\`http://localhost:3000/hooks/\${id}\`);
  await request(app).post(\`\${base}/hooks/\${id}\`);
});
`,
    }),
  ).toEqual({
    "POST /hooks/:id": ["`/hooks/${id}`", "`http://localhost:3000/hooks/${id}`"],
    "POST /hooks/:id/retry": ['"/hooks/" + id + "/retry"'],
  });
});
