import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LIMIT } from "../../server/mcp/answer.ts";
import { commitAll, ROOT } from "../ci/checkout.ts";
import { folder } from "../cli/run.ts";
import { builtProgram } from "../program.ts";
import { openMcp, sharedFolder, type McpSession } from "./mcp-client.ts";

// What an agent may ask for by mistake or against the workspace's owner, of one server that must outlive all of it.

const shared = sharedFolder();
const root = join(shared.path, "or ders");
const outside = join(shared.path, "outside");
let session: McpSession;

beforeAll(async () => {
  builtProgram();
  cpSync(join(ROOT, "test", "fixtures", "workspaces", "orders"), root, { recursive: true });
  mkdirSync(outside);
  writeFileSync(join(outside, "x.py"), "import json\nx = 1\n");
  writeFileSync(join(root, "l9.config.yaml"), "scope: all\nexclude: [legacy/**]\n");
  mkdirSync(join(root, "own"));
  writeFileSync(join(root, "own", "my file.py"), "import json\nx = 1\n");
  commitAll(root);
  symlinkSync(outside, join(root, "link"));
  symlinkSync(join(outside, "x.py"), join(root, "own", "linked.py"));
  symlinkSync(join(outside, "new.py"), join(root, "own", "dangling.py"));
  session = await openMcp(root, "legacy");
});
afterAll(async () => {
  await session.close();
  shared.remove();
});

async function call(name: string, args: Record<string, unknown>): Promise<{ isError: boolean; text: string }> {
  const { isError, content } = await session.client.callTool({ name, arguments: args });
  const [first] = content;
  return { isError: isError === true, text: first?.type === "text" ? first.text : "" };
}

it.each<[string, Record<string, unknown>, string]>([
  ["l9_check", { paths: ["../outside/x.py"] }, "lies outside the workspace"],
  ["l9_check", { paths: ["/etc/passwd"] }, "lies outside the workspace"],
  ["l9_check", { paths: ["link/x.py"] }, "leads out of the workspace"],
  ["l9_check", { paths: ["own/linked.py"] }, "leads out of the workspace"],
  ["l9_check", { text: { path: "link/x.py", content: "import json\n" } }, "leads out of the workspace"],
  ["l9_check", { text: { path: "link/new.py", content: "import json\n" } }, "leads out of the workspace"],
  ["l9_check", { text: { path: "../../x.py", content: "" } }, "lies outside the workspace"],
  ["l9_fix", { paths: ["link/x.py"] }, "leads out of the workspace"],
  ["l9_fix", { paths: ["link"] }, "leads out of the workspace"],
  ["l9_fix", { paths: ["own/linked.py"] }, "leads out of the workspace"],
  ["l9_plan", { spec: "../../etc/passwd" }, "lies outside the workspace"],
  ["l9_gates", { spec: "README.md" }, "no module spec"],
  ["l9_generate", { spec: "api/server.py" }, "no module spec"],
  ["l9_generate", { spec: "x", write: "yes" }, "write: Invalid input"],
  ["l9_fix", { paths: ["."], unsafe: 1 }, "unsafe: Invalid input"],
  ["l9_impact", { of: "../outside/x.py" }, "lies outside the workspace"],
  ["l9_check", { since: "--output=x" }, "knows no commit"],
  ["l9_check", { paths: "api" }, "paths: Invalid input: expected array"],
  ["l9_check", { paths: [1] }, "paths.0: Invalid input"],
  ["l9_check", { paths: ["a\0b"] }, "can not be read"],
  ["l9_check", { text: { path: "x.py" } }, "text.content: Invalid input"],
  ["l9_check", { path: "x.py" }, "Unrecognized key"],
  ["l9_explain", { rule: "__proto__" }, "there is no rule"],
  ["l9_contracts", { name: "constructor" }, "no class, field or method"],
])("refuses %s %o", async (name, args, why) => {
  const { isError, text } = await call(name, args);
  expect({ isError, text }).toEqual({ isError: true, text: expect.stringContaining(why) });
});

it("fixes a folder and no file that a link in it leads out to", async () => {
  const { text } = await call("l9_fix", { paths: ["own"] });
  expect(JSON.parse(text).files).toEqual(["own/my file.py"]);
  expect(readFileSync(join(outside, "x.py"), "utf8")).toBe("import json\nx = 1\n");
  expect(existsSync(join(outside, "new.py"))).toBe(false);
});

it("a text of a file that is left alone does not make it one to look at", async () => {
  const path = "legacy/old.py";
  cpSync(outside, join(root, "legacy"), { recursive: true });
  writeFileSync(join(root, path), "import json\n");
  for (const asked of [{ paths: [path] }, { text: { path, content: "import os\n" } }, { paths: [path] }])
    expect((await call("l9_check", asked)).text).toContain("`exclude` or a .gitignore file names it");
  expect((await call("l9_fix", { paths: [path] })).text).toContain("left alone");
  expect(readFileSync(join(root, path), "utf8")).toBe("import json\n");
});

it("an answer of more than five megabytes comes cut, with how to ask for less", { timeout: 60_000 }, async () => {
  const name = "x".repeat(1900);
  const files = { "l9.config.yaml": "scope: all\n" };
  const imports = (file: number): string =>
    Array.from({ length: 800 }, (_, at) => `import json as a${String(file)}_${String(at)}_${name}\n`).join("");
  const sources = Object.fromEntries([0, 1, 2, 3].map((file) => [`big${String(file)}.py`, imports(file)]));
  const large = await openMcp(folder({ ...files, ...sources }), { pin: "2026-07-28" });
  const { structuredContent, content } = await large.client.callTool({ name: "l9_check", arguments: {} });
  const answer = structuredContent as { errors: number; findings: object[]; left_out: number; narrow: string };
  const [first] = answer.findings;
  expect(JSON.stringify(first).length * answer.errors).toBeGreaterThan(5_000_000);
  expect(answer).toMatchObject({
    errors: 3200,
    narrow: "Name fewer `paths`, or give `since: HEAD` for what your own change brought.",
  });
  expect(answer.findings.length).toBeGreaterThan(5);
  expect(answer.findings.length + answer.left_out).toBe(3200);
  const bytes = Buffer.byteLength(JSON.stringify(structuredContent));
  expect(bytes).toBeLessThan(LIMIT + 1000);
  expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(bytes * 1.2);
  await large.close();
  expect(large.noise).toEqual([]);
});
