// The files of a random session, and the texts that they may have.

const SPEC = `module:
  id: orders
  name: Orders
  purpose: Takes orders.
  repo:
    allowed_new_files: [a.py, sub/b.py, tests/test_a.py]
  interfaces:
    inbound: [{name: order, payload_type: JSON}]
  error_policy: {default: fail_closed}
  acceptance: {required: [takes_an_order]}
`;
/** A second spec of the same files, as a copy of another version is. */
const COPY = SPEC.replace("id: orders", "id: orders_copy");
const fenced = (spec: string): string => `# Orders\n\n\`\`\`yaml\n${spec}\`\`\`\n`;

export const FILES = [
  "a.py",
  "sub/b.py",
  "tests/test_a.py",
  "spec.yaml",
  "l9.config.yaml",
  ".gitignore",
  ".venv/c.py",
  "sub/l9.config.yaml",
  "sub/spec.yaml",
  "spec.md",
  "sub/deep/d.py",
  "linked/b.py",
  "e.ts",
] as const;
export const CONFIGURATIONS = ["l9.config.yaml", "sub/l9.config.yaml"] as const;
/** Texts of a configuration that are taken over: a broken one keeps the last good one, which a fresh start can not know. */
export const GOOD_CONFIGURATIONS = ["scope: all\n", "scope: modules\n", "scope: all\nrules: {unused_imports: off}\n", ""];
const CONFIGURATION = [...GOOD_CONFIGURATIONS, "scope: all\nexclude: [deep, sub/deep]\n", "scope: [\n"];

export const GOOD_TYPESCRIPT = 'import { readFileSync } from "node:fs";\n';

const TEXTS: Record<string, readonly string[]> = {
  "l9.config.yaml": CONFIGURATION,
  "sub/l9.config.yaml": CONFIGURATION,
  ".gitignore": ["", "sub/\n", "*.py\n!a.py\n", "tests\n", "l9.config.yaml\n"],
  "spec.yaml": [SPEC, SPEC.replace("  purpose: Takes orders.\n", ""), SPEC.replace("a.py, ", ""), "module: [\n", "", COPY],
  "sub/spec.yaml": [COPY, COPY.replace("sub/b.py, ", "b.py, deep/d.py, "), "", SPEC],
  "spec.md": [fenced(COPY), fenced(SPEC), "# Orders\n", fenced(`${COPY}---\n${SPEC}`)],
  "e.ts": [GOOD_TYPESCRIPT, "export const threadId = crypto.randomUUID();\n", "export function f(a) {\n  return [", ""],
};
const CODE = [
  "import os\n",
  "import os\n\n\ndef f(a, b):\n    return os.name\n",
  "from uuid import uuid4\n\nthread_id = uuid4()\n",
  "def test_takes_an_order() -> None:\n    assert True\n",
  "class A:\n    def f(self, x):\n        import sys\n        return {'a': 1",
  "x = '''🦊\r\nimport os\r\n'''\r\nimport re\r\n",
  "import re\n\nclass A\n    def f(self):\n        import os\n        return os\n\ndef g(:\n    import sys\n",
  "from a import f\nfrom sub.b import A, g\n\nprint(f(1, g))\n",
  "# module: orders\nimport os\n",
  "",
];

/** The texts that a file may have: those of a file of Python where none are its own. */
export function textsOf(name: string): readonly string[] {
  return TEXTS[name] ?? CODE;
}

export const FIRST: Record<string, string> = { "l9.config.yaml": "scope: all\n", "spec.yaml": SPEC, "a.py": CODE[1] as string };
