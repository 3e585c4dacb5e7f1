"""The evaluation's cases, made once for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

from training.evaluate import NUM_CASES
from training.evaluation.case import Case
from training.evaluation.table import rows

# Rows whose prompts the model has seen, all of them or in other combinations.
FIXED = (
    "facts, greetings, tutorials, standard tests",
    "tutorials at temperature 0.5, all of 20 seeds",
)

Cases = dict[tuple[str, str], list[Case]]


def count_roughly(text: str) -> int:
    """Counts tokens without a model."""
    return max(1, len(text) // 3)


def all_cases() -> Cases:
    """Returns the cases of each row."""
    return {(row.task, row.language): list(row.cases(NUM_CASES, count_roughly)) for row in rows()}


def own_cases(cases: Cases) -> Iterator[Case]:
    """Yields the cases whose prompts the model has not seen."""
    return (case for (task, _), found in cases.items() if task not in FIXED for case in found)
