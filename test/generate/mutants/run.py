"""Runs a module's tests against changed texts of its files.

Reads `{"root", "imports", "parallel", "seconds", "jobs": [{"id", "path", "text", "tests"}]}` from stdin and prints a JSON line `{"id", "outcome", "by", "passed"}`
for each job. The libraries are imported once and every job is a fork, so that a job costs no more than the tests themselves. Nothing is written.
"""

import importlib
import importlib.machinery
import json
import os
import re
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True


def warm_up(root, imports):
    """Imports what every job needs, pytest's own plugins included."""
    os.chdir(root)
    sys.path.insert(0, root)
    import pytest

    for name in imports:
        importlib.import_module(name)

    with tempfile.TemporaryDirectory() as empty:
        saved = os.dup(1)
        os.dup2(2, 1)
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            pytest.main(["-q", "--rootdir", empty, "-p", "no:cacheprovider", empty])
        os.dup2(saved, 1)
    return pytest


def show(path, text):
    """Lets every import of a file see another text."""
    real = importlib.machinery.SourceFileLoader.get_data

    def get_data(loader, asked):
        return text.encode() if os.path.realpath(asked) == path else real(loader, asked)

    importlib.machinery.SourceFileLoader.get_data = get_data


def run(pytest, root, job, output):
    """In the fork: the tests, until one fails. The exit status is pytest's."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    show(os.path.realpath(os.path.join(root, job["path"])), job["text"])
    flags = ["-x", "-q", "--assert=plain", "--tb=line", "--color=no", "-rfE", "-p", "no:cacheprovider", "-W", "error::RuntimeWarning"]
    status = pytest.main([*flags, *job["tests"]])
    sys.stdout.flush()
    os._exit(int(status))


def outcome_of(status, text):
    """What became of a job, the first test that failed, and how many passed."""
    counted = re.search(r"(\d+) passed", text)
    passed = int(counted.group(1)) if counted else 0
    if os.WIFSIGNALED(status):
        return "timeout", None, passed
    failed = re.search(r"^(?:FAILED|ERROR) \S*?(?:::(\w+)|\.py)", text, re.M)
    code = os.WEXITSTATUS(status)
    if code == 0:
        return "survived", None, passed
    if code in (1, 2) and failed:
        return "killed", failed.group(1) or "import", passed
    return "broken", text[-2000:], passed


def main():
    given = json.load(sys.stdin)
    root = given["root"]
    pytest = warm_up(root, given["imports"])
    waiting = list(reversed(given["jobs"]))
    running = {}
    while waiting or running:
        while waiting and len(running) < given["parallel"]:
            job = waiting.pop()
            output = tempfile.TemporaryFile()
            child = os.fork()
            if child == 0:
                try:
                    run(pytest, root, job, output.fileno())
                finally:
                    os._exit(70)
            running[child] = (job, output, time.monotonic() + given["seconds"])
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            for late, (_, _, until) in running.items():
                if time.monotonic() > until:
                    os.kill(late, signal.SIGKILL)
            time.sleep(0.005)
            continue
        job, output, _ = running.pop(child)
        output.seek(0)
        outcome, by, passed = outcome_of(status, output.read().decode(errors="replace"))
        output.close()
        print(json.dumps({"id": job["id"], "outcome": outcome, "by": by, "passed": passed}), flush=True)


main()
