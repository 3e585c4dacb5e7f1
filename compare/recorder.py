"""A pytest plugin that writes each outcome down as it comes: the process may not live to the end.

The file named by COMPARE_RECORD gets one JSON object a line: {"collected": names}, then for each
test {"begun": name} and {"ended": name, "outcome": ..., "reason": ...}. The names in
COMPARE_SKIP, a JSON list, are left out.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

MAX_REASON = 160
KEPT_END = 50


def write(**line: Any) -> None:
    """Write a line, so that it is on disk before anything else happens."""
    with Path(os.environ["COMPARE_RECORD"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Report the tests there are, and leave out those that were run before."""
    write(collected=[item.name for item in items])
    skipped = json.loads(os.environ.get("COMPARE_SKIP", "[]"))
    items[:] = [item for item in items if item.name not in skipped]


def pytest_runtest_logstart(nodeid: str) -> None:
    """Report that a test begins."""
    write(begun=test_name(nodeid))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Report how a test ended: with its call, or where set-up or tear-down went wrong."""
    if report.when == "call" or report.outcome != "passed":
        reason = "" if report.outcome == "passed" else reason_of(report)
        write(ended=test_name(report.nodeid), outcome=report.outcome, reason=reason)


def test_name(nodeid: str) -> str:
    """Return the name of a test without its file and class."""
    return nodeid.rpartition("::")[2]


def reason_of(report: pytest.TestReport) -> str:
    """Return in one line why a test failed or was skipped."""
    found: Any = report.longrepr
    if isinstance(found, tuple):  # Skipped: file, line, reason.
        text = str(found[2]).removeprefix("Skipped: ")
    else:
        crash = getattr(found, "reprcrash", None)
        text = crash.message if crash is not None else str(found)
    line = " ".join(text.strip().split("\n\n")[0].split())
    line = re.sub(r" at 0x[0-9a-f]+", "", line)
    if len(line) <= MAX_REASON:
        return line
    # What was compared is at the beginning, where it came from at the end.
    return f"{line[: MAX_REASON - KEPT_END - 3]} … {line[-KEPT_END:]}"
