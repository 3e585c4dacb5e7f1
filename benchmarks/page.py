"""The page on the site: docs/benchmarks.md with the recorded figures put in.

Its marked places are `<!-- figure: NAME -->`, `<!-- plot: NAME -->`, `<!-- goals -->`,
`<!-- figures -->` and `<!-- run -->`; numbers are written nowhere else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from benchmarks import plots
from benchmarks.figures import GOALS

MARK = re.compile(r"<!-- (figure|plot): ([\w-]+) -->|<!-- (goals|figures|run) -->")
PROVISIONAL = """!!! warning "Provisional figures"
    They come from a quick run with few repetitions, on a machine that did other things as well.

"""


class PageError(Exception):
    """The page asks for something that was not recorded."""


def fill(markdown: str, record: Mapping[str, Any]) -> str:
    """Returns the page's text with every marked place filled from a record.

    Raises:
        PageError: A place names a figure or plot that there is not.
    """
    return MARK.sub(lambda match: _content(match, record), markdown)


def _content(match: re.Match[str], record: Mapping[str, Any]) -> str:
    kind, name, whole = match.groups()
    if kind == "figure":
        if name not in record["figures"]:
            raise PageError(f"docs/benchmarks.md: no figure {name!r} was recorded")
        return number(record["figures"][name])
    if kind == "plot":
        if name not in plots.PLOTS:
            raise PageError(f"docs/benchmarks.md: there is no plot {name!r}")
        return plots.draw(name, record["samples"])
    writers = {"goals": goal_table, "figures": figure_table, "run": run_table}
    return writers[whole](record)


def number(value: float) -> str:
    """Returns a number with three significant digits, and commas between thousands."""
    if value == 0:
        return "0"
    # Rounding may carry into one more digit (99.96), so it comes first.
    rounded = float(f"{value:.2e}")
    digits = max(0, 2 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def goal_table(record: Mapping[str, Any]) -> str:
    """Returns the figures that have a goal, as a Markdown table."""
    lines = ["| What | Measured | Goal | Verdict |", "| --- | ---: | ---: | --- |"]
    for name, (goal, meaning) in GOALS.items():
        value = record["figures"][name]
        verdict = "met" if goal.is_met(value) else "**missed**"
        lines.append(f"| {meaning} | {number(value)} | {goal} | {verdict} |")
    provisional = PROVISIONAL if record["run"]["quick"] else ""
    return provisional + "\n".join(lines)


def figure_table(record: Mapping[str, Any]) -> str:
    """Returns every recorded figure under its name, as a Markdown table."""
    lines = ["| Figure | Value |", "| --- | ---: |"]
    lines += [f"| `{name}` | {number(value)} |" for name, value in record["figures"].items()]
    return "\n".join(lines)


def run_table(record: Mapping[str, Any]) -> str:
    """Returns what the figures were made on, as a Markdown table."""
    names = {"memory_gib": "memory, GiB", "load_before": "load before the run"}
    lines = ["| What | Value |", "| --- | --- |"]
    for name, value in record["run"].items():
        if name != "quick":
            lines.append(f"| {names.get(name, name)} | {value} |")
    return "\n".join(lines)
