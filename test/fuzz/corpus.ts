import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCases } from "../../server/cli/rule-cases/case.ts";

/** Every file of the rule documents by its language: small code that makes rules speak, and its good neighbours. */
export interface Corpus {
  python: readonly string[];
  yaml: readonly string[];
  markdown: readonly string[];
}

/** Characters; longer examples would make a case slow without making it say more. */
const LONGEST = 1200;

/** Code that the rule documents have no reason to show. */
const MORE_PYTHON: readonly string[] = [
  "",
  "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n",
  '"""A docstring 🦊.\n\nOf several lines.\n"""\n',
  "import os, sys; import re\n",
  "from __future__ import annotations\n",
  'import os\nURL = f"""\n{os.environ["URL"]}\n"""\n',
  "import os\nNAME = f\"{os.getenv('🦊')!r:>{10}}\"\n",
  "import os\nTOTAL = (1 +\n    int(os.environ['A']) + \\\n    int(os.environ['B']))\n",
  "if True: import json; x = json\nelse: import yaml\n",
  "try:\n    import a\nexcept ImportError:\n    import b\n",
  "def f(a, b=1, *c, d, **e): return a\n",
  "async def g(x, /, y: int, *, z):\n\tasync with x as (p, q):\n\t\tyield p\n",
  "class A[T]:\n    type X = T | None\n    def m[U](self, u: U): ...\n    @property\n    def n(self): return 1\n",
  "match x:\n    case {'a': [1, *rest]} if rest:\n        pass\n    case A(b=c) | None:\n        import os\n",
  "thread_id = (\n    str(\n        uuid4()  # type: ignore[no-untyped-call]\n    )\n)\n",
  "x = lambda thread_id=str(1): thread_id\n",
  "def test_a():\n    r = client.get('/')\n    assert r.status_code == 200\n",
  "@app.post('/hook')\nasync def hook(request):\n    body = await request.json()\n    return {'ok': True}\n",
  "def outer():\n    global _client\n    import httpx\n    _client = httpx.Client()\n_client = None\n",
  "with open('a') as f, open('b') as g:\n    import sys\n    del sys\n",
  "print('a'  # l9: ignore[unstructured_log] why\n)\n",
  "from a import (\n    b,  # type: ignore\n    c as c,\n    d\n)\n",
  "import os \\\n    , sys\n",
  "if x:\n    import os\n",
  "class P(BaseModel):\n    a: int\n    b: str = Field(alias='c')\n\ndef p():\n    return {'a': 1, 'b': 'x'}\n",
];

const MORE_YAML: readonly string[] = [
  "",
  "module:\n  id: a\n",
  "module: {id: a, name: 🦊, purpose: }\n",
  "a: &x [1, *x]\n<<: {b: c}\n",
  "module:\n  repo:\n    allowed_new_files:\n    - a.py\n    - ../b.py\n",
  'module:\n  id: "{{module_id}}"\n  purpose: |\n    TODO\n    more # no comment\n',
  "---\nmodule: &m\n  id: a\n---\nmodule:\n  <<: *m\n",
  "metadata:\n  module_id: a\n  name: A\nrepo:\n  root_path: .\n",
  "module:\n  acceptance:\n    required:\n      - works  # a comment\n",
];

let corpus: Corpus | null = null;

/** The corpus, read once. */
export function readCorpus(): Corpus {
  if (corpus) return corpus;
  const folder = join(import.meta.dirname, "..", "rules");
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .flatMap((name) => readCases(readFileSync(join(folder, name), "utf8")))
    .flatMap((testCase) => testCase.files)
    .filter(({ text }) => text.length <= LONGEST);
  const named = (ending: RegExp): string[] => files.filter(({ path }) => ending.test(path)).map(({ text }) => text);
  corpus = {
    python: [...MORE_PYTHON, ...named(/\.py$/)],
    yaml: [...MORE_YAML, ...named(/\.ya?ml$/)],
    markdown: ["", "# A\n\n```yaml\nmodule:\n  id: a\n```\n", ...named(/\.md$/)],
  };
  return corpus;
}
