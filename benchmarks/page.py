"""The page on the site: docs/benchmarks.md with the recorded figures put in, in Chinese docs/zh's.

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
from benchmarks.page_texts import MEANINGS, TEXTS

MARK = re.compile(r"<!-- (figure|plot): ([\w-]+) -->|<!-- (goals|figures|run) -->")


class PageError(Exception):
    """The page asks for something that was not recorded."""


def fill(markdown: str, record: Mapping[str, Any], language: str) -> str:
    """Returns the page's text with every marked place filled from a record.

    Args:
        markdown: the page in a language.
        record: as `benchmarks.figures` loads it.
        language: "en" or "zh".

    Raises:
        PageError: A place names a figure or plot that there is not.
    """
    return MARK.sub(lambda match: _content(match, record, language), markdown)


def _content(match: re.Match[str], record: Mapping[str, Any], language: str) -> str:
    kind, name, whole = match.groups()
    if kind == "figure":
        if name not in record["figures"]:
            raise PageError(f"docs/benchmarks.md: no figure {name!r} was recorded")
        return number(record["figures"][name])
    if kind == "plot":
        if name not in plots.PLOTS:
            raise PageError(f"docs/benchmarks.md: there is no plot {name!r}")
        return plots.draw(name, record["samples"], language)
    writers = {"goals": goal_table, "figures": figure_table, "run": run_table}
    return writers[whole](record, language)


def number(value: float) -> str:
    """Returns a number with three significant digits, and commas between thousands."""
    if value == 0:
        return "0"
    # Rounding may carry into one more digit (99.96), so it comes first.
    rounded = float(f"{value:.2e}")
    digits = max(0, 2 - math.floor(math.log10(abs(rounded))))
    return f"{rounded:,.{digits}f}".replace("-", "\N{MINUS SIGN}")


def goal_table(record: Mapping[str, Any], language: str) -> str:
    """Returns the figures that have a goal, as a Markdown table."""
    texts = TEXTS[language]
    lines = [row(*texts.goals), "| --- | ---: | ---: | --- |"]
    for name, goal in GOALS.items():
        value = record["figures"][name]
        verdict = texts.met if goal.is_met(value) else texts.missed
        lines.append(row(MEANINGS[name][language], number(value), str(goal), verdict))
    provisional = f"{texts.provisional}\n" if record["run"]["quick"] else ""
    return provisional + "\n".join(lines)


def figure_table(record: Mapping[str, Any], language: str) -> str:
    """Returns every recorded figure under its name, as a Markdown table."""
    lines = [row(*TEXTS[language].figures), "| --- | ---: |"]
    lines += [row(f"`{name}`", number(value)) for name, value in record["figures"].items()]
    return "\n".join(lines)


def run_table(record: Mapping[str, Any], language: str) -> str:
    """Returns what the figures were made on, as a Markdown table."""
    texts = TEXTS[language]
    lines = [row(*texts.run), "| --- | --- |"]
    for name, value in record["run"].items():
        if name != "quick":
            lines.append(row(texts.facts.get(name, name), value))
    return "\n".join(lines)


def row(*cells: object) -> str:
    """Returns a row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"
