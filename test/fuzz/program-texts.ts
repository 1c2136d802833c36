import fc from "fast-check";

/** Programs of Python that run alone and print, with what fixes take away in every place where it can stand. */

const IMPORTS = [
  "import os",
  "import os, sys",
  "import os as o, sys",
  "import os.path, os",
  "from os import path, sep\nprint(sep)",
  "from os import (\n    path,  # the path\n    sep,\n)\nprint(len(sep))",
  "from os import (path,\n    sep)\nprint(len(sep))",
  "from os import path, \\\n    sep\nprint(len(path.join('a')))",
  "from os import \\\n    path, \\\n    sep",
  "import os; y = 1; print(y)",
  "y = 1; import os; print(y)",
  "y = 1; import os",
  "y = 2; \\\nimport os",
  "y = 2; \\\n    import os; print(y)",
  "\\\nimport os",
  "\\\n\\\nimport os",
  "# ends with a backslash \\\nimport os",
  "if y: import os",
  "if y: import os; import sys",
  "if y: import os; print(1)",
  "if y: \\\n    import os",
  "if y:\n    import os",
  "if y:\n    import os\n    import sys",
  "if y:\n    import os\n    # stays\nelse:\n    import sys",
  "if y:\n    import os; import sys\nelif not y: import re\nelse:\n    print(2)",
  "try:\n    import os\nfinally:\n    import sys",
  "try:\n    import os\nexcept ValueError:\n    import sys\nelse:\n    import re",
  "try:\n    import os\nexcept ImportError:\n    os = None",
  "for i in range(2): import os; print(i)",
  "for i in []:\n    import os\nelse:\n    import sys",
  "while not y:\n    import os",
  "with open('/dev/null'): import os",
  "def f():\n    import os\n\nf()",
  "def f():\n    '''a text'''\n    import os\n\nprint(f())",
  "def f(): import os\nprint(f())",
  "async def f():\n    import os\n    import sys",
  "class A:\n    import os\n\nprint(A.os is not None)",
  "class A:\n    def f(self):\n        import os\n\n    x = 1\n\nprint(A.x)",
  "match y:\n    case 1:\n        import os\n    case _: import sys",
  "import uuid as u\nthread_id = 'a'\nprint(thread_id)",
];

const STATEMENTS = [
  "y = 1",
  "print(1)",
  "print(1 +\n      2)",
  "y = (\n    1\n)",
  "y = 1 \\\n    + 2\nprint(y)",
  "y = 0 \\\n\n+1\nprint(y)",
  's = """a\n  # type: ignore\nb"""\nprint(s)',
  's = """a \\\n# type: ignore\n"""\nprint(s)',
  "print('a'\n      'b')",
  "print('a' \\\n      'b')",
  'print(f"{y}# type: ignore")',
  'print(f"""{\n    y\n} # l9: ignore[random_uuid] x\n""")',
  "def g(a, b=1):\n    return a + b\n\nprint(g(1))",
  "@staticmethod\ndef g(a):\n    return a",
  "if y:\n    pass\nelse:\n    print(3)",
  "if y:\n\n    print(4)\n    # at the end\nprint(5)",
  "d = {\n    'a': 1,\n\n    'b': [\n        2,\n    ],\n}\nprint(d)",
  "print([\n    i  # the item\n    for i in range(3)\n    if i\n])",
  "assert y is not None, \\\n    'text'",
  "print(1); print(2)",
  "print(1); \\\n    print(2)",
  "x: int = 1",
];

const COMMENTS = [
  "# type: ignore",
  "#type:ignore[misc]",
  "# type: ignore  # noqa",
  "# noqa  # type: ignore[a, b]",
  "# pyright: ignore",
  "# pyright: basic, reportX=false",
  "# pyright: strict, reportX=false",
  "# mypy: ignore-errors",
  "# l9: ignore[random_uuid] none",
  "# l9: ignore[random_uuid, unused_imports] both",
  "# l9: ignore-file[random_uuid] none",
  "# l9: ignore[type_ignore]  # type: ignore",
  "# fmt: off",
  "# fmt: skip  # type: ignore",
  "# a note \\",
];

/** How a comment gets into a program: behind a line, on a line of its own, or below a line that a backslash continues. */
type Place = "behind" | "above" | "continued";

/** `indent`: white space, or `same` for that of the line. */
export interface Comment {
  line: number;
  text: string;
  place: Place;
  indent: string;
}

const piece = fc.oneof(fc.constantFrom(...IMPORTS), fc.constantFrom(...STATEMENTS));
const comment = fc.record({
  line: fc.nat(60),
  text: fc.constantFrom(...COMMENTS),
  place: fc.constantFrom<Place>("behind", "above", "continued"),
  indent: fc.constantFrom("", "    ", "  ", "        ", "same"),
});

/** Not each of them is Python: whoever uses them asks Python first. */
export const program: fc.Arbitrary<string> = fc
  .record({
    pieces: fc.array(piece, { minLength: 1, maxLength: 5 }),
    comments: fc.array(comment, { maxLength: 4 }),
    head: fc.constantFrom(
      "",
      "",
      "#!/usr/bin/env python3\n",
      "# coding: utf-8\n",
      '"""Text."""\n',
      "from __future__ import annotations\n",
    ),
    mark: fc.constantFrom("", "", "", "\ufeff"),
    eol: fc.constantFrom("\n", "\n", "\r\n"),
    tabs: fc.boolean(),
    ended: fc.boolean(),
  })
  .map(({ pieces, comments, head, mark, eol, tabs, ended }) => {
    const body = withComments(["y = 1", ...pieces].join("\n"), comments).join("\n");
    const text = `${head}${body}${ended ? "\n" : ""}`;
    const indented = tabs ? text.replace(/^(?: {4})+/gm, (spaces) => "\t".repeat(spaces.length / 4)) : text;
    return mark + indented.replaceAll("\n", eol);
  });

/** The lines of a text with comments set in. */
export function withComments(text: string, comments: readonly Comment[]): string[] {
  const lines = text.split("\n");
  for (const { line: at, text: written, place, indent } of comments) {
    const line = at % lines.length;
    const own = lines[line] as string;
    const before = indent === "same" ? (/^\s*/.exec(own)?.[0] ?? "") : indent;
    if (place === "behind") lines[line] = `${own}  ${written}`;
    else if (place === "above") lines.splice(line, 0, before + written);
    else lines.splice(line, 1, `${own} \\`, before + written);
  }
  return lines;
}

/** Comments for real files: as above, farther down too. */
export const comments = fc.array(
  comment.chain((one) => fc.nat(5000).map((line) => ({ ...one, line }))),
  { minLength: 3, maxLength: 25 },
);

/** Imports that nothing uses, for real files: set in above a line, indented as it is. */
export const imports = fc.array(
  fc.record({
    line: fc.nat(5000),
    text: fc.constantFrom(
      "import qq",
      "import qq, qr",
      "from qq import qr, qs",
      "from qq import (\n    qr,\n    qs,\n)",
      "from qq import qr, \\\n    qs",
      "import qq; import qr",
      "\\\nimport qq",
      "if True: import qq",
    ),
  }),
  { minLength: 2, maxLength: 10 },
);
