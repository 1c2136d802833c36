import { expect, it } from "vitest";
import { FactsOnce } from "../../server/facts/facts-once.ts";
import { TypeScriptNames } from "../../server/code/names/typescript/names.ts";
import { TypeScriptModule } from "../../server/code/names/typescript/module.ts";

// What the models of TypeScript hold: `name` for a field that must be given, `name?` for one that need not, `name()` for a method.

function models(text: string): Record<string, string> {
  const read = TypeScriptModule.read("/src/models.ts", text);
  if ("error" in read) throw new Error(read.error.message);
  const { classes } = new FactsOnce(new TypeScriptNames(read.module)).facts;
  return Object.fromEntries(
    classes.map(({ name, kind, fields, methods, bases, extra, unknownBase }) => {
      const members = [
        ...fields.map(
          (field) => `${field.name}${field.required === "never" ? "?" : ""}${field.default ? `=${field.default}` : ""}`,
        ),
        ...methods.map((method) => `${method.name}()`),
      ];
      const more = [...bases.map((base) => `+${base}`), ...(extra ? [extra] : []), ...(unknownBase ? ["unknown"] : [])];
      return [name, [kind, ...members, ...more].join(" ")];
    }),
  );
}

const ZOD = 'import { z } from "zod";\n';

it.each([
  ["z.object({ a: z.string(), b: z.number().optional(), c: z.boolean().default(true) })", "zod a b? c?=true"],
  ['z.object({ a: z.string().nullish(), b: z.optional(z.string()), c: z.string().min(1).catch("") })', 'zod a? b? c?=""'],
  ["z.object({ a: z.string().nullable(), b: z.any(), 'c-d': z.unknown() })", "zod a b? c-d?"],
  ["z.strictObject({ a: z.string() })", "zod a forbid"],
  ["z.object({ a: z.string() }).strict()", "zod a forbid"],
  ['z.object({ a: z.string() }).passthrough().describe("x")', "zod a allow"],
  ["z.object({ a: z.string() }).catchall(z.string()).refine(Boolean)", "zod a allow"],
  ["z.object({ a: z.string() }).extend({ b: z.string(), a: z.string().optional() })", "zod b a?"],
  ["z.object({ a: z.string() }).merge(z.object({ b: z.string() }))", "zod a b"],
  ["z.object({ a: z.string() }).and(z.object({ b: z.string() }))", "zod a b"],
  ["z.object({ a: z.string(), b: z.string() }).partial()", "zod a? b?"],
  ["z.object({ a: z.string(), b: z.string() }).partial({ a: true })", "zod a? b"],
  ["z.object({ a: z.string().optional() }).required()", "zod a"],
  ["z.object({ a: z.string(), b: z.string() }).pick({ a: true })", "zod a"],
  ["z.object({ a: z.string(), b: z.string() }).omit({ a: true })", "zod b"],
  ["z.object({ ...Base.shape, b: z.string() })", "zod id b"],
  ["Base.extend({ b: z.string() })", "zod id b"],
  ["other.extend({ b: z.string() })", "zod b +./other.js.other"],
  ["other.pick({ b: true })", "zod +./other.js.other unknown"],
  ["z.union([Base, z.object({ a: z.string() })])", "zod unknown"],
  ["Base.transform((base) => base.id)", "zod id unknown"],
  ["z.object(shape)", "zod s"],
  ["z.object({ [key]: z.string() })", "zod unknown"],
])("%s", (schema, expected) => {
  const around = `${ZOD}import { other } from "./other.js";\nconst Base = z.object({ id: z.string() });\nconst shape = { s: z.string() };\n`;
  expect(models(`${around}export const Schema = ${schema};`).Schema).toBe(expected);
});

it.each([
  ['import * as z from "zod/v4"', "z.object({ a: z.string() })", "zod a"],
  ['import z from "zod"', "z.object({ a: z.string() })", "zod a"],
  ['import { object, string } from "zod"', "object({ a: string() })", "zod a"],
  ['import { z } from "@hono/zod-openapi"', "z.object({ a: z.string().openapi({}) })", "zod a"],
  ['import * as z from "zod/mini"', "z.extend(z.object({ a: z.string() }), { b: z.optional(z.string()) })", "zod a b?"],
  ['import { z } from "zebra"', "z.object({ a: z.string() })", undefined],
  ['import { z } from "zod"', "z.array(z.object({ a: z.string() }))", undefined],
  ['import { z } from "zod"', "z.string()", undefined],
])("%s: %s", (statement, schema, expected) => {
  expect(models(`${statement};\nexport const Schema = ${schema};`).Schema).toBe(expected);
});

it.each([
  [
    "interface X extends A, B.C<D> { a: string; readonly b?: number; c(): void; d: (e: string) => void }",
    "protocol a b? c() d() +A +B.C",
  ],
  ["interface X { a: string; [key: string]: unknown }", "interface a allow"],
  ["type X = { a: string } & Y & { b?: string }", "interface a b? +Y"],
  ["type X = { a: string } | { b: string }", "interface unknown"],
  ["type X = Partial<{ a: string }>", "interface a?"],
  ["type X = Omit<Y, 'a'>", "interface unknown"],
  ["type X = { [K in Keys]: string }", "interface unknown"],
  ["type X = string | number", undefined],
  ["type X = Y", undefined],
  ["type X = () => void", undefined],
  ["enum X { A = 'a', B }", "enum A?='a' B?"],
  [
    "class X extends Y { a = 1; #b = 2; c?: string; constructor(readonly d: string, private e = 1, f: string) { super(); } g() {} }",
    "plain a?=1 #b?=2 c? d e?=1 g() +Y",
  ],
  [
    "abstract class X { abstract a: string; abstract b(): void; static c() {} get d() { return 1; } e = () => 1; declare f: number }",
    "plain a f b() c() d() e()",
  ],
])("%s", (declaration, expected) => {
  expect(models(`export ${declaration}`).X).toBe(expected);
});
