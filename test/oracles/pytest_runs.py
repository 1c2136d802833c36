"""Runs pytest in each folder given and prints, as JSON, the tests of each that ran and passed: {folder: ["file::Class::name", …]}."""

import json
import os
import sys
import tempfile
import xml.etree.ElementTree as tree

os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"

import anyio.pytest_plugin  # noqa: E402
import pytest  # noqa: E402
import pytest_asyncio.plugin  # noqa: E402


def passed(folder: str) -> list[str]:
    with tempfile.TemporaryDirectory() as out:
        report = os.path.join(out, "report.xml")
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            sys.stdout = sys.stderr = open(os.devnull, "w")
            os.dup2(sys.stdout.fileno(), 1)
            os.dup2(sys.stdout.fileno(), 2)
            pytest.main(["-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin", "-p", "anyio.pytest_plugin", "-o", "junit_family=xunit1", f"--junitxml={report}"])
            os._exit(0)
        os.waitpid(child, 0)
        if not os.path.exists(report):
            return []
        found = []
        for case in tree.parse(report).iter("testcase"):
            if not any(child.tag in ("skipped", "failure", "error") for child in case):
                owner = case.get("classname", "").split(".")[-1]
                name = case.get("name", "").split("[")[0]
                found.append(f"{case.get('file')}::{owner + '::' if owner[:1].isupper() else ''}{name}")
        return sorted(set(found))


print(json.dumps({folder: passed(folder) for folder in sys.argv[1:]}))
