import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ownTests } from "../../rules/shared/own-tests.ts";
import { Linter } from "../../server/lint/linter.ts";
import { loadPython } from "../../server/syntax/python-parser.ts";
import { parseConfig } from "../../server/project/config.ts";
import { hasPython, PYTHON, PYTHON_ENVIRONMENT } from "../generate/python.ts";

// Which tests of a module pytest runs, as its settings, its `conftest.py` files and the tests themselves say: compared with pytest itself. `testpaths`
// is left out on purpose: it says where pytest looks when it is given no path, and tests beside a package's code are run by theirs.

const FILE = "tests/test_orders.py";
const ONE = "def test_order():\n    assert 1 + 1 == 2\n";
const MARKED = `import pytest\n\n\n@pytest.mark.slow\n${ONE}\n\ndef test_quick():\n    assert 1 + 1 == 2\n`;
const COROUTINE = "async def test_order():\n    assert 1 + 1 == 2\n";
const PLAIN = "[pytest]\n";
const markers = (text: string): string => `[pytest]\nmarkers =\n    slow: takes long\n${text}`;
const toml = (text: string): string =>
  `[project]\nname = "orders"\ndependencies = ["pytest"]\n\n[tool.pytest.ini_options]\n${text}`;

const CASES: Record<string, Record<string, string>> = {
  "no settings": { [FILE]: ONE },
  "python_files names it not": { [FILE]: ONE, "pytest.ini": "[pytest]\npython_files = check_*.py\n" },
  "python_files names it": { "tests/check_test.py": ONE, "pytest.ini": "[pytest]\npython_files = check_*.py other_*.py\n" },
  "python_files by a path": { [FILE]: ONE, "pytest.ini": "[pytest]\npython_files = tests/test_*.py\n" },
  "python_functions names it not": { [FILE]: ONE, "pytest.ini": "[pytest]\npython_functions = check\n" },
  "python_functions by a pattern": {
    [FILE]: `${ONE}\n\ndef test_of_orders():\n    assert True\n`,
    "pytest.ini": "[pytest]\npython_functions = *_order\n",
  },
  "testpaths here": { [FILE]: ONE, "pyproject.toml": toml('testpaths = ["tests"]\n') },
  "testpaths by a pattern": { [FILE]: ONE, "pyproject.toml": toml('testpaths = ["te*"]\n') },
  "testpaths that are not there": { [FILE]: ONE, "pyproject.toml": toml('testpaths = ["nowhere"]\n') },
  norecursedirs: { [FILE]: ONE, "setup.cfg": "[tool:pytest]\nnorecursedirs = tests other\n" },
  "a folder left out by default": { "build/tests/test_orders.py": ONE, "pytest.ini": PLAIN },
  "a folder left out by default, and norecursedirs of one's own": {
    "build/tests/test_orders.py": ONE,
    "pytest.ini": "[pytest]\nnorecursedirs = .*\n",
  },
  "--ignore": { [FILE]: ONE, "pytest.ini": "[pytest]\naddopts = -q --ignore=tests/test_orders.py\n" },
  "--ignore of another": { [FILE]: ONE, "pytest.ini": "[pytest]\naddopts = -q --ignore=tests/test_other.py\n" },
  "--ignore in two words": { [FILE]: ONE, "pytest.ini": "[pytest]\naddopts = -q\n    --ignore tests\n" },
  "--ignore-glob": { [FILE]: ONE, "tox.ini": "[pytest]\naddopts = --ignore-glob='*_orders.py'\n" },
  "--deselect a test": {
    [FILE]: `${ONE}\n\ndef test_orders():\n    assert True\n`,
    "pytest.ini": "[pytest]\naddopts = --deselect tests/test_orders.py::test_order\n",
  },
  "-m not slow": { [FILE]: MARKED, "pytest.ini": markers('addopts = -m "not slow"\n') },
  "-m slow": { [FILE]: MARKED, "pytest.ini": markers("addopts = -m slow\n") },
  "-m by pytestmark": {
    [FILE]: `import pytest\n\npytestmark = [pytest.mark.slow]\n\n\n${ONE}`,
    "pytest.ini": markers("addopts = -m 'not (slow or other)'\n"),
  },
  "-k": { [FILE]: MARKED, "pytest.ini": markers("addopts = -k quick\n") },
  "-k not": { [FILE]: MARKED, "pytest.ini": markers("addopts = -k 'not slow and not quick'\n") },
  "-k of cases": {
    [FILE]: `import pytest\n\n\n@pytest.mark.parametrize("kind", ["late"])\ndef test_order(kind):\n    assert kind\n`,
    "pytest.ini": "[pytest]\naddopts = -k late\n",
  },
  "--collect-only": { [FILE]: ONE, "pyproject.toml": toml('addopts = "--collect-only"\n') },
  "another section": { [FILE]: ONE, "setup.cfg": "[tool:other]\naddopts = --ignore=tests\n" },
  "nearest settings count": {
    [FILE]: ONE,
    "pytest.ini": "[pytest]\naddopts = -q\n",
    "pyproject.toml": toml('addopts = "--ignore=tests"\n'),
  },
  collect_ignore: { [FILE]: ONE, "tests/conftest.py": 'collect_ignore = ["test_orders.py"]\n' },
  "collect_ignore further up": {
    [FILE]: ONE,
    "conftest.py": 'collect_ignore = []\ncollect_ignore.append("tests/test_orders.py")\n',
  },
  "collect_ignore of another": { [FILE]: ONE, "tests/conftest.py": 'collect_ignore = ["test_other.py"]\n' },
  collect_ignore_glob: { [FILE]: ONE, "conftest.py": 'collect_ignore_glob = ["*_orders.py"]\n' },
  "collect_ignore of a folder": { [FILE]: ONE, "conftest.py": 'collect_ignore = ["tests"]\n' },
  "a hook that skips all": {
    [FILE]: ONE,
    "conftest.py":
      "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(pytest.mark.skip)\n",
  },
  "a hook that does something else": {
    [FILE]: ONE,
    "conftest.py": "def pytest_collection_modifyitems(items):\n    items.sort(key=lambda item: item.name)\n",
  },
  "__test__ = False": { [FILE]: `${ONE}\n\ntest_order.__test__ = False\n` },
  "__test__ = False of the file": { [FILE]: `__test__ = False\n\n\n${ONE}` },
  "__test__ = True of the file": { [FILE]: `__test__ = True\n\n\n${ONE}` },
  "__test__ = True": { [FILE]: `${ONE}\n\ntest_order.__test__ = True\n` },
  deleted: { [FILE]: `${ONE}\n\ndel test_order\n` },
  "set to None": { [FILE]: `${ONE}\n\ntest_order = None\n` },
  "None before": { [FILE]: `test_order = None\n\n\n${ONE}` },
  "a coroutine": { [FILE]: COROUTINE },
  "a coroutine with a mark": { [FILE]: `import pytest\n\n\n@pytest.mark.asyncio\n${COROUTINE}` },
  "a coroutine with anyio's mark": {
    [FILE]: `import pytest\n\npytestmark = pytest.mark.anyio\n\n\n@pytest.fixture\ndef anyio_backend():\n    return "asyncio"\n\n\n${COROUTINE}`,
  },
  "a coroutine with another mark": { [FILE]: `import pytest\n\n\n@pytest.mark.slow\n${COROUTINE}`, "pytest.ini": markers("") },
  "a coroutine, asyncio_mode auto": { [FILE]: COROUTINE, "pyproject.toml": toml('asyncio_mode = "auto"\n') },
  "a coroutine, asyncio_mode strict": { [FILE]: COROUTINE, "pyproject.toml": toml('asyncio_mode = "strict"\n') },
  "a coroutine, auto by an option": { [FILE]: COROUTINE, "pytest.ini": "[pytest]\naddopts = --asyncio-mode=auto\n" },
  "a coroutine marked by conftest.py": {
    [FILE]: COROUTINE,
    "conftest.py":
      "import pytest\n\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n        item.add_marker(pytest.mark.asyncio)\n",
  },
  "a coroutine of IsolatedAsyncioTestCase": {
    [FILE]:
      "import unittest\n\n\nclass TestOrders(unittest.IsolatedAsyncioTestCase):\n    async def test_order(self):\n        assert 1 + 1 == 2\n",
  },
  "a coroutine of a plain class": { [FILE]: "class TestOrders:\n    async def test_order(self):\n        assert 1 + 1 == 2\n" },
  "importorskip of what is nowhere": {
    [FILE]: `import pytest\n\nbroker = pytest.importorskip("no_such_broker")\n\n\n${ONE}`,
    "pyproject.toml": toml(""),
  },
  "importorskip of the standard library": {
    [FILE]: `import pytest\n\njson = pytest.importorskip("json")\n\n\n${ONE}`,
    "pyproject.toml": toml(""),
  },
  "importorskip in one test": {
    [FILE]: `import pytest\n\n\ndef test_order():\n    pytest.importorskip("no_such_broker")\n    assert 1 + 1 == 2\n\n\ndef test_other():\n    assert 1 + 1 == 2\n`,
    "pyproject.toml": toml(""),
  },
};

const roots: string[] = [];
let ran: Record<string, string[]> = {};

function workspace(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "l9-pytest-"));
  roots.push(root);
  const spec = `module:\n  id: orders\n  repo: { allowed_new_files: [${Object.keys(files)
    .filter((path) => path.endsWith(".py"))
    .join(", ")}] }\n`;
  for (const [path, text] of Object.entries({ "orders.module-spec.yaml": spec, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

beforeAll(async () => {
  await loadPython();
  if (!hasPython()) throw new Error("pytest is needed to compare with");
  const folders = Object.values(CASES).map(workspace);
  ran = JSON.parse(
    execFileSync(PYTHON, [join(import.meta.dirname, "pytest_runs.py"), ...folders], {
      env: PYTHON_ENVIRONMENT,
      encoding: "utf8",
    }),
  ) as Record<string, string[]>;
}, 120_000);
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

it.each(Object.keys(CASES).map((name, at) => [name, at] as const))("%s", async (_, at) => {
  const root = roots[at] as string;
  const linter = new Linter(root, (await parseConfig("")).config);
  linter.scan();
  const owner = linter.workspace.modules[0];
  if (!owner) throw new Error("the module is not found");
  const tests = ownTests(linter.modules.module(owner), linter.project(owner));
  const running = tests
    .filter(({ idle }) => idle === null)
    .map(({ path, test }) => [relative(root, path), ...(test.owner === null ? [] : [test.owner]), test.name].join("::"));
  expect(tests.length).toBeGreaterThan(0);
  expect(running.sort(), tests.map(({ test, idle }) => `${test.name}: ${idle ?? "runs"}`).join("\n")).toEqual(ran[root]);
  linter.dispose();
});

it("testpaths elsewhere keeps no test from being run by its path", async () => {
  const root = workspace({ [FILE]: ONE, "pyproject.toml": toml('testpaths = ["checks"]\n'), "checks/test_other.py": ONE });
  const passed = execFileSync(PYTHON, ["-m", "pytest", "-q", "-p", "no:cacheprovider", FILE], {
    cwd: root,
    env: PYTHON_ENVIRONMENT,
    encoding: "utf8",
  });
  expect(passed).toContain("1 passed");
  const linter = new Linter(root, (await parseConfig("")).config);
  linter.scan();
  const [owner] = linter.workspace.modules;
  if (!owner) throw new Error("the module is not found");
  expect(ownTests(linter.modules.module(owner), linter.project(owner)).map(({ idle }) => idle)).toEqual([null, null]);
  linter.dispose();
});
