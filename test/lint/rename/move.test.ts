import { beforeAll, beforeEach, expect, it } from "vitest";
import { moving, type Moving } from "../../../server/lint/rename/move.ts";
import { applyEdits } from "../../../server/lint/damage/damage.ts";
import { Texts } from "./workspace.ts";

// Files and folders that move: what names them follows.

const SPEC = "specs/Module-Spec-shop.yaml";
const FILES: Record<string, string> = {
  [SPEC]: `module:
  id: shop
  repo:
    allowed_new_files: # api/shop.py first
      - api/shop.py
      - "api/parts/helpers.py"
      - api/parts/planned.py
      - web/shop.ts
      - tests/test_shop.py
      - docs/shop.md
  acceptance:
    required: [{ id: kept, test: "tests/test_shop.py::test_kept" }]
`,
  "api/__init__.py": "",
  "api/parts/__init__.py": "",
  "api/shop.py": `# module_id: shop
from api.parts.helpers import (
    first,
    second as other,
)
from .parts import helpers
from .parts.helpers import third
import api.parts.helpers as whole

KIND = "api/shop.py"
`,
  "api/parts/helpers.py": "# module_id: shop\nfrom ..shop import KIND\n\n\ndef first() -> None: ...\n",
  "tests/test_shop.py": `# module_id: shop
import api.parts.helpers
from api.parts import helpers, other
from unittest.mock import patch


def test_kept():
    with patch("api.parts.helpers.first"):
        assert api.parts.helpers.first() is helpers.first()
`,
  "web/shop.ts": `// module_id: shop
import { price } from "./price.js";
export * from "../lib/index.js";
const later = import("./price.js");
const path = "./price.ts", other = "./prices";
`,
  "web/price.ts": 'import { tax } from "../lib/tax.js";\nexport const price = tax;\n',
  "lib/index.ts": "export const a = 1;\n",
  "lib/tax.ts": "export const tax = 1;\n",
  "docs/shop.md":
    "# Shop\n\nRun `pytest ./tests/test_shop.py`, see api/shop.py and other/api/shop.py.\n\n    from api.parts.helpers import first # not api.parts.helpers_more\n",
};

let texts: Texts;
beforeAll(async () => void (texts = await Texts.of(FILES)));
beforeEach(() => {
  for (const [name, text] of Object.entries(FILES)) texts.write(name, text);
});

function move(...renamed: [from: string, to: string][]): { lines: Record<string, string[]>; left: Moving["left"] } {
  const { edits, left } = moving(
    texts.linter,
    renamed.map(([from, to]) => ({ from: texts.path(from), to: texts.path(to) })),
  );
  const lines = [...edits].map(([path, list]) => {
    const name = path.slice(texts.root.length + 1);
    const before = texts.read(name).split("\n");
    const after = applyEdits(texts.read(name), list).split("\n");
    return [name, after.filter((line) => !before.includes(line)).map((line) => line.trim())] as const;
  });
  return { lines: Object.fromEntries(lines), left };
}

it("a file of tests: the spec's list and node ids, and the document", () => {
  expect(move(["tests/test_shop.py", "tests/unit/test_store.py"])).toEqual({
    lines: {
      [SPEC]: ["- tests/unit/test_store.py", 'required: [{ id: kept, test: "tests/unit/test_store.py::test_kept" }]'],
      "docs/shop.md": ["Run `pytest ./tests/unit/test_store.py`, see api/shop.py and other/api/shop.py."],
    },
    left: [],
  });
});

it("a module of Python: every way to import it, and what is left to a person", () => {
  const { lines, left } = move(["api/parts/helpers.py", "api/tools.py"]);
  expect(lines["api/shop.py"]).toEqual([
    "from api.tools import (",
    "from . import tools as helpers",
    "from .tools import third",
    "import api.tools as whole",
  ]);
  expect(lines["tests/test_shop.py"]).toEqual(['with patch("api.tools.first"):']);
  expect(lines["api/parts/helpers.py"]).toEqual(["from .shop import KIND"]);
  expect(lines[SPEC]).toEqual(['- "api/tools.py"']);
  expect(lines["docs/shop.md"]).toEqual(["from api.tools import first # not api.parts.helpers_more"]);
  expect(left).toEqual([
    "`tests/test_shop.py` has `import api.parts.helpers`: change it by hand.",
    "`tests/test_shop.py` has `from api.parts import helpers, other`: change it by hand.",
  ]);
});

it("a folder: what lies in it, and what the spec only plans there", () => {
  const { lines } = move(["api/parts", "api/pieces"]);
  expect(lines[SPEC]).toEqual(['- "api/pieces/helpers.py"', "- api/pieces/planned.py"]);
  expect(lines["api/shop.py"]?.[0]).toBe("from api.pieces.helpers import (");
  expect(lines["api/parts/helpers.py"]).toBeUndefined();
});

it("a file of TypeScript: imports of it and its own, whichever suffix they have", () => {
  expect(move(["web/price.ts", "lib/prices/price.ts"]).lines).toEqual({
    "web/shop.ts": [
      'import { price } from "../lib/prices/price.js";',
      'const later = import("../lib/prices/price.js");',
      'const path = "../lib/prices/price.ts", other = "./prices";',
    ],
    "web/price.ts": ['import { tax } from "../tax.js";'],
  });
  expect(move(["lib", "shared"]).lines).toEqual({
    "web/shop.ts": ['export * from "../shared/index.js";'],
    "web/price.ts": ['import { tax } from "../shared/tax.js";'],
  });
});

it("out of the module's root: the spec can not follow, and says so", () => {
  const { lines, left } = move(["docs/shop.md", "../elsewhere/shop.md"]);
  expect(lines[SPEC]).toBeUndefined();
  expect(left).toEqual(["`../elsewhere/shop.md` lies outside of the root of `shop`, whose spec can not list it."]);
});
