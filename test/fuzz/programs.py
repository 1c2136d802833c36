"""Says of texts of Python whether a change left them what they were.

stdin: [{"before": text, "after": [{"text": text, "same": "compiles" | "means" | "prints"}, ...]}, ...]
stdout: [null where the text before does not compile, else [null or what is wrong, ...], ...]

"means" compares the syntax trees, "prints" what running both texts prints and raises.
"""

import ast
import contextlib
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")


def compiled(text):
    # As Python reads a file: with its byte order mark and its own line ends.
    return compile(text.encode("utf-8"), "program.py", "exec", dont_inherit=True)


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(code, {"__name__": "program"})
        except Exception as error:
            return out.getvalue() + type(error).__name__
    return out.getvalue()


def meant(text):
    return ast.dump(ast.parse(text.encode("utf-8")))


def judge(before, text, same):
    try:
        code = compiled(text)
    except (SyntaxError, ValueError) as error:
        return "no longer compiles: %s" % error
    if same == "means" and meant(before) != meant(text):
        return "means something else"
    if same == "prints" and printed(compiled(before)) != printed(code):
        return "prints %r, not %r" % (printed(code), printed(compiled(before)))
    return None


def main():
    result = []
    for task in json.loads(sys.stdin.buffer.read().decode("utf-8", "surrogatepass")):
        try:
            compiled(task["before"])
        except (SyntaxError, ValueError):
            result.append(None)
            continue
        result.append([judge(task["before"], after["text"], after["same"]) for after in task["after"]])
    json.dump(result, sys.stdout)


main()
