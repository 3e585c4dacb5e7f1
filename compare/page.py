"""The page on the site: docs/compare.md with the recorded outcomes put in.

Its marked places are `<!-- totals -->`, `<!-- unit -->`, `<!-- integration -->`,
`<!-- reasons -->` and `<!-- run -->`; outcomes are written nowhere else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from compare.record import CLASSES

MARK = re.compile(r"<!-- (totals|unit|integration|reasons|run) -->")
KINDS = ("passed", "failed", "crashed", "skipped")
NOT_RUN = "\N{EM DASH}"


def fill(markdown: str, record: Mapping[str, Any]) -> str:
    """Return the page's text with every marked place filled from a record."""
    writers = {
        "totals": total_table,
        "unit": lambda record: outcome_table(record, "unit"),
        "integration": lambda record: outcome_table(record, "integration"),
        "reasons": reason_lists,
        "run": run_table,
    }
    return MARK.sub(lambda match: writers[match[1]](record), markdown)


def packages_of(tests: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the packages whose class ran some tests, in the order of the columns."""
    return [package for package in CLASSES if any(package in found for found in tests.values())]


def total_table(record: Mapping[str, Any]) -> str:
    """Return how many tests of each class ended how, as a Markdown table."""
    lines = [f"| Class | Suite | {' | '.join(KINDS)} |", "| --- | --- |" + " ---: |" * len(KINDS)]
    for package, (name, _) in CLASSES.items():
        for part, tests in record["tests"].items():
            outcomes = [found[package][0] for found in tests.values() if package in found]
            if outcomes:
                counts = " | ".join(str(outcomes.count(kind)) for kind in KINDS)
                lines.append(f"| {package}: `{name}` | {part} | {counts} |")
    return "\n".join(lines)


def outcome_table(record: Mapping[str, Any], part: str) -> str:
    """Return how each test of a suite ended for each class, as a Markdown table."""
    tests = record["tests"][part]
    packages = packages_of(tests)
    lines = [f"| Test | {' | '.join(packages)} |", "| --- |" + " --- |" * len(packages)]
    for name, found in tests.items():
        cells = [shown(found[package][0]) if package in found else NOT_RUN for package in packages]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(outcome: str) -> str:
    """Return an outcome; what went wrong stands out."""
    return f"**{outcome}**" if outcome in ("failed", "crashed") else outcome


def reason_lists(record: Mapping[str, Any]) -> str:
    """Return for each class why tests failed, crashed or were skipped, as Markdown lists."""
    parts = []
    for package, (name, _) in CLASSES.items():
        tests_by_reason: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for tests in record["tests"].values():
            for test, found in tests.items():
                outcome, *reason = found.get(package, ["passed"])
                if outcome != "passed":
                    tests_by_reason[outcome, "".join(reason)].append(f"`{test}`")
        lines = [
            f"- {outcome}: {code(reason)}: {', '.join(names)}"
            for (outcome, reason), names in sorted(
                tests_by_reason.items(), key=lambda item: KINDS.index(item[0][0])
            )
        ]
        parts.append(f"### {package}: {name}\n\n" + ("\n".join(lines) or "Everything passed."))
    return "\n\n".join(parts)


def code(text: str) -> str:
    """Return text as Markdown code, whatever characters it has."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def run_table(record: Mapping[str, Any]) -> str:
    """Return the versions and the date, as a Markdown table."""
    lines = ["| What | Version |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in record["run"].items()]
    return "\n".join(lines)
