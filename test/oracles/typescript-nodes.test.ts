import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TypeScriptModule } from "../../server/code/names/typescript/module.ts";
import { TypeScriptNames } from "../../server/code/names/typescript/names.ts";
import type { Node } from "../../server/syntax/tree.ts";

// The shared tree says of every name what the parser's scope analysis says.

const root = join(import.meta.dirname, "..", "..");
const own = execFileSync("git", ["ls-files", "-z", "server", "rules"], { cwd: root, encoding: "utf8" })
  .split("\0")
  .filter((path) => path.endsWith(".ts"));

const WRITTEN = `
  import { Inject, Token, type Shape, Base, Other, Key } from "./all.js";
  export class One<T extends Shape> extends Base<Other> implements Shape {
    static [Key.a]?: (given: Shape, ...more: Other[]) => Token;
    constructor(@Inject(Token) private readonly one: Shape = new Base<Other>(), @Inject() two) { super(); }
    *m({ a = Token, ...rest }: Shape, [b]: Other[]): asserts this is Shape { try { yield* b; } catch (e: unknown) { void e; } }
  }
  declare function f(this: Shape, x?: typeof Token): x is Other;
  export interface I { [key: Key]: Shape; new (a: Shape): Other; (b: Other): void; m?(c: Key): Token; get g(): Shape; }
  type M = { [K in Key]: K extends infer U extends Shape ? U : Other };
  for (const { x: [y = Token] } of Base) label: while (y) { switch (y) { case Key: break label; } }
  export default <T,>(a: T) => a satisfies T as Shape;
  let z = Base!?.[Token]; let q = Other\`a\${Token}\`; z ??= Token; ({ z, y: z = Key } = Base); export { z as "q", Base };
  namespace N { export import Inner = Other.Inner; } enum E { A = Token, B = A }
`;

/** Where the two differ. */
function differences(path: string, text: string): string[] {
  const read = TypeScriptModule.read(path, text);
  if ("error" in read) return [read.error.message];
  const { module } = read;
  const names = new TypeScriptNames(module);
  const found = new Map<number, Node>();
  const wrong: string[] = [];
  const pending = names.units.map(({ node }) => node);
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === "identifier") found.set(node.start, node);
    pending.push(...node.children);
  }
  for (const { identifier, resolved } of module.tree.scopes.scopes.flatMap(({ references }) => references)) {
    const start = identifier.range[0];
    const node = found.get(start);
    const place = `${path}: ${identifier.name} at ${start}`;
    if (!node || node.text !== identifier.name) {
      wrong.push(`${place} is not copied`);
      continue;
    }
    const bound = names.bindingsOf(node.text, node).map((binding) => binding.node.start);
    const declared = (resolved?.defs ?? []).map((definition) => definition.name.range[0]);
    if (resolved ? declared.some((one) => !bound.includes(one)) : bound.length > 0) wrong.push(`${place} is bound elsewhere`);
    if (names.resolve(node) !== module.resolve(identifier)) wrong.push(`${place} means something else`);
  }
  return wrong;
}

it("in every kind of declaration and use", () => {
  expect(differences("written.ts", WRITTEN)).toEqual([]);
});

it("in files of this project", () => {
  const some = own.filter((_, at) => at % 60 === 0);
  expect(some.length).toBeGreaterThan(5);
  expect(some.flatMap((path) => differences(path, readFileSync(join(root, path), "utf8")))).toEqual([]);
});
