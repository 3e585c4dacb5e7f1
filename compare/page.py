"""The page on the site: docs/compare.md with the recorded outcomes put in, in Chinese docs/zh's.

Its marked places are `<!-- totals -->`, `<!-- unit -->`, `<!-- integration -->`,
`<!-- reasons -->` and `<!-- run -->`; outcomes are written nowhere else. What tests and packages
are called and what they said of a failure is the same in every language.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from compare.page_texts import TEXTS, ending_in
from compare.record import CLASSES

MARK = re.compile(r"<!-- (totals|unit|integration|reasons|run) -->")
KINDS = ("passed", "failed", "crashed", "skipped")
NOT_RUN = "\N{EM DASH}"


def fill(markdown: str, record: Mapping[str, Any], language: str) -> str:
    """Return the page's text with every marked place filled from a record.

    Args:
        markdown: the page in a language.
        record: as `compare.record` loads it.
        language: "en" or "zh".

    Raises:
        PageError: The language has no words for something in the record.
    """
    writers = {
        "totals": lambda: total_table(record, language),
        "unit": lambda: outcome_table(record, "unit", language),
        "integration": lambda: outcome_table(record, "integration", language),
        "reasons": lambda: reason_lists(record, language),
        "run": lambda: run_table(record, language),
    }
    return MARK.sub(lambda match: writers[match[1]](), markdown)


def packages_of(tests: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the packages whose class ran some tests, in the order of the columns."""
    return [package for package in CLASSES if any(package in found for found in tests.values())]


def total_table(record: Mapping[str, Any], language: str) -> str:
    """Return how many tests of each class ended how, as a Markdown table."""
    texts = TEXTS[language]
    heads = (*texts.totals, *(texts.outcomes[kind] for kind in KINDS))
    lines = [f"| {' | '.join(heads)} |", "| --- | --- |" + " ---: |" * len(KINDS)]
    for package, (name, _) in CLASSES.items():
        for part, tests in record["tests"].items():
            outcomes = [found[package][0] for found in tests.values() if package in found]
            if outcomes:
                counts = " | ".join(str(outcomes.count(kind)) for kind in KINDS)
                cells = f"{package}{texts.colon}`{name}` | {texts.parts[part]} | {counts}"
                lines.append(f"| {cells} |")
    return "\n".join(lines)


def outcome_table(record: Mapping[str, Any], part: str, language: str) -> str:
    """Return how each test of a suite ended for each class, as a Markdown table."""
    tests = record["tests"][part]
    packages = packages_of(tests)
    head = " | ".join((TEXTS[language].test, *packages))
    lines = [f"| {head} |", "| --- |" + " --- |" * len(packages)]
    for name, found in tests.items():
        cells = [
            shown(found[package][0], language) if package in found else NOT_RUN
            for package in packages
        ]
        lines.append(f"| `{name}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(outcome: str, language: str) -> str:
    """Return an outcome; what went wrong stands out."""
    word = TEXTS[language].outcomes[outcome]
    return f"**{word}**" if outcome in ("failed", "crashed") else word


def reason_lists(record: Mapping[str, Any], language: str) -> str:
    """Return for each class why tests failed, crashed or were skipped, as Markdown lists."""
    texts = TEXTS[language]
    parts = []
    for package, (name, _) in CLASSES.items():
        lines = [
            texts.colon.join((
                f"- {texts.outcomes[outcome]}",
                ending_in(language, reason) if outcome == "crashed" else code(reason),
                texts.comma.join(f"`{test}`" for test in tests),
            ))
            for (outcome, reason), tests in tests_by_reason(record, package).items()
        ]  # fmt: skip
        listed = "\n".join(lines) or texts.everything_passed
        parts.append(f"### {package}{texts.colon}{name}\n\n{listed}")
    return "\n\n".join(parts)


def tests_by_reason(record: Mapping[str, Any], package: str) -> dict[tuple[str, str], list[str]]:
    """Return the tests that a class did not pass, by outcome and reason."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for tests in record["tests"].values():
        for test, outcomes in tests.items():
            outcome, *reason = outcomes.get(package, ["passed"])
            if outcome != "passed":
                found[outcome, "".join(reason)].append(test)
    return dict(sorted(found.items(), key=lambda item: KINDS.index(item[0][0])))


def code(text: str) -> str:
    """Return text as Markdown code, whatever characters it has."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def run_table(record: Mapping[str, Any], language: str) -> str:
    """Return the versions and the date, as a Markdown table."""
    texts = TEXTS[language]
    lines = [f"| {' | '.join(texts.run)} |", "| --- | --- |"]
    lines += [
        f"| {texts.facts.get(name, name)} | {value} |" for name, value in record["run"].items()
    ]
    return "\n".join(lines)
