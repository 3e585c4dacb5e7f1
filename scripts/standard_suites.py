"""Prints how LangChain's standard suites ended, from pytest's JUnit report.

python -m scripts.standard_suites build/tests.xml
"""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

MODULE = "test_standard"
OUTCOMES = ("passed", "failed", "xfailed", "skipped")


def outcome(case: ElementTree.Element) -> str:
    """Returns the outcome of one test case."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "passed"
    return "xfailed" if skipped.get("type") == "pytest.xfail" else "skipped"


def count_outcomes(report: Path) -> dict[str, Counter[str]]:
    """Returns the outcomes of each test class of the standard suites."""
    suites: dict[str, Counter[str]] = {}
    for case in ElementTree.parse(report).iter("testcase"):
        module, _, name = case.get("classname", "").rpartition(".")
        if module.rpartition(".")[2] == MODULE:
            suites.setdefault(name, Counter())[outcome(case)] += 1
    return suites


def main() -> int:
    """Prints one line per suite; fails when there is none."""
    suites = count_outcomes(Path(sys.argv[1]))
    for name, outcomes in sorted(suites.items()):
        parts = [f"{outcomes[kind]} {kind}" for kind in OUTCOMES if outcomes[kind]]
        print(f"LangChain standard suite {name}: {', '.join(parts)}")
    if not suites:
        print(f"no test of {MODULE}.py is in {sys.argv[1]}", file=sys.stderr)
    return 0 if suites else 1


if __name__ == "__main__":
    sys.exit(main())
