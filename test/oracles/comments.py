"""Prints, for every file named on stdin, the lines whose comment token holds a type-ignore, as Python's own tokenize sees them.

stdin: {"folder": ..., "names": [...], "spellings": [...]}; with spellings, each `#` of a file becomes the next of them first.
stdout: {name: [line from 0, ...], or null where tokenize gives up}; a comment ends its line, so there is one at most.
"""

import io
import itertools
import json
import os
import re
import sys
import tokenize

IGNORE = re.compile(r"#\s*(?:type|pyright):\s*ignore(?![\w-])")


def respell(text, spellings):
    if not spellings:
        return text
    turns = itertools.cycle(spellings)
    return "".join(next(turns) if character == "#" else character for character in text)


def lines(text):
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline="").readline):
            if token.type == tokenize.COMMENT and IGNORE.search(token.string):
                found.append(token.start[0] - 1)
    except (tokenize.TokenError, SyntaxError):
        return None
    return found


def main():
    task = json.load(sys.stdin)
    result = {}
    for name in task["names"]:
        with open(os.path.join(task["folder"], name), encoding="utf-8", newline="") as file:
            result[name] = lines(respell(file.read(), task["spellings"]))
    json.dump(result, sys.stdout)


main()
