import fc from "fast-check";

/** Programs of TypeScript with JSX, with what fixes take away in every place where it can stand. */

const DIRECTIVE = `@${"ts"}`;

const PIECES = [
  "import a from 'a';",
  "import a, { b } from 'a';",
  "import { c, d as e } from 'a';\nc();",
  "import * as f from 'a'",
  "import g, * as h from 'a';\nh();",
  "import type { I } from 'a';",
  "import {\n  j, // the first\n  k,\n  l,\n} from 'a';\nk();",
  "import m = require('m');",
  "import 'side'; import { n } from 'a'; n()",
  "const x = 1\nimport { o } from 'a'\n;[x].map(String)",
  `// ${DIRECTIVE}-ignore\nconst q: string = 1;`,
  `/* ${DIRECTIVE}-nocheck */ const r = 1;`,
  `const s = [\n  1, // ${DIRECTIVE}-ignore\n  2,\n];`,
  `const t = <p>\n  {/* ${DIRECTIVE}-ignore */}\n  <b />\n</p>;`,
  `const u = <p a={1 /* ${DIRECTIVE}-ignore */}>text</p>;`,
  "const v = (\n  <div>\n    {(x: any) => x}\n  </div>\n);",
  "const w = (\n  <div>\n    some words\n    and {(x: any) => x} more\n    words\n  </div>\n);",
  "const y = (\n  <div\n    on={(x: any) => x}\n    b\n  >\n    <i />\n    {f((x: any) => x)}\n  </div>\n);",
  "const z = <>a\n{(x: any) => x}</>;",
  "const aa = `one ${(x: any) => x}\n  ${(y: any) => y} two\n  ${(z: any) => z}`;",
  "const bb = `text\n${`inner\n${(x: any) => x}`}\n`;",
  "export function cc(x) {\n  return (\n    x + // why\n    (y => y)(1)\n  );\n}",
  `// eslint-${"disable"}-next-line no-x\nexport const dd = (x: any) => x;`,
  "/* a\n  block */ export const ee = (x: any) => x;",
  "const ff = 'a\\\n b'; export const gg = (x: any) => x;",
  "const thread_id = randomUUID();",
  "const threadId = crypto.randomUUID();\nconst tool = call.toolId ?? call.toolName;",
  "export const hh = cond\n  ? (x: any) => x\n  : (y: any) => y;",
  "label: for (const ii of [(x: any) => x]) continue label;",
  "class A { @dec() b: any = 1; c(d): any { return <b>{d}</b>; } }",
  "// l9: ignore[random_uuid] none\nconst jj = 1;",
  "const kk = <b>{/* l9: ignore[random_uuid] none */}</b>;",
  "const ll = 1; // l9: ignore[random_uuid] none",
];

export const tsxProgram: fc.Arbitrary<string> = fc
  .record({
    pieces: fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }),
    head: fc.constantFrom("", "", "#!/usr/bin/env node\n", "\ufeff", "/** @jsx a */\n", "'use strict';\n"),
    eol: fc.constantFrom("\n", "\n", "\r\n"),
    ended: fc.boolean(),
  })
  .map(({ pieces, head, eol, ended }) => `${head}${pieces.join("\n")}${ended ? "\n" : ""}`.replaceAll("\n", eol));
