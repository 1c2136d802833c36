import { many, repeated, type Grown } from "./grown.ts";

export const TYPESCRIPT: Readonly<Record<string, Grown>> = {
  "one import of many unused names": (times) => `import { ${many(times, (at) => `n${at}`, ", ")} } from "m";\n`,
  imports: repeated((at) => `import { a${at} } from "m${at}";\n`),
  "one import again and again": repeated('import { a } from "m";\n'),
  "rebindings of a thread id": repeated("threadId = uuidv4();\n", 'import { v4 as uuidv4 } from "uuid";\nlet threadId = "";\n'),
  "one name assigned often": repeated("x = 1;\n", "let x = 0;\n"),
  names: repeated((at) => `const x${at} = ${at};\n`),
  "a sum": (times) => `const x = ${many(times, (at) => String(at), " + ")};\n`,
  "an object": (times) => `const x = { ${many(times, (at) => `k${at}: ${at}`, ", ")} };\n`,
  "an object with one key": (times) => `const x = { ${many(times, () => "k: 1", ", ")} };\n`,
  functions: repeated((at) => `export function f${at}(a: string): string {\n  return a;\n}\n`),
  "functions without types": repeated((at) => `export function f${at}(a) {\n  return a;\n}\n`),
  "functions that call the next": repeated((at) => `function f${at}() {\n  return f${at + 1}();\n}\n`),
  classes: repeated((at) => `export class C${at} {\n  a = 1;\n}\n`),
  "a chain of classes": repeated((at) => `class C${at + 1} extends C${at} {}\n`, "class C0 {}\n"),
  members: repeated((at) => `  a${at}: string = "";\n`, "class C {\n", "}\n"),
  interfaces: repeated((at) => `interface I${at} extends I${at + 1} {\n  a: string;\n}\n`),
  "one interface": repeated("interface I {\n  a: string;\n}\n"),
  aliases: repeated((at) => `type A${at + 1} = A${at};\n`, "type A0 = string;\n"),
  zod: repeated((at) => `const s${at} = z.object({ a: z.string() });\n`, 'import { z } from "zod";\n'),
  "one zod object": (times) =>
    `import { z } from "zod";\nconst s = z.object({ ${many(times, (at) => `a${at}: z.string()`, ", ")} });\n`,
  "zod that extends": repeated(
    (at) => `const s${at + 1} = s${at}.extend({ a${at}: z.string() });\n`,
    'import { z } from "zod";\nconst s0 = z.object({});\n',
  ),
  "a zod chain": (times) => `import { z } from "zod";\nconst s = z.string()${".min(1)".repeat(times)};\n`,
  routes: repeated(
    (at) => `app.post("/r${at}", async (request, response) => {\n  response.json({});\n});\n`,
    'import express from "express";\nconst app = express();\n',
  ),
  environment: repeated((at) => `const e${at} = process.env.E${at};\n`),
  "ts-ignore": repeated(`// @ts-${"ignore"}\nf();\n`),
  any: repeated((at) => `const a${at}: any = 1;\n`),
  templates: repeated("const t = `${a} ${b}`;\n"),
  "broken classes": repeated("class A {\n"),
  "broken braces": repeated("{ (\n"),
  arrows: (times) => `const x = ${"() => ".repeat(times)}1;\n`,
  "optional chains": (times) => `const x = a${"?.b".repeat(times)};\n`,
  "conditional types": (times) => `type X = ${"A extends B ? C : ".repeat(times)}D;\n`,
  "a union": (times) => `type X = ${many(times, (at) => `"a${at}"`, " | ")};\n`,
  comments: repeated("// comment\n"),
  suppressions: repeated("f(); // l9: ignore[random_uuid] why\n"),
};

export const TYPESCRIPT_TESTS: Readonly<Record<string, Grown>> = {
  tests: repeated((at) => `test("a ${at}", () => {\n  expect(f()).toBe(1);\n});\n`),
  assertions: repeated(
    "  expect(response.status).toBe(200);\n",
    'test("a", async () => {\n  const response = await get();\n',
    "});\n",
  ),
  "nested describes": (times) => `${'describe("a", () => {\n'.repeat(times)}${"});\n".repeat(times)}`,
};
