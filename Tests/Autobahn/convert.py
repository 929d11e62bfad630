"""Translates the test cases of the Autobahn test suite from Python 2 to Python 3, in place.

    convert.py DIRECTORY

In Python 2 a string literal is a row of octets. The sources are therefore read as Latin-1, where
each octet is one character: a literal keeps its octets, and run.py encodes them back.
"""

import re
import sys
from pathlib import Path

from lib2to3.refactor import RefactoringTool, get_fixers_from_package

# Compression is not negotiated (groups 12 and 13), and case 9.9.1 is not a part of the suite.
OMITTED = re.compile(r"^.*(case9_9_1|case12_x_x|Case12_X_X|Case13_X_X).*\n", re.MULTILINE)

REPLACEMENTS = [
    # The class is made by type() with bases that Python 3 cannot put in an order.
    (re.compile(r"\(object, ?Case, ?\)"), "(Case,)"),
    # Python 2 divides integers into an integer.
    (re.compile(r"len\(self\.payload\) / self"), "len(self.payload) // self"),
    # Python 2 encodes surrogates; cases on malformed UTF-8 need them.
    (re.compile(r'\.encode\("utf-8"\)'), '.encode("utf-8", "surrogatepass")'),
]

ENCODING = re.compile(r"\A((?:.*\n)?).*coding[=:].*\n", re.IGNORECASE)


def translated(source, path, tool):
    source = ENCODING.sub(r"\1", source, count=1)
    if not source.endswith("\n"):
        source += "\n"
    # The path tells lib2to3 which imports are of files beside this one.
    source = str(tool.refactor_string(source, str(path)))
    for pattern, replacement in REPLACEMENTS:
        source = pattern.sub(replacement, source)
    if path.name == "__init__.py":
        source = OMITTED.sub("", source)
    return "# coding=latin-1\n" + source


def main():
    tool = RefactoringTool(get_fixers_from_package("lib2to3.fixes"))
    for path in sorted(Path(sys.argv[1]).glob("*.py")):
        source = path.read_text(encoding="latin-1")
        path.write_text(translated(source, path, tool), encoding="latin-1")


if __name__ == "__main__":
    main()
