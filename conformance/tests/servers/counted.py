# SPDX-License-Identifier: MIT
"""Prints what the tests of one program counted: the properties that they recorded, test by test, and their sum.

    python3 counted.py REPORT.json      as --gtest_output=json: writes it"""

import collections
import json
import sys

KNOWN = {"name", "file", "line", "status", "result", "timestamp", "time", "classname", "value_param", "failures"}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    sums = collections.Counter()
    for suite in report["testsuites"]:
        for test in suite["testsuite"]:
            for name, value in test.items():
                if name not in KNOWN:
                    sums[name] += int(value)
    said = "".join(f", {count} {name}" for name, count in sums.items())
    print(f"{report['tests']} tests, {report['failures']} failed{said}")


if __name__ == "__main__":
    main()
